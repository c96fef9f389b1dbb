"""Tells whether an answer is the same as one before."""

from __future__ import annotations

import hashlib
import re
from email.message import Message
from typing import Any

from mailtutor.record import Delivery, Journal

# What differs in every run of the same cell: boundaries, Message-IDs, dates, places in memory.
_VOLATILE = re.compile(r"={15}\d+==|<[^<>@\s]+@|(?m:^Date: .*$)|\d\d:\d\d:\d\d|0x[0-9a-fA-F]+")


def fingerprint(sentence: str, *things: Any) -> str:
    """Return a short text that is the same when the same wrong answer is given again.

    Args:
        sentence: what was said of the answer.
        things: what was handed in.

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
            mails = [mail.raw for mail in journal.mailbox[-1:]]
            said = [line.text for line in journal.sessions[-1].transcript if line.verb]
            return f"{mails} {said}"
        if isinstance(thing, Delivery):  # its number is another in each run
            return thing.raw.decode("latin-1")
        return thing.as_string() if isinstance(thing, Message) else repr(thing)
    except Exception:  # noqa: BLE001 - a learner may hand in anything
        return type(thing).__name__
