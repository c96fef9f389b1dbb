"""Broken messages are parsed as far as possible, and their defects are described."""

from __future__ import annotations

import pytest

from mailtutor.mime import decode_charset, decode_value, parameters, read, summary, who
from mailtutor.mime.decode import unfolded
from mailtutor.mime.encodings import open_parameters, open_words
from mailtutor.mime.parts import MAX_DEPTH, MAX_PARTS
from mailtutor.mime.scan import MAX_FIELDS

MIXED = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'


def test_a_missing_closing_boundary_leaves_the_last_part_open_to_the_end() -> None:
    message = read(MIXED + b"--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n")
    assert [part.body for part in message.children] == [b"one", b"two\r\n"]
    assert message.defects == ["the closing boundary is missing"]


def test_a_part_ends_before_the_line_end_of_the_boundary_with_crlf_and_with_lf() -> None:
    for end in (b"\r\n", b"\n"):
        raw = (MIXED + b"before\r\n--b\r\n\r\none\r\n\r\n--b--\r\nafter").replace(b"\r\n", end)
        message = read(raw)
        assert [part.body for part in message.children] == [b"one" + end]
        assert message.defects == []


def test_a_longer_word_is_not_the_boundary() -> None:
    message = read(MIXED + b"--b\r\n\r\n--bb\r\n x--b\r\n--b \t\r\n\r\ntwo\r\n--b--\r\n")
    assert [part.body for part in message.children] == [b"--bb\r\n x--b", b"two"]


def test_a_multipart_without_a_boundary_or_without_parts_stays_whole() -> None:
    assert read(b"Content-Type: multipart/mixed\r\n\r\n--b\r\n").defects == [
        "a multipart without a boundary: not parsed"
    ]
    message = read(MIXED + b"nothing here")
    assert message.children == []
    assert message.defects == ["its boundary does not appear: no parts found"]


def test_encoded_multipart_is_not_parsed() -> None:
    message = read(b"Content-Transfer-Encoding: base64\r\n" + MIXED + b"--b\r\n\r\n--b--")
    assert message.defects == [
        "multipart/mixed must not be encoded as base64: not parsed",
    ]


def test_a_header_that_ends_without_an_empty_line_leaves_the_rest_to_the_body() -> None:
    message = read(b"Subject: Hi\r\nthis is no field\r\nTo: x\r\n")
    assert [field.name for field in message.fields] == ["Subject"]
    assert message.body == b"this is no field\r\nTo: x\r\n"
    assert "without an empty line" in message.defects[0]


def test_mailbox_line_before_the_header_is_skipped() -> None:
    message = read(b"From ada Mon Jan  1\nSubject: Hi\n\nText")
    assert message.value("subject") == "Hi"
    assert "mailbox file" in message.defects[0]


def test_excessive_nesting_parts_and_fields_are_limited_and_reported() -> None:
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (level, level)
        for level in range(3 * MAX_DEPTH)
    )
    deepest = list(read(nested).walk())[-1]
    assert deepest.depth == MAX_DEPTH
    assert "nested deeper" in deepest.defects[-1]

    many = read(MIXED + b"--b\r\n\r\n" * (MAX_PARTS + 10))
    assert len(many.children) < MAX_PARTS
    assert "more than 10,000 parts" in many.defects[-1]

    fields = read(b"X: y\r\n" * (MAX_FIELDS + 10))
    assert len(fields.fields) == MAX_FIELDS
    assert fields.body.startswith(b"X: y")


@pytest.mark.timeout(20)
def test_work_on_hostile_messages_is_bounded() -> None:
    megabyte = 1024 * 1024
    for raw in (
        b"Subject: " + b"=?utf-8?q?a?= " * 100_000,
        b"Subject: " + b"=?" * megabyte,
        b"Content-Type: text/plain" + b'; a*0="' * 200_000,
        b"Content-Type: text/html\r\n\r\n" + b"<" * megabyte,
        b"Content-Type: text/html\r\n\r\n" + b"<script>" * 100_000,
        b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"a-" * megabyte,
        MIXED + b"\r\n--" * megabyte,
        b" " * megabyte,
        b"From: " + b"<" * megabyte,
        b"\x00" * megabyte,
    ):
        summary(raw)
        for part in read(raw).walk():
            part.text(4096)


