"""The rows of an inbox: the messages and sessions of a journal."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from mailtutor.mime import summary
from mailtutor.views.transcript.session_summary import short_summary

if TYPE_CHECKING:
    from mailtutor.mime import Summary
    from mailtutor.record import Delivery, Session

_lock = threading.Lock()
_summaries: WeakKeyDictionary[Delivery, Summary] = WeakKeyDictionary()


def message_key(number: int) -> str:
    """Return the key of a message's row."""
    return f"m{number}"


def session_key(number: int) -> str:
    """Return the key of a session's row."""
    return f"s{number}"


def summary_of(delivery: Delivery) -> Summary:
    """Return the summary of a message; it's parsed once."""
    with _lock:
        found = _summaries.get(delivery)
    if found is None:
        found = summary(delivery.raw)
        with _lock:
            _summaries[delivery] = found
    return found


def message_entry(delivery: Delivery) -> dict[str, Any]:
    """Return the row of a message."""
    seen = summary_of(delivery)
    return {
        "key": message_key(delivery.number),
        "kind": "mail",
        "number": delivery.number,
        "at": delivery.received,
        "clock": f"{delivery.received_at:%H:%M:%S}",
        "sender": seen.sender,
        "address": seen.address,
        "subject": seen.subject,
        "words": seen.words,
        "files": seen.files,
        "refused": len(delivery.envelope.refused),
    }


def session_entry(session: Session) -> dict[str, Any] | None:
    """Return the row of a session without a message; None if it delivered one."""
    if session.message_numbers:
        return None
    refusal = session.refusal
    return {
        "key": session_key(session.number),
        "kind": "session",
        "number": session.number,
        "at": session.started,
        "clock": f"{session.started_at:%H:%M:%S}",
        "open": session.ending is None,
        "code": refusal.code if refusal else None,
        "words": short_summary(session, refusal),
    }
