"""The protocol of a transport: a port that refuses, answers, and refuses again."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import asyncio

    from .connection import Connection

# Takes the loop and the set of open connections, which the connection adds itself to.
MakeConnection = Callable[["asyncio.AbstractEventLoop", "set[Connection]"], "Connection"]

# smtplib passes this if the learner didn't set a timeout.
SYSTEMS_TIMEOUT: Any = socket._GLOBAL_DEFAULT_TIMEOUT  # type: ignore[attr-defined]  # noqa: SLF001
_LARGEST_PORT = 65_535


class Reachable(Protocol):
    """A server that smtplib can connect to."""

    def connect(self, timeout: Any, source_address: tuple[str, int] | None = None) -> Any:
        """Return a client's end of a new connection, for smtplib; as `socket.create_connection`.

        Raises:
            ConnectionRefusedError: nothing is listening.
        """


class Transport(Reachable, Protocol):
    """A port that is reserved on creation; see `tcp` and `memory`."""

    addresses: list[str]
    port: int

    @property
    def listening(self) -> bool:
        """True while the server accepts connections."""

    @property
    def reserved(self) -> bool:
        """True if no other program can use the port."""

    def start(self, make_connection: MakeConnection) -> None:
        """Create a connection for each client; do nothing if already listening."""

    def stop(self) -> None:
        """Close every connection and refuse new ones, keeping the port reserved."""

    def close(self) -> None:
        """Stop, and release the port."""


def check_port(port: object) -> int:
    """Return ``port`` if it's valid.

    Raises:
        TypeError: it isn't a whole number.
        ValueError: it isn't between 0 and 65535.
    """
    if isinstance(port, bool) or not isinstance(port, int):
        raise TypeError(f"port must be a whole number, not {port!r}")
    if not 0 <= port <= _LARGEST_PORT:
        raise ValueError(f"port must be from 1 to 65535, or 0 for a free one, not {port}")
    return port
