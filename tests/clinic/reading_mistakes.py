"""Cases of reading messages: parsing, parts, charsets, headers and dates."""

# The type checker would find most of these mistakes; they are made on purpose.
# mypy: disable-error-code="arg-type,assignment,attr-defined,call-arg,call-overload"
# mypy: disable-error-code="func-returns-value,index,misc,name-defined,operator,union-attr"

from __future__ import annotations

import base64
import email
import hashlib
from email import _header_value_parser, policy
from email.header import decode_header
from email.message import EmailMessage
from email.mime.text import MIMEText
from email.utils import mktime_tz, parsedate_to_datetime, parsedate_tz
from typing import TYPE_CHECKING, NoReturn

from tests.clinic.cases import MAIL, case, two_parts

if TYPE_CHECKING:
    from tests.clinic.sandbox import Room

LATIN = b"Content-Type: text/plain; charset=latin-1\nContent-Transfer-Encoding: 8bit\n\nol\xe1\n"

# fmt: off
# A row of a table each: the formatter would stand them on end.


@case("letters instead of parts", "AttributeError", "a single part", "walk()")
def letters_of_a_payload(_: Room) -> object:
    mail = email.message_from_bytes(MAIL)
    return [part.get_content_type() for part in mail.get_payload()]


@case("text decoded again", "AttributeError", "remove decode()", "policy.default")
def file_name_decoded(_: Room) -> object:
    mail = email.message_from_bytes(b"Content-Disposition: attachment; filename=a.pdf\n\n")
    return mail.get_filename().decode("utf-8")


@case("payload of several parts", "TypeError", "several parts", "walk()")
def hash_of_several_parts(_: Room) -> object:
    return hashlib.sha256(two_parts().get_payload(decode=True))


@case("bytes of a payload used as text", "TypeError", "returns bytes", "get_content_charset")
def payload_joined_to_text(_: Room) -> object:
    text = email.message_from_bytes(MAIL).get_payload(decode=True)
    return "Text: " + text


@case("payload in another charset", "UnicodeDecodeError", "another charset", "get_content_charset")
def payload_in_latin_1(_: Room) -> object:
    part = email.message_from_bytes(LATIN)
    return part.get_payload(decode=True).decode("utf-8")


@case("message file opened as text", "UnicodeDecodeError", "'rb'", "message_from_binary_file")
def message_read_as_text(room: Room) -> object:
    (room.folder / "mail.eml").write_bytes(LATIN)
    with open("mail.eml", encoding="utf-8") as file:  # noqa: PTH123 - as a learner writes it
        return email.message_from_file(file)


@case("date that can't be read", "ValueError|TypeError", "the date format", "except (TypeError")
def date_in_another_form(_: Room) -> object:
    return parsedate_to_datetime("2002/09/14 Sat 13:06:03 GMT")


@case("unknown charset in a message", "LookupError", "The message names a charset", "replace")
def charset_misspelt_by_the_sender(_: Room) -> object:
    data = LATIN.replace(b"latin-1", b"uft-8")
    return email.message_from_bytes(data, policy=policy.default).get_content()


@case("unknown charset in a message", "LookupError", "The message names a charset", "replace")
def charset_misspelt_by_the_sender_and_decoded(_: Room) -> object:
    part = email.message_from_bytes(LATIN.replace(b"latin-1", b"uft-8"))
    return part.get_payload(decode=True).decode(part.get_content_charset())


@case("text of a message used as bytes", "TypeError", "as_bytes()", "as_bytes()")
def message_as_text_to_base64(_: Room) -> object:
    return base64.b64encode(MIMEText("Hello").as_string())


@case("header that Python's parser can't read", "IndexError", "is malformed", "policy.compat32")
def message_id_of_brackets(room: Room) -> object:
    # Newer Pythons read this one, so their parser meets an error of the same kind here.
    room.patch.setattr(_header_value_parser, "get_no_fold_literal", lambda text: text.split()[9])
    letter = email.message_from_bytes(b"Message-ID: <[a@example.com]>\n\n", policy=policy.default)
    return letter["Message-ID"]


@case("encoded word that can't be decoded", "HeaderParseError", "is broken", "policy.default")
def encoded_word_cut_off(_: Room) -> object:
    return decode_header("=?utf-8?B?UmVjaG51bmcgMjAyNC0xMSBmw7xyIElocmVuIFN0cm9tYW5zY2hsdXNzI?=")


@case("an old part in a newer message", "AttributeError", "`MIMEText` is an older", "EmailMessage")
def old_part_among_newer_ones(_: Room) -> object:
    whole = EmailMessage()
    whole.make_mixed()
    whole.attach(MIMEText("Hello"))
    return list(whole.iter_attachments())


@case("unknown way to handle errors", "LookupError", "in small letters", 'errors="replace"')
def error_handler_in_capitals(_: Room) -> object:
    ((text, _charset),) = decode_header("=?utf-8?q?ol=E1?=")
    return text.decode("utf-8", "REPLACE")


@case("header that Python's parser can't read", "ValueError", "is malformed", "policy.compat32")
def line_end_in_an_encoded_name(room: Room) -> object:
    # Whether Python reads this one depends on its version, so the error is made here.
    def address(*_: object, **__: object) -> NoReturn:
        raise ValueError("invalid arguments; address parts cannot contain CR or LF")

    room.patch.setattr("email.headerregistry.Address.__init__", address)
    raw = b"From: =?utf-8?q?Ann=0A?= <ann@example.com>\n\n"
    return email.message_from_bytes(raw, policy=policy.default)["From"]


@case("date that can't be read", "TypeError", "the date format of messages", "parsedate_to_date")
def seconds_of_a_date_that_is_none(_: Room) -> object:
    return mktime_tz(parsedate_tz("unknown"))


@case("date that can't be read", "OverflowError|ValueError", "the date format", "parsedate_to")
def date_in_a_year_beyond_all_numbers(_: Room) -> object:
    return parsedate_to_datetime("Mon, 20 Nov 99999999999999999999 12:00:00 +0000")
