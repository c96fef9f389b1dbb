"""Everything can be done without a mouse, and JupyterLab takes none of the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.bare import BarePage
    from tests.browser.lab import LabServer

pytestmark = pytest.mark.browser

MANY = """
import smtplib
from email.message import EmailMessage
from mailtutor import LocalServer

server = LocalServer().start()
with smtplib.SMTP("localhost", server.port) as client:
    for number in range(1, 31):
        message = EmailMessage()
        message["From"] = "me@example.com"
        message["To"] = "you@example.com"
        message["Subject"] = f"Mail {number:02}"
        client.send_message(message)
"""


def test_the_keys_choose_open_read_and_come_back(lab: LabServer, lab_page: Page) -> None:
    notebook = lab.open(lab_page, MANY, "server.inbox()")
    notebook.restart_and_run_all()
    inbox = notebook.view()
    expect(inbox.get_by_role("heading", name="Mail 30")).to_be_visible()
    listed = inbox.get_by_role("listbox")
    cells = lab_page.locator(".jp-Notebook .jp-Cell").count()
    listed.focus()

    def active() -> str:
        row = listed.get_attribute("aria-activedescendant")
        return lab_page.locator(f"[id='{row}']").inner_text()

    for key, subject in (
        ("ArrowDown", "Mail 29"),
        ("ArrowDown", "Mail 28"),
        ("ArrowUp", "Mail 29"),
        ("End", "Mail 01"),
        ("Home", "Mail 30"),
    ):
        lab_page.keyboard.press(key)
        expect(inbox.get_by_role("heading", name=subject)).to_be_visible()
        assert subject in active()
        expect(listed).to_be_focused()

    lab_page.keyboard.press("PageDown")
    expect(inbox.get_by_role("heading", name="Mail 30")).not_to_be_visible()
    lab_page.keyboard.press("PageUp")
    expect(inbox.get_by_role("heading", name="Mail 30")).to_be_visible()

    lab_page.keyboard.press("Enter")
    expect(inbox.get_by_role("tab", name="Message")).to_be_focused()
    lab_page.keyboard.press("ArrowRight")
    expect(inbox.get_by_role("tabpanel", name="Envelope")).to_be_visible()
    lab_page.keyboard.press("End")
    expect(inbox.get_by_role("tab", name="Transcript")).to_be_focused()
    lab_page.keyboard.press("Tab")
    expect(inbox.get_by_role("tabpanel", name="Transcript")).to_be_focused()
    lab_page.keyboard.press("Escape")
    expect(listed).to_be_focused()

    # In JupyterLab's command mode these would cut, insert and delete cells.
    for key in ("x", "a", "b", "d", "d", "Shift+Enter"):
        lab_page.keyboard.press(key)
    assert lab_page.locator(".jp-Notebook .jp-Cell").count() == cells
    expect(listed).to_be_focused()


def test_after_a_click_on_a_row_the_arrow_keys_go_on_from_there(bare: BarePage, page: Page) -> None:
    bare.run(MANY, "server.inbox()")
    inbox = bare.view()
    inbox.get_by_role("option", name="Mail 28").click()
    expect(inbox.get_by_role("heading", name="Mail 28")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(inbox.get_by_role("heading", name="Mail 27")).to_be_visible()


def test_the_focus_is_seen(bare: BarePage, page: Page) -> None:
    bare.run(MANY, "server.inbox()")
    inbox = bare.view()
    expect(inbox.get_by_role("heading", name="Mail 30")).to_be_visible()
    inbox.get_by_role("listbox").focus()
    page.keyboard.press("Enter")
    outlines = []
    for _ in range(3):
        outlines.append(
            page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement);"
                " return [document.activeElement.className, s.outlineStyle, s.outlineWidth]; }"
            )
        )
        page.keyboard.press("Shift+Tab")
    assert all(style == "solid" and width == "2px" for _, style, width in outlines), outlines


TALK = """
import smtplib
from mailtutor import LocalServer

server = LocalServer(users={"ada@example.com": "correct horse"}).start()
client = smtplib.SMTP("localhost", server.port)
try:
    client.login("ada@example.com", "wrong horse", initial_response_ok=False)
except smtplib.SMTPAuthenticationError:
    client.close()
"""


def test_a_conversation_is_explained_timed_and_overheard_by_keyboard(
    bare: BarePage, page: Page
) -> None:
    bare.run(TALK, "server.sessions[-1].view()")
    shown = bare.view()
    expect(shown).to_contain_text("Login rejected with 535 5.7.8")
    expect(shown).to_contain_text("The client disconnected without QUIT")
    expect(shown.get_by_role("row", name="log in")).to_contain_text("AUTH")
    expect(shown.get_by_role("row", name="greet")).to_contain_text("client.login(…)")

    shown.get_by_role("button", name="Eavesdropper").focus()
    page.keyboard.press("Tab")
    opener = shown.get_by_role("button", name="accepted: 220")
    expect(opener).to_be_focused()
    page.keyboard.press("ArrowDown")
    hello = shown.get_by_role("button", name="ehlo")
    expect(hello).to_be_focused()
    page.keyboard.press("Enter")
    expect(hello).to_have_attribute("aria-expanded", "true")
    expect(shown.get_by_role("row", name="ehlo")).to_contain_text("RFC 5321, section 4.1.1.1")
    page.keyboard.press("Enter")
    expect(shown).not_to_contain_text("RFC 5321, section 4.1.1.1")
    page.keyboard.press("End")
    expect(shown.get_by_role("button", name="rejected: 535").last).to_be_focused()

    shown.get_by_role("button", name="Explain").press("Enter")
    expect(shown.get_by_text("The old hello")).to_have_count(0)
    expect(shown.get_by_text("The client logs in")).not_to_have_count(0)
    expect(shown.get_by_text("The client introduces itself")).to_have_count(1)
    shown.get_by_role("button", name="Time to scale").press("Enter")
    expect(shown.get_by_role("columnheader", name="time")).to_be_visible()

    shown.get_by_role("button", name="Eavesdropper").press("Enter")
    expect(shown.get_by_text("a password that weren't encrypted")).to_be_visible()
    expect(shown.get_by_role("columnheader", name="raw bytes")).not_to_be_visible()
    shown.get_by_role("button", name="Show it").press("Enter")
    expect(shown.get_by_role("columnheader", name="raw bytes")).to_be_visible()
    expect(shown.get_by_text("decoded from base64:").last).to_contain_text("wrong horse")
    shown.get_by_role("button", name="Eavesdropper").press("Enter")
    expect(shown.get_by_text("decoded from base64:")).to_have_count(0)
