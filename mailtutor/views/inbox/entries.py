"""The mails and sessions of a journal as the lines of an inbox."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from mailtutor.mime import summary
from mailtutor.views.transcript.session_summary import how_far

if TYPE_CHECKING:
    from mailtutor.mime import Summary
    from mailtutor.record import Delivery, Session

_lock = threading.Lock()
_summaries: WeakKeyDictionary[Delivery, Summary] = WeakKeyDictionary()


def mail_key(number: int) -> str:
    """Make the key of a mail's line."""
    return f"m{number}"


def session_key(number: int) -> str:
    """Make the key of a session's line."""
    return f"s{number}"


def summary_of(delivery: Delivery) -> Summary:
    """Read what the inbox shows of a mail, once."""
    with _lock:
        found = _summaries.get(delivery)
    if found is None:
        found = summary(delivery.raw)
        with _lock:
            _summaries[delivery] = found
    return found


def mail_entry(delivery: Delivery) -> dict[str, Any]:
    """Make the line of a mail."""
    seen = summary_of(delivery)
    return {
        "key": mail_key(delivery.number),
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
    """Make the line of a session that brought no mail (so far); None if it brought one."""
    if session.mails:
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
        "words": how_far(session, refusal),
    }
