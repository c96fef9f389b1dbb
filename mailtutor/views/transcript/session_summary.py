"""Describe how far a session got, how it ended, and why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailtutor.clinic.replies import read_reply
from mailtutor.record import count
from mailtutor.record.session import ENDINGS

if TYPE_CHECKING:
    from mailtutor.record import Line, Session

_REJECTED = {
    "AUTH": "login rejected",
    "MAIL": "sender rejected",
    "RCPT": "recipient rejected",
    "DATA": "content rejected",
    "STARTTLS": "encryption rejected",
    "EHLO": "EHLO rejected",
    "HELO": "EHLO rejected",
}
_REACHED = (
    ("DATA", "began to send a message"),
    ("RCPT", "named a recipient"),
    ("MAIL", "named a sender"),
    ("AUTH", "logged in"),
    ("STARTTLS", "requested encryption"),
    ("EHLO", "sent EHLO"),
    ("HELO", "sent EHLO"),
)
_QUOTED = 120
_NO_TLS = "TLS didn't begin"
# OpenSSL's messages, and what they mean.
_WHY_NO_TLS = {
    "alert unknown ca": "the client didn't trust the server's certificate",
    "alert bad certificate": "the client rejected the server's certificate",
    "alert certificate unknown": "the client rejected the server's certificate",
    "alert protocol version": "the client required another TLS version",
    "wrong version number": "the client didn't use TLS",
    "http request": "the client used HTTP instead of TLS",
    "no shared cipher": "client and server have no cipher in common",
}


def short_summary(session: Session, refusal: Line | None) -> str:
    """Return a few words on how far a session without a message got."""
    ending = ENDINGS[session.ending] if session.ending else "still connected"
    return f"{_reached(session.transcript.since(0), refusal)}; {ending}"


def _reached(lines: list[Line], refusal: Line | None) -> str:
    if _tls_failure(lines) is not None:
        return "encryption failed"
    if refusal is None:
        verbs = {line.verb for line in lines}
        return next((words for verb, words in _REACHED if verb in verbs), "connected")
    before = [line for line in lines if line.speaker == "client" and line.number < refusal.number]
    if not before:
        return "rejected"
    answered = {"data": "DATA", "credentials": "AUTH"}
    return _REJECTED.get(answered.get(before[-1].kind, before[-1].verb) or "", "command rejected")


def headline(session: Session) -> str:
    """Return a sentence or two on the result of a session and how it ended.

    Example:
        >>> from mailtutor.record import Session
        >>> session = Session(1, "127.0.0.1:53412")
        >>> for kind, raw in [("command", b"RCPT TO:<a@b.c>"), ("reply", b"550 5.1.1 Who?")]:
        ...     _ = session.record_line(kind, raw)
        >>> session.end("client left")
        >>> print(headline(session))
        Recipient rejected with 550 5.1.1 Who? (permanent: there is no such mailbox). Then the
        client disconnected without QUIT.
    """
    lines = session.transcript.since(0)
    ending = f"Then {ENDINGS[session.ending]}." if session.ending else "Still connected."
    if session.ending == "quit":
        ending = ""
    return " ".join(filter(None, [_outcome(session, lines), ending]))


def _outcome(session: Session, lines: list[Line]) -> str:
    if session.message_numbers:
        return _accepted(session, lines)
    failure = _tls_failure(lines)
    if failure is not None:
        return f"No message: {failure}."
    if session.unfinished:
        return f"The message broke off after {count(len(session.unfinished), 'byte')}."
    refusal = session.refusal
    reached = _reached(lines, refusal)
    if refusal is not None:
        return f"{reached.capitalize()} with {_quoted(refusal)}."
    if reached != "connected":
        return f"No message: the client {reached}."
    sent = list(dict.fromkeys(line.verb for line in lines if line.verb))
    words = " and ".join(filter(None, [", ".join(sent[:-1]), *sent[-1:]]))
    return f"No message: the client sent {words}." if sent else "The client sent nothing."


def _tls_failure(lines: list[Line]) -> str | None:
    """Return why TLS didn't begin; None if it did, or wasn't tried."""
    found = [line.text for line in lines if line.kind == "event" and line.text.startswith(_NO_TLS)]
    if not found:
        return None
    why = found[-1].partition(": ")[2]
    known = (words for sign, words in _WHY_NO_TLS.items() if sign in why.lower())
    reason = next(known, why[:_QUOTED].rstrip(". "))
    return f"{_NO_TLS}, {reason}" if reason else _NO_TLS


def _accepted(session: Session, lines: list[Line]) -> str:
    rejected = []
    verb = None
    for line in lines:
        if line.kind == "command":
            verb = line.verb
        elif verb == "RCPT" and (line.code or 0) >= 400:  # noqa: PLR2004 - 4xx and 5xx are rejections
            rejected.append(line)
    words = f"{count(len(session.message_numbers), 'message')} accepted"
    if rejected:
        words += f", {count(len(rejected), 'recipient')} rejected: {_quoted(rejected[-1])}"
    return f"{words}."


def _quoted(line: Line) -> str:
    text = line.text if len(line.text) <= _QUOTED else f"{line.text[:_QUOTED]}..."
    meaning = read_reply(line.code, line.text[4:]).meaning
    return f"{re.sub('[.]$', '', text)} ({meaning})"
