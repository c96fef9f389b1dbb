"""The views fit the room: light and dark, narrow and large, read by a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.accessible import use_theme, violations

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.lab import LabServer, Notebook

pytestmark = pytest.mark.browser

MAILS = """
import smtplib
from email.message import EmailMessage
from mailtutor import LocalServer

server = LocalServer(refuse={"nobody@example.com": "550 5.1.1 No such user"}).start()
with smtplib.SMTP("localhost", server.port) as client:
    client.docmd("NOOP")
    client.docmd("VRFY", "you@example.com")
with smtplib.SMTP("localhost", server.port) as client:
    for subject in ("One", "Two"):
        message = EmailMessage()
        message["From"] = "Ada <ada@example.com>"
        message["To"] = "you@example.com, nobody@example.com"
        message["Subject"] = subject
        message.set_content("Text")
        message.add_alternative("<p>Page</p>", subtype="html")
        message.add_attachment(b"x" * 9000, maintype="image", subtype="png", filename="a.png")
        client.send_message(message)
"""


def opened(lab: LabServer, page: Page) -> Notebook:
    notebook = lab.open(page, MAILS, "server.inbox()", "server.sessions[0].view()")
    notebook.restart_and_run_all()
    expect(notebook.view().get_by_role("heading", name="Two")).to_be_visible()
    return notebook


def colours(view: Locator) -> list[str]:
    chosen = view.locator("[aria-selected=true].mt-row")
    pill = view.locator(".mt-pill").first
    return [
        each.evaluate(f"element => getComputedStyle(element).{what}")
        for each, what in (
            (view, "backgroundColor"),
            (view, "color"),
            (chosen, "backgroundColor"),
            (pill, "backgroundColor"),
            (pill, "color"),
        )
    ]


@pytest.mark.slow
def test_the_dark_theme_changes_every_colour(lab: LabServer, page: Page) -> None:
    notebook = opened(lab, page)
    use_theme(page, "Light")
    light = colours(notebook.view())
    use_theme(page, "Dark")
    dark = colours(notebook.view())
    assert all(one != other for one, other in zip(light, dark, strict=True)), (light, dark)


@pytest.mark.slow
def test_axe_finds_no_violation_in_any_part_of_the_views(lab: LabServer, page: Page) -> None:
    notebook = opened(lab, page)
    inbox = notebook.view()
    found = []
    for tab in ("Message", "Envelope", "Anatomy", "Transcript"):
        inbox.get_by_role("tab", name=tab).click()
        if tab == "Transcript":
            for name in ("Explain", "Time to scale", "Eavesdropper"):
                inbox.get_by_role("button", name=name).click()
            expect(inbox.get_by_role("columnheader", name="on the wire")).to_be_visible()
        found += violations(page)
    inbox.get_by_role("tab", name="Message").click()
    inbox.get_by_role("button", name="HTML").click()
    found += violations(page)
    inbox.get_by_role("option", name="Session without a message").click()
    expect(inbox.get_by_role("row", name="VRFY you@example.com")).to_be_visible()
    inbox.get_by_label("Find").fill("nothing has this word")
    expect(inbox).to_contain_text("0 of 3")
    found += violations(page)
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize(("width", "text"), [(1024, 100), (700, 100), (1280, 200)])
def test_nothing_is_cut_off_in_a_narrow_column_or_with_large_text(
    lab: LabServer, page: Page, width: int, text: int
) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    notebook = opened(lab, page)
    page.add_style_tag(
        content=f":root {{ --jp-content-font-size1: {14 * text / 100}px !important }}"
    )
    inbox = notebook.view()
    for tab in ("Message", "Envelope", "Anatomy", "Transcript"):
        inbox.get_by_role("tab", name=tab).click()
        expect(inbox.get_by_role("tabpanel", name=tab)).to_be_visible()
        wider = inbox.evaluate(
            """view => [...view.querySelectorAll("*")]
                .filter((each) => each.checkVisibility() && !each.closest(".mt-unseen, svg"))
                .filter((each) => each.getBoundingClientRect().right
                    > view.getBoundingClientRect().right + 1)
                .map((each) => each.className || each.localName)"""
        )
        assert wider == []
    row = inbox.get_by_role("option", name="Two")
    for piece in (row.get_by_text("Ada"), row.get_by_text("1 rejected"), row.locator(".mt-clock")):
        expect(piece).to_be_visible()
    over = row.evaluate(
        """row => {
            const boxes = [...row.children].map((child) => child.getBoundingClientRect());
            return boxes.some((a, i) => boxes.some((b, j) => i < j && a.width && b.width
                && a.left < b.right - 1 && b.left < a.right - 1
                && a.top < b.bottom - 1 && b.top < a.bottom - 1));
        }"""
    )
    assert not over
