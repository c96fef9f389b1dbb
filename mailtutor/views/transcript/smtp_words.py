"""Explain a line of a transcript: its command, its codes, its extension."""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mailtutor.clinic.replies import read_reply

if TYPE_CHECKING:
    from .phases import Placed

_ENHANCED = re.compile(r"\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})(?:\s|$)")
_PIECES_OF_A_CODE = "RFC 3463, section 2"

Meaning = tuple[str, str, str]
"""The term, such as ``"550"``; its meaning; its source."""


def explained(place: Placed) -> list[Meaning]:
    """Return the meanings of a line, the most specific last.

    Example:
        >>> from mailtutor.record import Line
        >>> from mailtutor.views.transcript.phases import Placed
        >>> line = Line(4, "reply", b"550 5.1.1 No such user", 0.002)
        >>> for title, words, source in explained(Placed(line, "RCPT")):
        ...     print(title, words, sep=": ")
        550: No: the mailbox doesn't exist, or a rule of the server forbids it.
        5.1.1: permanent: there is no such mailbox.
    """
    line = place.line
    if line.kind == "reply":
        return _reply(line.text, place.verb)
    if line.kind == "event":
        return [each for each in _entries()["event"].values() if line.text.startswith(each[0])]
    if line.kind == "command":
        return _command(line.text, line.verb or "?")
    return _first("command", "content" if line.kind == "data" else "credentials")


def _command(text: str, verb: str) -> list[Meaning]:
    words = text.upper().split()
    found = _first("command", " ".join(words[:2]), verb, "?")
    if verb in {"MAIL", "RCPT"}:
        for each in _entries()["parameter"].values():
            found += [each for word in words[1:] if word.startswith(each[0])]
    return found


def _reply(text: str, verb: str) -> list[Meaning]:
    code = text[:3]
    if verb == "EHLO" and code == "250":
        keyword = text[4:].upper().partition(" ")[0]
        if found := _first("extension", keyword):
            return found
    found = [
        (code, words, source)
        for _, words, source in _first("reply", f"{verb} {code}", code, code[:1])
    ]
    if enhanced := _ENHANCED.match(text):
        meaning = read_reply(int(code), text[4:]).meaning
        found.append((enhanced[1], f"{meaning}.", _PIECES_OF_A_CODE))
    if code == "334" and (question := _from_base64(text[4:])):
        found.append((text[4:], f"This is base64 for “{question}”.", "RFC 4648, section 4"))
    return found


def _first(kind: str, *names: str) -> list[Meaning]:
    """Return the entry for the first of these names that has one."""
    entries = _entries()[kind]
    return next(([entries[name]] for name in names if name in entries), [])


@cache
def _entries() -> dict[str, dict[str, Meaning]]:
    text = Path(__file__).with_name("smtp_words.tsv").read_text(encoding="utf-8")
    found: dict[str, dict[str, Meaning]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            kind, name, words, source = line.split("\t")
            found.setdefault(kind, {})[name] = (name, words, source)
    return found


def _from_base64(text: str) -> str:
    try:
        found = base64.b64decode(text, validate=True).decode("ascii").rstrip("\0")
    except ValueError:
        return ""
    return found if found.isprintable() else ""
