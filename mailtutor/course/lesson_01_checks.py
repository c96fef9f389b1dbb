"""Lesson 01, write a message: the checks of its exercises."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import format_datetime, getaddresses
from typing import Any

from .expectations import CHECK_LINE_CHANGED, Mistake, cell_start, code_uses
from .message_expectations import (
    require_addresses,
    require_email_message,
    require_header,
    require_message,
    require_text,
)
from .wording import describe, times

_ADA = "ada@example.com"
_TOLERANCE = 60.0  # seconds; the cell may have been split, or a clock set
_SHORTEST_NAME = 8
_PLAIN_WORDS = re.compile(r"[A-Za-z][a-z]*([-._][A-Za-z][a-z]*)*")
# RFC 5322, section 3.3; the name of the day is optional.
_DATE = re.compile(r"(?:\w{3}, )?\d{1,2} \w{3} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UTC)")


def own_message(thing: Any) -> str:
    """Check 01.1."""
    message = require_email_message(thing)
    require_addresses(message, "From")
    to = require_addresses(message, "To")
    if _ADA not in to:
        elsewhere = [name for name in ("Cc", "Bcc", "From") if _ADA in str(message[name]).lower()]
        hint = f" Her address is in `{elsewhere[0]}`." if elsewhere else ""
        raise Mistake(f"`To` is {', '.join(to)}. Expected it to contain {_ADA}.{hint}")
    require_header(message, "Subject")
    require_text(message)
    return "Your message is complete: three headers and a body."


def bytes_for_the_wire(wire: Any) -> str:
    """Check 01.2."""
    raw = _as_bytes(wire)
    _check_line_ends(raw)
    message = message_from_bytes(raw, policy=policy.default)
    if not message.keys():
        raise Mistake("These bytes have no headers. Create a message first, then get its bytes.")
    if b"\r\n\r\n" not in raw:
        raise Mistake(
            "These bytes have no empty line. One must separate the headers from the body, even "
            "when you write the bytes yourself."
        )
    if not raw.partition(b"\r\n\r\n")[2].strip():
        raise Mistake("These bytes have headers, but no body yet. Set it with `set_content(...)`.")
    text = require_text(message).strip()
    if text != "¡Hola!":
        raise Mistake(
            f"Parsed again, the body is {text!r}. Expected '¡Hola!'.{_why_other_text(message)}"
        )
    if not raw.endswith(b"\n"):
        raise Mistake(r"The last line doesn't end with `\r\n`. On the wire, every line does.")
    return r"These bytes are ready to send: each line ends with `\r\n`."


def _as_bytes(wire: Any) -> bytes:
    if isinstance(wire, str):
        if re.match(r"b['\"]", wire):
            raise Mistake(
                "That's a str that shows bytes, with b'...' around them. Remove `str(...)` or "
                "`repr(...)`: the answer is the bytes themselves."
            )
        raise Mistake(
            "That's a str, but the wire carries bytes. Use `as_bytes` instead of `as_string`."
        )
    if isinstance(wire, Message):
        raise Mistake(
            f"Expected bytes, but got {describe(wire)}: the message itself. Get its bytes with "
            "`as_bytes`."
        )
    if callable(wire) and not isinstance(wire, type):
        raise Mistake(
            f"Expected bytes, but got {describe(wire)}: it wasn't called. Add `(...)` after its "
            "name."
        )
    if isinstance(wire, (list, tuple)):
        raise Mistake(f"Expected one bytes object, but got {describe(wire)}.")
    if not isinstance(wire, (bytes, bytearray)):
        raise Mistake(f"Expected bytes, but got {describe(wire)}.")
    return bytes(wire)


def _check_line_ends(raw: bytes) -> None:
    if re.match(rb"From \S+ ", raw):
        raise Mistake(
            "The first line begins with 'From ' and has no colon: mailbox files separate messages "
            "that way. The first parameter of `as_bytes` is `unixfrom`, so pass the policy by "
            "name: `policy=policy.SMTP`."
        )
    if b"\r\r\n" in raw:
        raise Mistake(r"Some lines end with `\r\r\n`: the line ends were replaced twice.")
    if rb"\r\n" in raw or rb"\n" in raw:
        raise Mistake(
            r"The bytes contain a backslash and letters, such as `\n`, as text. For real line "
            r"ends, write `\r\n` in quotes without an `r` in front."
        )
    lines = raw.count(b"\n")
    if raw.count(b"\n\r") > raw.count(b"\r\n"):
        raise Mistake(r"Lines end with `\n\r`. Swap them: `\r` comes first, then `\n`.")
    left = raw.replace(b"\r\n", b"")
    if bare := left.count(b"\r"):
        raise Mistake(rf"`\r` comes without a `\n` {times(bare)}. Each line must end with `\r\n`.")
    bare = left.count(b"\n")
    if bare and bare == lines:
        raise Mistake(
            r"Lines end with `\n` alone. On the wire, each line must end with `\r\n`. "
            "`policy.SMTP` writes it that way."
        )
    if bare:
        end = "ends" if bare == 1 else "end"
        raise Mistake(rf"{bare} of the {lines} lines {end} with `\n` alone, not `\r\n`.")


def _why_other_text(message: EmailMessage) -> str:
    text = require_text(message)
    if "\ufffd" in text:
        charset = message.get_content_charset()
        if charset is None:
            return " Its headers don't say which charset those bytes are in."
        return f" Its bytes don't match the charset in its headers, {charset}."
    if re.match(r"b['\"]", text):
        return " `str` turned bytes into that text. Pass the text itself to `set_content`."
    if "Hola" in text and "¡Hola!" not in text:
        return " In Spanish, an exclamation begins with an inverted mark, `¡`."
    if "¡Hola!" in text:
        return " It contains more than that."
    return ""


def date_and_id(thing: Any, old: Any) -> str:
    """Check 01.3."""
    if not isinstance(old, Message):
        raise Mistake(CHECK_LINE_CHANGED)
    if thing is old:
        raise Mistake("That's `message` itself. Create a new message: `EmailMessage()`.")
    message = require_message(thing)
    own = require_addresses(message, "From")
    _check_date(require_header(message, "Date"), message, old)
    _check_message_id(require_header(message, "Message-ID").strip(), own, old)
    return "Your message says when it was written, and its ID is unique."


def _check_message_id(identity: str, own: list[str], old: Message) -> None:
    found = f"`Message-ID` is {identity!r}."
    example = "`make_msgid()` creates one, such as <17.42@example.com>."
    if not re.fullmatch(r"<[^<>]+>", identity):
        raise Mistake(f"{found} Expected it between < and >. {example}")
    if not re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", identity):
        raise Mistake(f"{found} Expected one @ in it, and no spaces. {example}")
    if identity == str(old["Message-ID"]).strip():
        raise Mistake(f"{found} That's the ID of `message`, but no two messages may share one.")
    people = [address for _, address in getaddresses([str(old["From"]), str(old["To"])])]
    if identity.strip("<>").lower() in {*own, *map(str.lower, people)}:
        raise Mistake(
            f"{found} That's a person's address, so every message from there would have the same "
            "ID. Expected one that no other message has."
        )
    name = identity[1:].partition("@")[0]
    if len(name) < _SHORTEST_NAME or _PLAIN_WORDS.fullmatch(name):
        raise Mistake(
            f"{found} Another message could have the same ID. `make_msgid()` creates a new one "
            "each time."
        )


def _check_date(text: str, message: EmailMessage, old: Message) -> None:
    date = getattr(message["Date"], "datetime", None)
    if date is None:
        quoted = " Remove the quotes so that Python calls it." if re.match(r"\w+\(", text) else ""
        raise Mistake(
            f"`Date` is {text!r}. Email has its own date format: `formatdate` writes it.{quoted}"
        )
    if not _DATE.match(text):
        raise Mistake(
            f"`Date` is {text!r}, which isn't the date format of email. `formatdate` writes that, "
            f"such as {format_datetime(datetime.now(timezone.utc))!r}."
        )
    if _is_copied(message, old):
        raise Mistake(f"`Date` is {text}, the same as in `message`. Expected the current time.")
    aware = date if date.tzinfo else date.replace(tzinfo=timezone.utc)
    now = datetime.now(timezone.utc)
    late = timedelta(seconds=_TOLERANCE)
    started = datetime.fromtimestamp(cell_start(), timezone.utc) if cell_start() else now
    if started - late <= aware <= now + late:
        return
    if not date.tzinfo and abs(date - datetime.now()) <= late:  # noqa: DTZ005 - so did the learner
        raise Mistake(
            f"`Date` is {text}. The -0000 means UTC, but this is your local time. "
            "`formatdate(localtime=True)` adds your offset from UTC."
        )
    raise Mistake(f"`Date` is {text}. Expected the current time, {now:%d %b %Y %H:%M} UTC.")


def _is_copied(message: Message, old: Message) -> bool:
    """Return whether the Date was copied from the other message, as far as can be known."""
    if message["Date"] is old["Date"]:
        return True
    date = getattr(message["Date"], "datetime", None)
    if date is None or str(message["Date"]) != str(old["Date"]):
        return False
    return bool(date.timestamp() < (cell_start() or time.time()) - 2)


def one_line_subject(thing: Any, typed: Any) -> str:
    """Check 01.4."""
    if not isinstance(typed, str):
        raise Mistake(CHECK_LINE_CHANGED)
    if isinstance(thing, Message) and re.search(r"[\r\n]", str(thing["Subject"] or "")):
        raise Mistake(
            "`Subject` still contains a line end. Replace it with a space before you set the "
            "header."
        )
    if isinstance(thing, str):
        raise Mistake(
            f"Expected a message with this subject, but got only the text: {describe(thing)}."
        )
    message = require_message(thing)
    if message["Bcc"] is not None:
        raise Mistake(
            f"Your message now has a `Bcc` header, so {message['Bcc']} would get a secret copy."
        )
    subject = require_header(message, "Subject").strip()
    lines = [" ".join(line.split()) for line in typed.splitlines()]
    if not _has_typed_lines(" ".join(subject.split()), lines):
        raise Mistake(_why_other_subject(subject, lines))
    if not code_uses("typed"):
        raise Mistake(
            "`Subject` is right, but your code doesn't use `typed`. Take the text from there, "
            "because the next user will type something else."
        )
    return "The subject is one line, and nobody gets a secret copy."


def _has_typed_lines(subject: str, lines: list[str]) -> bool:
    """Return whether a subject has everything that was typed, in order, or its first line."""
    between = r"[^\w\[\]\\]{0,5}"
    whole = between.join(re.escape(line) for line in lines)
    first = rf"{re.escape(lines[0])} ?(?:\.\.\.|…|\[…\]|\[\.\.\.\])?"
    return bool(re.fullmatch(rf"{whole}|{first}", subject))


def _why_other_subject(subject: str, lines: list[str]) -> str:
    found = f"`Subject` is {subject!r}. "
    if subject.startswith(("[", "(", "{")):
        return found + "That's how Python displays a list. Join its lines: `' '.join(...)`."
    if re.match(r"b['\"]", subject):
        return found + "That's how Python displays bytes. A subject is text: remove `encode`."
    if r"\n" in subject:
        return found + "The line end is now a backslash and an n. Use a space instead."
    if "may not contain" in subject:
        return found + "That's the error message. Expected the text in `typed`, on one line."
    if subject.replace(" ", "") == "".join(lines).replace(" ", ""):
        return found + "There are spaces between its letters: join the lines, not the text."
    why = "Expected the text in `typed` on one line, or its first line."
    if lines[0] not in subject:
        why = f"The first line that was typed, {lines[0]!r}, is missing."
    elif " ".join(lines).startswith(subject):
        why = "It's cut off in the middle of the second line. Expected the first line, or both."
    return found + why


def reply(thing: Any, raw: Any) -> str:
    """Check 01.5."""
    if not isinstance(raw, (bytes, bytearray)):
        raise Mistake(CHECK_LINE_CHANGED)
    answer = require_email_message(thing)
    asked = message_from_bytes(bytes(raw), policy=policy.default)
    writers = [address.lower() for _, address in getaddresses([str(asked["From"])])]
    to = require_addresses(answer, "To")
    if to != writers:
        raise Mistake(
            f"`To` is {', '.join(to)}. Expected {', '.join(writers)}, who wrote the message in "
            "`raw`."
        )
    if require_addresses(answer, "From") == writers:
        raise Mistake(
            f"`From` and `To` are both {writers[0]}, who wrote the message in `raw`. A reply comes "
            f"from the person who received that message: {asked['To']}."
        )
    _check_reply_subject(require_header(answer, "Subject"), str(asked["Subject"]))
    _check_in_reply_to(answer, asked)
    if answer["Message-ID"] is not None and answer["Message-ID"] == asked["Message-ID"]:
        raise Mistake(
            "The reply still has the `Message-ID` of the message in `raw`, but no two messages "
            "may share one. Delete it, and `Date` too, or create a new message."
        )
    text = require_text(answer)
    if text.strip() == require_text(asked).strip():
        raise Mistake("The body is the one of the message in `raw`. Write your own.")
    return "A mail client will show your reply right below the message that it answers."


def _check_reply_subject(subject: str, asked: str) -> None:
    found = f"`Subject` is {subject!r}."
    if not re.match(r"re:", subject, re.IGNORECASE):
        raise Mistake(f"{found} The subject of a reply begins with 'Re: '.")
    if not subject.lower().startswith("re: "):
        raise Mistake(f"{found} Expected a space after 'Re:'.")
    if subject.lower().startswith("re: re:") and not asked.lower().startswith("re:"):
        raise Mistake(f"{found} Expected 'Re: ' only once.")
    if asked not in subject:
        raise Mistake(f"{found} Expected the subject of `raw`, {asked!r}, after 'Re: '.")


def _check_in_reply_to(answer: EmailMessage, asked: EmailMessage) -> None:
    identity = str(asked["Message-ID"]).strip()
    if answer["In-Reply-To"] is None:
        other = [
            name
            for name, value in answer.items()
            if str(value).strip(" <>") == identity.strip("<>")
        ]
        hint = f" You put the Message-ID of `raw` into `{other[0]}`." if other else ""
        raise Mistake(
            f"Your message has no `In-Reply-To` header.{hint} Set it: "
            '`answer["In-Reply-To"] = ...`.'
        )
    found = require_header(answer, "In-Reply-To").strip()
    if found == identity:
        return
    if found == identity.strip("<>"):
        raise Mistake(f"`In-Reply-To` is {found!r}. The < and > are part of it: {identity}.")
    source = [name for name, value in asked.items() if str(value).strip() == found]
    what = f", the `{source[0]}` of `raw`" if source else ""
    raise Mistake(
        f"`In-Reply-To` is {found!r}{what}. Expected the Message-ID of `raw`, {identity}."
    )
