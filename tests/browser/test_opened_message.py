"""What is shown of a mail and of a conversation when it is opened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.accessible import violations

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.bare import BarePage
    from tests.browser.lab import LabServer

pytestmark = pytest.mark.browser

REPORT = """
import smtplib
from email.message import EmailMessage
from mailtutor import LocalServer

server = LocalServer(refuse={"nobody@example.com": "550 5.1.1 No such user"}).start()
message = EmailMessage()
message["From"] = "Ada <ada@example.com>"
message["To"] = "you@example.com, nobody@example.com"
message["Bcc"] = "boss@example.com"
message["Subject"] = "Olá"
message.set_content("The report.\\n\\nYours, Ada")
message.add_alternative("<h1>The report</h1><script>x</script>", subtype="html")
message.add_attachment(bytes(range(256)) * 100, maintype="image", subtype="png", filename="a.png")
with smtplib.SMTP("localhost", server.port) as client:
    client.send_message(message)
"""


def test_opened_message_shows_headers_body_files_envelope_source_and_transcript(
    bare: BarePage,
) -> None:
    bare.run(REPORT, "server.inbox()")
    inbox = bare.view()
    row = inbox.get_by_role("option", name="Olá")
    expect(row).to_contain_text("1 file")
    expect(row).to_contain_text("1 rejected")

    expect(inbox.get_by_role("row", name="From Ada <ada@example.com>")).to_be_visible()
    message = inbox.get_by_role("tabpanel", name="Message")
    expect(message.get_by_text("Yours, Ada")).to_be_visible()
    expect(inbox.get_by_text("a.png")).to_be_visible()
    expect(inbox).to_contain_text("image/png, 25.6 kB")
    inbox.get_by_role("button", name="HTML").click()
    frame = inbox.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="The report")).to_be_visible()
    expect(inbox).to_contain_text("1 script removed")

    inbox.get_by_role("tab", name="Envelope").click()
    panel = inbox.get_by_role("tabpanel", name="Envelope")
    expect(panel).to_contain_text("boss@example.com, in no header: a blind copy (Bcc)")
    expect(panel).to_contain_text("rejected: 550 5.1.1 No such user")
    expect(panel).to_contain_text("you@example.com, in To")

    inbox.get_by_role("tab", name="Anatomy").click()
    panel = inbox.get_by_role("tabpanel", name="Anatomy")
    expect(panel).to_contain_text("From: Ada <ada@example.com>")
    expect(panel).to_contain_text('Content-Disposition: attachment; filename="a.png"')
    expect(panel).to_contain_text("not shown")
    lines = panel.locator("li .mt-line").all_inner_texts()
    assert lines[0] == "From: Ada <ada@example.com>"
    assert lines[-1].startswith("--=")
    assert lines[-1].endswith("--")

    inbox.get_by_role("tab", name="Transcript").click()
    panel = inbox.get_by_role("tabpanel", name="Transcript")
    expect(panel.get_by_role("row", name="rejected: 550 5.1.1 No such user")).to_be_visible()
    expect(panel.get_by_role("row", name="bytes of content, then a single dot")).to_be_visible()
    expect(panel.get_by_role("row", name="QUIT")).to_be_visible()


@pytest.mark.slow
def test_a_delivery_and_a_session_have_views_of_their_own(lab: LabServer, lab_page: Page) -> None:
    notebook = lab.open(lab_page, REPORT, "server.mailbox[0].view()", "server.sessions[-1].view()")
    notebook.restart_and_run_all()
    expect(notebook.view(0).get_by_role("heading", name="Olá")).to_be_visible()
    expect(notebook.view(1).get_by_role("row", name="EHLO")).to_be_visible()
    expect(notebook.view(1)).to_contain_text("1 message accepted, 1 recipient rejected")


def test_what_auth_carries_is_not_shown(lab: LabServer, lab_page: Page) -> None:
    login = (
        "from mailtutor import LocalServer\nimport smtplib, base64\n"
        "server = LocalServer().start()\n"
        "client = smtplib.SMTP('localhost', server.port)\n"
        "client.ehlo()\n"
        "client.docmd('AUTH', 'PLAIN ' + base64.b64encode(b'\\0ada\\0secret').decode())\n"
        "client.quit()"
    )
    notebook = lab.open(lab_page, login, "server.sessions[-1].view()")
    notebook.restart_and_run_all()
    view = notebook.view()
    expect(view.get_by_role("row", name="AUTH PLAIN")).to_contain_text(
        "masked: user name and password"
    )
    expect(view).not_to_contain_text("AGFkYQBzZWNyZXQ")
    lab_page.keyboard.press("Control+s")
    expect(lab_page.locator(".jp-mod-dirty")).to_have_count(0)
    saved = max(lab.notebooks.glob("*.ipynb"), key=lambda file: file.stat().st_mtime)
    text = saved.read_text(encoding="utf-8")
    assert "AUTH PLAIN" in text
    assert "AGFkYQBzZWNyZXQ" not in text


@pytest.mark.slow
def test_long_message_and_long_transcript_are_cut_to_what_a_page_can_handle(
    lab: LabServer, page: Page
) -> None:
    long = """
