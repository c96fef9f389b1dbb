"""The inbox is live: whatever runs, wherever it is seen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.lab import LabServer, Notebook, send_from_outside

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

    from tests.browser.bare import BarePage

pytestmark = pytest.mark.browser

SERVER = "from mailtutor import LocalServer\nserver = LocalServer().start()\nprint(server.port)"


def opened(lab: LabServer, page: Page, *cells: str) -> tuple[Notebook, int]:
    notebook = lab.open(page, *cells)
    notebook.restart_and_run_all()
    return notebook, int(notebook.printed(0))


def bare_inbox(bare: BarePage) -> tuple[Locator, int]:
    bare.run(SERVER, "server.inbox()")
    return bare.view(), bare.names["server"].port


def test_mail_from_another_process_appears_and_opens_without_a_cell_being_run(
    lab: LabServer, lab_page: Page
) -> None:
    notebook, port = opened(lab, lab_page, SERVER, "server.inbox()")
    inbox = notebook.view()
    expect(inbox).to_contain_text(f"listening on localhost:{port}")
    expect(inbox).to_contain_text("0 messages")
    send_from_outside(port, "Sent from outside")
    expect(inbox.get_by_role("option", name="Sent from outside")).to_be_visible()
    expect(inbox.get_by_role("heading", name="Sent from outside")).to_be_visible()
    expect(inbox).to_contain_text("1 message")


def test_mail_appears_and_opens_while_a_cell_runs(lab: LabServer, lab_page: Page) -> None:
    wait = "import pathlib, time\nwhile not pathlib.Path('go').exists(): time.sleep(0.01)"
    notebook = lab.open(lab_page, SERVER, "server.inbox()", wait)
    go = lab.notebooks / "go"
    notebook.restart_and_run_all(wait=False)
    try:
        expect(notebook.cell(2).locator(".jp-InputPrompt")).to_contain_text("*")
        inbox = notebook.view()
        port = int(notebook.printed(0))
        send_from_outside(port, "First", "Second")
        expect(inbox.get_by_role("option")).to_have_count(2)
        inbox.get_by_role("option", name="Second").click()
        expect(inbox.get_by_role("heading", name="Second")).to_be_visible()
        inbox.get_by_role("option", name="First").click()
        expect(inbox.get_by_role("heading", name="First")).to_be_visible()
        expect(notebook.cell(2).locator(".jp-InputPrompt")).to_contain_text("*")
    finally:
        go.touch()
        notebook.wait_until_idle()
        go.unlink()


@pytest.mark.slow
def test_after_a_reload_of_the_page_the_inbox_is_whole_and_live_again(
    lab: LabServer, page: Page
) -> None:
    notebook, port = opened(lab, page, SERVER, "server.inbox()")
    send_from_outside(port, "Before the reload")
    expect(notebook.view().get_by_role("option")).to_have_count(1)
    page.keyboard.press("Control+s")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    page.reload()
    notebook.wait_for_kernel()
    inbox = notebook.view()
    expect(inbox.get_by_role("option", name="Before the reload")).to_be_visible()
    send_from_outside(port, "After the reload")
    expect(inbox.get_by_role("option", name="After the reload")).to_be_visible()
    expect(inbox).to_contain_text("2 messages")


@pytest.mark.slow
def test_two_views_and_a_second_tab_show_the_same(
    lab: LabServer, page: Page, context: BrowserContext
) -> None:
    notebook, port = opened(lab, page, SERVER, "server.inbox()", "server.inbox()")
    page.keyboard.press("Control+s")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    second = context.new_page()
    second.goto(page.url.replace("/lab/tree", "/lab/workspaces/second/tree"))
    other = Notebook(second)
    other.wait_for_kernel()
    expect(other.view()).to_contain_text("0 messages")
    send_from_outside(port, "Seen everywhere")
    for view in (notebook.view(0), notebook.view(1), other.view(0), other.view(1)):
        expect(view.get_by_role("option", name="Seen everywhere")).to_be_attached()
        expect(view.get_by_role("heading", name="Seen everywhere")).to_be_attached()


@pytest.mark.slow
def test_a_view_that_is_no_longer_on_the_page_is_told_nothing(lab: LabServer, page: Page) -> None:
    count = (
        "import gc\nfrom mailtutor.views.channel import Channel\n"
        "print(sorted(each._left for each in gc.get_objects() if isinstance(each, Channel)))"
    )
    notebook, port = opened(lab, page, SERVER, "server.inbox()", count)
    assert notebook.printed(2) == "[False]"
    notebook.choose_cell(1)
    notebook.run_next_cell()
    expect(notebook.view()).to_contain_text("0 messages")
    notebook.run_next_cell()
    expect(notebook.output(2)).to_contain_text("[False, True]")
    send_from_outside(port, "To the new one")
    expect(notebook.view().get_by_role("option", name="To the new one")).to_be_visible()


def test_stopping_and_starting_the_server_is_said_in_words(bare: BarePage) -> None:
    inbox, port = bare_inbox(bare)
    expect(inbox).to_contain_text(re.compile(f"(?<!not )listening on localhost:{port}"))
    bare.run("server.stop()")
    expect(inbox).to_contain_text(f"not listening on localhost:{port}")
    expect(inbox).to_contain_text("server.start()")
    bare.run("server.start()")
    expect(inbox).not_to_contain_text("not listening")


@pytest.mark.slow
def test_after_a_restart_of_the_kernel_the_inbox_does_not_claim_to_be_live(
    lab: LabServer, lab_page: Page
) -> None:
    notebook, _ = opened(lab, lab_page, SERVER, "server.inbox()")
    inbox = notebook.view()
    expect(inbox).to_contain_text("listening on")
    lab_page.click('.jp-NotebookPanel-toolbar [data-jp-item-name="restart"] jp-button')
    lab_page.click(".jp-Dialog .jp-mod-accept")
    expect(inbox).to_contain_text("run this cell again")
    expect(inbox).not_to_contain_text("listening on")
    notebook.wait_until_idle()
    notebook.wait_for_kernel()
    notebook.choose_cell(0)
    notebook.run_next_cell()
    notebook.run_next_cell()
    expect(inbox).to_contain_text("listening on")


def test_empty_inbox_offers_code_that_sends_the_first_message(bare: BarePage, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    inbox, _ = bare_inbox(bare)
    inbox.get_by_role("button", name="Copy").click()
    expect(inbox).to_contain_text("Copied")
    bare.run(page.evaluate("navigator.clipboard.readText()"))
    expect(inbox.get_by_role("option", name="Hello")).to_be_visible()


def test_session_without_a_message_is_listed_with_its_reply_code(
    bare: BarePage,
) -> None:
    fail = (
        "import smtplib\n"
        "with smtplib.SMTP('localhost', server.port) as client:\n"
        "    client.helo()\n"
        "    client.docmd('RCPT', 'TO:<you@example.com>')"
    )
    inbox, port = bare_inbox(bare)
    bare.run(fail)
    row = inbox.get_by_role("option", name="Session without a message")
    expect(row).to_contain_text("503")
    expect(row).to_contain_text("recipient rejected; the client sent QUIT")
    expect(inbox).to_contain_text("1 session without a message")
    send_from_outside(port, "A mail")
    expect(inbox.get_by_role("option").first).to_contain_text("A mail")
    row.click()
    expect(inbox.get_by_role("row", name="RCPT TO:<you@example.com>")).to_be_visible()
    expect(inbox.get_by_role("row", name="rejected: 503")).to_be_visible()


def test_a_conversation_grows_while_they_speak(bare: BarePage) -> None:
    inbox, _ = bare_inbox(bare)
    bare.run("import smtplib\nclient = smtplib.SMTP('localhost', server.port)")
    connected = inbox.get_by_role("option", name="connected; still connected")
    expect(connected).to_be_visible()
    connected.click()
    expect(inbox.get_by_role("row", name="accepted: 220")).to_be_visible()
    expect(inbox.get_by_role("row", name="EHLO")).to_have_count(0)
    bare.run("client.ehlo()[0]")
    expect(inbox.get_by_role("row", name="EHLO")).to_be_visible()
    bare.run("client.quit()[0]")
    expect(inbox.get_by_role("row", name="QUIT")).to_be_visible()
    row = inbox.get_by_role("option", name="Session without a message")
    expect(row).to_contain_text("the client sent QUIT")


def test_words_and_refusals_are_found_also_in_what_comes_later(bare: BarePage, page: Page) -> None:
    fail = (
        "import smtplib\n"
        "with smtplib.SMTP('localhost', server.port) as client:\n"
        "    client.docmd('RCPT', 'TO:<lost@example.com>')"
    )
    inbox, port = bare_inbox(bare)
    bare.run(fail)
    send_from_outside(
        port,
        {"subject": "Report", "text": "The engine runs"},
        {"subject": "Weather", "text": "Fine"},
    )
    rows = inbox.get_by_role("option")
    expect(rows).to_have_count(3)
    expect(inbox.get_by_role("option", name="Report")).to_contain_text("1 note")  # it has no date
    inbox.get_by_role("listbox").focus()
    page.keyboard.press("/")
    expect(inbox.get_by_label("Find")).to_be_focused()
    page.keyboard.type("ENGINE rep/")
    expect(inbox).to_contain_text("Nothing here contains these words")
    page.keyboard.press("Backspace")
    expect(inbox).to_contain_text("1 of 3")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Report")
    send_from_outside(
        port, {"subject": "Other"}, {"subject": "Repair", "text": "The engine runs again"}
    )
    expect(inbox).to_contain_text("2 of 5")
    expect(inbox.get_by_role("option", name="Repair")).to_be_visible()
    page.keyboard.press("Enter")
    expect(inbox.get_by_role("listbox")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    expect(rows).to_have_count(5)
    inbox.get_by_role("button", name="Rejected").click()
    expect(inbox).to_contain_text("1 of 5")
    expect(rows).to_contain_text("503")
