"""How far a session got, how it ended and why, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailtutor.clinic.replies import read_reply

if TYPE_CHECKING:
    from mailtutor.record import Line, Session

_REFUSED = {
    "AUTH": "login refused",
    "MAIL": "sender refused",
    "RCPT": "recipient refused",
    "DATA": "content refused",
    "STARTTLS": "encryption refused",
    "EHLO": "greeting refused",
    "HELO": "greeting refused",
}
_REACHED = (
    ("DATA", "began to send a mail"),
    ("RCPT", "named a recipient"),
    ("MAIL", "named a sender"),
    ("AUTH", "logged in"),
    ("STARTTLS", "asked for encryption"),
    ("EHLO", "said hello"),
    ("HELO", "said hello"),
)
_ENDINGS = {
    "quit": "the client said QUIT",
    "client left": "the client left",
    "timed out": "the client was silent for too long",
    "server closed": "the server closed the connection",
    "server stopped": "the server was stopped",
}
_SENTENCES = {
    "quit": "",
    "client left": "Then the client left without QUIT.",
    "timed out": "Then the client was silent for too long.",
    "server closed": "Then the server closed the connection.",
    "server stopped": "Then the server was stopped.",
}
_QUOTED = 120
_NO_TLS = "TLS didn't begin"
# What OpenSSL says, and what it means.
_WHY_NO_TLS = {
    "alert unknown ca": "the client did not trust the server's certificate",
    "alert bad certificate": "the client did not accept the server's certificate",
    "alert certificate unknown": "the client did not accept the server's certificate",
    "alert protocol version": "the client wanted another version of TLS",
    "wrong version number": "what the client sent was no TLS",
    "http request": "what the client sent was HTTP, no TLS",
    "no shared cipher": "client and server know no cipher in common",
}


def how_far(session: Session, refusal: Line | None) -> str:
    """Say in a few words how far a session without a mail got."""
    ending = "still connected" if session.ending is None else _ENDINGS[session.ending]
    return f"{_reached(session.transcript.since(0), refusal)}; {ending}"


def _reached(lines: list[Line], refusal: Line | None) -> str:
    if _tls_failure(lines) is not None:
        return "encryption failed"
    if refusal is None:
        said = {line.verb for line in lines}
        return next((words for verb, words in _REACHED if verb in said), "connected")
    before = [line for line in lines if line.speaker == "client" and line.number < refusal.number]
    if not before:
        return "refused"
    answered = {"data": "DATA", "credentials": "AUTH"}
    return _REFUSED.get(answered.get(before[-1].kind, before[-1].verb) or "", "command refused")


def headline(session: Session) -> str:
    """Say in a sentence or two what came of a session and how it ended.

    Example:
        >>> from mailtutor.record import Session
        >>> session = Session(1, "127.0.0.1:53412")
        >>> for kind, raw in [("command", b"RCPT TO:<a@b.c>"), ("reply", b"550 5.1.1 Who?")]:
        ...     _ = session.record_line(kind, raw)
        >>> session.end("client left")
        >>> print(headline(session))
        Recipient refused with 550 5.1.1 Who? (permanent: there is no such mailbox). Then the client
        left without QUIT.
    """
    lines = session.transcript.since(0)
    ending = "Still connected." if session.ending is None else _SENTENCES[session.ending]
    return " ".join(filter(None, [_outcome(session, lines), ending]))


def _outcome(session: Session, lines: list[Line]) -> str:
    if session.mails:
        return _taken(session, lines)
    failure = _tls_failure(lines)
    if failure is not None:
        return f"No mail: {failure}."
    if session.unfinished:
        return f"The mail broke off after {_count(len(session.unfinished), 'byte')}."
    refusal = session.refusal
    reached = _reached(lines, refusal)
    if refusal is not None:
        return f"{reached.capitalize()} with {_quoted(refusal)}."
    if reached != "connected":
        return f"No mail: the client {reached}."
    said = list(dict.fromkeys(line.verb for line in lines if line.verb))
    words = " and ".join(filter(None, [", ".join(said[:-1]), *said[-1:]]))
    return f"No mail: the client said {words}." if said else "The client said nothing."


def _tls_failure(lines: list[Line]) -> str | None:
    """Say why TLS didn't begin; None where it began, or was not tried."""
    found = [line.text for line in lines if line.kind == "event" and line.text.startswith(_NO_TLS)]
    if not found:
        return None
    why = found[-1].partition(": ")[2]
    known = (words for sign, words in _WHY_NO_TLS.items() if sign in why.lower())
    reason = next(known, why[:_QUOTED].rstrip(". "))
    return f"{_NO_TLS}, {reason}" if reason else _NO_TLS


def _taken(session: Session, lines: list[Line]) -> str:
    refused = []
    verb = None
    for line in lines:
        if line.kind == "command":
            verb = line.verb
        elif verb == "RCPT" and (line.code or 0) >= 400:  # noqa: PLR2004 - 4xx and 5xx say no
            refused.append(line)
    words = f"{_count(len(session.mails), 'mail')} taken"
    if refused:
        words += f", {_count(len(refused), 'recipient')} refused: {_quoted(refused[-1])}"
    return f"{words}."


def _quoted(line: Line) -> str:
    text = line.text if len(line.text) <= _QUOTED else f"{line.text[:_QUOTED]}..."
    meaning = read_reply(line.code, line.text[4:]).meaning
    return f"{re.sub('[.]$', '', text)} ({meaning})"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
