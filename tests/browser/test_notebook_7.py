"""The views are live and styled in Notebook 7 too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.lab import LabServer, send_from_outside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

# Slow: it starts a server of its own.
pytestmark = [pytest.mark.browser, pytest.mark.slow]

SERVER = "from mailtutor import LocalServer\nserver = LocalServer().start()\nprint(server.port)"
CONNECT = (
    "import smtplib\nclient = smtplib.SMTP('localhost', server.port)\nserver.sessions[-1].view()"
)


@pytest.fixture
def notebook_7(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    server = LabServer(tmp_path_factory.mktemp("nb7"), "notebook").start()
    yield server
    server.stop()


def test_inbox_and_conversation_are_live_and_styled_in_notebook_7(
    notebook_7: LabServer, page: Page
) -> None:
    notebook = notebook_7.open(page, SERVER, "server.inbox()", CONNECT, "client.ehlo()[0]")
    notebook.choose_cell(0)
    for _ in range(3):
        notebook.run_next_cell()
        notebook.wait_until_idle()
    inbox, talk = notebook.view(0), notebook.view(1)

    send_from_outside(int(notebook.printed(0)), "First", "Second")
    row = inbox.get_by_role("option", name="Second")
    expect(row).to_be_visible()
    row.click()
    expect(inbox.get_by_role("heading", name="Second")).to_be_visible()
    expect(row).to_have_css("display", "grid")
    expect(inbox).to_have_css("border-radius", "6px")
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    for key in ("x", "a", "d", "d", "ArrowDown"):  # in command mode these would change cells
        page.keyboard.press(key)
    expect(inbox.get_by_role("heading", name="First")).to_be_visible()
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells

    expect(talk.get_by_role("row", name="accepted: 220")).to_be_visible()
    expect(talk.get_by_role("row", name="ehlo")).to_have_count(0)
    notebook.choose_cell(3)
    notebook.run_next_cell()
    said = talk.get_by_role("row", name="ehlo")
    expect(said).to_contain_text("client.ehlo()[0]")
    said.get_by_role("button", name="ehlo").click()
    expect(said).to_contain_text("RFC 5321, section 4.1.1.1")
    expect(said).to_have_css("display", "grid")
