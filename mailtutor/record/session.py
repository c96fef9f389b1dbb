"""The record of one SMTP connection, from the greeting to its end."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Literal

from .history import History
from .listeners import Listeners
from .transcript import Kind, Line, Transcript
from .wire import Speaker, Wire
from .wording import count

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .client import Client

Ending = Literal["quit", "client left", "timed out", "server closed", "server stopped"]
ENDINGS: dict[Ending, str] = {
    "quit": "the client sent QUIT",
    "client left": "the client disconnected without QUIT",
    "timed out": "the client was silent for too long",
    "server closed": "the server closed the connection",
    "server stopped": "the server was stopped",
}


class Session:
    """The record of one connection: the lines sent in both directions, and how it ended.

    The server creates one for each connection and keeps it in ``server.sessions``, even if
    it delivered no message.

    Args:
        number: its number among the server's sessions, starting at 1.
        peer: the client's address, such as ``"127.0.0.1:53412"``.

    Attributes:
        transcript: the lines, oldest first.
        wire: the raw bytes, as an eavesdropper sees them.
        message_numbers: the numbers of the messages that it delivered.
        ending: how it ended; None while it's open.
        client: the `smtplib` client, if it's in the same Python as the server.
        unfinished: the content that had arrived when the client disconnected during DATA.

    Example:
        >>> session = Session(1, "127.0.0.1:53412")
        >>> session.record_line("reply", b"220 localhost ready")
        1
        >>> session.end("client left")
        >>> print(session)
        Session 1 from 127.0.0.1:53412: no message, the client disconnected without QUIT.
        S: 220 localhost ready
    """

    __slots__ = (
        "__weakref__",
        "_began",
        "_listeners",
        "_seconds",
        "client",
        "ending",
        "message_numbers",
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
        self.message_numbers: list[int] = []
        self.ending: Ending | None = None
        self.client: Client | None = None
        self.unfinished = b""
        self._began = time.monotonic()
        self._seconds: float | None = None
        self._listeners: Listeners[Session] | None = None  # most sessions never have any

    def record_line(self, kind: Kind, raw: bytes) -> int:
        """Record a line that is sent now; return its number."""
        number = self.transcript.add(kind, raw, time.monotonic() - self._began)
        if self._listeners:
            self._listeners.notify(self)
        return number

    def record_bytes(self, speaker: Speaker, raw: bytes | bytearray | memoryview) -> None:
        """Record bytes that travel over the wire now."""
        self.wire.add(speaker, raw, time.monotonic() - self._began)

    def end(self, ending: Ending) -> None:
        """Close the record; only the first ending counts."""
        if self.ending is None:
            self._seconds = time.monotonic() - self._began
            self.ending = ending
            if self._listeners:
                self._listeners.notify(self)

    def subscribe(self, listener: Callable[[Session], None]) -> Callable[[], None]:
        """Call ``listener`` after each new line, and when the session ends.

        Returns:
            A function that ends the subscription.
        """
        if self._listeners is None:
            self._listeners = Listeners()
        return self._listeners.add(listener)

    def freeze(self) -> None:
        """Release the memory that was reserved for more lines."""
        self.transcript.freeze()
        self.wire.freeze()

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return self.transcript.size + self.wire.size + len(self.unfinished)

    @property
    def started_at(self) -> datetime:
        """When the client connected, in this computer's time zone."""
        return datetime.fromtimestamp(self.started, tz=timezone.utc).astimezone()

    @property
    def seconds(self) -> float:
        """Its duration so far, or in all."""
        return time.monotonic() - self._began if self._seconds is None else self._seconds

    @property
    def refusal(self) -> Line | None:
        """The last negative reply (4xx or 5xx), or None."""
        replies = (line for line in reversed(self.transcript) if (line.code or 0) >= 400)  # noqa: PLR2004
        return next(replies, None)

    @property
    def summary(self) -> str:
        """A few words on what it delivered and how it ended."""
        delivered = len(self.message_numbers)
        words = count(delivered, "message") if delivered else "no message"
        if self.unfinished:
            words += f", {len(self.unfinished):,} bytes of an unfinished message"
        if not delivered and (refusal := self.refusal):
            words += f", rejected with {refusal.code}"
        return f"{words}, {ENDINGS[self.ending] if self.ending else 'still open'}"

    def view(self) -> Any:
        """Show the transcript in a notebook: client on the left, server on the right."""
        from mailtutor import view

        return view(self)

    def __str__(self) -> str:
        return f"Session {self.number} from {self.peer}: {self.summary}.\n{self.transcript}"

    def __repr__(self) -> str:
        return f"<Session {self.number} from {self.peer}: {self.summary}>"


class Sessions(History[Session]):
    """The sessions, oldest first, including those that delivered no message."""

    def __init__(self, max_count: int = 25_000, max_bytes: int = 256 * 1024 * 1024) -> None:
        super().__init__(max_count, max_bytes)

    def __repr__(self) -> str:
        if not self.total:
            return "Sessions: no connections yet."
        lines = [f"Sessions: {len(self):,}."]
        if self.dropped:
            lines.append(f"  ({self.dropped:,} older ones were dropped)")
        lines += [f"  {session!r}" for session in self[-20:]]
        return "\n".join(lines)
