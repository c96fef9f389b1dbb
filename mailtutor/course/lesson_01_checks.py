"""Lesson 01, write a message: what its exercises check."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import format_datetime, getaddresses
from typing import Any

from .expectations import (
    CHANGED,
    NotYet,
    a_message,
    addresses,
    an_email_message,
    began,
    header,
    phrase,
    text_of,
    uses,
)

_ADA = "ada@example.com"
_NEARLY = 60.0  # seconds; the cell may have been split, or a clock set
_SHORTEST_NAME = 8
_PLAIN_WORDS = re.compile(r"[A-Za-z][a-z]*([-._][A-Za-z][a-z]*)*")
# RFC 5322, section 3.3; the name of the day may be left out.
_DATE = re.compile(r"(?:\w{3}, )?\d{1,2} \w{3} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UTC)")


def own_message(thing: Any) -> str:
    """Check 01.1."""
    message = an_email_message(thing)
    addresses(message, "From")
    to = addresses(message, "To")
    if _ADA not in to:
        elsewhere = [name for name in ("Cc", "Bcc", "From") if _ADA in str(message[name]).lower()]
        hint = f" Her address is in {elsewhere[0]}." if elsewhere else ""
        raise NotYet(f"It goes to {', '.join(to)}. Expected `To` to have {_ADA}.{hint}")
    header(message, "Subject")
    text_of(message)
    return "A whole message: three headers of your own, and a body."


def bytes_for_the_wire(wire: Any) -> str:
    """Check 01.2."""
    raw = _as_bytes(wire)
    _check_line_ends(raw)
    message = message_from_bytes(raw, policy=policy.default)
    if not message.keys():
        raise NotYet("There are no headers in it. Make a message first, then its bytes.")
    if b"\r\n\r\n" not in raw:
        raise NotYet(
            "There's no empty line in it. One stands between the headers and the body, also "
            "when you write the bytes yourself."
        )
    if not raw.partition(b"\r\n\r\n")[2].strip():
        raise NotYet("It has headers, but no text yet: `set_content(...)` sets the body.")
    text = text_of(message).strip()
    if text != "¡Hola!":
        raise NotYet(f"Read back, its body is {text!r}. Expected '¡Hola!'.{_why_other(message)}")
    if not raw.endswith(b"\n"):
        raise NotYet(r"Its last line has no `\r\n`. On the wire, every line ends with it.")
    return r"These are the bytes that travel, each line with `\r\n` at its end."


def _as_bytes(wire: Any) -> bytes:
    if isinstance(wire, str):
        if re.match(r"b['\"]", wire):
            raise NotYet(
                "This is a str that shows bytes, with b'...' around them. Leave out `str(...)` "
                "or `repr(...)`: the bytes themselves are the answer."
            )
        raise NotYet(
            "This is a str. The wire carries bytes: `as_bytes` makes them, not `as_string`."
        )
    if isinstance(wire, Message):
        raise NotYet(
            f"Expected bytes, but got {phrase(wire)}: the message itself. `as_bytes` makes its "
            "bytes."
        )
    if callable(wire) and not isinstance(wire, type):
        raise NotYet(
            f"Expected bytes, but got {phrase(wire)}: it wasn't called. Are there `(...)` "
            "after its name?"
        )
    if isinstance(wire, (list, tuple)):
        raise NotYet(f"Expected all the bytes in one, but got {phrase(wire)}.")
    if not isinstance(wire, (bytes, bytearray)):
        raise NotYet(f"Expected bytes, but got {phrase(wire)}.")
    return bytes(wire)


def _check_line_ends(raw: bytes) -> None:
    if re.match(rb"From \S+ ", raw):
        raise NotYet(
            "Its first line begins with 'From ' and has no colon: that's how mailbox files "
            "separate messages. The first parameter of `as_bytes` is `unixfrom`. Give the "
            "policy by its name: `policy=policy.SMTP`."
        )
    if b"\r\r\n" in raw:
        raise NotYet(r"Some lines end with `\r\r\n`: the line ends were replaced twice.")
    if rb"\r\n" in raw or rb"\n" in raw:
        raise NotYet(
            r"It holds a backslash and letters, `\n`, as text. A line end is one or two bytes: "
            r"`\r\n` in quotes with no `r` in front."
        )
    lines = raw.count(b"\n")
    if raw.count(b"\n\r") > raw.count(b"\r\n"):
        raise NotYet(r"Lines end with `\n\r`. It's the other way round: first `\r`, then `\n`.")
    left = raw.replace(b"\r\n", b"")
    if bare := left.count(b"\r"):
        raise NotYet(rf"It has {bare} `\r` with no `\n` behind. Each line ends with `\r\n`.")
    bare = left.count(b"\n")
    if bare and bare == lines:
        raise NotYet(
            r"Lines end with `\n` alone. On the wire, each line ends with `\r\n`, as "
            "`policy.SMTP` writes it."
        )
    if bare:
        raise NotYet(rf"{bare} of the {lines} lines end with `\n` alone, not with `\r\n`.")


def _why_other(message: EmailMessage) -> str:
    text = text_of(message)
    if "\ufffd" in text:
        return (
            f" Its bytes aren't what its headers say: the charset is "
            f"{message.get_content_charset('not given')}."
        )
    if re.match(r"b['\"]", text):
        return " That's bytes turned into text by `str`: give `set_content` the text itself."
    if "Hola" in text and "¡Hola!" not in text:
        return " Spanish opens an exclamation with an inverted mark, `¡`."
    if "¡Hola!" in text:
        return " There's more in it."
    return ""


def date_and_id(thing: Any, old: Any) -> str:
    """Check 01.3."""
    if not isinstance(old, Message):
        raise NotYet(CHANGED)
    if thing is old:
        raise NotYet("This is `message` itself. Make a new one: `EmailMessage()`.")
    message = a_message(thing)
    own = addresses(message, "From")
    _check_date(header(message, "Date"), message, old)
    identity = header(message, "Message-ID").strip()
    example = "`make_msgid` writes one, such as <17.42@example.com>."
    if not re.fullmatch(r"<[^<>]+>", identity):
        raise NotYet(f"Message-ID is {identity!r}. Expected it between < and >. {example}")
    if not re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", identity):
        raise NotYet(f"Message-ID is {identity!r}. Expected one @ in it, and no space. {example}")
    if identity == str(old["Message-ID"]).strip():
        raise NotYet(
            f"Its Message-ID is that of `message`, {identity}. No other message may have the "
            "same: make a new one."
        )
    people = [address for _, address in getaddresses([str(old["From"]), str(old["To"])])]
    if identity.strip("<>").lower() in {*own, *map(str.lower, people)}:
        raise NotYet(
            f"Message-ID is {identity}: that's a person's address, so every message from there "
            "would have the same. Expected one that no other message has."
        )
    name = identity[1:].partition("@")[0]
    if len(name) < _SHORTEST_NAME or _PLAIN_WORDS.fullmatch(name):
        raise NotYet(
            f"Message-ID is {identity}. Will no other message ever have that? `make_msgid()` "
            "writes a new one each time."
        )
    return "It says when it was written, and it has a name of its own."


def _check_date(text: str, message: EmailMessage, old: Message) -> None:
    date = getattr(message["Date"], "datetime", None)
    if date is None:
        quoted = " Without the quotes, Python calls it." if re.match(r"\w+\(", text) else ""
        raise NotYet(
            f"Date is {text!r}. Email writes dates in its own way; `formatdate` does it for "
            f"you.{quoted}"
        )
    if not _DATE.match(text):
        raise NotYet(
            f"Date is {text!r}, which isn't the form of email: `formatdate` writes that, such as "
            f"{format_datetime(datetime.now(timezone.utc))!r}."
        )
    if _is_copied(message, old):
        raise NotYet(f"Its Date, {text}, is that of `message`. Expected the time of now.")
    aware = date if date.tzinfo else date.replace(tzinfo=timezone.utc)
    now = datetime.now(timezone.utc)
    late = timedelta(seconds=_NEARLY)
    ran = datetime.fromtimestamp(began(), timezone.utc) if began() else now
    if ran - late <= aware <= now + late:
        return
    if not date.tzinfo and abs(date - datetime.now()) <= late:  # noqa: DTZ005 - so did the learner
        raise NotYet(
            f"Date is {text}. The -0000 makes that UTC, but it's the time of your own clock. "
            "`formatdate(localtime=True)` says how far the two are apart."
        )
    raise NotYet(f"Date is {text}. Expected the time of now, {now:%d %b %Y %H:%M} UTC.")


def _is_copied(message: Message, old: Message) -> bool:
    """Whether the Date was taken from the other message, as far as that can be known."""
    if message["Date"] is old["Date"]:
        return True
    date = getattr(message["Date"], "datetime", None)
    if date is None or str(message["Date"]) != str(old["Date"]):
        return False
    return bool(date.timestamp() < (began() or time.time()) - 2)


def one_line_subject(thing: Any, typed: Any) -> str:
    """Check 01.4."""
    if not isinstance(typed, str):
        raise NotYet(CHANGED)
    if isinstance(thing, Message) and re.search(r"[\r\n]", str(thing["Subject"] or "")):
        raise NotYet(
            "There's still a line end in its Subject. Replace it with a space before you set the "
            "header."
        )
    if isinstance(thing, str):
        raise NotYet(
            f"Expected a message with this Subject, but got the text alone: {phrase(thing)}."
        )
    message = a_message(thing)
    if message["Bcc"] is not None:
        raise NotYet(f"It has a Bcc header now: {message['Bcc']} would get a copy in secret.")
    subject = header(message, "Subject").strip()
    lines = [" ".join(line.split()) for line in typed.splitlines()]
    if not _says(" ".join(subject.split()), lines):
        raise NotYet(_other_subject(subject, lines))
    if not uses("typed"):
        raise NotYet(
            "Its Subject is right, but your code doesn't use `typed`. Take the text from there: "
            "the next one who types will type something else."
        )
    return "The subject is one line, and nobody gets a secret copy."


def _says(subject: str, lines: list[str]) -> bool:
    """Whether a subject has all that was typed, in order, or its first line."""
    between = r"[^\w\[\]\\]{0,5}"
    whole = between.join(re.escape(line) for line in lines)
    first = rf"{re.escape(lines[0])} ?(?:\.\.\.|…|\[…\]|\[\.\.\.\])?"
    return bool(re.fullmatch(rf"{whole}|{first}", subject))


def _other_subject(subject: str, lines: list[str]) -> str:
    found = f"Its Subject is {subject!r}. "
    if subject.startswith(("[", "(", "{")):
        return found + "That's how Python shows a list. Join its lines: `' '.join(...)`."
    if re.match(r"b['\"]", subject):
        return found + "That's how Python shows bytes. The subject is text: leave out `encode`."
    if r"\n" in subject:
        return found + "The line end is in it as a backslash and an n. Put a space there."
    if "may not contain" in subject:
        return found + "That's what the error says. Expected what was `typed`, on one line."
    if subject.replace(" ", "") == "".join(lines).replace(" ", ""):
        return found + "There are spaces between its letters: join the lines, not the text."
    why = "Expected what was `typed` on one line, or its first line."
    if lines[0] not in subject:
        why = f"The first line that was typed, {lines[0]!r}, is gone."
    elif " ".join(lines).startswith(subject):
        why = "It's cut off in the middle of the second line. Expected the first line, or both."
    return found + why


def reply(thing: Any, raw: Any) -> str:
    """Check 01.5."""
    if not isinstance(raw, (bytes, bytearray)):
        raise NotYet(CHANGED)
    answer = an_email_message(thing)
    asked = message_from_bytes(bytes(raw), policy=policy.default)
    writers = [address.lower() for _, address in getaddresses([str(asked["From"])])]
    to = addresses(answer, "To")
    if to != writers:
        raise NotYet(
            f"It goes to {', '.join(to)}. Expected {', '.join(writers)}, who wrote the message "
            "in `raw`."
        )
    if addresses(answer, "From") == writers:
        raise NotYet(
            f"It's from {writers[0]}, who wrote the message in `raw`, and it goes there too. "
            f"An answer comes from the person who got that message: {asked['To']}."
        )
    _check_reply_subject(header(answer, "Subject"), str(asked["Subject"]))
    _check_in_reply_to(answer, asked)
    if answer["Message-ID"] is not None and answer["Message-ID"] == asked["Message-ID"]:
        raise NotYet(
            "Its own Message-ID is still that of the message in `raw`. Two messages can't have "
            "the same: delete it, and Date too, or make a new message."
        )
    text = text_of(answer)
    if text.strip() == text_of(asked).strip():
        raise NotYet("Its body is that of the message in `raw`. Expected a body of your own.")
    return "A mail program will show it right below the message that it answers."


def _check_reply_subject(subject: str, asked: str) -> None:
    if not re.match(r"re:", subject, re.IGNORECASE):
        raise NotYet(f"Its Subject is {subject!r}. The subject of an answer begins with 'Re: '.")
    if not subject.lower().startswith("re: "):
        raise NotYet(f"Its Subject is {subject!r}. Expected a space after 'Re:'.")
    if subject.lower().startswith("re: re:") and not asked.lower().startswith("re:"):
        raise NotYet(f"Its Subject is {subject!r}. Expected 'Re: ' once.")
    if asked not in subject:
        raise NotYet(
            f"Its Subject is {subject!r}. After 'Re: ' comes the subject of `raw`, {asked!r}."
        )


def _check_in_reply_to(answer: EmailMessage, asked: EmailMessage) -> None:
    identity = str(asked["Message-ID"]).strip()
    if answer["In-Reply-To"] is None:
        other = [
            name
            for name, value in answer.items()
            if str(value).strip(" <>") == identity.strip("<>")
        ]
        hint = f" You put the Message-ID of `raw` into `{other[0]}`." if other else ""
        raise NotYet(f'It has no In-Reply-To.{hint} Set it: `answer["In-Reply-To"] = ...`.')
    found = header(answer, "In-Reply-To").strip()
    if found == identity:
        return
    if found == identity.strip("<>"):
        raise NotYet(f"In-Reply-To is {found!r}. The < and > belong to it: {identity}.")
    source = [name for name, value in asked.items() if str(value).strip() == found]
    what = f", the {source[0]} of `raw`" if source else ""
    raise NotYet(f"In-Reply-To is {found!r}{what}. Expected the Message-ID of `raw`, {identity}.")
