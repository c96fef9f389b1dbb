"""Lets smtplib find the local server under other names and ports, for a while."""

from __future__ import annotations

import errno
import smtplib
import socket
import threading
import weakref
from typing import TYPE_CHECKING, Any

from .tcp import own_ports
from .transport import SYSTEMS_TIMEOUT, check_port

if TYPE_CHECKING:
    from typing_extensions import Self

    from .transport import Transport

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_lock = threading.RLock()
_answers: dict[tuple[str, int], list[Transport]] = {}
_in_memory: weakref.WeakValueDictionary[int, Transport] = weakref.WeakValueDictionary()


class NotAnswered(ConnectionRefusedError):  # noqa: N818 - it is read in a traceback
    """smtplib asked for an address that no `with server.answering(...)` names.

    Attributes:
        asked: the host and port that it asked for.
        answered: those that are answered at the moment.
    """

    def __init__(self, asked: tuple[str, int], answered: list[tuple[str, int]]) -> None:
        self.asked = asked
        self.answered = answered
        named = ", ".join(f"{host} port {port}" for host, port in answered)
        super().__init__(
            errno.ECONNREFUSED,
            f"mailtutor does not answer for {asked[0]} port {asked[1]}, and lets nothing out "
            f"to the internet inside `with server.answering(...)`. Named there: {named}",
        )


class _SocketForSmtplib:
    """What smtplib sees as the module ``socket`` while a server answers for it.

    Only the making of a connection differs; all else is the real module's. Giving it to
    smtplib alone leaves every other user of sockets in the process as it was. Even on
    loopback only our own servers are let through: a mail server of the computer's, or a
    bridge to one, would send the mail on.
    """

    def __getattr__(self, name: str) -> Any:
        return getattr(socket, name)

    def keeps_in(self, host: str, port: int) -> bool:
        """Whether a connection to there never reaches the system, and so no name is looked up."""
        with _lock:
            return bool(_answers) or (host.lower() in _LOOPBACK and port in _in_memory)

    def create_connection(
        self, address: tuple[str, int], timeout: Any = SYSTEMS_TIMEOUT, *args: Any, **kwargs: Any
    ) -> Any:
        host, port = address
        is_loopback = host.lower() in _LOOPBACK
        with _lock:
            servers = _answers.get((host.lower(), port))
            answered = list(_answers)
            in_memory = _in_memory.get(port) if is_loopback else None
        server = servers[-1] if servers else in_memory
        if server is not None:
            return server.connect(timeout, *args, **kwargs)
        if answered and not (is_loopback and port in own_ports()):
            raise NotAnswered((host, port), answered)
        return socket.create_connection(address, timeout, *args, **kwargs)


def put_in_memory(transport: Transport) -> bool:
    """Let smtplib find a memory transport under its port; False if the port is taken."""
    with _lock:
        if transport.port in _in_memory:
            return False
        _in_memory[transport.port] = transport
        _give_smtplib_its_socket()
        return True


def take_from_memory(transport: Transport) -> None:
    """Undo `put_in_memory`."""
    with _lock:
        _in_memory.pop(transport.port, None)
        _give_smtplib_its_socket()


def _give_smtplib_its_socket() -> None:
    needed = _answers or _in_memory
    smtplib.socket = _OURS if needed else socket  # type: ignore[attr-defined, assignment]


_OURS = _SocketForSmtplib()


class Answering:
    """While it is entered, ``smtplib`` finds a local server under ``host`` and ``port``.

    Made by `LocalServer.answering`. It needs no administrator, changes nothing on the
    computer, and holds for all threads of this Python until it is left; every address
    that is not named is refused with `NotAnswered`, so that nothing goes out.

    Args:
        host: the name that the program under study uses, as ``"smtp.example.com"``.
        port: the port that it uses.
        server: the transport of the local server.
    """

    def __init__(self, host: str, port: int, server: Transport) -> None:
        if not isinstance(host, str) or not host.strip():
            raise ValueError(f"host must be a name, as in answering('localhost', 25), not {host!r}")
        if not check_port(port):
            raise ValueError("port must be from 1 to 65535, as in answering('localhost'), not 0")
        self._address = (host.strip().lower(), port)
        self._server = server

    def __enter__(self) -> Self:
        with _lock:
            _answers.setdefault(self._address, []).append(self._server)
            _give_smtplib_its_socket()
        return self

    def __exit__(self, *exc_info: object) -> None:
        with _lock:
            servers = _answers[self._address]
            servers.remove(self._server)
            if not servers:
                del _answers[self._address]
            _give_smtplib_its_socket()

    def __repr__(self) -> str:
        host, port = self._address
        entered = self._server in _answers.get(self._address, ())
        return (
            f"{'Now' if entered else 'Inside `with`'}, smtplib.SMTP({host!r}, {port}) is answered "
            f"by the LocalServer on port {self._server.port} of this computer.\n"
            "Only smtplib in this Python sees it so; nothing else on the computer is changed,\n"
            "and addresses that are not named are refused, not sent out."
        )
