"""Turns a message of any bytes into text for the wall, in little time."""

from __future__ import annotations

import email
import re
from email.errors import MessageError
from email.policy import Compat32, EmailPolicy
from email.utils import parseaddr
from typing import TYPE_CHECKING

from .inbox import Letter
from .names import clean_text

if TYPE_CHECKING:
    from email.message import Message

_TEXT_SHOWN = 2_000  # characters
_HEADER_SHOWN = 200
_HEADER_PARSED = 500
_MOST_PARTS = 100
_MOST_LINES_OF_BOUNDARIES = 500
_UNREADABLE = "(unreadable)"


class _QuickPolicy(Compat32):
    """Python's older policy, which parses headers quickly, and cuts long ones."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_HEADER_PARSED]


_QUICK = _QuickPolicy()
_DECODING = EmailPolicy()


def letter_from(login: str, raw: bytes) -> Letter:
    """Return a message for the wall: its plain text, and what else is in it.

    Args:
        login: the name that the client logged in with.
        raw: the content as it arrived; it may be anything.
    """
    try:
        text, left_out = _text(_parsed(raw))
    except Exception:  # noqa: BLE001 - Python's parser may raise anything
        text, left_out = "", "This message can't be read."
    head = email.message_from_bytes(_head(raw), policy=_QUICK)
    claimed = _header(head, "From")
    return Letter(
        login=login,
        claimed=claimed,
        forged=bool(claimed) and not _is_about(login, claimed),
        subject=_header(head, "Subject"),
        text=text,
        left_out=left_out,
        size=len(raw),
    )


def _head(raw: bytes) -> bytes:
    """Return the lines before the body, without a type that the parser would act on."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    return re.sub(rb"(?im)^content-", b"Not-Content-", head) + b"\r\n\r\n"


def _parsed(raw: bytes) -> Message:
    """Parse a message.

    Raises:
        MessageError: it has so many parts, or lines that look like it, that it would take long.
    """
    if len(re.findall(rb"(?m)^--", raw)) > _MOST_LINES_OF_BOUNDARIES:
        raise MessageError("too many parts")
    return email.message_from_bytes(raw, policy=_QUICK)


def _is_about(login: str, claimed: str) -> bool:
    """Return whether a From header has the login's name, as its name or in its address.

    >>> _is_about("ada", "Ada Lovelace <ada@example.com>"), _is_about("ada", "The boss <b@x.org>")
    (True, False)
    """
    name, address = parseaddr(claimed)
    own = login.casefold()
    words = re.split(r"\s+", name.casefold())
    return own in {name.casefold(), *words, address.casefold(), address.casefold().split("@")[0]}


def _header(head: Message, name: str) -> str:
    try:
        # As it arrived: `head[name]` would replace every byte that isn't ASCII.
        raw = next((text for each, text in head.raw_items() if each.lower() == name.lower()), "")
        text = str(raw).encode("ascii", "surrogateescape").decode("utf-8", "replace")
        value = str(_DECODING.header_factory(name, " ".join(text.split())))
    except Exception:  # noqa: BLE001 - Python's parser may raise anything
        value = _UNREADABLE
    return " ".join(clean_text(value).split())[:_HEADER_SHOWN]


def _text(message: Message) -> tuple[str, str]:
    """Return the beginning of the plain text, and a sentence on what isn't shown."""
    parts = [part for part in message.walk() if not part.is_multipart()][:_MOST_PARTS]
    body = next((each for each in parts if _is_body(each)), None)
    whole = _decoded(body) if body is not None else ""
    kinds = sorted({part.get_content_type() for part in parts if part is not body})
    notes = []
    if len(whole) > _TEXT_SHOWN:
        notes.append(f"{len(whole) - _TEXT_SHOWN:,} more characters.")
    if kinds:
        listed = clean_text(", ".join(kinds[:5]))
        notes.append(f"Not shown here: {listed[:_HEADER_SHOWN]}.")
    return whole[:_TEXT_SHOWN].strip(), " ".join(notes)


def _is_body(part: Message) -> bool:
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    return part.get_content_type() == "text/plain" and not disposition.startswith("attachment")


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    try:
        text = raw.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):  # no such charset
        text = raw.decode("utf-8", "replace")
    return clean_text(text)
