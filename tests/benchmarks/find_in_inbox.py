"""How long it takes to find words in an inbox of ten thousand mails.

Run from the folder of the project: ``python tests/benchmarks/find_in_inbox.py``.
"""

# ruff: noqa: T201 - it prints what it measures

from __future__ import annotations

import sys
import time
from email.message import EmailMessage
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from mailtutor.record import Delivery, Envelope, Journal, Session
from mailtutor.views.inbox.search import find

COUNT = 10_000


def mail(number: int, *, parts: bool) -> bytes:
    """Write a mail of some 600 bytes, or of some 15 kB with a page and a file."""
    message = EmailMessage()
    message["From"], message["To"] = "Ada <ada@example.com>", "you@example.com"
    message["Subject"] = f"Report {number}"
    message.set_content("All is well in the engine room.\n" * 12)
    if parts:
        message.add_alternative("<p>All is well.</p>", subtype="html")
        message.add_attachment(b"x" * 9000, maintype="image", subtype="png", filename="a.png")
    return message.as_bytes().replace(b"\n", b"\r\n")


def inbox(*, parts: bool) -> Journal:
    """Fill a journal."""
    journal = Journal("localhost:2525")
    session = Session(1, "127.0.0.1:9")
    envelope = Envelope("ada@example.com", ("you@example.com",))

    def make(number: int) -> Delivery:
        raw = mail(number, parts=parts)
        return Delivery(
            number=number, raw=raw, envelope=envelope, session=session, line=0, received=0
        )

    for _ in range(COUNT):
        journal.mailbox.add(make)
    return journal


def main() -> None:
    """Measure, and print a table."""
    print("10,000 mails      first time, ms   again, ms   until the first slice, ms   found")
    for parts in (False, True):
        journal = inbox(parts=parts)
        times = []
        first = 0.0
        for _ in range(2):
            began = time.perf_counter()
            found = 0
            for keys, _ in find(journal, "engine report 99"):
                found += len(keys)
                first = first or (time.perf_counter() - began) * 1000
            times.append((time.perf_counter() - began) * 1000)
        kind = "with parts" if parts else "plain text"
        print(f"{kind}   {times[0]:>19.0f}   {times[1]:>9.0f}   {first:>25.0f}   {found:>5}")


if __name__ == "__main__":
    main()
