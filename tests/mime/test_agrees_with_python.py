"""Well-formed messages are parsed as Python's own parser does."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailtutor.mime import read
from tests.mime.test_any_bytes import corpus

if TYPE_CHECKING:
    from email.message import Message

    from mailtutor.mime import Part

letters = st.characters(codec="utf-8", exclude_categories=["C", "Z"])
words = st.text(letters, min_size=1, max_size=30)
texts = st.text(letters | st.sampled_from(" \n"), max_size=200)
names = words.filter(lambda name: not set(name) & set("\"\\/;=?*%'<>@,:()[]"))


@st.composite
def messages(draw: st.DrawFn) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "ada@example.com"
    message["Subject"] = draw(words)
    message.set_content(draw(texts))
    if draw(st.booleans()):
        message.add_alternative(draw(texts), subtype="html")
    for data in draw(st.lists(st.binary(max_size=300), max_size=3)):
        message.add_attachment(
            data, maintype="application", subtype="octet-stream", filename=draw(names)
        )
    if draw(st.booleans()):
        inner = EmailMessage()
        inner["Subject"] = "Inside"
        inner.set_content(draw(texts))
        message.add_attachment(inner)
    return message


def compare(part: Part, other: Message) -> None:
    assert [field.name for field in part.fields] == list(other.keys())
    assert part.type == other.get_content_type()
    children = other.get_payload() if other.is_multipart() else []
    assert len(part.children) == len(children)
    if not children:
        assert part.content()[0] == other.get_payload(decode=True)
    for child, other_child in zip(part.children, children, strict=True):
        assert not isinstance(other_child, str)
        compare(child, other_child)


@given(messages())
@settings(max_examples=150)
def test_parts_types_names_and_contents_match_pythons_parser(message: EmailMessage) -> None:
    raw = message.as_bytes(policy=email.policy.SMTP)
    part = read(raw)
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    compare(part, parsed)
    assert [each.defects for each in part.walk()] == [[] for _ in part.walk()]
    assert part.value("subject") == message["Subject"]
    assert [each.filename for each in part.walk() if each.filename] == [
        each.get_filename() for each in parsed.walk() if each.get_filename()
    ]
    text = next(each for each in part.walk() if each.type == "text/plain")
    body = parsed.get_body(("plain",))
    assert body is not None
    assert text.text() == (body.get_content().replace("\r\n", "\n"), [])


@pytest.mark.skipif(not corpus(), reason="this Python came without its own tests")
def test_messages_from_pythons_own_tests_have_the_structure_that_python_parses() -> None:
    compared = 0
    for file in corpus():
        raw = file.read_bytes()
        parsed = email.message_from_bytes(raw)
        if any(each.defects for each in parsed.walk()) or b"\r" in raw.replace(b"\r\n", b""):
            continue
        if b"message/delivery-status" in raw.lower():  # Python makes parts of its blocks of fields
            continue
        part = read(raw)
        if any("may not be encoded" in defect for each in part.walk() for defect in each.defects):
            continue
        compared += 1
        assert [each.type for each in part.walk()] == [
            each.get_content_type() for each in parsed.walk()
        ], file.name
        assert [[field.name for field in each.fields] for each in part.walk()] == [
            list(each.keys()) for each in parsed.walk()
        ], file.name
    assert compared > 20
