"""Cases in which the result of a function is used as something else."""

# The type checker would find most of these mistakes; they are made on purpose.
# mypy: disable-error-code="arg-type,assignment,attr-defined,call-overload,func-returns-value"
# mypy: disable-error-code="comparison-overlap,index,misc,union-attr,operator"

from __future__ import annotations

import email
import os
import re
import smtplib
import ssl
import sys
import time
from datetime import datetime, timezone
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr, parsedate, parsedate_to_datetime
from typing import TYPE_CHECKING

from tests.clinic.cases import MAIL, case, message, two_parts
from tests.clinic.sandbox import ME, YOU

if TYPE_CHECKING:
    from tests.clinic.sandbox import Room

# fmt: off
# A row of a table each: the formatter would stand them on end.


@case("None from a method that changes its object", "TypeError", "`set_content()` returns None",
      "message = EmailMessage()")
def content_set_on_the_first_line(_: Room) -> object:
    letter = EmailMessage().set_content("Hello")
    letter["Subject"] = "Hi"
    return letter


@case("None from a method that changes its object", "AttributeError", "`attach()` returns None",
      "message = EmailMessage()")
def result_of_attach(_: Room) -> object:
    whole = two_parts()
    whole = whole.attach(EmailMessage())
    return whole.as_string()


@case("part without a file name", "TypeError", "no file name", "unnamed")
def name_of_every_part(_: Room) -> object:
    return [os.path.join("files", part.get_filename()) for part in two_parts().walk()]  # noqa: PTH118


@case("no body of that kind", "AttributeError", "get_body() returned None", "plain")
def plain_body_of_a_message_in_html(_: Room) -> object:
    html = EmailMessage()
    html.set_content("<p>Hello</p>", subtype="html")
    body = html.get_body(preferencelist=("plain",))
    return body.get_content()


@case("part that names no charset", "TypeError", "names no charset", '("utf-8")')
def charset_that_is_not_named(_: Room) -> object:
    part = email.message_from_bytes(b"Subject: Hi\n\nHello\n")
    return part.get_payload(decode=True).decode(part.get_content_charset())


@case("no header of that name", "TypeError", "get_all() returned None", "[]")
def all_headers_of_a_name(_: Room) -> object:
    return [each.upper() for each in EmailMessage().get_all("Cc")]


@case("None for what a message lacks", "AttributeError", "`get_boundary()`", "is None")
def boundary_of_plain_text(_: Room) -> object:
    return message().get_boundary().encode()


@case("reply used as a client", "AttributeError", "`ehlo()` returns the server's reply",
      "client.ehlo()")
def client_of_ehlo(room: Room) -> object:
    server = room.serve()
    client = smtplib.SMTP("localhost", server.port).ehlo()
    return client.sendmail(ME, YOU, MAIL)


@case("refused recipients taken for a reply", "ValueError", "`sendmail()` returns the refused",
      "refused.items()")
def code_and_text_of_sendmail(room: Room) -> object:
    client = room.client(room.serve())
    code, text = client.sendmail(ME, YOU, MAIL)
    return code, text


@case("refused recipients taken for a reply", "KeyError", "`send_message()` returns the refused",
      "refused.items()")
def code_of_send_message(room: Room) -> object:
    result = room.client(room.serve()).send_message(message())
    return result[0] == 250


@case("result of another shape", "ValueError", "`parseaddr()` returns a pair", "parseaddr(")
def three_names_for_a_pair(_: Room) -> object:
    name, local, domain = parseaddr("Ada <ada@example.com>")
    return name, local, domain


@case("result of another shape", "ValueError", "`getaddresses()` returns a list", "getaddresses(")
def pair_of_several_addresses(_: Room) -> object:
    name, address = getaddresses(["ada@example.com, bob@example.com, cy@example.com"])
    return name, address


@case("dates with and without a time zone", "TypeError", "One of these dates", "timezone.utc")
def age_of_a_message(_: Room) -> object:
    sent = parsedate_to_datetime("Thu, 26 Nov 2026 10:00:00 -0000")
    return datetime.now(timezone.utc) - sent


@case("date that can't be read", "TypeError", "the date format of messages", "parsedate_to_dat")
def seconds_of_no_date(_: Room) -> object:
    return time.mktime(parsedate("yesterday"))


@case("end of imaplib's answer", "IndexError", "imaplib's answer", "isinstance(item, tuple)")
def message_of_the_last_item(_: Room) -> object:
    data = [(b"1 (RFC822 {18}", b"Subject: Hi\n\nHello"), b")"]
    return [email.message_from_bytes(part[1], policy=policy.default) for part in data]


@case("STARTTLS not offered", "SMTPNotSupportedError", "doesn't offer STARTTLS", "esmtp_features")
def context_in_the_first_place(room: Room) -> object:
    if "keyfile" not in smtplib.SMTP.starttls.__code__.co_varnames:  # since Python 3.12
        return room.client(room.serve()).starttls()
    return room.client(room.serve()).starttls(ssl.create_default_context())


@case("result of another type", "TypeError", "`walk()` returns an iterator", "print(")
def first_part_of_walk(_: Room) -> object:
    return two_parts().walk()[0]


@case("result of another type", "TypeError", "`ehlo()` returns a pair", "print(")
def text_of_a_reply(room: Room) -> object:
    client = room.client(room.serve())
    return "The server said " + client.ehlo()


@case("object taken for text", "TypeError", "`Message`, not a text", "str(value)")
def message_in_a_sentence(_: Room) -> object:
    letter = message()
    return "The message: " + letter


@case("object taken for text", "AttributeError", "`Address`, not a text", "str(value)")
def domain_of_an_address_object(_: Room) -> object:
    return Address("Ann", addr_spec="ann@example.com").split("@")


@case("no header in square brackets", "AttributeError", "the name of a header, not an", "walk")
def first_part_in_square_brackets(_: Room) -> object:
    return two_parts()[0]


@case("header of raw bytes", "TypeError", "a Header object", "policy.default")
def pattern_in_a_header_of_raw_bytes(_: Room) -> object:
    letter = email.message_from_bytes(b"From: J\xf6rg <me@example.com>\n\nHello\n")
    return re.search("<(.+)>", letter["From"])


@case("header of raw bytes", "AttributeError", "a Header object", "policy.default")
def method_of_a_header_of_raw_bytes(_: Room) -> object:
    return email.message_from_bytes(b"From: J\xf6rg <me@example.com>\n\n")["From"].lower()


@case("text taken for a message", "AttributeError", "a `str`, not a message", "type(message)")
def text_of_a_message_as_string(_: Room) -> object:
    text = message().as_string()
    return text.as_string()


@case("payload of several parts", "TypeError", "several parts", "walk()",
      here=sys.version_info >= (3, 11))
def length_of_a_container_beside_a_name(_: Room) -> object:
    whole = two_parts()
    return [whole.get_filename(), len(whole.get_payload(decode=True))]
