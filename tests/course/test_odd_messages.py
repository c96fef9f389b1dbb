"""Unusual messages: each check accepts them, or says what is wrong."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.headerregistry import Address, Group
from email.message import EmailMessage, Message
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formatdate, make_msgid
from typing import TYPE_CHECKING

import pytest

from mailtutor.course import catalog

if TYPE_CHECKING:
    from collections.abc import Callable

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(100)
PDF = b"%PDF-1.4\n%%EOF"

OLD = EmailMessage()
OLD["From"], OLD["To"] = "me@example.com", "you@example.com"
OLD["Subject"], OLD["Date"], OLD["Message-ID"] = "Hi", formatdate(), make_msgid()
OLD.set_content("Hello")

# What `check` gets besides the answer.
OTHERS: dict[str, tuple[object, ...]] = {
    "01.1": (),
    "01.3": (OLD,),
    "01.4": ("Hello\nBcc: spy@example.com",),
    "01.5": (OLD.as_bytes(),),
    "02.1": (),
    "02.3": (PDF,),
    "02.5": (),
}


def base(message: Message) -> Message:
    message["From"], message["To"] = "you@example.com", "ada@example.com"
    message["Subject"], message["Date"], message["Message-ID"] = "Hello", formatdate(), make_msgid()
    return message


def with_header(name: str, value: object) -> Callable[[], Message]:
    def make() -> Message:
        message = EmailMessage()
        base(message)
        message.set_content("Hello")
        del message[name]
        message[name] = value
        return message

    return make


def with_old_parts() -> Message:
    message = base(EmailMessage())
    assert isinstance(message, EmailMessage)
    message.make_mixed()
    message.attach(MIMEText("Hello"))  # type: ignore[arg-type]
    part = MIMEApplication(PDF, "pdf")
    part.add_header("Content-Disposition", "attachment", filename="Rechnung für Ada.pdf")
    message.attach(part)  # type: ignore[arg-type]
    return message


def with_a_message_inside() -> Message:
    message = base(MIMEMultipart())
    assert isinstance(message, MIMEMultipart)
    message.attach(MIMEMessage(OLD))
    return message


def of_an_unknown_charset() -> Message:
    return message_from_bytes(
        b"From: you@example.com\nTo: ada@example.com\nSubject: Hello\n"
        b'Content-Type: text/plain; charset="x-none"\n\nHello \xff',
        policy=policy.default,
    )


def with_a_part_that_is_no_message() -> Message:
    message = base(MIMEMultipart())
    message.set_payload(["no part"])
    return message


def with_a_base_part() -> Message:
    message = base(MIMEMultipart())
    assert isinstance(message, MIMEMultipart)
    message.attach(MIMEBase("image", "png"))
    return message


def with_bytes_as_payload() -> Message:
    message = base(EmailMessage())
    message.set_payload(PICTURE)
    return message


def with_a_multipart_that_is_none() -> Message:
    message = base(EmailMessage())
    message["Content-Type"] = "multipart/mixed"
    message.set_payload("Hello")
    return message


def older_with_a_list() -> Message:
    message = base(Message())
    del message["To"]
    message["To"] = [1]  # type: ignore[assignment]
    return message


MAKE: dict[str, Callable[[], Message]] = {
    "a list as To": with_header("To", ["ada@example.com"]),
    "a list of no strings as To": with_header("To", [1, None]),
    "an empty list as Subject": with_header("Subject", []),
    "None as Date": with_header("Date", None),
    "None as Message-ID": with_header("Message-ID", None),
    "bytes as From": with_header("From", b"me@example.com"),
    "an Address as To": with_header("To", Address("Ada", "ada", "example.com")),
    "a group as To": with_header("To", Group("team", (Address("Ada", "ada", "example.com"),))),
    "an empty group as To": with_header("To", "undisclosed-recipients:;"),
    "half an address as To": lambda: message_from_bytes(b"To: <ada@\n\n", policy=policy.default),
    "a date that does not exist": with_header("Date", "Mon, 99 Foo 2026 25:61:00 +9999"),
    "Python's older policy": lambda: base(EmailMessage(policy=policy.compat32)),
    "Python's older message": lambda: base(Message()),
    "a list in an older message": older_with_a_list,
    "parts of older classes": with_old_parts,
    "a message inside": with_a_message_inside,
    "an unknown charset": of_an_unknown_charset,
    "a part that is no message": with_a_part_that_is_no_message,
    "a part without content": with_a_base_part,
    "bytes as payload": with_bytes_as_payload,
    "a multipart that is none": with_a_multipart_that_is_none,
    "nothing at all": EmailMessage,
    "a multipart without parts": MIMEMultipart,
    "an HTML alternative alone": lambda: MIMEMultipart("alternative"),
}


@pytest.mark.parametrize("key", OTHERS)
@pytest.mark.parametrize("name", MAKE)
def test_unusual_message_is_accepted_or_gets_a_sentence(key: str, name: str) -> None:
    result = catalog.exercise(key).result(MAKE[name](), *OTHERS[key])
    assert "Checking it raised" not in result.sentence


def test_list_of_addresses_is_accepted() -> None:
    message = MAKE["a list as To"]()
    assert catalog.exercise("01.1").result(message).outcome == "done"


def test_pdf_attached_as_an_older_part_is_accepted() -> None:
    assert catalog.exercise("02.3").result(with_old_parts(), PDF).outcome == "done"
