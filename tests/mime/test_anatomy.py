"""Every byte of a message belongs to one piece, and every encoding can be decoded."""

from __future__ import annotations

import email.policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailtutor.mime import Part, pieces, read
from mailtutor.mime.encodings import (
    as_printed,
    open_base64,
    open_parameters,
    open_quoted,
    open_words,
    soft_breaks,
)
from mailtutor.mime.file_names import safe_name
from mailtutor.mime.headers import header_meaning, header_table, type_meaning, type_table
from mailtutor.mime.magic import picture_size, signature
from mailtutor.mime.parts import MAX_PARTS
from tests.mime.strategies import any_bytes
from tests.mime.test_any_bytes import corpus


def check(message: Part) -> None:
    at = 0
    for piece in pieces(message):
        assert piece.start == at < piece.end
        at = piece.end
    assert at == len(message.raw)


@given(any_bytes)
@settings(max_examples=400)
def test_each_byte_of_any_bytes_belongs_to_one_piece(raw: bytes) -> None:
    check(read(raw))


@pytest.mark.skipif(not corpus(), reason="this Python came without its own tests")
def test_each_byte_of_pythons_own_test_messages_belongs_to_one_piece() -> None:
    for file in corpus():
        raw = file.read_bytes()
        for end in range(0, len(raw) + 1, max(1, len(raw) // 10)):
            check(read(raw[:end]))


def test_multipart_is_split_at_its_boundaries() -> None:
    raw = (
        b"From ada Mon Jan  1\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\nbefore\r\n--b\r\n"
        b"Subject: In\r\n\r\none\r\n\r\n--b\r\n\r\ntwo\r\n--b--\r\nafter"
    )
    found = [(piece.kind, piece.part, raw[piece.start : piece.end]) for piece in pieces(read(raw))]
    assert found == [
        ("mailbox line", 0, b"From ada Mon Jan  1\r\n"),
        ("field", 0, b"Content-Type: multipart/mixed; boundary=b\r\n"),
        ("empty line", 0, b"\r\n"),
        ("preamble", 0, b"before"),
        ("boundary", 0, b"\r\n--b\r\n"),
        ("field", 1, b"Subject: In\r\n"),
        ("empty line", 1, b"\r\n"),
        ("body", 1, b"one\r\n"),
        ("boundary", 0, b"\r\n--b\r\n"),
        ("empty line", 2, b"\r\n"),
        ("body", 2, b"two"),
        ("closing boundary", 0, b"\r\n--b--\r\n"),
        ("epilogue", 0, b"after"),
    ]


def test_a_defect_is_shown_where_it_is() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b\r\n\r\ntwo"
    broken = [piece for piece in pieces(read(raw)) if piece.defects]
    assert [(piece.kind, piece.defects) for piece in broken] == [
        ("boundary", ("the closing boundary is missing",))
    ]
    broken = [piece for piece in pieces(read(b"To: a\r\nnonsense\r\n")) if piece.defects]
    assert [(piece.kind, piece.start) for piece in broken] == [("body", 7)]


def test_message_with_too_many_parts_loses_no_bytes() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * (
        MAX_PARTS + 9
    )
    check(read(raw))


@given(any_bytes, st.text(max_size=60))
@settings(max_examples=300)
def test_any_bytes_are_decoded_without_an_error(raw: bytes, text: str) -> None:
    written = text + raw.decode("latin-1")
    opened = [*open_words(written), *open_parameters(written), *open_quoted(raw, "utf-8")]
    for each in opened:
        (each.written + each.text + each.how).encode("utf-8")
    open_base64(raw)
    soft_breaks(raw)
    signature(raw)
    picture_size(raw)
    for start in (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF1234WEBPVP8 "):
        picture_size(start + raw)
    for part in read(raw).walk():
        as_printed(part)
    header_meaning(written)


@given(st.text(max_size=200) | any_bytes.map(lambda raw: raw.decode("latin-1")))
@settings(max_examples=300)
def test_any_file_name_is_turned_into_one_that_can_be_saved(name: str) -> None:
    safe = safe_name(name, "image/png")
    assert safe
    assert len(safe) <= 120
    assert not set(safe) & set('/\\<>:"|?*\r\n\t\0\u202e')
    assert not safe.startswith((".", " "))
    assert not safe.endswith((".", " "))
    assert safe_name(safe) == safe


def test_the_first_line_of_base64_shows_the_signature() -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(100)
    message = EmailMessage()
    message.add_attachment(png, maintype="image", subtype="png", filename="a.png")
    part = list(read(message.as_bytes(policy=email.policy.SMTP)).walk())[1]
    line = open_base64(part.body)
    assert line
    assert (len(line.written), len(line.data), line.lines) == (76, 57, 2)
    assert line.written.startswith("iVBORw0KGgo")
    found = signature(line.data)
    assert found
    assert (found.name, found.type) == ("PNG", "image/png")


def test_a_continued_file_name_is_opened_piece_by_piece() -> None:
    opened = open_parameters("attachment; filename*0*=utf-8''Ol%C3%A1; filename*1=.txt")
    assert [(each.text, each.how) for each in opened] == [
        ("Olá", "filename: piece 0, charset utf-8, %XX stands for a byte"),
        (".txt", "filename: piece 1"),
    ]


def test_print_shows_different_characters_than_were_sent() -> None:
    message = EmailMessage()
    message.set_content("Olá")
    part = read(message.as_bytes(policy=email.policy.SMTP))
    assert part.body == b"Ol\xc3\xa1\r\n"
    assert as_printed(part) == "T2zDoQo=\n"


def test_each_header_of_the_table_says_what_it_is_who_sets_it_and_where_it_is_written() -> None:
    table = header_table()
    assert len(table) > 40
    for meaning in table.values():
        assert meaning.what.endswith(".")
        assert meaning.who
        assert meaning.source.startswith(("RFC ", "no standard"))
        assert meaning.what.count("`") % 2 == 0
    assert header_meaning("LIST-ID").name == "List-Id"
    assert header_meaning("X-Whatever").name == "X-*"
    assert header_meaning("Whatever").name == ""


def test_each_media_type_of_the_table_says_what_it_is_and_where_it_is_written() -> None:
    for meaning in type_table().values():
        assert meaning.what.endswith(".")
        assert meaning.source.startswith("RFC ")
    assert type_meaning("image/png").type == "image/*"
    assert type_meaning("made/up").type == ""
