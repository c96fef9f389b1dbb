"""Assign each line of a session to its phase and its command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mailtutor.record import Line

Phase = Literal["connect", "greet", "encrypt", "log in", "envelope", "data", "quit", "other"]

_PHASES: dict[str, Phase] = {
    "": "connect",
    "EHLO": "greet",
    "HELO": "greet",
    "STARTTLS": "encrypt",
    "AUTH": "log in",
    "MAIL": "envelope",
    "RCPT": "envelope",
    "RSET": "envelope",
    "DATA": "data",
    "BDAT": "data",
    "content": "data",
    "QUIT": "quit",
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A line and its place in the session.

    Args:
        line: the line.
        verb: the verb of its command, or of the command it replies to, in capitals;
            ``"content"`` for a message's content and its reply; empty before the first
            command.
    """

    line: Line
    verb: str

    @property
    def phase(self) -> Phase:
        """The phase of the session; ``"other"`` for commands that belong to none."""
        return _PHASES.get(self.verb, "other")


def placed(lines: Iterable[Line]) -> list[Placed]:
    """Return each line with its place, starting with the session's first line.

    Example:
        >>> from mailtutor.record import Transcript
        >>> transcript = Transcript()
        >>> for kind, raw in [("reply", b"220 ready"), ("command", b"MAIL FROM:<a@b.c>")]:
        ...     _ = transcript.add(kind, raw, 0.0)
        >>> [(each.phase, each.verb) for each in placed(transcript)]
        [('connect', ''), ('envelope', 'MAIL')]
    """
    verb = ""
    found = []
    for line in lines:
        if line.kind == "command":
            verb = line.verb or "?"
        elif line.kind == "data":
            verb = "content"
        found.append(Placed(line, verb))
    return found
