"""One session: a client's connection from greeting to goodbye, also when it fails."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Literal

from .history import History
from .transcript import Kind, Line, Transcript
from .wire import Speaker, Wire

if TYPE_CHECKING:
    from typing import Any

    from .client import Client

Ending = Literal["quit", "client left", "timed out", "server closed", "server stopped"]
_ENDINGS: dict[Ending, str] = {
    "quit": "the client said QUIT",
    "client left": "the client left without QUIT",
    "timed out": "the client was silent for too long",
    "server closed": "the server closed the connection",
    "server stopped": "the server was stopped",
}


class Session:
    """What one client and the server said to each other, and how it ended.

    Sessions are made by the server, one for each connection, and kept in
    ``server.sessions`` also when no mail came of them.

    Args:
        number: its place among the server's sessions, counted from 1.
        peer: the client's address, as ``"127.0.0.1:53412"``.

    Attributes:
        transcript: the lines, oldest first.
        wire: the raw bytes, as an eavesdropper sees them.
        mails: the numbers in the mailbox of the mails that it brought.
        ending: how it ended; None while it goes on.
        client: the `smtplib` client, where it is in the same Python as the server; else None.
        unfinished: the content that had come when the client left in the middle of DATA.

    Example:
        >>> session = Session(1, "127.0.0.1:53412")
        >>> session.say("reply", b"220 localhost ready")
        1
        >>> session.end("client left")
        >>> print(session)
        Session 1 from 127.0.0.1:53412: no mail, the client left without QUIT.
        S: 220 localhost ready
    """

    __slots__ = (
        "__weakref__",
        "_began",
        "_seconds",
        "client",
        "ending",
        "mails",
        "number",
        "peer",
        "started",
        "transcript",
        "unfinished",
        "wire",
    )

    def __init__(self, number: int, peer: str) -> None:
        self.number = number
        self.peer = peer
        self.started = time.time()
        self.transcript = Transcript()
        self.wire = Wire()
        self.mails: list[int] = []
        self.ending: Ending | None = None
        self.client: Client | None = None
        self.unfinished = b""
        self._began = time.monotonic()
        self._seconds: float | None = None

    def say(self, kind: Kind, raw: bytes) -> int:
        """Write down a line that is said now; returns its number."""
        return self.transcript.add(kind, raw, time.monotonic() - self._began)

    def cross(self, speaker: Speaker, raw: bytes | bytearray | memoryview) -> None:
        """Write down bytes that cross the wire now."""
        self.wire.add(speaker, raw, time.monotonic() - self._began)

    def end(self, ending: Ending) -> None:
        """Close the record; only the first ending counts."""
        if self.ending is None:
            self._seconds = time.monotonic() - self._began
            self.ending = ending

    def seal(self) -> None:
        """Give back the room that was kept for more to come."""
        self.transcript.seal()
        self.wire.seal()

    @property
    def size(self) -> int:
        """How many bytes it holds."""
        return self.transcript.size + self.wire.size + len(self.unfinished)

    @property
    def started_at(self) -> datetime:
        """When the client connected, in this computer's own time zone."""
        return datetime.fromtimestamp(self.started, tz=timezone.utc).astimezone()

    @property
    def seconds(self) -> float:
        """How long it took, or has taken so far."""
        return time.monotonic() - self._began if self._seconds is None else self._seconds

    @property
    def refusal(self) -> Line | None:
        """The last reply that said no (4xx or 5xx), or None."""
        replies = (line for line in reversed(self.transcript) if (line.code or 0) >= 400)  # noqa: PLR2004
        return next(replies, None)

    @property
    def summary(self) -> str:
        """In a few words: what came of it, and how it ended."""
        count = len(self.mails)
        words = f"{count:,} mail{'' if count == 1 else 's'}" if count else "no mail"
        if self.unfinished:
            words += f", {len(self.unfinished):,} bytes of an unfinished one"
        if not count and (refusal := self.refusal):
            words += f", refused with {refusal.code}"
        return f"{words}, {_ENDINGS[self.ending] if self.ending else 'still open'}"

    def view(self) -> Any:
        """Show the conversation in a notebook: client left, server right."""
        from mailtutor import view

        return view(self)

    def __str__(self) -> str:
        return f"Session {self.number} from {self.peer}: {self.summary}.\n{self.transcript}"

    def __repr__(self) -> str:
        return f"<Session {self.number} from {self.peer}: {self.summary}>"


class Sessions(History[Session]):
    """The sessions that took place, oldest first, also those that brought no mail."""

    def __init__(self, max_count: int = 25_000, max_bytes: int = 256 * 1024 * 1024) -> None:
        super().__init__(max_count, max_bytes)

    def __repr__(self) -> str:
        if not self.total:
            return "Sessions: nobody has connected yet."
        lines = [f"Sessions: {len(self):,}."]
        if self.dropped:
            lines.append(f"  ({self.dropped:,} older ones are no longer kept)")
        lines += [f"  {session!r}" for session in self[-20:]]
        return "\n".join(lines)
