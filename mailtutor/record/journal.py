"""A server's records: its messages, its sessions, and whether it's listening."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from .listeners import Listeners
from .mailbox import Mailbox
from .session import Sessions

if TYPE_CHECKING:
    from collections.abc import Callable


class Journal:
    """The records of a server, without a reference to the server itself.

    Args:
        address: the server's address, such as ``"localhost:41873"``.

    Attributes:
        mailbox: the messages.
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
        """True while the server accepts connections."""
        return self._listening

    @listening.setter
    def listening(self, listening: bool) -> None:
        self._listening = listening
        self._listeners.notify(listening)

    def on_listening(self, listener: Callable[[bool], None]) -> Callable[[], None]:
        """Call ``listener`` when the server starts or stops.

        Returns:
            A function that ends the subscription.
        """
        return self._listeners.add(listener)


_journals: weakref.WeakSet[Journal] = weakref.WeakSet()


def journals() -> list[Journal]:
    """Return the journals of all servers in this Python, in no particular order."""
    return list(_journals)
