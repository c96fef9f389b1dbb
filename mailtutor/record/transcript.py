"""What was said in a session, line by line."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter
from typing import Literal

from .log import Log

Kind = Literal["command", "credentials", "reply", "data", "event"]
_KINDS: tuple[Kind, ...] = ("command", "credentials", "reply", "data", "event")
_MARKS: dict[Kind, str] = {
    "command": "C:",
    "credentials": "C:",
    "reply": "S:",
    "data": "C:",
    "event": "--",
}
_DEFAULT_LIMIT = 1024 * 1024
_MASK = "********"


@dataclass(frozen=True, slots=True)
class Call:
    """The line of the learner's own Python that had something said.

    Args:
        code: the line of source, as ``"client.send_message(message)"``.
        place: where it stands, as ``"In[5]"`` or ``"send.py"``.
        line: the number of the line there, from 1.
    """

    code: str
    place: str
    line: int

    def __str__(self) -> str:
        return f"{self.code}  ({self.place}, line {self.line})"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a session.

    Args:
        number: its place in the session, counted from 1.
        kind: ``"command"``, ``"credentials"`` (an answer while logging in) and ``"data"``
            come from the client, ``"reply"`` from the server; ``"event"`` is something
            that happened and that nobody said.
        raw: the bytes without the line end; for ``"data"``, the content of a mail,
            a few words about it, for the bytes themselves are with the mail.
        at: seconds since the session began.
        call: the Python call that caused it, where that is known.

    Example:
        >>> Line(4, "reply", b"250 OK", 0.002).code
        250
        >>> Line(3, "command", b"mail FROM:<me@example.com>", 0.001).verb
        'MAIL'
        >>> login = Line(5, "command", b"AUTH PLAIN AGFkYQBzZWNyZXQ=", 0.003)
        >>> login.text
        'AUTH PLAIN ********'
        >>> login.masked
        'user name and password'
    """

    number: int
    kind: Kind
    raw: bytes
    at: float
    call: Call | None = None

    @property
    def speaker(self) -> Literal["client", "server", ""]:
        """Who said it; empty for an event."""
        if self.kind == "reply":
            return "server"
        return "" if self.kind == "event" else "client"

    @property
    def masked(self) -> str:
        """What is hidden in ``text``; empty where nothing is."""
        if self.kind == "credentials" or self._login:
            return "user name and password"
        return ""

    @property
    def text(self) -> str:
        r"""The line as text, credentials masked; what cannot be printed as ``\xNN``."""
        if self.kind == "credentials":
            return _MASK
        return f"{self._login} {_MASK}" if self._login else self.unmasked

    @property
    def unmasked(self) -> str:
        """The line as text, credentials and all: not for a notebook that is shared."""
        text = self.raw.decode("utf-8", "backslashreplace")
        if text.isprintable():
            return text
        # A client could else make it look as if the server had said something.
        return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)

    @property
    def _login(self) -> str:
        """``AUTH`` and its mechanism, if credentials stand behind them."""
        if self.kind != "command":
            return ""
        found = re.match(rb"(?i)(auth +\S+) +\S", self.raw)
        return found[1].decode("utf-8", "backslashreplace") if found else ""

    @property
    def verb(self) -> str | None:
        """The command's first word, in capitals: ``"EHLO"``; None where there is none."""
        if self.kind != "command":
            return None
        word = self.raw.split(b" ", 1)[0].split(b":", 1)[0]
        return word.decode("ascii").upper() if word.isalpha() else None

    @property
    def code(self) -> int | None:
        """The reply code: ``250``; None where there is none. See RFC 5321, section 4.2."""
        found = re.match(rb"\d{3}(?![^ -])", self.raw) if self.kind == "reply" else None
        return int(found[0]) if found else None

    def __str__(self) -> str:
        return f"{_MARKS[self.kind]} {self.text}"


class Transcript(Log[Line]):
    """The lines of one session, oldest first, bounded: see `Log`.

    Example:
        >>> transcript = Transcript()
        >>> transcript.add("reply", b"220 localhost ready", 0.0)
        1
        >>> transcript.add("command", b"QUIT", 0.001)
        2
        >>> print(transcript)
        S: 220 localhost ready
        C: QUIT
    """

    __slots__ = ("_calls",)

    def __init__(self, limit: int = _DEFAULT_LIMIT) -> None:
        super().__init__(limit)
        # From which line on which call was behind it. None for the many sessions that
        # come from another process: an empty list each would add up.
        self._calls: list[tuple[int, Call | None]] | None = None

    def add(self, kind: Kind, raw: bytes, at: float) -> int:
        """Write down one line, said ``at`` seconds after the start; returns its number."""
        return self._write(_KINDS.index(kind), raw, at, len(raw))

    def called_by(self, call: Call | None) -> None:
        """From the next line on, ``call`` is what had it said."""
        if call != (self._calls[-1][1] if self._calls else None):
            self._calls = self._calls or []
            self._calls.append((self.dropped + len(self) + 1, call))

    def _drop_older_half(self) -> None:
        super()._drop_older_half()
        if self._calls:
            first = bisect_right(self._calls, self.dropped + 1, key=itemgetter(0))
            self._calls = self._calls[max(0, first - 1) :]

    def _piece(self, number: int, kind: int, raw: bytes, at: float, size: int) -> Line:  # noqa: ARG002
        call, calls = None, self._calls  # the server may cut them meanwhile
        if calls and (place := bisect_right(calls, number, key=itemgetter(0))):
            call = calls[place - 1][1]
        return Line(number, _KINDS[kind], raw, at, call)

    def __str__(self) -> str:
        lines = [f"({self.dropped:,} older lines dropped)"] if self.dropped else []
        return "\n".join([*lines, *map(str, self)])

    def __repr__(self) -> str:
        return str(self) or "(nothing was said yet)"
