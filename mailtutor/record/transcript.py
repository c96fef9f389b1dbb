"""The transcript of a session, line by line."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter
from typing import Literal

from .log import Log
from .wording import printable

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
    """The call site: the line of the learner's code that sent something.

    Args:
        code: the line of source, such as ``"client.send_message(message)"``.
        place: its cell or file, such as ``"In[5]"`` or ``"send.py"``.
        line: its line number, starting at 1.
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
        number: its number in the session, starting at 1.
        kind: ``"command"``, ``"credentials"`` (a response during login) and ``"data"``
            come from the client, ``"reply"`` from the server; ``"event"`` is something
            that neither side sent.
        raw: the bytes without the line end; for ``"data"``, a few words about the
            content, because the bytes themselves are with the message.
        at: seconds since the session began.
        call: the call site, if known.

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
        """The side that sent it; empty for an event."""
        if self.kind == "reply":
            return "server"
        return "" if self.kind == "event" else "client"

    @property
    def masked(self) -> str:
        """The text that ``text`` hides; empty if it hides nothing."""
        if self.kind == "credentials" or self._login:
            return "user name and password"
        return ""

    @property
    def text(self) -> str:
        r"""The line as text, with credentials masked and unprintable bytes as ``\xNN``."""
        if self.kind == "credentials":
            return _MASK
        return f"{self._login} {_MASK}" if self._login else self.unmasked

    @property
    def unmasked(self) -> str:
        """The line as text, including credentials: not for a notebook that you share."""
        text = self.raw.decode("utf-8", "backslashreplace")
        # With its line ends, a client could fake a line of the server's.
        return text if text.isprintable() else printable(text)

    @property
    def _login(self) -> str:
        """``AUTH`` and its mechanism, if credentials follow."""
        if self.kind != "command":
            return ""
        found = re.match(rb"(?i)(auth +\S+) +\S", self.raw)
        return found[1].decode("utf-8", "backslashreplace") if found else ""

    @property
    def verb(self) -> str | None:
        """The command's verb in capitals, such as ``"EHLO"``, or None."""
        if self.kind != "command":
            return None
        word = self.raw.split(b" ", 1)[0].split(b":", 1)[0]
        return word.decode("ascii").upper() if word.isalpha() else None

    @property
    def code(self) -> int | None:
        """The reply code, such as ``250``, or None. See RFC 5321, section 4.2."""
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
        # Line numbers with the call site from there on. None for the many sessions of other
        # processes, because an empty list each would add up.
        self._calls: list[tuple[int, Call | None]] | None = None

    def add(self, kind: Kind, raw: bytes, at: float) -> int:
        """Record a line, sent ``at`` seconds after the start; return its number."""
        return self._write(_KINDS.index(kind), raw, at, len(raw))

    def note_call(self, call: Call | None) -> None:
        """Set the call site of the lines from the next one on."""
        if call != (self._calls[-1][1] if self._calls else None):
            self._calls = self._calls or []
            self._calls.append((self.dropped + len(self) + 1, call))

    def _drop_older_half(self) -> None:
        super()._drop_older_half()
        if self._calls:
            first = bisect_right(self._calls, self.dropped + 1, key=itemgetter(0))
            self._calls = self._calls[max(0, first - 1) :]

    def _piece(self, number: int, kind: int, raw: bytes, at: float, size: int) -> Line:  # noqa: ARG002
        call, calls = None, self._calls  # the server may shorten the list meanwhile
        if calls and (place := bisect_right(calls, number, key=itemgetter(0))):
            call = calls[place - 1][1]
        return Line(number, _KINDS[kind], raw, at, call)

    def __str__(self) -> str:
        lines = [f"({self.dropped:,} older lines dropped)"] if self.dropped else []
        return "\n".join([*lines, *map(str, self)])

    def __repr__(self) -> str:
        return str(self) or "(nothing was sent yet)"
