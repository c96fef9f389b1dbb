"""The TCP transport: a port on loopback, and a thread that serves it."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import sys
import threading
import weakref
from typing import TYPE_CHECKING, Any

from .transport import check_port

if TYPE_CHECKING:
    from .connection import Connection
    from .transport import MakeConnection

_log = logging.getLogger("mailtutor.server")
_TRIES = 50  # for a port that is free on 127.0.0.1 and on ::1
_BACKLOG = 128


def own_ports() -> set[int]:
    """Return the ports of all servers in this Python."""
    return {transport.port for transport in _transports}


_transports: weakref.WeakSet[TcpTransport] = weakref.WeakSet()


def loopback_addresses(host: str) -> list[str]:
    """Return the loopback addresses for ``host``.

    ``localhost`` means both 127.0.0.1 and ::1 if the computer has them, because systems
    differ in which one a client tries first.

    Raises:
        ValueError: it isn't loopback, so other computers could connect.

    Example:
        >>> loopback_addresses("127.0.0.1")
        ['127.0.0.1']
    """
    name = str(host).lower()
    if name == "localhost":
        return ["127.0.0.1", "::1"] if _has_ipv6() else ["127.0.0.1"]
    if name in {"127.0.0.1", "::1"}:
        return [name]
    raise ValueError(
        f"host must be 'localhost', '127.0.0.1' or '::1', not {host!r}: "
        "mailtutor's server only accepts connections from this computer"
    )


def _has_ipv6() -> bool:
    if not socket.has_ipv6:
        return False
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


class TcpTransport:
    """A port that is reserved on creation and serves clients between start and stop.

    A socket that is bound but not listening makes the operating system refuse
    connections. So the refusal before ``start()`` is real, on the very port that answers
    afterwards.

    Args:
        host: ``"localhost"``, ``"127.0.0.1"`` or ``"::1"``.
        port: 0 for a free one.

    Raises:
        OSError: the port is in use or not permitted.
    """

    def __init__(self, host: str, port: int) -> None:
        self.addresses = loopback_addresses(host)
        self.port = check_port(port)
        self._sockets: list[socket.socket] = []
        self._serving: _Serving | None = None
        self._lock = threading.RLock()
        self._reserve()
        _transports.add(self)

    @property
    def listening(self) -> bool:
        """True while the server accepts connections."""
        return self._serving is not None

    @property
    def reserved(self) -> bool:
        """True if no other program can use the port."""
        return self.listening or bool(self._sockets)

    def start(self, make_connection: MakeConnection) -> None:
        """Listen, and create a connection for each client; do nothing if already listening.

        Raises:
            OSError: another program has taken the port since it was reserved.
        """
        with self._lock:
            if self._serving is not None:
                return
            if not self._sockets:
                self._reserve()
            try:
                for each in self._sockets:
                    _set_shared(each, shared=True)  # inherited by the connections
                    each.listen(_BACKLOG)
            except OSError as error:
                self._release()
                raise _explained(error, self.port) from None
            self._serving = _Serving(self._sockets, make_connection, self.port)
            self._sockets = []

    def connect(self, timeout: Any, source_address: tuple[str, int] | None = None) -> socket.socket:
        """Return a client's end of a new connection."""
        return socket.create_connection((self.addresses[0], self.port), timeout, source_address)

    def stop(self) -> None:
        """Close every connection and refuse new ones, keeping the port reserved."""
        with self._lock:
            if self._serving is None:
                return
            self._serving.stop()
            self._serving = None
            try:
                self._reserve()
            except OSError as error:
                # On Windows a connection that is still open holds the port. The next `start`
                # tries again, and raises an error if it's still in use.
                _log.debug("port %s couldn't be reserved again: %s", self.port, error)

    def close(self) -> None:
        """Stop, and release the port."""
        with self._lock:
            if self._serving is not None:
                self._serving.stop()
                self._serving = None
            self._release()

    def _reserve(self) -> None:
        any_port = self.port == 0
        for tries_left in reversed(range(_TRIES)):
            try:
                for address in self.addresses:
                    self._sockets.append(_bound(address, self.port))
                    self.port = self._sockets[0].getsockname()[1]
            except OSError as error:
                self._release()
                if any_port and tries_left:
                    self.port = 0
                    continue
                raise _explained(error, self.port) from None
            return

    def _release(self) -> None:
        for each in self._sockets:
            each.close()
        self._sockets = []


