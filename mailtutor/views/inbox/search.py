"""Search the messages and sessions of a journal."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from mailtutor.mime import read
from mailtutor.views.transcript.session_summary import short_summary

from .entries import message_key, session_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mailtutor.record import Delivery, Journal, Session

TEXT = 2_000
"""The number of characters of a message's text that are searched."""
SLICE = 1_000
"""The number of entries to search before results are reported."""
_FIELDS = ("from", "to", "cc", "bcc", "subject")
_FIELD = 1_000
_LINES = 200

_lock = threading.Lock()
_texts: WeakKeyDictionary[Delivery, str] = WeakKeyDictionary()


def find(
    journal: Journal, words: str, *, only: str = "all", among: Iterable[str] | None = None
) -> Iterator[tuple[list[str], int]]:
    """Find the messages and sessions that contain all of these words, newest first.

    Args:
        journal: the journal to search.
        words: the words, in any case; each may be part of a word.
        only: ``"all"``, ``"refused"`` (with a rejection) or ``"sessions"`` (without a
            message).
        among: the keys of the entries to search; all if omitted.

    Yields:
        The keys found in a batch, and how many entries were searched so far.

    Example:
        >>> from mailtutor.record import Journal, Session
        >>> journal = Journal("localhost:2525")
        >>> _ = journal.sessions.add(lambda number: Session(number, "127.0.0.1:5000"))
        >>> list(find(journal, "still conn"))
        [(['s1'], 1)]
    """
    terms = words.lower().split()
    found: list[str] = []
    searched = 0
    for key, item in _entries(journal, among):
        searched += 1
        if _is_kind(key, item, only) and _contains(key, item, terms):
            found.append(key)
        if searched % SLICE == 0:
            yield found, searched
            found = []
    yield found, searched


def _entries(journal: Journal, among: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
    if among is None:
        for delivery in reversed(journal.mailbox[:]):
            yield message_key(delivery.number), delivery
        for session in reversed(journal.sessions[:]):
            if not session.message_numbers:
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


def _contains(key: str, item: Any, terms: list[str]) -> bool:
    if not terms:
        return True
    text = _text_of(item) if key[0] == "m" else _text_of_session(item)
    return all(word in text for word in terms)


def _text_of(delivery: Delivery) -> str:
    """Return the searchable text of a message; it's parsed once."""
    with _lock:
        text = _texts.get(delivery)
    if text is None:
        envelope = delivery.envelope
        addresses = [*envelope.rcpt_tos, *(address for address, _ in envelope.refused)]
        text = "\n".join([envelope.mail_from, *addresses[:_LINES], _words(delivery.raw)]).lower()
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
    return "\n".join(
        [short_summary(session, session.refusal), *(line.text for line in lines)]
    ).lower()
