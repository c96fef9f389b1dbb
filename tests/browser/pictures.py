"""Take the README's screenshots from the gallery: `python -m tests.browser.pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

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


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lab = LabServer(Path(folder)).start()
        try:
            browser = playwright.chromium.launch(
                executable_path=browser_path(), args=list(BROWSER_FLAGS)
            )
            take(lab, browser)
            browser.close()
        finally:
            lab.stop()
