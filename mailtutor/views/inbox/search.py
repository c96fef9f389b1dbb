"""Finds mails and sessions of a journal by their words."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from mailtutor.mime import read
from mailtutor.views.transcript.session_summary import how_far

from .entries import mail_key, session_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mailtutor.record import Delivery, Journal, Session

TEXT = 2_000
"""How many letters of a mail's text are looked through."""
SLICE = 1_000
"""How many entries are looked through before what was found is told."""
_FIELDS = ("from", "to", "cc", "bcc", "subject")
_FIELD = 1_000
_LINES = 200

_lock = threading.Lock()
_texts: WeakKeyDictionary[Delivery, str] = WeakKeyDictionary()


def find(
    journal: Journal, words: str, *, only: str = "all", among: Iterable[str] | None = None
) -> Iterator[tuple[list[str], int]]:
    """Look for the mails and sessions that have all of these words, newest first.

    Args:
        journal: where to look.
        words: what to look for, in any case; each word may be the part of one.
        only: ``"all"``, ``"refused"`` (something or somebody was) or ``"sessions"`` (that
            brought no mail).
        among: the keys of the entries to look at; all, if left out.

    Yields:
        The keys of what was found in a slice, and how many were looked at so far.

    Example:
        >>> from mailtutor.record import Journal, Session
        >>> journal = Journal("localhost:2525")
        >>> _ = journal.sessions.add(lambda number: Session(number, "127.0.0.1:5000"))
        >>> list(find(journal, "still conn"))
        [(['s1'], 1)]
    """
    wanted = words.lower().split()
    found: list[str] = []
    looked_at = 0
    for key, item in _entries(journal, among):
        looked_at += 1
        if _is_kind(key, item, only) and _has(key, item, wanted):
            found.append(key)
        if looked_at % SLICE == 0:
            yield found, looked_at
            found = []
    yield found, looked_at


def _entries(journal: Journal, among: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
    if among is None:
        for delivery in reversed(journal.mailbox[:]):
            yield mail_key(delivery.number), delivery
        for session in reversed(journal.sessions[:]):
            if not session.mails:
                yield session_key(session.number), session
        return
    for key in among:
        history = journal.mailbox if key[0] == "m" else journal.sessions
        if (item := history.get(int(key[1:]))) is not None:
            yield key, item


def _is_kind(key: str, item: Any, only: str) -> bool:
    if only == "refused":
        return bool(item.envelope.refused if key[0] == "m" else item.refusal)
    return only == "all" or key[0] == "s"


def _has(key: str, item: Any, wanted: list[str]) -> bool:
    if not wanted:
        return True
    text = _text_of(item) if key[0] == "m" else _text_of_session(item)
    return all(word in text for word in wanted)


def _text_of(delivery: Delivery) -> str:
    """Read what is looked through of a mail, once."""
    with _lock:
        text = _texts.get(delivery)
    if text is None:
        envelope = delivery.envelope
        told = [*envelope.rcpt_tos, *(address for address, _ in envelope.refused)]
        text = "\n".join([envelope.mail_from, *told[:_LINES], _words(delivery.raw)]).lower()
        with _lock:
            _texts[delivery] = text
    return text


def _words(raw: bytes) -> str:
    message = read(raw)
    words = [message.value(name)[:_FIELD] for name in _FIELDS]
    words += [
        part.text(4 * TEXT)[0][:TEXT]
        for part in message.walk()
        if part.type in {"text/plain", "text/html"} and not part.is_file
    ]
    return "\n".join(words)


def _text_of_session(session: Session) -> str:
    lines = session.transcript.since(0)[-_LINES:]
    return "\n".join([how_far(session, session.refusal), *(line.text for line in lines)]).lower()
