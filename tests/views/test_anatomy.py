"""The anatomy of a message: what the kernel describes, and what it sends only on request."""

from __future__ import annotations

import ast
import json
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailtutor.mime import read
from mailtutor.mime.type_check import type_verdict
from mailtutor.record import Journal
from mailtutor.views import InboxView, MessageView, view
from mailtutor.views.message.anatomy_details import PARTS, PIECES, anatomy_details, picture_type
from mailtutor.views.message.message_details import MAX_ENTRIES, findings, message_details
from mailtutor.views.message.message_source import message_source, wire_bytes
from mailtutor.views.python_source import quoted
from tests.mime.strategies import any_bytes
from tests.views.fake_frontend import FrontEnd, add_mail

if TYPE_CHECKING:
    from mailtutor.views.widget import View

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (3).to_bytes(4, "big") + (2).to_bytes(4, "big")

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def report() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "ada@example.com"
    message["To"] = "you@example.com"
    message["Subject"] = "Olá"
    message["Date"] = "Thu, 01 Jan 2026 12:00:00 +0000"
    message.set_content("Olá")
    message.add_attachment(PNG * 3, maintype="image", subtype="png", filename="olá.png")
    return message


def describe(raw: bytes) -> dict[str, Any]:
    return anatomy_details(list(read(raw).walk()))


def explanation(raw: bytes, title: str, place: int = 0) -> str:
    """Return the whole explanation of a piece as one text."""
    details = describe(raw)
    piece = [each for each in details["pieces"] if each["title"] == title][place]
    about = details["about"][piece["about"]] if "about" in piece else []
    return json.dumps([piece.get("value"), about, piece["own"]], ensure_ascii=False)


def test_the_pieces_of_a_message_cover_all_its_bytes_and_have_titles() -> None:
    raw = wire_bytes(report())
    details = describe(raw)
    assert [each["start"] for each in details["pieces"][1:]] == [
        each["end"] for each in details["pieces"][:-1]
    ]
    assert [each["title"] for each in details["pieces"]][:7] == [
        *("From", "To", "Subject", "Date", "MIME-Version", "Content-Type"),
        "The empty line",
    ]
    parts = [(each["type"], each["depth"], each["file"]) for each in details["parts"]]
    assert parts == [
        ("multipart/mixed", 0, False),
        ("text/plain", 1, False),
        ("image/png", 1, True),
    ]


def test_a_header_is_explained_with_its_python_and_its_encoded_words() -> None:
    subject = explanation(wire_bytes(report()), "Subject")
    assert "RFC 5322, section 3.6.5" in subject
    assert r"message[\"Subject\"] = \"Olá\"" in subject
    assert "=?utf-8?" in subject
    assert '["Stands for", "Olá"]' in subject
    assert "4F 6C C3 A1" in subject
    unknown = explanation(b"Coffee: strong\r\n\r\n", "Coffee")
    assert "not in mailtutor's table" in unknown


def test_an_encoded_file_name_is_explained() -> None:
    raw = wire_bytes(report())
    disposition = explanation(raw, "Content-Disposition")
    assert "RFC 2231, sections 3 and 4" in disposition
    assert "%C3%A1" in disposition
    assert 'filename=\\"olá.png\\")' in disposition


def test_base64_is_explained_with_the_signature_and_its_cost() -> None:
    body = explanation(wire_bytes(report()), "The body", 1)
    assert "57 bytes fill a line of 76 characters" in body
    assert '["iVBO", "89 50 4E", "· P N"]' in body
    assert '["Signature", "89 50 4E 47 0D 0A 1A 0A"]' in body
    assert '["Decoded", "72 bytes"]' in body
    assert '["In the message", "100 bytes in 2 lines"]' in body


def test_non_ascii_characters_are_shown_as_print_and_as_the_wire_have_them() -> None:
    body = explanation(wire_bytes(report()), "The body")
    assert '["á", "C3 A1"]' in body
    assert "print(message)" in body
    assert "T2zDoQo=" in body


