"""`view(x)` shows whatever it is given, and shows two messages side by side."""

from __future__ import annotations

import email
import smtplib
from email.message import EmailMessage, Message
from email.mime.text import MIMEText
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from mailtutor import LocalServer
from mailtutor.clinic import Explanation
from mailtutor.mime import read
from mailtutor.mime.differences import MAX_BYTES, MAX_LINES, field_changes, part_changes
from mailtutor.views import CompareView, MessageView, view
from mailtutor.views.message.message_source import message_source, wire_bytes
from tests.mime.strategies import any_bytes
from tests.views.fake_frontend import FrontEnd
from tests.views.test_anatomy import report

if TYPE_CHECKING:
    from pathlib import Path


def test_a_message_not_sent_yet_is_shown_without_envelope_and_transcript() -> None:
    message = report()
    message["Bcc"] = "boss@example.com"
    shown = view(message)
    screen = FrontEnd(shown)
    screen.ask("open")
    opened = screen.messages[-1]
    assert "envelope" not in opened
    assert "transcript" not in opened
    assert opened["title"] == "Your message"
    assert any("Bcc is still here" in note for note in opened["notes"])
    assert message["Bcc"] == "boss@example.com"


def test_a_message_is_written_as_send_message_sends_it() -> None:
    legacy = MIMEText("Olá")
    legacy["To"] = "you@example.com"
    legacy["From"] = "ada@example.com"
    with LocalServer() as server, smtplib.SMTP("localhost", server.port) as client:
        written: tuple[Message, ...] = (report(), legacy)
        for message in written:
            client.send_message(message)
        for message, delivery in zip(written, server.mailbox, strict=True):
            parts = part_changes(read(wire_bytes(message)), read(delivery.raw))
            assert {part.change for part in parts} == {"same"}


def test_bytes_and_files_are_shown(tmp_path: Path) -> None:
    raw = wire_bytes(report())
    path = tmp_path / "report.eml"
    path.write_bytes(raw)
    for x in (raw, bytearray(raw), path, str(path), email.message_from_bytes(raw)):
        shown = view(x)
        assert isinstance(shown, MessageView)
        assert "image/png, olá.png, 72 bytes" in str(shown)
    assert str(view(path)).startswith("File report.eml")


@pytest.mark.parametrize("text", ["nothing.eml", "", "a\0b", "x" * 5_000])
def test_a_text_that_is_no_file_is_named_and_what_is_taken_is_said(text: str) -> None:
    with pytest.raises(FileNotFoundError, match=r"there is no file .*: give a server, a delivery"):
        view(text)


def test_message_text_is_not_taken_for_a_path_and_the_error_says_what_to_do() -> None:
    with pytest.raises(FileNotFoundError, match=r"view\(text\.encode\(\)\)"):
        view("Subject: Hi\n\nHello")


def test_an_error_is_shown_as_its_explanation() -> None:
    with LocalServer() as server, smtplib.SMTP("localhost", server.port) as client:
        try:
            client.sendmail("ada@example.com", [], b"")
            client.rcpt("x")
            client.data(b"")
        except smtplib.SMTPException as error:
            explained = view(error)
    assert isinstance(explained, Explanation)
    with pytest.raises(ValueError, match="nothing to do with email: ZeroDivisionError"):
        view(ZeroDivisionError("division by zero"))


def test_text_of_a_comparison_shows_two_messages_side_by_side() -> None:
    message = report()
    message["Bcc"] = "boss@example.com"
    with LocalServer() as server:
        with smtplib.SMTP("localhost", server.port) as client:
            client.send_message(message)
        shown = view(message, server.mailbox[0])
        assert isinstance(shown, CompareView)
        text = str(shown)
        assert text.startswith("Your message and Message 1\nRemoved: Bcc.")
        assert "Bcc: removed: send_message removes it" in text
        assert "The content is the same." in text
        screen = FrontEnd(shown)
        screen.ask("open")
        opened = screen.messages[-1]
        assert [each["title"] for each in opened["messages"]] == ["Your message", "Message 1"]
        assert [len(buffer) for buffer in screen.buffers[-1]] == [
            each["size"] for each in opened["messages"]
        ]
        screen.ask("about", request=1, side=1, about="bytes", part=-1, at=0)
        assert screen.buffers[-1] == [server.mailbox[0].raw]
        assert str(view(message, message)).splitlines()[1] == "Both have the same bytes."


def test_added_removed_and_changed_fields_and_lines_are_told_apart() -> None:
    before = read(b"Subject: One\r\nX: 1\r\nBcc: b\r\n\r\nfirst\r\nsecond\r\n")
    after = read(b"Received: by x\r\nSubject: Two\r\nX:  1\r\n\r\nfirst\r\nthird\r\n")
    assert [(each.name, each.change) for each in field_changes(before, after)] == [
        ("Bcc", "removed"),
        ("Received", "added"),
        ("Subject", "changed"),
        ("X", "written differently"),
    ]
    (part,) = part_changes(before, after)
    assert part.change == "changed"
    assert part.lines == ((" ", "first"), ("-", "second"), ("+", "third"))


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [
        ("line\r\n" * (MAX_LINES - 1), False),
        ("line\r\n" * MAX_LINES, True),
        ("x" * MAX_BYTES, True),
    ],
)
def test_comparison_says_when_only_the_start_of_a_text_was_compared(
    text: str, *, is_cut: bool
) -> None:
    before, after = (f"\r\n{text}{end}\r\n".encode() for end in ("before", "after"))
    (part,) = part_changes(read(before), read(after))
    assert part.change == "changed"
    assert part.is_cut is is_cut
    shown = str(CompareView(message_source(before), message_source(after)))
    assert ("only the first 400 lines" in shown) is is_cut


def test_another_encoding_of_the_same_content_is_no_change() -> None:
    one, two = EmailMessage(), EmailMessage()
    one.set_content("Olá", cte="base64")
    two.set_content("Olá", cte="quoted-printable")
    (part,) = part_changes(read(wire_bytes(one)), read(wire_bytes(two)))
    assert part.change == "written differently"


@given(any_bytes, any_bytes)
@settings(max_examples=150)
def test_any_two_messages_are_compared(before: bytes, after: bytes) -> None:
    str(CompareView(message_source(before), message_source(after))).encode("utf-8")
