"""One mail that the server accepted: its bytes, its envelope, its session."""

from __future__ import annotations

import email
import email.policy
from datetime import datetime, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import EmailMessage
    from typing import Any

    from .envelope import Envelope
    from .session import Session
    from .transcript import Line


class Delivery:
    """A mail as it arrived.

    The bytes are kept, and parsed anew each time ``message`` is asked for: ten thousand
    parsed mails would take twice the memory, and what arrived cannot be changed.

    Args:
        number: its place among all mails of the server, counted from 1.
        raw: the content as it was received, CRLF line ends, the dots that SMTP
            doubles undone (RFC 5321, section 4.5.2); nothing is added.
        envelope: who it was from and for.
        session: the session that brought it.
        line: the number of the line in the session's transcript that stands for it.
        received: when it was accepted, in seconds since 1970.
    """

    __slots__ = ("__weakref__", "envelope", "line", "number", "raw", "received", "session")

    def __init__(  # noqa: PLR0913 - six facts that belong together
        self,
        *,
        number: int,
        raw: bytes,
        envelope: Envelope,
        session: Session,
        line: int,
        received: float,
    ) -> None:
        self.number = number
        self.raw = raw
        self.envelope = envelope
        self.session = session
        self.line = line
        self.received = received

    @property
    def message(self) -> EmailMessage:
        """The mail as Python's own EmailMessage, parsed from the bytes that came."""
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    @property
    def received_at(self) -> datetime:
        """When it was accepted, in this computer's own time zone."""
        return datetime.fromtimestamp(self.received, tz=timezone.utc).astimezone()

    @property
    def size(self) -> int:
        """How many bytes its content has."""
        return len(self.raw)

    @property
    def conversation(self) -> list[Line]:
        """The lines that carried this mail, from its MAIL to the reply that took it."""
        lines = [line for line in self.session.transcript if line.number <= self.line + 1]
        starts = [index for index, line in enumerate(lines) if line.verb == "MAIL"]
        return lines[starts[-1] if starts else 0 :]

    def view(self) -> Any:
        """Show the mail in a notebook: its parts, its source, what it means."""
        from mailtutor import view

        return view(self)

    def __str__(self) -> str:
        source = self.raw.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
        return f"Mail {self.number}, {self.size:,} bytes, envelope {self.envelope}\n\n{source}"

    def __repr__(self) -> str:
        return f"<Delivery {self.number}: {self.size:,} bytes {self.envelope}>"
