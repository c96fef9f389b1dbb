"""All that a server has to tell: its mails, its sessions, and whether it listens."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from .listeners import Listeners
from .mailbox import Mailbox
from .session import Sessions

if TYPE_CHECKING:
    from collections.abc import Callable


class Journal:
    """What the views and the command line show of a server, without the server itself.

    Args:
        address: where it answers, in words, as ``"localhost:41873"``.

    Attributes:
        mailbox: the mails.
        sessions: the sessions.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.mailbox = Mailbox()
        self.sessions = Sessions()
        self._listening = False
        self._listeners = Listeners[bool]()
        _journals.add(self)

    @property
    def listening(self) -> bool:
        """Whether a client that connects now is answered."""
        return self._listening

    @listening.setter
    def listening(self, listening: bool) -> None:
        self._listening = listening
        self._listeners.tell(listening)

    def on_listening(self, listener: Callable[[bool], None]) -> Callable[[], None]:
        """Have ``listener`` called when the server starts or stops.

        Returns:
            A function that ends the subscription.
        """
        return self._listeners.add(listener)


_journals: weakref.WeakSet[Journal] = weakref.WeakSet()


def journals() -> list[Journal]:
    """Return the journals of all servers in this Python, in no order."""
    return list(_journals)
