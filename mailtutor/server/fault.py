"""A fault: what a server does wrong on purpose, and the stages of a session where it can."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Stage:
    """A point in a session at which something can go wrong.

    Args:
        name: ``"greeting"``, a command's verb, ``"login"`` (the credentials are known),
            ``"content"`` (after 354, before the content arrives) or ``"end of content"``.
        sender: the address in MAIL FROM, once it's known.
        recipient: the address in RCPT TO.
        mechanism: the login mechanism, such as ``"PLAIN"``.
        content: the content of the message, at its end.
    """

    name: str
    sender: str = ""
    recipient: str = ""
    mechanism: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Action:
    """An action instead of the usual reply, or before it.

    Args:
        reply: the reply to send; the command isn't executed.
        seconds: how long to wait first.
        silent: never answer again.
        hang_up: close the connection.
    """

    reply: str = ""
    seconds: float = 0.0
    silent: bool = False
    hang_up: bool = False


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong on purpose, and the same way each time.

    The functions in `mailtutor.faults` create faults. The ``repr`` of a fault is the Python that
    creates it, and its ``str`` describes it.
    """

    code: str
    words: str
    act: Callable[[Stage], Action | None] = field(compare=False)
    without: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.words

    def __repr__(self) -> str:
        return self.code
