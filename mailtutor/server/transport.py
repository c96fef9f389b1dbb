"""What a transport is to the server: a port that refuses, answers, and refuses again."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import asyncio

    from .connection import Connection

# Given the loop and the set of connections that are open, into which it puts itself.
MakeConnection = Callable[["asyncio.AbstractEventLoop", "set[Connection]"], "Connection"]

# What smtplib hands on where the learner gave no timeout.
SYSTEMS_TIMEOUT: Any = socket._GLOBAL_DEFAULT_TIMEOUT  # type: ignore[attr-defined]  # noqa: SLF001
_LARGEST_PORT = 65_535


class Transport(Protocol):
    """A port that is reserved when it is made; see `tcp` and `memory`."""

    addresses: list[str]
    port: int

    @property
    def listening(self) -> bool:
        """Whether a client that connects now is answered."""

    def start(self, make_connection: MakeConnection) -> None:
        """Answer each client with a connection of its own; again: does nothing."""

    def connect(self, timeout: Any, source_address: tuple[str, int] | None = None) -> Any:
        """Return a client's end of a new connection, for smtplib; as `socket.create_connection`.

        Raises:
            ConnectionRefusedError: nothing listens.
        """

    def stop(self) -> None:
        """End every connection and refuse again, with the port still reserved."""

    def close(self) -> None:
        """Stop, and give the port back."""


def check_port(port: object) -> int:
    """Return ``port`` if a server can have it.

    Raises:
        TypeError: it is no whole number.
        ValueError: it is not between 0 and 65535.
    """
    if isinstance(port, bool) or not isinstance(port, int):
        raise TypeError(f"port must be a whole number, not {port!r}")
    if not 0 <= port <= _LARGEST_PORT:
        raise ValueError(f"port must be from 1 to 65535, or 0 for any free one, not {port}")
    return port