def test_unknown_charset_and_invalid_bytes_are_reported() -> None:
    assert decode_charset(b"Ol\xc3\xa1", "klingon") == (
        "Olá",
        "the charset klingon is unknown: read as UTF-8",
    )
    assert decode_charset(b"Ol\xe1", "utf-8") == (
        "Ol\N{REPLACEMENT CHARACTER}",
        "some bytes are not valid utf-8: shown as \N{REPLACEMENT CHARACTER}",
    )
    assert decode_charset(b"Ol\xe1", "") == (
        "Olá",
        "the bytes are not ASCII, and no charset is named: read as Latin-1",
    )
    assert decode_charset(b"", "utf-8") == ("", "")


@pytest.mark.parametrize("name", ["idna", "punycode", "unicode_escape", "rot13", "zlib", "a\x00b"])
def test_codecs_that_are_not_email_charsets_are_not_used(name: str) -> None:
    text, wrong = decode_charset(b"abc", name)
    assert text == "abc"
    assert "unknown" in wrong


def test_a_letter_split_over_two_encoded_words_is_joined() -> None:
    assert decode_value(b"=?utf-8?b?w6E=?= =?utf-8?b?ww==?= =?utf-8?b?oQ==?=") == "áá"
    assert decode_value(b"=?utf-8?q?a?= b =?utf-8?q?c?=") == "a b c"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"=?iso-8859-1?Q?Fr\xf6sche?=", "Frösche"),
        (b"=?windows-1251?Q?\xcf=F0=E8\xe2\xe5\xf2?=", "Привет"),
        (b"=?koi8-r?q?\xf0=D2?= =?koi8-r?q?\xc9?=", "При"),
        (b"=?utf-8?Q?Fr\xc3\xb6sche?=", "Frösche"),
        (b"=?iso-8859-1?Q?\xc3\xb6?=", "Ã¶"),  # the charset is the word's own
        (b"=?klingon?Q?Fr\xf6sche?=", "Frösche"),
        (b"=?iso-8859-1?B?RnL2\xf6c2NoZQ==?=", "Frösche"),  # what isn't base64 is skipped
        (b"\xf6 =?utf-8?Q?=C3=B6?= \xf6", "ö ö ö"),
        (b"\xc3\xb6 =?iso-8859-1?Q?\xf6?= \xf6", "ö ö ö"),
    ],
)
def test_raw_bytes_in_an_encoded_word_are_read_in_its_own_charset(value: bytes, text: str) -> None:
    assert decode_value(value) == text
    assert parameters(b'attachment; filename="' + value + b'"')[1] == {"filename": text}
    assert who(value + b" <me@example.com>") == (text, "me@example.com")
    assert who(value) == ("", text)


def test_raw_bytes_in_a_continued_parameter_are_read_in_its_charset() -> None:
    value = b"attachment; filename*0*=windows-1251''%CF%F0; filename*1=\xe8; filename*2=\xe2"
    assert parameters(value)[1] == {"filename": "Прив"}
    assert parameters(b"attachment; filename*0=Fr\xf6; filename*1=sche")[1] == {
        "filename": "Frösche"
    }


def test_raw_bytes_are_shown_as_they_were_sent() -> None:
    (word,) = open_words(unfolded(b"=?iso-8859-1?Q?Fr\xf6?="))
    assert (word.written, word.data, word.text) == ("=?iso-8859-1?Q?Frö?=", b"Fr\xf6", "Frö")
    (parameter,) = open_parameters(unfolded(b"x; a*=koi8-r''\xf0%D2"))
    assert (parameter.data, parameter.text) == (b"\xf0\xd2", "Пр")


def test_a_quoted_semicolon_does_not_end_a_parameter() -> None:
    assert parameters(b'attachment; filename="a;b\\"c.txt"; x=1') == (
        "attachment",
        {"filename": 'a;b"c.txt', "x": "1"},
    )


def test_html_message_is_summarized_by_its_text() -> None:
    raw = (
        b"Content-Type: text/html\r\n\r\n<style>p{}</style><p>Hello&nbsp;<b>you</b>"
        b"<script>run()</script></p>"
    )
    assert summary(raw).words == "Hello you"
