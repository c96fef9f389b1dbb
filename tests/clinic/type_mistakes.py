"""More cases: values of another type, and names that are misspelled."""

# The type checker would find most of these mistakes; they are made on purpose.
# mypy: disable-error-code="arg-type,assignment,attr-defined,call-arg,call-overload"
# mypy: disable-error-code="func-returns-value,index,misc,name-defined,operator,union-attr"

from __future__ import annotations

import email
import email.utils
import importlib
import json
import smtplib
from email import encoders
from email.generator import BytesGenerator, Generator
from email.header import Header, decode_header
from email.message import EmailMessage
from email.mime.image import MIMEImage
from email.mime.text import MIMEText
from email.parser import BytesParser, Parser
from email.utils import format_datetime, formataddr
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from tests.clinic.cases import case, message

if TYPE_CHECKING:
    from tests.clinic.sandbox import Room

# fmt: off
# A row of a table each: the formatter would stand them on end.


@case("module instead of a class", "TypeError", "`email.utils` is a module", "dir(email.utils)")
def module_called_like_a_class(_: Room) -> object:
    return email.utils("ada@example.com")


@case("text decoded once more", "AttributeError", "text already", "message[")
def header_of_python_2(_: Room) -> object:
    return Header("Ol\xe1", "utf-8").encode().decode()


@case("no such argument of the content", "TypeError", "no argument `main_type`", "maintype=")
def keyword_misspelled(_: Room) -> object:
    return message().add_attachment(b"", main_type="image", subtype="png", filename="a.png")


@case("message turned into JSON", "TypeError", "into JSON", "message_from_string")
def message_in_a_task(_: Room) -> object:
    return json.dumps({"task": "send", "args": [message()]})


@case("addresses joined that aren't text", "TypeError", "`join` needs texts", "formataddr")
def pairs_joined(_: Room) -> object:
    admins = [("Ada", "ada@example.com"), ("Bob", "bob@example.com")]
    email = EmailMessage()
    email["To"] = ", ".join(admins)
    return email


@case("name of a file instead of the file", "AttributeError", "got its name", "read_bytes")
def parser_with_a_path(_: Room) -> object:
    return Parser().parse("message.eml")


@case("name of a file instead of the file", "TypeError", "got its name", "read_bytes")
def picture_by_its_name(_: Room) -> object:
    return MIMEImage("cat.png")


@case("name of a file instead of the file", "AttributeError", "got its name", "read_bytes")
def generator_with_a_path(_: Room) -> object:
    Generator("message.eml").flatten(message())
    return None


@case("file opened in the other mode", "TypeError", "wrong mode", "write_bytes")
def generator_with_bytes(_: Room) -> object:
    Generator(BytesIO()).flatten(message())
    return None


@case("file opened in the other mode", "TypeError", "wrong mode", "write_bytes")
def bytes_generator_with_text(_: Room) -> object:
    BytesGenerator(StringIO()).flatten(message())
    return None


@case("file opened in the other mode", "TypeError|AttributeError", "wrong mode", "write_bytes")
def bytes_parser_with_text(room: Room) -> object:
    path = room.folder / "message.eml"
    path.write_text("Subject: x\n\n")
    with path.open() as file:
        return BytesParser().parse(file)


@case("method called on the module", "AttributeError", "a method of a client", "client.sendmail")
def sendmail_of_the_module(_: Room) -> object:
    return smtplib.sendmail("me@example.com", "you@example.com", "Hello")


@case("header that isn't there", "AttributeError", "no Subject header", 'get("Subject", "")')
def subject_that_is_not_there(_: Room) -> object:
    received = email.message_from_string("To: you@example.com\n\nHello")
    return received["Subject"].lower()


@case("header that isn't there", "AttributeError", "no Date header", 'get("Date", "")')
def header_that_is_not_there_in_a_variable(_: Room) -> object:
    received = email.message_from_string("To: you@example.com\n\nHello")
    sent = received["Date"]
    return sent.lower()


@case("pair for formataddr", "ValueError", "takes a pair", 'formataddr(("Ada"')
def address_without_a_pair(_: Room) -> object:
    return formataddr("ada@example.com")


@case("date that is no datetime", "AttributeError", "takes a datetime", "datetime.now()")
def date_as_text(_: Room) -> object:
    return format_datetime("2026-01-01")


@case("header to replace is not there", "KeyError", "no such header to replace: 'to'",
      'message["To"]')
def replaced_before_it_was_set(_: Room) -> object:
    EmailMessage().replace_header("To", "you@example.com")
    return None


@case("header words in another charset", "UnicodeDecodeError", "can't read these bytes", "Subject")
def header_of_latin_bytes(_: Room) -> object:
    return Header(b"\xff", "utf-8")


@case("part that is none", "AttributeError", "encodes a part, and got a `str`", "set_payload")
def text_given_to_an_encoder(_: Room) -> object:
    encoders.encode_base64("text")
    return None


@case("decoded header decoded again", "AttributeError", "needs no decode()", "policy.default")
def plain_header_decoded(_: Room) -> object:
    text, charset = decode_header("Hello")[0]
    return text.decode(charset)


@case("attach on a message without parts", "MultipartConversionError|TypeError", "a single text",
      "add_attachment")
def text_attached_to_a_text(_: Room) -> object:
    MIMEText("Hello").attach(MIMEText("there"))
    return None


@case("module name misspelled", "ModuleNotFoundError", "`import smtplib`, not `smptlib`", "smtplib")
def letters_of_smtplib_swapped(_: Room) -> object:
    return importlib.import_module("smptlib")


@case("name in an import misspelled", "ImportError", "`from smtplib import SMTP`, not `smtp`",
      "from smtplib import SMTP")
def smtp_in_small_letters(_: Room) -> object:
    from smtplib import smtp
    return smtp
