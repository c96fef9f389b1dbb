"""Ten thousand mails are as smooth as ten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.lab import send_from_outside

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.bare import BarePage
    from tests.browser.lab import LabServer

pytestmark = pytest.mark.browser

TEN_THOUSAND = """
import time
from mailtutor import Delivery, Envelope, LocalServer, Session

server = LocalServer().start()
journal = server.journal
session = journal.sessions.add(lambda number: Session(number, "127.0.0.1:9"))
envelope = Envelope("me@example.com", ("you@example.com",))
for count in range(1, 10_001):
    session.message_numbers.append(count)
    raw = b"From: me@example.com\\r\\nSubject: Mail %d.\\r\\n\\r\\nHello\\r\\n" % count
    journal.mailbox.add(lambda number: Delivery(number=number, raw=raw, envelope=envelope,
        session=session, line=0, received=time.time()))
session.end("quit")
"""


def test_only_visible_rows_of_ten_thousand_messages_are_drawn(bare: BarePage, page: Page) -> None:
    bare.run(TEN_THOUSAND, "server.inbox()")
    inbox = bare.view()
    expect(inbox).to_contain_text("10,000 messages")
    rows = inbox.get_by_role("option")
    expect(rows.first).to_contain_text("Mail 10000.")
    expect(rows.first).to_have_attribute("aria-setsize", "10000")
    assert rows.count() < 60
    inbox.get_by_role("listbox").focus()
    page.keyboard.press("End")
    last = inbox.get_by_role("option", name="Mail 1.", exact=False)
    expect(last).to_be_in_viewport()
    expect(last).to_have_attribute("aria-posinset", "10000")
    expect(inbox.get_by_role("heading", name="Mail 1.", exact=True)).to_be_visible()
    assert rows.count() < 60

    send_from_outside(bare.names["server"].port, "One more")
    expect(inbox).to_contain_text("10,001 messages")
    expect(last).to_be_in_viewport()  # what is looked at stays where it is
    inbox.get_by_role("button", name="1 new").click()
    expect(inbox.get_by_role("option", name="One more")).to_be_in_viewport()

    page.keyboard.press("/")
    page.keyboard.type("mail 777.")
    expect(inbox).to_contain_text("10 of 10,001")
    expect(rows).to_have_count(10)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_twenty_thousand_messages_from_four_threads_are_all_shown(
    lab: LabServer, page: Page
) -> None:
    storm = """
import threading, time
from mailtutor import Delivery, Envelope, Session
from mailtutor.record import Journal

journal = Journal("localhost:2525")
from mailtutor import view
inbox = view(journal)
display(inbox)
envelope = Envelope("me@example.com", ("you@example.com",))

def send(who):
    for count in range(5_000):
        session = journal.sessions.add(lambda number: Session(number, "127.0.0.1:9"))
        raw = b"Subject: %d.%d\\r\\n\\r\\n" % (who, count)
        def make(number):
            session.message_numbers.append(number)
            return Delivery(number=number, raw=raw, envelope=envelope, session=session, line=0,
                            received=time.time())
        journal.mailbox.add(make)
        session.end("quit")
        journal.sessions.changed(session)

threads = [threading.Thread(target=send, args=(who,)) for who in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
    notebook = lab.open(page, storm)
    notebook.restart_and_run_all()
    inbox = notebook.view()
    expect(inbox).to_contain_text("20,000 messages")
    expect(inbox).not_to_contain_text("without a message")
    expect(inbox.get_by_role("option").first).to_have_attribute(
        "aria-setsize", "20000", timeout=180_000
    )
