"""Slides in a real browser: keys, clicks, the type that fills the screen, and paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from playwright.sync_api import expect

from mailtutor.cli.slides.notebook import execute
from mailtutor.cli.slides.outputs import RECORDING
from mailtutor.cli.slides.page import render_slides
from mailtutor.record import Journal
from mailtutor.views import TranscriptView, recording
from tests.browser.accessible import violations_of
from tests.views.fake_frontend import add_session

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.stem for path in FOLDER.glob("*.ipynb") if path.stem != "gallery")
SHOWN_OFTEN = {"03_connect_to_a_server", "demo_connection_refused"}
SCREENS = ((1024, 768), (1280, 720), (1920, 1080))
_PRINTED = {"output_type": "stream", "name": "stdout", "text": "220 ready\n"}

# Goes through all slides as a presenter does. Returns what doesn't fit, and what is too small for
# the last row: text below 1.9 % of the height of the screen, or below 1.7 % in a view.
_WALK = """() => {
    const faults = [];
    const press = () => document.body.dispatchEvent(
        new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
    const check = () => {
        const slide = document.querySelector("section.current");
        const body = slide.querySelector(".body");
        const fault = (words) => faults.push(`${slide.ariaLabel}: ${words}`);
        for (const each of [body, ...body.querySelectorAll(".piece, pre, img, .view, .card")]) {
            if (each.closest(".unseen")) continue;
            const box = each.getBoundingClientRect();
            if (box.right > innerWidth || box.bottom > innerHeight - 6 || box.top < 0)
                fault(`${each.className} is outside of the screen`);
            if (each.scrollWidth > each.clientWidth + 1 && each.clientWidth)
                fault(`${each.className} is too wide`);
        }
        if (body.scrollHeight > body.clientHeight + 1) fault("it is too high");
        const texts = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const parent = texts.currentNode.parentElement;
            const hidden = parent.closest(".notes, .unseen, .mt-unseen, .kicker, svg");
            const text = texts.currentNode.data.trim();
            if (!text || hidden || !parent.getClientRects().length) continue;
            const percent = 100 * parseFloat(getComputedStyle(parent).fontSize) / innerHeight;
            const least = parent.closest(".view, .card") ? 1.7 : 1.9;
            if (percent < least) fault(`${text}: ${percent.toFixed(2)} %`);
        }
    };
    for (let key = 0; key < 400; key += 1) {
        check();
        const before = location.hash + document.querySelectorAll(".fragment.visible").length;
        press();
        if (location.hash + document.querySelectorAll(".fragment.visible").length === before) break;
    }
    return faults;
}"""


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


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Lend a function that makes the slides of a lesson, once; it returns their address."""
    folder = tmp_path_factory.mktemp("slides")

    def make(lesson: str) -> str:
        file = folder / f"{lesson}.html"
        if not file.exists():
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("PYTHONPATH", str(FOLDER.parent))
                work = tmp_path_factory.mktemp(lesson)
                played = execute((FOLDER / f"{lesson}.ipynb").read_text("utf-8"), work)
            file.write_text(render_slides(played, FOLDER, lesson[:2]), "utf-8")
        return file.as_uri()

    return make


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
    expect(reason).to_contain_text("Right. The operating system answers")
    notes = page.get_by_text("It waits where nobody answers at all")
    expect(notes).to_be_hidden()
    page.keyboard.press("n")
    expect(notes).to_be_visible()


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


def test_the_message_arrives_in_the_inbox_when_the_slide_sends_it(
    page: Page, made: Callable[[str], str]
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    address = made("demo_connection_refused")
    page.goto(f"{address}#5")
    inbox = page.locator("section.current .mailtutor")
    expect(page.locator("#position")).to_have_text("5 of 7")
    expect(inbox).to_be_hidden()
    expect(inbox).to_contain_text("0 messages")
    page.keyboard.press("Space")
    expect(inbox).to_be_visible()
    expect(inbox).to_contain_text("1 message")
    expect(inbox).to_contain_text("It works")
    page.mouse.click(800, 500)  # on the inbox: it's a picture
    expect(page.locator("#position")).to_have_text("6 of 7")
    assert {url.partition("#")[0] for url in asked} == {address}
    assert troubles == []


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


@pytest.mark.parametrize(
    "lesson",
    [
        name if name in SHOWN_OFTEN else pytest.param(name, marks=pytest.mark.slow)
        for name in LESSONS
    ],
)
def test_no_slide_overflows_and_none_is_too_small_to_read(
    page: Page, made: Callable[[str], str], lesson: str
) -> None:
    address = made(lesson)
    page.emulate_media(reduced_motion="reduce")
    faults = []
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        page.goto("about:blank")
        page.goto(address)
        expect(page.locator("#position")).to_contain_text("1 of ")
        faults += [f"{width} x {height}, {fault}" for fault in page.evaluate(_WALK)]
    assert faults == []


@pytest.mark.parametrize("of", ["views", "questions"])
def test_axe_finds_nothing_on_slides_in_light_and_dark(
    page: Page, made: Callable[[str], str], talk: str, of: str
) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(made("demo_connection_refused") if of == "views" else talk)
    place = page.locator("#position")
    for theme in ("light", "dark"):
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        page.keyboard.press("Home")
        expect(place).to_contain_text("1 of ")
        count = page.locator("section").count()
        for number in range(1, count + 1):
            page.goto(f"{page.url.partition('#')[0]}#{number}")
            expect(place).to_have_text(f"{number} of {count}")
            page.evaluate(
                "document.querySelectorAll('.current .fragment')"
                ".forEach((piece) => piece.classList.add('visible'))"
            )
            assert violations_of(page) == [], f"{theme}, slide {number}"
        page.keyboard.press("d")
