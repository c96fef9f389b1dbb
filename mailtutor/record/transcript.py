"""What was said in a session, line by line, kept compactly."""

from __future__ import annotations

import re
import threading
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, overload

Kind = Literal["command", "reply", "data", "event"]
_KINDS: tuple[Kind, ...] = ("command", "reply", "data", "event")

_DEFAULT_LIMIT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a session.

    Args:
        number: its place in the session, counted from 1.
        kind: ``"command"`` and ``"data"`` come from the client, ``"reply"`` from the
            server; ``"event"`` is something that happened and that nobody said.
        raw: the bytes without the line end; for ``"data"``, the content of a mail,
            a few words about it, for the bytes themselves are with the mail.
        at: seconds since the session began.

    Example:
        >>> Line(4, "reply", b"250 OK", 0.002).code
        250
        >>> Line(3, "command", b"mail FROM:<me@example.com>", 0.001).verb
        'MAIL'
    """

    number: int
    kind: Kind
    raw: bytes
    at: float

    @property
    def speaker(self) -> Literal["client", "server", ""]:
        """Who said it; empty for an event."""
        if self.kind == "reply":
            return "server"
        return "" if self.kind == "event" else "client"

    @property
    def text(self) -> str:
        r"""The line as text; bytes that are no UTF-8 are shown as ``\xNN``."""
        return self.raw.decode("utf-8", "backslashreplace")

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
        mark = {"command": "C:", "data": "C:", "reply": "S:", "event": "--"}[self.kind]
        return f"{mark} {self.text}"


class Transcript(Sequence[Line]):
    """The lines of one session, oldest first.

    A session has one writer, the server, and any number of readers in other threads.
    Lines are held as one run of bytes with marks, about 40 bytes a line, so that ten
    thousand sessions cost little, and become `Line` objects when they are read.

    Args:
        limit: how many bytes of text are kept; past it the older half goes, and
            ``dropped`` counts the lines that went.

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

    def __init__(self, limit: int = _DEFAULT_LIMIT) -> None:
        self.dropped = 0
        self._limit = limit
        self._lock = threading.Lock()
        self._text = bytearray()
        self._ends = array("I")
        self._times = array("f")
        self._kinds = bytearray()

    def add(self, kind: Kind, raw: bytes, at: float) -> int:
        """Write down one line, said ``at`` seconds after the start; returns its number."""
        with self._lock:
            if len(self._text) + len(raw) > self._limit and self._kinds:
                self._drop_older_half()
            self._text += raw
            self._ends.append(len(self._text))
            self._times.append(at)
            self._kinds.append(_KINDS.index(kind))
            return self.dropped + len(self._kinds)

    def _drop_older_half(self) -> None:
        count = (len(self._kinds) + 1) // 2
        cut = self._ends[count - 1]
        del self._text[:cut], self._times[:count], self._kinds[:count]
        self._ends = array("I", (end - cut for end in self._ends[count:]))
        self.dropped += count

    @property
    def size(self) -> int:
        """How many bytes of text are kept."""
        return len(self._text)

    def since(self, number: int) -> list[Line]:
        """Return the lines that came after line ``number`` (all that are kept, for 0)."""
        with self._lock:
            first = max(0, number - self.dropped)
            return [self._line(index) for index in range(first, len(self._kinds))]

    def _line(self, index: int) -> Line:
        start = self._ends[index - 1] if index else 0
        return Line(
            number=self.dropped + index + 1,
            kind=_KINDS[self._kinds[index]],
            raw=bytes(self._text[start : self._ends[index]]),
            at=self._times[index],
        )

    def __len__(self) -> int:
        return len(self._kinds)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        with self._lock:
            chosen = range(len(self._kinds))[index]
            if isinstance(chosen, range):
                return [self._line(each) for each in chosen]
            return self._line(chosen)

    def __iter__(self) -> Iterator[Line]:
        return iter(self.since(0))

    def __str__(self) -> str:
        lines = [f"({self.dropped:,} older lines dropped)"] if self.dropped else []
        return "\n".join([*lines, *map(str, self)])

    def __repr__(self) -> str:
        return str(self) or "(nothing was said yet)"