def test_quoted_printable_shows_what_each_code_stands_for() -> None:
    message = EmailMessage()
    message.set_content("Olá, 1 = 1 " * 20, cte="quoted-printable")
    body = explanation(wire_bytes(message), "The body")
    assert '["=C3=A1", "C3 A1", "á"]' in body
    assert '["=3D", "3D", "="]' in body
    assert "each a = at the end of a line" in body


def test_a_defect_is_reported_where_it_is() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\nSGVsbG\r\n"
    )
    details = describe(raw)
    boundary = next(each for each in details["pieces"] if each["kind"] == "boundary")
    assert boundary["defects"] == ["the closing boundary is missing"]
    assert details["parts"][1]["defects"] == ["the base64 is incomplete"]
    assert "the base64 is incomplete" in explanation(raw, "The body")


@pytest.mark.parametrize(
    ("name", "declared", "content", "start"),
    [
        ("a.pdf", "application/pdf", b"%PDF-1.7", ""),
        ("a.pdf", "image/png", b"%PDF-1.7", "It begins like PDF"),
        ("a.png", "application/pdf", b"nothing", "The name says image/png"),
        ("a.png", "application/octet-stream", b"nothing", "Its type could be said: image/png"),
        ("a.bin", "application/octet-stream", b"nothing", ""),
        ("a.jpg", "image/jpg", b"\xff\xd8\xff\xe0", "image/jpg is not registered"),
        ("a.x", "made/up", b"nothing", "made/up is not registered with IANA"),
        ("a.docx", "application/zip", b"PK\x03\x04", ""),
        ("a.pdf", "application/zip", b"%PDF-1.7", "It begins like PDF"),
        ("a.docx", DOCX, b"PK\x03\x04", ""),
        ("a.docx", "application/msword", b"PK\x03\x04", "It begins like ZIP"),
        ("a.xml", "text/xml", b"<a/>", ""),
    ],
)
def test_the_declared_type_is_compared_with_the_name_and_the_first_bytes(
    name: str, declared: str, content: bytes, start: str
) -> None:
    from mailtutor.mime.magic import signature
    from mailtutor.mime.media_types import guess

    verdict = type_verdict(declared, guess(name), signature(content))
    assert verdict.startswith(start)
    assert bool(verdict) == bool(start)


def test_only_pictures_that_cannot_run_code_are_drawn() -> None:
    def part(data: bytes, subtype: str = "png") -> str:
        message = EmailMessage()
        message.set_content(data, maintype="image", subtype=subtype)
        return picture_type(read(wire_bytes(message)), len(data))

    assert part(PNG) == "image/png"
    assert part(PNG, "svg+xml") == "image/png"
    assert part(b"<svg onload='alert(1)'/>", "svg+xml") == ""
    assert part(b"<svg onload='alert(1)'/>") == ""
    huge = PNG[:16] + (100_000).to_bytes(4, "big") * 2
    assert part(huge) == ""


@given(any_bytes)
@settings(max_examples=200)
def test_any_bytes_can_be_described_and_shown_as_text(raw: bytes) -> None:
    details, source = message_details(message_source(raw))
    json.dumps(details).encode("utf-8")
    assert len(source) == len(raw)
    assert details["pieces"] or not raw
    str(view(raw)).encode("utf-8")


def test_thousands_of_parts_and_headers_are_limited_and_the_rest_is_counted() -> None:
    parts = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 2_000
    details = describe(parts)
    assert len(details["parts"]) == PARTS
    assert details["parts_left_out"] == 2_001 - PARTS
    assert all(each["part"] < PARTS for each in details["pieces"])
    headers = describe(b"X: y\r\n" * 5_000)
    assert len(headers["pieces"]) == PIECES
    assert headers["pieces_left_out"] == 5_000 - PIECES
    assert len(json.dumps(describe(parts))) < 1_000_000


def test_a_long_header_value_is_cut_and_says_how_much_is_missing() -> None:
    details, _ = message_details(message_source(b"X: " + b"y" * 10_000 + b"\r\n\r\n"))
    assert details["fields"][0]["value"].endswith("y… 6,000 more characters")


