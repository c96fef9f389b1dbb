"""Files are compared with their declared type; only definite contradictions are reported."""

from __future__ import annotations

import pytest

from mailtutor.mime.magic import signature
from mailtutor.mime.media_types import guess
from mailtutor.mime.type_check import contradiction

ZIP = b"PK\x03\x04" + bytes(26)


def evidence(declared: str, name: str, content: bytes) -> str:
    found = contradiction(declared, guess(name), signature(content), content)
    return found.evidence if found else ""


@pytest.mark.parametrize(
    ("declared", "name", "content", "expected"),
    [
        ("application/pdf", "a.pdf", ZIP, "start"),
        ("application/pdf", "a.pdf", b"Hello\n", "text"),
        ("application/zip", "a.zip", b"Hello\n", "text"),
        ("text/plain", "a.png", b"data", "name"),
        ("image/png", "a.pdf", b"\0\1", "name"),
    ],
)
def test_file_that_contradicts_its_declared_type_is_reported(
    declared: str, name: str, content: bytes, expected: str
) -> None:
    assert evidence(declared, name, content) == expected


@pytest.mark.parametrize(
    ("declared", "name", "content"),
    [
        ("image/heic", "a.heic", b"\0\0\0\x18ftypheic" + bytes(9)),
        ("image/apng", "a.png", b"\x89PNG\r\n\x1a\n" + bytes(9)),
        ("text/plain", "a.txt", b"ID3 tags are in MP3 files\n"),
        ("text/plain", "a.txt", b"All the WEBP files\n"),
        ("application/pdf", "a.pdf", b"a line before\n%PDF-1.4\n"),
        ("application/force-download", "a.pdf", b"%PDF-1.4\n"),
        ("application/vnd.ms-excel", "a.csv", b"a;b\n"),
        ("text/plain", "a.ts", b"let a = 1\n"),
        ("application/pdf", "a.pdf", b""),
    ],
)
def test_file_that_may_match_its_declared_type_is_not_reported(
    declared: str, name: str, content: bytes
) -> None:
    assert evidence(declared, name, content) == ""
