"""The lesson on logging in with a person at the keyboard: no password stays in the saved file."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.notebooks.typed_password import PASSWORD, secrets_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.lab import LabServer

pytestmark = pytest.mark.browser


@pytest.fixture
def page(lab_page: Page) -> Page:
    """Return the page that stays in JupyterLab."""
    return lab_page


LESSON = Path(__file__).parents[2] / "notebooks" / "05_log_in.ipynb"


def test_run_all_waits_for_the_password_and_saves_none(lab: LabServer, page: Page) -> None:
    shutil.copy(LESSON, lab.notebooks)
    notebook = lab.open_file(page, LESSON.name)
    notebook.restart_and_run_all(wait=False)
    box = page.locator(".jp-Stdin-input[type=password]")
    expect(box).to_be_focused()
    box.fill(PASSWORD)
    box.press("Enter")
    notebook.wait_until_idle()

    page.get_by_role("button", name="Eavesdropper").click()
    page.get_by_role("button", name="Show it").click()
    overheard = page.locator(".mt-wire-read")
    expect(overheard).to_contain_text("ada@example.com, ")
    adas = overheard.inner_text().split(", ")[-1]
    assert re.fullmatch("[0-9a-f]{8}", adas)
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    saved = (lab.notebooks / LESSON.name).read_text("utf-8")
    assert "Authentication successful" in saved
    assert secrets_in(saved) == set()
    assert adas not in saved
