"""How long a mail takes from send_message() to the screen, and whether all of a storm are shown.

Run from the folder of the project: ``python tests/benchmarks/send_to_screen.py``. It needs a
Chromium, as the browser tests do. The clock starts when ``send_message()`` has returned in
another process; a row can be drawn before that, for the server tells the page of a mail before
the client has read the 250.
"""

# ruff: noqa: T201 - it prints what it measures

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.sync_api import sync_playwright

from tests.browser.lab import BROWSER_FLAGS, LabServer, Notebook, browser_path

if TYPE_CHECKING:
    from playwright.sync_api import Page

PRESENT = """
import time
from mailtutor import Delivery, Envelope, LocalServer, Session

server = LocalServer().start()
journal = server.journal
session = journal.sessions.add(lambda number: Session(number, "127.0.0.1:9"))
envelope = Envelope("me@example.com", ("you@example.com",))
for count in range({count}):
    session.message_numbers.append(count)
    raw = b"From: me@example.com\\r\\nSubject: Mail %d\\r\\n\\r\\nHello\\r\\n" % count
    journal.mailbox.add(lambda number: Delivery(number=number, raw=raw, envelope=envelope,
        session=session, line=0, received=time.time()))
session.end("quit")
print(server.port)
"""

ONE_BY_ONE = """
import json, smtplib, sys, time
from email.message import EmailMessage

returned = {}
with smtplib.SMTP("localhost", int(sys.argv[1])) as client:
    for number in range(200):
        message = EmailMessage()
        message["From"], message["To"] = "me@example.com", "you@example.com"
        message["Subject"] = f"timed {number}."
        message.set_content("Hello")
        client.send_message(message)
        returned[number] = time.time() * 1000
        time.sleep(0.1)
print(json.dumps(returned))
"""

STORM = """
import smtplib, sys, threading, time
from email.message import EmailMessage

def send(who):
    with smtplib.SMTP("localhost", int(sys.argv[1])) as client:
        for number in range(5_000):
            message = EmailMessage()
            message["From"], message["To"] = "me@example.com", "you@example.com"
            message["Subject"] = f"{who}.{number}"
            client.send_message(message)

began = time.perf_counter()
threads = [threading.Thread(target=send, args=(who,)) for who in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(time.perf_counter() - began)
"""

WATCH = """() => {
    window.drawn = {};
    new MutationObserver(() => {
        const now = performance.timeOrigin + performance.now();
        for (const row of document.querySelectorAll("[role=option]")) {
            const found = /timed (\\d+)\\./.exec(row.textContent);
            if (found) window.drawn[found[1]] ??= now;
        }
    }).observe(document.querySelector(".mailtutor"), { childList: true, subtree: true });
}"""


def outside(script: str, port: str) -> str:
    """Run a script in another process; returns what it printed."""
    command = [sys.executable, "-c", script, port]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def inbox_with(lab: LabServer, page: Page, count: int) -> tuple[Notebook, str]:
    """Open an inbox that holds so many mails, and wait until all of them are there."""
    notebook = lab.open(page, PRESENT.format(count=count), "server.inbox()")
    notebook.restart_and_run_all()
    page.wait_for_selector(f"[role=option][aria-setsize='{count}']", timeout=60_000)
    return notebook, notebook.printed(0)


def send_to_screen(lab: LabServer, page: Page, present: int) -> list[float]:
    """Milliseconds from the return of send_message() to the row in the page, sorted."""
    _, port = inbox_with(lab, page, present)
    page.evaluate(WATCH)
    returned = json.loads(outside(ONE_BY_ONE, port))
    page.wait_for_function("count => Object.keys(window.drawn).length === count", arg=len(returned))
    drawn = page.evaluate("() => window.drawn")
    return sorted(drawn[number] - returned[number] for number in returned)


def storm(lab: LabServer, page: Page) -> tuple[float, int]:
    """Seconds that sending took, and how many of the 20,000 are listed in the end."""
    notebook, port = inbox_with(lab, page, 1)
    took = float(outside(STORM, port))
    row = notebook.view().get_by_role("option").first
    try:
        page.wait_for_selector("[role=option][aria-setsize='20001']", timeout=60_000)
    finally:
        shown = int(row.get_attribute("aria-setsize") or 0) - 1
    return took, shown


def main() -> None:
    """Measure, and print a table."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=list(BROWSER_FLAGS)
        )
        lab = LabServer(Path(folder)).start()
        try:
            print("mails present   median     p95     max   (ms, send_message() to the row)")
            for present in (10, 10_000):
                page = browser.new_page()
                times = send_to_screen(lab, page, present)
                p95 = times[int(len(times) * 0.95)]
                median = statistics.median(times)
                print(f"{present:>13,}   {median:>6.1f}  {p95:>6.1f}  {times[-1]:>6.1f}")
                page.close()
                lab.close_notebooks()
            took, shown = storm(lab, browser.new_page())
            print(f"20,000 mails from 4 threads in {took:.1f} s: {shown:,} shown")
        finally:
            lab.stop()
            browser.close()


if __name__ == "__main__":
    main()
