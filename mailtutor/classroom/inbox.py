"""The class inbox: the messages that learners sent, what the projector shows, and the limits."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from .limits import MESSAGES_A_MINUTE, MESSAGES_KEPT, RateLimit

if TYPE_CHECKING:
    from .changes import Changes

Receipt = Literal["shown", "held", "paused", "too many"]


@dataclass(frozen=True)
class Letter:
    """A message as the wall shows it: text only.

    Attributes:
        login: the name that the client logged in with.
        claimed: the From header, which may say anything.
        forged: True if the From header doesn't contain the login's name.
        subject: the Subject header.
        text: the beginning of the plain text.
        left_out: a sentence on what isn't shown, such as HTML and attachments.
        size: its size in bytes.
    """

    login: str
    claimed: str
    forged: bool
    subject: str
    text: str
    left_out: str
    size: int


class Inbox:
    """The last messages of a class.

    Args:
        changes: gets a note about each message that changed.

    Attributes:
        paused: True if no more messages are accepted for now.
        holding: True if a message is shown only once it's released.
    """

    def __init__(self, changes: Changes) -> None:
        self.paused = False
        self.holding = False
        self._changes = changes
        self._letters: OrderedDict[int, tuple[Letter, float]] = OrderedDict()
        self._hidden: set[int] = set()
        self._rate = RateLimit(MESSAGES_A_MINUTE)
        self._last = 0

    def __len__(self) -> int:
        return len(self._letters)

    def may_send(self, sender: str, now: float) -> Receipt:
        """Count a message of a sender, and return whether it can be accepted."""
        if self.paused:
            return "paused"
        if not self._rate.allows(sender, now=now):
            return "too many"
        return "held" if self.holding else "shown"

    def add(self, letter: Letter, now: float) -> int:
        """Add a message, dropping the oldest if there are too many; return its number."""
        self._last += 1
        self._letters[self._last] = (letter, now)
        if self.holding:
            self._hidden.add(self._last)
        self._note(self._last)
        if len(self._letters) > MESSAGES_KEPT:
            self._drop(next(iter(self._letters)))
        return self._last

    def show(self, number: int, *, shown: bool) -> None:
        """Show a message on the projector, or hide it."""
        if number in self._letters:
            (self._hidden.discard if shown else self._hidden.add)(number)
            self._note(number)

    def show_all(self) -> None:
        """Show every message that was hidden or held."""
        for number in sorted(self._hidden):
            self.show(number, shown=True)

    def clear(self) -> None:
        """Delete all messages."""
        for number in list(self._letters):
            self._drop(number)

    def part(self, number: int, *, for_teacher: bool) -> dict[str, Any] | None:
        """Return a message for a page; None if it's gone, or not for the projector."""
        found = self._letters.get(number)
        if found is None or (number in self._hidden and not for_teacher):
            return None
        letter, received = found
        return {**vars(letter), "at": received, "hidden": number in self._hidden}

    def all(self) -> list[dict[str, Any] | None]:
        """Return all messages, oldest first."""
        return [self.part(number, for_teacher=True) for number in self._letters]

    @property
    def waiting(self) -> int:
        """How many messages are held or hidden."""
        return len(self._hidden)

    def _drop(self, number: int) -> None:
        del self._letters[number]
        self._hidden.discard(number)
        self._note(number)

    def _note(self, number: int) -> None:
        self._changes.note(f"message:{number}")
        self._changes.note("room")
