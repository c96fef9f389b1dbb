"""Every view and every form in one notebook: all are shown, and axe finds nothing in them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.accessible import violations

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.lab import LabServer, Notebook

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

GALLERY = Path(__file__).parents[2] / "notebooks" / "gallery.ipynb"
CODE = [
    cell for cell in json.loads(GALLERY.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"
]
SHOWN = re.compile(r"view|inbox|compose|connect|panel|check|review|quiz|progress|explain")


def opened(lab: LabServer, page: Page) -> Notebook:
    shutil.copy(GALLERY, lab.notebooks)
    notebook = lab.open_file(page, GALLERY.name)
    # As a reader who scrolls through it meets it, but all at once.
    page.evaluate(
        """() => {
            const notebook = window.jupyterapp.shell.currentWidget.content;
            notebook.notebookConfig = { ...notebook.notebookConfig, windowingMode: "none" };
        }"""
    )
    notebook.restart_and_run_all()
    return notebook


def test_the_gallery_holds_no_results() -> None:
    for cell in CODE:
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


@pytest.mark.slow
def test_every_view_and_form_is_shown_and_axe_finds_nothing_in_any(
    lab: LabServer, page: Page
) -> None:
    notebook = opened(lab, page)
    for index, cell in enumerate(CODE):
        if SHOWN.search(cell["source"][-1]):
            view = notebook.output(index).locator(".mailtutor, .mailtutor-card").first
            expect(view, cell["id"]).to_be_visible()
    expect(page.get_by_text(re.compile("could(n.t| not) be shown"))).to_have_count(0)
    found = violations(page)
    assert found == [], "\n".join(found)

    mail = view_of(notebook, "view-delivery")
    for tab in ("Envelope", "Anatomy", "Transcript"):
        mail.get_by_role("tab", name=tab).click()
        expect(mail.get_by_role("tabpanel", name=tab)).to_be_visible()
        found = violations(page, mail)
        assert found == [], "\n".join(found)
    talk = view_of(notebook, "view-secure")
    for button in ("Explain", "Time to scale", "Eavesdropper"):
        talk.get_by_role("button", name=button).click()
        found = violations(page, talk)
        assert found == [], "\n".join(found)


def view_of(notebook: Notebook, name: str) -> Locator:
    index = [cell["id"] for cell in CODE].index(name)
    return notebook.output(index).locator(".mailtutor")
