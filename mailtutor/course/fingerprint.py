"""Recognizes an answer that was given before."""

from __future__ import annotations

import hashlib
import re
from email.message import Message
from typing import Any

from mailtutor.record import Delivery, Journal

# These differ each time a cell runs: boundaries, Message-IDs, dates, memory addresses.
_VOLATILE = re.compile(r"={15}\d+==|<[^<>@\s]+@|(?m:^Date: .*$)|\d\d:\d\d:\d\d|0x[0-9a-fA-F]+")


def fingerprint(sentence: str, *things: Any) -> str:
    """Return a short string that is the same whenever the same wrong answer is given.

    Args:
        sentence: the sentence about the mistake.
        things: the answer, then what it was compared with.

    >>> fingerprint("Too short.", "Hi") == fingerprint("Too short.", "Hi")
    True
    >>> fingerprint("Too short.", "Hi") == fingerprint("Too short.", "Ho")
    False
    """
    text = "\n".join([sentence, *map(_text, things)])
    return hashlib.sha256(_VOLATILE.sub("", text).encode("utf-8", "replace")).hexdigest()[:8]


def _text(thing: Any) -> str:
    try:
        journal = getattr(thing, "journal", None)
        if isinstance(journal, Journal):
            messages = [delivery.raw for delivery in journal.mailbox[-1:]]
            commands = [line.text for line in journal.sessions[-1].transcript if line.verb]
            return f"{messages} {commands}"
        if isinstance(thing, Delivery):  # its number differs in each run
            return thing.raw.decode("latin-1")
        return thing.as_string() if isinstance(thing, Message) else repr(thing)
    except Exception:  # noqa: BLE001 - the answer may be anything
        return type(thing).__name__