def _bound(address: str, port: int) -> socket.socket:
    new = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    try:
        if sys.platform == "win32":
            new.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        if new.family == socket.AF_INET6:
            new.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            new.bind((address, port))
        except OSError as error:
            # Connections that ended a moment ago still hold the port, for up to four
            # minutes. Sharing the port ignores them, if they shared it as well.
            if error.errno != errno.EADDRINUSE or not port:
                raise
            _set_shared(new, shared=True)
            new.bind((address, port))
            _set_shared(new, shared=False)
    except BaseException:
        new.close()
        raise
    return new


def _set_shared(sock: socket.socket, *, shared: bool) -> None:
    # On Windows it would share the port with a program that is listening there, and it isn't
    # needed, because a port is free as soon as its socket is closed.
    if sys.platform != "win32":
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, shared)


def _explained(error: OSError, port: int) -> OSError:
    if error.errno == errno.EADDRINUSE:
        words = (
            f"port {port} is already in use on this computer. Stop the program that has it "
            "(perhaps a LocalServer in another notebook), or make LocalServer() without a "
            "port to get a free one"
        )
    elif error.errno == errno.EACCES and sys.platform == "win32":
        words = (
            f"port {port} is in a range that Windows keeps for itself (for Hyper-V, WSL or Docker; "
            "`netsh interface ipv4 show excludedportrange protocol=tcp` lists them). Make "
            "LocalServer() without a port to get a free one"
        )
    elif error.errno in {errno.EACCES, errno.EPERM}:
        words = (
            f"port {port} may only be opened by an administrator. Make LocalServer() without "
            f'a port, and use server.answering("localhost", {port}) where the number matters'
        )
    else:
        words = f"port {port} cannot be opened: {error.strerror}"
    return type(error)(error.errno, words)


def _new_loop() -> asyncio.AbstractEventLoop:
    # Windows' usual loop may stop accepting for the rest of its life after a client's reset:
    # https://github.com/python/cpython/issues/93821
    return asyncio.SelectorEventLoop() if sys.platform == "win32" else asyncio.new_event_loop()


class _Serving:
    """The server thread between a start and the next stop."""

    def __init__(
        self, sockets: list[socket.socket], make_connection: MakeConnection, port: int
    ) -> None:
        self._sockets = sockets
        self._make_connection = make_connection
        self._listeners: list[asyncio.Server] = []
        self._open: set[Connection] = set()
        self._loop = _new_loop()
        # A client or a bug of ours causes failures here, never the learner, so only log them.
        self._loop.set_exception_handler(lambda _, context: _log.debug("%s", context))
        self._stopping = asyncio.Event()
        self._ready = threading.Event()
        # A daemon thread, so that a program can exit without stopping its server.
        self._thread = threading.Thread(
            target=self._run, name=f"mailtutor on port {port}", daemon=True
        )
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        # A mailbox listener, or the garbage collector, may call this in the very thread
        # that should end.
        if threading.current_thread() is self._thread:
            self._close_listeners()
        else:
            self._loop.call_soon_threadsafe(self._close_listeners)
            self._thread.join()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        for each in self._sockets:
            self._listeners.append(
                await self._loop.create_server(self._new_connection, sock=each, backlog=_BACKLOG)
            )
        self._ready.set()
        await self._stopping.wait()
        for connection in tuple(self._open):
            connection.stop()
        sessions = asyncio.all_tasks() - {asyncio.current_task()}
        for session in sessions:
            session.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)

    def _close_listeners(self) -> None:
        for listener in self._listeners:
            listener.close()
        self._stopping.set()

    def _new_connection(self) -> Connection:
        return self._make_connection(self._loop, self._open)