def test_comparing_many_parts_and_headers_says_how_many_are_not_shown() -> None:
    parts = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 300
    both = view(b"X: y\r\n" * 305 + parts, b"X: y\r\n" * 305 + parts)
    screen = FrontEnd(both)
    screen.ask("open")
    answer = screen.messages[-1]
    assert len(answer["parts"]) == 200
    assert answer["parts_left_out"] == 100
    assert answer["fields_left_out"] == 6
    assert both.text().endswith("(6 more headers not shown)\n(100 more parts not shown)")


def test_addresses_that_are_only_in_the_header_are_limited_and_the_rest_is_counted() -> None:
    to = b",\r\n ".join(b"a%d@example.com" % number for number in range(130))
    details, _ = message_details(
        add_mail(Journal("localhost:2525"), raw=b"To: " + to + b"\r\n\r\n")
    )
    envelope = details["envelope"]
    assert len(envelope["only_in_header"]) == 100
    assert envelope["only_in_header_left_out"] == 30


@given(st.text(max_size=150))
@settings(max_examples=200)
def test_a_quoted_value_evaluates_to_the_text(text: str) -> None:
    assert ast.literal_eval(quoted(text)) == text


def test_the_python_beside_a_message_makes_such_a_message() -> None:
    details = describe(wire_bytes(report()))
    lines = [
        block[1]
        for piece in details["pieces"]
        for block in piece["own"]
        if block[0] == "python" and piece["title"] in {"From", "To", "Subject"}
    ]
    lines += [
        block[1] for part in details["parts"][1:] for block in part["own"] if block[0] == "python"
    ]
    message = EmailMessage()
    for line in lines:
        exec(line, {"message": message, "data": PNG * 3})  # noqa: S102 - our own code
    again = describe(wire_bytes(message))
    assert [each["type"] for each in again["parts"]] == [each["type"] for each in details["parts"]]
    assert message["Subject"] == "Olá"


def ask(shown: View, **content: Any) -> tuple[dict[str, Any], bytes]:
    screen = FrontEnd(shown)
    screen.ask("about", request=7, **content)
    buffers = screen.buffers[-1]
    return screen.messages[-1], buffers[0] if buffers else b""


def test_bytes_are_sent_on_request_and_in_chunks() -> None:
    message = EmailMessage()
    data = bytes(range(256)) * 5_000
    message.add_attachment(data, maintype="application", subtype="x", filename="a.bin")
    raw = wire_bytes(message)
    delivery = add_mail(Journal("localhost:2525"), raw=raw)
    came, at = b"", 0
    while at < len(data):
        answer, piece = ask(view(delivery), about="bytes", part=1, at=at)
        assert (answer["kind"], answer["request"], answer["size"]) == ("answer", 7, len(data))
        assert 0 < len(piece) <= MAX_ENTRIES
        came += piece
        at += len(piece)
    assert came == data
    assert ask(view(delivery), about="bytes", part=-1, at=0, most=40)[1] == raw[:40]
    assert ask(view(delivery), about="bytes", part=9, at=0)[0]["error"]


def test_an_inbox_answers_about_its_messages_and_about_dropped_ones() -> None:
    journal = Journal("localhost:2525")
    delivery = add_mail(journal)
    inbox = view(journal)
    assert isinstance(inbox, InboxView)
    assert ask(inbox, key="m1", about="bytes", part=-1, at=0)[1] == delivery.raw
    assert "no longer has this message" in ask(inbox, key="m9", about="review")[0]["error"]


def test_the_review_of_a_message_is_sent_on_request() -> None:
    message = report()
    assert findings(message_source(message)) == []
    del message["Date"]
    shown = view(message)
    assert isinstance(shown, MessageView)
    answer, _ = ask(shown, about="review")
    assert [each["headline"] for each in answer["findings"]] == ["The message has no Date"]


def test_a_review_that_fails_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import mailtutor.clinic

    def broken(_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(mailtutor.clinic, "review", broken)
    assert findings(message_source(b"To: a\r\n\r\n")) == []
