"""Slides in a real browser: keys, clicks, swipes, the buttons of views, and paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from playwright.sync_api import expect

from mailtutor.cli.slides.outputs import RECORDING
from mailtutor.cli.slides.page import render_slides
from mailtutor.record import Journal
from mailtutor.views import TranscriptView, recording
from tests.browser.accessible import violations_on_slides
from tests.views.fake_frontend import add_session

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

_PRINTED = {"output_type": "stream", "name": "stdout", "text": "220 ready\n"}


def cell(cell_type: str, source: str, kind: str, **more: Any) -> dict[str, Any]:
    metadata = {"slideshow": {"slide_type": kind}}
    return {"cell_type": cell_type, "source": source, "metadata": metadata, **more}


def notebook(*cells: dict[str, Any]) -> Any:
    reader: Any = nbformat
    whole = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return reader.from_dict(whole)


@pytest.fixture
def talk(tmp_path: Path) -> str:
    """Make slides with each kind of fragment; return their address."""
    cells = [
        cell("markdown", "# Title", "slide"),
        cell("markdown", "## Connect", "slide"),
        cell("code", "connect()", "fragment", outputs=[_PRINTED], execution_count=None),
        cell("markdown", "Ask them", "notes"),
        cell("code", 'quiz("03.a")', "fragment", outputs=[], execution_count=None),
    ]
    file = tmp_path / "slides.html"
    file.write_text(render_slides(notebook(*cells), tmp_path), "utf-8")
    return file.as_uri()


def test_keys_go_on_and_back_and_a_reload_stays(page: Page, talk: str) -> None:
    page.goto(talk)
    title, code, output = (page.get_by_text(each) for each in ("Title", "connect()", "220 ready"))
    place = page.locator("#position")

    expect(title.first).to_be_visible()
    expect(place).to_have_text("1 of 3")
    page.keyboard.press("ArrowRight")
    expect(code).to_be_visible()
    expect(output).to_be_hidden()
    page.keyboard.press("Space")
    expect(output).to_be_visible()
    page.keyboard.press("PageUp")
    expect(output).to_be_hidden()
    page.keyboard.press("End")
    expect(place).to_have_text("3 of 3")
    page.reload()
    expect(place).to_have_text("3 of 3")
    page.keyboard.press("Home")
    expect(place).to_have_text("1 of 3")


def test_a_click_goes_on_on_the_right_and_back_on_the_left(page: Page, talk: str) -> None:
    page.goto(talk)
    place = page.locator("#position")
    expect(place).to_have_text("1 of 3")
    page.mouse.click(800, 300)
    expect(place).to_have_text("2 of 3")
    page.mouse.click(50, 300)
    expect(place).to_have_text("1 of 3")
    page.get_by_role("button", name="Next").click()
    expect(place).to_have_text("2 of 3")


def test_a_swipe_turns_the_page(browser: Browser, talk: str) -> None:
    context = browser.new_context(has_touch=True)
    page = context.new_page()
    page.goto(talk)
    place = page.locator("#position")
    expect(place).to_have_text("1 of 3")
    for start, end, words in ((600, 200, "2 of 3"), (200, 600, "1 of 3")):
        page.evaluate(
            """([start, end]) => {
                const at = (x) => new Touch({ identifier: 1, target: document.body, clientX: x });
                const tell = (name, touches, x) => document.body.dispatchEvent(new TouchEvent(name,
                    { touches, changedTouches: [at(x)], bubbles: true, cancelable: true }));
                tell("touchstart", [at(start)], start);
                tell("touchend", [], end);
            }""",
            [start, end],
        )
        expect(place).to_have_text(words)
    context.close()


def test_the_answer_comes_with_the_next_key_and_the_notes_with_n(page: Page, talk: str) -> None:
    page.goto(f"{talk}#3")
    right = page.get_by_text("Raise ConnectionRefusedError")
    reason = page.locator(".reason")
    expect(right).to_be_visible()
    expect(reason).to_be_hidden()
    page.keyboard.press("Space")
    expect(reason).to_contain_text("Right. No program has this port")
    notes = page.get_by_text("Python waits only if nothing answers at all")
    expect(notes).to_be_hidden()
    page.keyboard.press("n")
    expect(notes).to_be_visible()


def test_text_that_fits_at_no_size_can_be_scrolled(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "slides.html"
    words = "\n\n".join(f"Paragraph {number}" for number in range(60))
    long = notebook(cell("markdown", f"## Long\n\n{words}", "slide"))
    file.write_text(render_slides(long, tmp_path), "utf-8")
    page.goto(file.as_uri())
    last = page.get_by_text("Paragraph 59")
    expect(last).not_to_be_in_viewport()
    page.mouse.move(600, 400)
    page.mouse.wheel(0, 9000)
    expect(last).to_be_in_viewport()


def test_nothing_hides_a_slide_after_the_next_key(page: Page, talk: str) -> None:
    page.goto(f"{talk}#2")
    code, output = page.get_by_text("connect()"), page.get_by_text("220 ready")
    expect(code).to_be_visible()
    page.keyboard.press("b")
    expect(code).to_be_hidden()
    page.keyboard.press("Space")
    expect(output).to_be_visible()
    keys = page.get_by_role("dialog", name="Keys")
    page.keyboard.press("?")
    expect(keys).to_be_visible()
    page.keyboard.press("PageUp")
    expect(keys).to_be_hidden()
    expect(output).to_be_hidden()


def test_d_changes_the_theme_and_b_blackens_the_screen(page: Page, talk: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{talk}#2")
    root = page.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    page.keyboard.press("d")
    expect(root).to_have_attribute("data-theme", "light")
    code = page.get_by_text("connect()")
    expect(code).to_be_visible()
    page.keyboard.press("b")
    expect(code).to_be_hidden()
    page.keyboard.press(".")
    expect(code).to_be_visible()


def test_paper_has_a_page_for_each_slide_with_everything_on_it(page: Page, talk: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(talk)
    expect(page.locator("#position")).to_have_text("1 of 3")
    page.keyboard.press("n")
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 3
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.emulate_media(media="print")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    for words in ("Title", "connect()", "220 ready", "Right."):
        expect(page.get_by_text(words).first).to_be_visible()
    expect(page.get_by_text("Ask them")).to_be_hidden()


def test_a_lesson_can_press_a_button_of_its_view(page: Page, tmp_path: Path) -> None:
    session = add_session(Journal("localhost:2525"), ("command", b"NOOP"), ("reply", b"250 ok"))
    session.record_bytes("client", b"NOOP\r\n")
    recorded = {"text/plain": "", RECORDING: recording.recorded(TranscriptView(session))}
    output = {"output_type": "display_data", "metadata": {}, "data": recorded}
    shows = cell("code", "session.view()", "", outputs=[output], execution_count=None)
    shows["metadata"]["mailtutor"] = {"press": "Eavesdropper"}
    file = tmp_path / "slides.html"
    title = cell("markdown", "# Title", "slide")
    file.write_text(render_slides(notebook(title, shows), tmp_path), "utf-8")
    page.goto(f"{file.as_uri()}#2")
    raw = page.get_by_text("raw bytes, readable by anyone")
    expect(raw).to_have_count(1)
    expect(raw).to_be_hidden()
    page.keyboard.press("Space")
    expect(raw).to_be_visible()
    expect(page.locator("#position")).to_have_text("2 of 2")


def test_axe_finds_nothing_on_a_question_in_light_and_dark(page: Page, talk: str) -> None:
    assert violations_on_slides(page, talk) == []
