"""Any bytes can be parsed without an exception, and every range is correct."""

from __future__ import annotations

from importlib import resources
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from mailtutor.mime import Part, decode_value, parameters, read, summary, who
from tests.mime.strategies import any_bytes

if TYPE_CHECKING:
    from importlib.abc import Traversable


def check(part: Part) -> None:
    assert 0 <= part.start <= part.body_start <= part.end <= len(part.raw)
    at = None
    for field in part.fields:
        assert at is None or field.start == at, "fields follow each other"
        at = field.end
        assert part.start <= field.start < field.value_start <= field.end <= part.body_start
        assert part.raw[field.start : field.value_start].split(b":")[0].strip() == (
            field.name.encode("ascii")
        )
        assert part.raw[field.value_start : field.end] == field.value
    last = part.body_start
    for child in part.children:
        assert last <= child.start <= child.end <= part.end
        assert child.depth == part.depth + 1
        last = child.end
        check(child)
    text, notes = part.text()
    text.encode("utf-8")
    assert all(notes)
    content, _ = part.content()
    assert isinstance(content, bytes)
    for words in (part.type, part.charset, part.encoding, part.filename, part.disposition):
        words.encode("utf-8")


@given(any_bytes)
@settings(max_examples=400)
def test_any_bytes_are_parsed_into_a_tree_with_valid_ranges(raw: bytes) -> None:
    check(read(raw))


@given(any_bytes)
@settings(max_examples=300)
def test_any_bytes_have_a_summary_that_can_be_sent_to_a_page(raw: bytes) -> None:
    seen = summary(raw)
    for words in (seen.sender, seen.address, seen.subject, seen.date, seen.words):
        words.encode("utf-8")
        assert len(words) <= 400
    assert seen.files >= 0


@given(any_bytes)
@settings(max_examples=300)
def test_any_value_is_decoded(value: bytes) -> None:
    decode_value(value).encode("utf-8")
    name, values = parameters(value)
    for words in (name, *values, *values.values(), *who(value)):
        words.encode("utf-8")


def corpus() -> list[Traversable]:
    if not (find_spec("test") and find_spec("test.test_email")):
        return []
    folder = resources.files("test.test_email") / "data"
    return sorted((f for f in folder.iterdir() if f.name.endswith(".txt")), key=lambda f: f.name)


@pytest.mark.skipif(not corpus(), reason="this Python came without its own tests")
def test_messages_from_pythons_own_tests_are_parsed() -> None:
    assert len(corpus()) > 40
    for file in corpus():
        raw = file.read_bytes()
        check(read(raw))
        check(read(raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")))
        summary(raw)


@pytest.mark.skipif(not corpus(), reason="this Python came without its own tests")
def test_truncated_messages_from_pythons_own_tests_are_parsed() -> None:
    for file in corpus():
        raw = file.read_bytes()
        for end in range(0, len(raw), max(1, len(raw) // 25)):
            check(read(raw[:end]))
