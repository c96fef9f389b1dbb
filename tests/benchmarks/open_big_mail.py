"""How long a mail of 5 MB with 20 attachments takes to open, and what goes to the page for it.

Run it with ``python tests/benchmarks/open_big_mail.py``. In the kernel: what the mail costs to be
taken apart and reviewed. In a real JupyterLab: from the click to the tabs on the screen, five
times, and what the page was sent.
"""

# ruff: noqa: T201 - it prints what it measures
from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from email.message import EmailMessage
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from mailtutor.views.message.message_details import findings, message_details
from mailtutor.views.message.message_source import message_source, wire_bytes
from tests.browser.lab import BROWSER_FLAGS, LabServer, browser_path

FILES = 20
BYTES = 190_000
OPENED = 5

CELLS = """
import os, smtplib
from email.message import EmailMessage
from mailtutor import LocalServer

server = LocalServer().start()
for subject in ("Big", "Small"):
    message = EmailMessage()
    message["From"] = "me@example.com"
    message["To"] = "you@example.com"
    message["Subject"] = subject
    message.set_content("Hello")
    for number in range(20 if subject == "Big" else 0):
        data = b"\\x89PNG\\r\\n\\x1a\\n" + os.urandom(190_000)
        message.add_attachment(data, maintype="image", subtype="png", filename=f"{number}.png")
    with smtplib.SMTP("localhost", server.port) as client:
        client.send_message(message)
"""

# Clicks the row and waits for the heading, all in the page, and adds up what its sockets bring.
OPEN = """
async () => {
    const row = [...document.querySelectorAll(".mailtutor [role=option]")]
        .find((each) => each.textContent.includes("Big"));
    const began = performance.now();
    row.click();
    const there = () => document.querySelector(".mailtutor h3")?.textContent === "Big"
        && document.querySelector(".mailtutor .mt-files");
    while (!there()) await new Promise((done) => setTimeout(done, 1));
    document.querySelector(".mailtutor").getBoundingClientRect();
    return performance.now() - began;
}
"""


def big_mail() -> bytes:
    message = EmailMessage()
    message["From"] = "me@example.com"
    message["To"] = "you@example.com"
    message["Subject"] = "Big"
    message.set_content("Hello")
    for number in range(FILES):
        data = b"\x89PNG\r\n\x1a\n" + os.urandom(BYTES)
        message.add_attachment(data, maintype="image", subtype="png", filename=f"{number}.png")
    return wire_bytes(message)


def in_kernel() -> None:
    raw = big_mail()
    times = []
    for _ in range(OPENED):
        began = time.perf_counter()
        details, source = message_details(message_source(raw))
        times.append(1000 * (time.perf_counter() - began))
    began = time.perf_counter()
    findings(message_source(raw))
    reviewed = 1000 * (time.perf_counter() - began)
    sent = len(json.dumps(details)) + len(source)
    print(f"a mail of {len(raw):,} bytes with {FILES} attachments")
    print(f"taken apart in the kernel: {statistics.median(times):.0f} ms (median of {OPENED})")
    print(f"reviewed, after it is open: {reviewed:.0f} ms")
    print(f"sent to the page: {sent:,} bytes, {len(source):,} of them source")


def on_screen() -> None:
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=list(BROWSER_FLAGS)
        )
        lab = LabServer(Path(folder)).start()
        try:
            page = browser.new_page()
            received: list[int] = []
            page.on(
                "websocket",
                lambda socket: socket.on("framereceived", lambda data: received.append(len(data))),
            )
            notebook = lab.open(page, CELLS, "server.inbox()")
            notebook.restart_and_run_all()
            inbox = notebook.view()
            times = []
            for _ in range(OPENED):
                inbox.get_by_role("option", name="Small").click()
                inbox.get_by_role("heading", name="Small").wait_for()
                received.clear()
                times.append(page.evaluate(OPEN))
            print(
                f"from the click to the screen: median {statistics.median(times):.0f} ms, "
                f"most {max(times):.0f} ms; {sum(received):,} bytes came to the page"
            )
            began = time.perf_counter()
            with page.expect_download() as download:
                inbox.get_by_role("button", name="Save .eml").click()
            size = download.value.path().stat().st_size
            took = time.perf_counter() - began
            print(f"saved as .eml: {size:,} bytes in {took:.1f} s")
        finally:
            lab.stop()
            browser.close()


if __name__ == "__main__":
    in_kernel()
    on_screen()