import time
from mailtutor import Delivery, Envelope, Session
from mailtutor.record import Journal

journal = Journal("localhost:2525")
session = journal.sessions.add(lambda number: Session(number, "127.0.0.1:9"))
for count in range(3_000):
    session.record_line("command", b"NOOP %d" % count)
session.message_numbers.append(1)
journal.mailbox.add(lambda number: Delivery(number=number, session=session, line=1,
    raw=b"Subject: Long\\r\\n\\r\\n" + b"x\\r\\n" * 50_000, received=time.time(),
    envelope=Envelope("me@example.com", ("you@example.com",))))
from mailtutor import view
view(journal)
"""
    more = (
        'for count in range(3_000, 6_000):\n    session.record_line("command", b"NOOP %d" % count)'
    )
    notebook = lab.open(page, long, more)
    notebook.choose_cell(0)
    notebook.run_next_cell()
    inbox = notebook.view()
    inbox.get_by_role("tab", name="Anatomy").click()
    source = inbox.get_by_role("listbox", name="Source")
    expect(source.locator("li.mt-gap")).to_have_text("135 kB not shown here (135,006 bytes)")
    assert source.locator("li").count() == 5001

    inbox.get_by_role("tab", name="Transcript").click()
    panel = inbox.get_by_role("tabpanel", name="Transcript")
    expect(panel).to_contain_text("1,000 earlier lines not shown.")
    notebook.choose_cell(1)
    notebook.run_next_cell()
    # Not with expect: what it notes each time it looks again keeps so large a page busy.
    page.wait_for_function(
        "() => document.querySelector('.mt-transcript').textContent.includes('NOOP 5999')"
    )
    expect(panel).to_contain_text("4,000 earlier lines not shown.")


PARTS = """
import smtplib, struct, zlib
from email.message import EmailMessage
from mailtutor import LocalServer, view

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

png = b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">2I5B", 2, 2, 8, 0, 0, 0, 0)) + chunk(
    b"IDAT", zlib.compress(bytes(6))) + chunk(b"IEND", b"")
server = LocalServer().start()
message = EmailMessage()
message["From"] = "Ada <ada@example.com>"
message["To"] = "you@example.com"
message["Bcc"] = "boss@example.com"
message["Subject"] = "Ol\u00e1"
message.set_content("Ol\u00e1")
message.add_attachment(png, maintype="image", subtype="png", filename="../a.png")
message.add_attachment(
    bytes(range(256)) * 5000, maintype="application", subtype="octet-stream", filename="b.bin")
with smtplib.SMTP("localhost", server.port) as client:
    client.send_message(message)
"""


def saved(page: Page, button: Locator) -> tuple[str, bytes]:
    """Press a button that saves; what the browser saved, and under which name."""
    with page.expect_download() as download:
        button.click()
    return download.value.suggested_filename, download.value.path().read_bytes()


WITH_A_PICTURE = """
import base64
from email.message import EmailMessage
from email.utils import make_msgid
from mailtutor import view

png = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
name = make_msgid(domain="example.com")
letter = EmailMessage()
letter["From"] = "ada@example.com"
letter.set_content(f"<p>See</p><img src='cid:{name[1:-1]}'><img src='cid:gone'>", subtype="html")
letter.add_related(png, "image", "png", cid=name)
letter.add_related(b"<svg onload='top.hacked=1'/>", "image", "svg+xml", cid="<gone>")
view(letter)
"""


def test_picture_attached_to_a_message_is_shown_in_its_html(
    bare: BarePage,
) -> None:
    bare.run(WITH_A_PICTURE)
    pictures = bare.view().frame_locator("iframe").locator("img")
    drawn = re.compile("^data:image/png;base64,iVBORw0KGgo")
    expect(pictures.first).to_have_attribute("src", drawn)
    expect(pictures.nth(1)).to_have_attribute("src", "cid:gone")
    expect(bare.view()).to_contain_text("1 attached file not shown in the page")


def test_the_three_panes_point_at_each_other_and_files_are_fetched_when_asked_for(
    bare: BarePage, page: Page
) -> None:
    bare.run(PARTS, "server.mailbox[0].view()", "view(message, server.mailbox[0])")
    mail = bare.view(0)
    expect(mail.get_by_text("The message has no Date")).to_be_visible()
    mail.get_by_role("tab", name="Anatomy").click()
    tree = mail.get_by_role("tree", name="Parts")
    source = mail.get_by_role("listbox", name="Source")
    meaning = mail.get_by_role("group", name="Explanation")
    lit = source.locator(".mt-lit")
    chosen = tree.locator("[aria-selected=true]")

    source.get_by_role("option", name="Subject:").click()
    expect(chosen).to_have_attribute("aria-label", "Subject")
    expect(lit).to_have_count(1)
    expect(meaning).to_contain_text('message["Subject"] = "Ol\u00e1"')
    source.press("ArrowUp")
    expect(chosen).to_have_attribute("aria-label", "To")
    expect(meaning.get_by_role("heading", name="To", exact=True)).to_be_visible()

    part = tree.get_by_role("treeitem", name="image/png")
    part.click()
    expect(lit.first).to_contain_text("Content-Type: image/png")
    expect(lit.first).to_be_in_viewport()
    expect(meaning.locator("img")).to_have_js_property("naturalWidth", 2)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(chosen).to_have_attribute("aria-label", "The body")
    lit.first.click()
    expect(meaning).to_contain_text("This line: 76 characters, 57 bytes")
    expect(meaning).to_contain_text("89 50 4E 47 0D 0A 1A 0A")
    found = violations(page)

    source.get_by_role("option", name="--=").nth(1).click()
    expect(meaning.get_by_role("heading", name="A boundary")).to_be_visible()
    expect(tree.locator(".mt-holds")).to_have_attribute("aria-label", "multipart/mixed, 3 parts")

    tree.get_by_role("treeitem", name="application/octet-stream").click()
    dump = meaning.get_by_label("First bytes")
    expect(dump).to_contain_text("0008 08 09 0a 0b 0c 0d 0e 0f")
    expect(meaning).to_contain_text("The first 512 bytes of 1,280,000 bytes")
    button = meaning.get_by_role("button", name="Save: b.bin")
    assert saved(page, button) == ("b.bin", bytes(range(256)) * 5000)
    name, raw = saved(page, mail.get_by_role("button", name="Save .eml"))
    assert name == "Ol\u00e1.eml"
    assert raw.startswith(b"From: Ada <ada@example.com>\r\n")

    both = bare.view(1)
    expect(both.get_by_role("row", name="Bcc boss@example.com missing removed:")).to_be_visible()
    expect(both).to_contain_text("The content is the same.")
    found += violations(page)
    both.get_by_role("tab", name="Your message").click()
    name, raw = saved(page, both.get_by_role("button", name="Save: a.png"))
    assert (name, raw[:4]) == ("a.png", b"\x89PNG")
    assert found == []
