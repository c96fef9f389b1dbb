"""The slides of the lessons in a real browser: they fit, and messages arrive on them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from mailtutor.cli.slides.notebook import execute
from mailtutor.cli.slides.page import render_slides
from tests.browser.accessible import violations_on_slides

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.stem for path in FOLDER.glob("*.ipynb") if path.stem != "gallery")
SHOWN_OFTEN = {"03_connect_to_a_server", "demo_connection_refused"}
SCREENS = ((1024, 768), (1280, 720), (1920, 1080))

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


@pytest.mark.slow
def test_axe_finds_nothing_on_the_slides_of_the_demo_in_light_and_dark(
    page: Page, made: Callable[[str], str]
) -> None:
    assert violations_on_slides(page, made("demo_connection_refused")) == []
