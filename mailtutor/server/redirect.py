"""Redirect smtplib from other names and ports to a local server, temporarily."""

from __future__ import annotations

import contextlib
import errno
import os
import smtplib
import socket
import threading
import weakref
from typing import TYPE_CHECKING, Any, NoReturn

from mailtutor.platform import IN_BROWSER, LOOPBACK, addresses_of

from .tcp import own_ports
from .transport import SYSTEMS_TIMEOUT, check_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typing_extensions import Self

    from .transport import Reachable, Transport

_lock = threading.RLock()
_answers: dict[tuple[str, int], list[Transport]] = {}
_choosers: list[Callable[[str, int], int]] = []  # see `redirect_all`
_carried: dict[tuple[str, int], Reachable] = {}
_in_memory: weakref.WeakValueDictionary[int, Transport] = weakref.WeakValueDictionary()


class NotAnswered(ConnectionRefusedError):  # noqa: N818 - learners see it in tracebacks
    """smtplib tried to connect to an address that no `with server.answering(...)` names.

    Attributes:
        asked: the host and port of the attempt.
        answered: the addresses that are redirected at the moment.
    """

    def __init__(self, asked: tuple[str, int], answered: list[tuple[str, int]]) -> None:
        self.asked = asked
        self.answered = answered
        named = ", ".join(f"{host} port {port}" for host, port in answered)
        super().__init__(
            errno.ECONNREFUSED,
            f"mailtutor does not answer for {asked[0]} port {asked[1]}, and inside `with "
            f"server.answering(...)` nothing reaches the internet. It answers for: {named}",
        )


class _SocketForSmtplib:
    """A stand-in for the module ``socket`` in smtplib while a server answers for it.

    Only creating a connection differs; everything else comes from the real module. Only
    smtplib gets it, so other users of sockets in the process aren't affected. Even on
    loopback, only our own servers can be reached: another mail server on this computer
    might forward the message.
    """

    def __getattr__(self, name: str) -> Any:
        return getattr(socket, name)

    def gethostbyname(self, name: str) -> str:
        # smtplib asks for this computer's own, to say EHLO with.
        return addresses_of("localhost")[0] if IN_BROWSER else socket.gethostbyname(name)

    def getfqdn(self, name: str = "") -> str:
        return "localhost" if IN_BROWSER else socket.getfqdn(name)

    def keeps_in(self, host: str, port: int) -> bool:
        """Return whether such a connection stays in this process, without a name lookup."""
        with _lock:
            return bool(_answers or _choosers) or _memory_server(host, port) is not None

    def create_connection(
        self, address: tuple[Any, int], timeout: Any = SYSTEMS_TIMEOUT, *args: Any, **kwargs: Any
    ) -> Any:
        host, port = address
        if not isinstance(host, str):  # fails with Python's own error
            return socket.create_connection(address, timeout, *args, **kwargs)
        is_own = host.lower() in LOOPBACK and port in own_ports()
        with _lock:
            servers = _answers.get((host.lower(), port))
            answered = list(_answers)
            server: Reachable | None = servers[-1] if servers else _memory_server(host, port)
            if server is None and not answered:
                server = _carried.get((host.lower(), port))
            choose_port = _choosers[-1] if _choosers else None
        if server is not None:
            return server.connect(timeout, *args, **kwargs)
        if answered and not is_own:
            raise NotAnswered((host, port), answered)
        if choose_port is not None and not is_own:
            address = ("127.0.0.1", choose_port(host, port))
        if IN_BROWSER:
            _fail_without_network(host, port)
        return socket.create_connection(address, timeout, *args, **kwargs)


def _fail_without_network(host: str, port: int) -> NoReturn:
    """Fail as a computer without a network does; in a browser, sockets pretend to connect."""
    addresses_of(host)
    reason = f"{os.strerror(errno.ECONNREFUSED)} (simulated: nothing listens on port {port})"
    raise ConnectionRefusedError(errno.ECONNREFUSED, reason)


def _memory_server(host: str, port: int) -> Transport | None:
    """Return the memory server at an address, unless one of our TCP servers has its port."""
    if host.lower() not in LOOPBACK or port in own_ports():
        return None
    return _in_memory.get(port)


def put_in_memory(transport: Transport) -> bool:
    """Let smtplib connect to a memory transport; return False if its port is taken."""
    with _lock:
        if transport.port in _in_memory:
            return False
        _in_memory[transport.port] = transport
        _update_smtplib()
        return True


def take_from_memory(transport: Transport) -> None:
    """Undo `put_in_memory`."""
    with _lock:
        _in_memory.pop(transport.port, None)
        _update_smtplib()


def carry(host: str, port: int, server: Reachable) -> None:
    """Let smtplib connect to a server elsewhere in that server's own way."""
    with _lock:
        _carried[(host.lower(), port)] = server
        _update_smtplib()


def stop_carrying(server: Reachable) -> None:
    """Undo `carry`."""
    with _lock:
        for address in [each for each, carried in _carried.items() if carried is server]:
            del _carried[address]
        _update_smtplib()


def _update_smtplib() -> None:
    needed = _answers or _choosers or _carried or _in_memory or IN_BROWSER
    smtplib.socket = _OURS if needed else socket  # type: ignore[attr-defined, assignment]


_OURS = _SocketForSmtplib()
if IN_BROWSER:
    _update_smtplib()


@contextlib.contextmanager
def redirect_all(choose_port: Callable[[str, int], int]) -> Iterator[None]:
    """Let ``smtplib`` reach ports of this computer, whatever the address.

    Args:
        choose_port: returns the local port for a host and a port.
    """
    with _lock:
        _choosers.append(choose_port)
        _update_smtplib()
    try:
        yield
    finally:
        with _lock:
            _choosers.remove(choose_port)
            _update_smtplib()


class Answering:
    """A context in which ``smtplib`` reaches a local server at ``host`` and ``port``.

    `LocalServer.answering` creates it. It needs no administrator rights, changes nothing
    on the computer, and applies to all threads of this Python until the block ends. Every
    other address raises `NotAnswered`, so that nothing leaves the computer.

    Args:
        host: the host that the program uses, such as ``"smtp.example.com"``.
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
            _update_smtplib()
        return self

    def __exit__(self, *exc_info: object) -> None:
        with _lock:
            servers = _answers[self._address]
            servers.remove(self._server)
            if not servers:
                del _answers[self._address]
            _update_smtplib()

    def __repr__(self) -> str:
        host, port = self._address
        entered = self._server in _answers.get(self._address, ())
        return (
            f"{'Now' if entered else 'Inside `with`'}, smtplib.SMTP({host!r}, {port}) reaches "
            f"the LocalServer on port {self._server.port} of this computer.\n"
            "This only affects smtplib in this Python, and nothing else on the computer.\n"
            "Other addresses are refused, so nothing leaves this computer."
        )
