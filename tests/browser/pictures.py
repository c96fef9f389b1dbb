"""Take the README's screenshots: `python -m tests.browser.pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect, sync_playwright

from mailtutor.cli.slides.notebook import execute
from mailtutor.cli.slides.page import render_slides
from tests.browser.accessible import use_theme
from tests.browser.lab import BROWSER_FLAGS, LabServer, browser_path
from tests.browser.test_gallery import opened, view_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = Path(__file__).parents[2] / "notebooks" / "screenshots"


def take(lab: LabServer, browser: Browser) -> None:
    """Write the pictures that the README shows."""
    page = browser.new_context(
        viewport={"width": 1420, "height": 2200}, device_scale_factor=1.25
    ).new_page()
    notebook = opened(lab, page)
    page.evaluate("window.jupyterapp.commands.execute('application:toggle-left-area')")

    inbox = view_of(notebook, "inbox-full")
    inbox.get_by_role("option", name="Olá from Lisbon").first.click()
    inbox.screenshot(path=FOLDER / "inbox.png", animations="disabled")

    mail = view_of(notebook, "view-delivery")
    mail.get_by_role("tab", name="Anatomy").click()
    mail.get_by_role("treeitem", name="praça.png").click()
    mail.screenshot(path=FOLDER / "anatomy.png", animations="disabled")

    use_theme(page, "Dark")
    talk = view_of(notebook, "view-secure")
    talk.get_by_role("button", name="Eavesdropper").click()
    talk.screenshot(path=FOLDER / "transcript.png", animations="disabled")


def take_slide(browser: Browser, folder: Path) -> None:
    """Write the picture of a slide, in which a message has just arrived."""
    lesson = FOLDER.parent / "demo_connection_refused.ipynb"
    file = folder / "slides.html"
    file.write_text(
        render_slides(execute(lesson.read_text("utf-8"), folder), lesson.parent), "utf-8"
    )
    page = browser.new_context(
        viewport={"width": 1280, "height": 720}, reduced_motion="reduce"
    ).new_page()
    page.goto(f"{file.as_uri()}#5")
    page.keyboard.press("Space")
    expect(page.locator("section.current .mailtutor")).to_contain_text("It works")
    page.screenshot(path=FOLDER / "slide.png", animations="disabled")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lab = LabServer(Path(folder)).start()
        try:
            browser = playwright.chromium.launch(
                executable_path=browser_path(), args=list(BROWSER_FLAGS)
            )
            take(lab, browser)
            take_slide(browser, Path(folder))
            browser.close()
        finally:
            lab.stop()
