"""A message that the server accepted: its bytes, its envelope, its session."""

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
    """A message as it arrived.

    It keeps the bytes and parses them whenever you ask for ``message``: ten thousand parsed
    messages would take twice the memory, and what arrived can't change.

    Args:
        number: its number among all messages of the server, starting at 1.
        raw: the content as received, with CRLF line ends and without the dots that SMTP
            doubles (RFC 5321, section 4.5.2); nothing is added.
        envelope: its sender and recipients.
        session: the session that delivered it.
        line: the number of its line in the session's transcript.
        received: when it was accepted, in seconds since 1970.
    """

    __slots__ = ("__weakref__", "envelope", "line", "number", "raw", "received", "session")

    def __init__(  # noqa: PLR0913 - keywords
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
        """The message as an EmailMessage, parsed from the bytes that arrived."""
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    @property
    def received_at(self) -> datetime:
        """When it was accepted, in this computer's time zone."""
        return datetime.fromtimestamp(self.received, tz=timezone.utc).astimezone()

    @property
    def size(self) -> int:
        """The size of its content, in bytes."""
        return len(self.raw)

    @property
    def transcript(self) -> list[Line]:
        """The lines of the transcript for this message, from MAIL to the final reply."""
        lines = [line for line in self.session.transcript if line.number <= self.line + 1]
        starts = [index for index, line in enumerate(lines) if line.verb == "MAIL"]
        return lines[starts[-1] if starts else 0 :]

    def view(self) -> Any:
        """Show the message in a notebook: its parts, its source, what it means."""
        from mailtutor import view

        return view(self)

    def __str__(self) -> str:
        source = self.raw.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
        return f"Message {self.number}, {self.size:,} bytes, envelope {self.envelope}\n\n{source}"

    def __repr__(self) -> str:
        return f"<Delivery {self.number}: {self.size:,} bytes {self.envelope}>"
