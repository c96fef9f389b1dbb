"""The memory transport: no sockets and no threads, for browsers and fast tests.

Client and server share one thread. The server runs on an event loop without I/O that only
advances while the client waits for a reply. Its clock jumps to the next timer, so that
waiting for an hour takes no time.
"""

from __future__ import annotations

import asyncio
import errno
import io
import itertools
import os
import threading
from typing import TYPE_CHECKING, Any

from . import call_site, redirect
from .stepped_loop import SteppedLoop
from .transport import SYSTEMS_TIMEOUT, check_port

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from .connection import Connection
    from .transport import MakeConnection

_client_ports = itertools.cycle(range(32_768, 49_152))
_server_ports = itertools.cycle(range(49_152, 65_536))


class MemoryTransport:
    """A simulated port that `smtplib` in this Python can connect to.

    Args:
        host: ignored; present because the TCP transport has it.
        port: 0 for a free one.

    Raises:
        OSError: another memory transport has the port.
    """

    def __init__(self, host: str, port: int) -> None:
        self.addresses = [f"{host} in memory, simulated"]
        self.port = check_port(port) or next(_server_ports)
        self._make_connection: MakeConnection | None = None
        self._loop = SteppedLoop()  # type: ignore[abstract]
        self._lock = threading.RLock()
        self._open: set[Connection] = set()
        if not redirect.put_in_memory(self):
            raise OSError(errno.EADDRINUSE, f"port {self.port} is already in use in memory")

    @property
    def listening(self) -> bool:
        """True while the server accepts connections."""
        return self._make_connection is not None

    @property
    def reserved(self) -> bool:
        """Return True; only this Python has such ports."""
        return True

    def start(self, make_connection: MakeConnection) -> None:
        """Create a connection for each client; do nothing if already listening."""
        self._make_connection = self._make_connection or make_connection

    def stop(self) -> None:
        """Close every connection and refuse new ones, keeping the port reserved."""
        with self._lock:
            self._make_connection = None
            for connection in tuple(self._open):
                connection.stop()
            self._loop.run_queue()

    def close(self) -> None:
        """Stop, and release the port."""
        self.stop()
        redirect.take_from_memory(self)

    def connect(
        self,
        timeout: Any,
        source_address: tuple[str, int] | None = None,  # noqa: ARG002 - as TCP has it
    ) -> MemorySocket:
        """Return a client's end of a new connection.

        Raises:
            ConnectionRefusedError: the server isn't started. No operating system is
                involved, and the message says so.
        """
        if self._make_connection is None:
            reason = f"{os.strerror(errno.ECONNREFUSED)} (simulated: this server is in memory)"
            raise ConnectionRefusedError(errno.ECONNREFUSED, reason)
        call_site.connects_to(self.port)
        with self._lock:
            timeout = None if timeout is SYSTEMS_TIMEOUT else timeout
            sock = MemorySocket(self._loop, self._lock, self.port, timeout)
            connection = self._make_connection(self._loop, self._open)
            sock.server = _ServerEnd(self._loop, sock, connection)
            self._loop.call_soon(connection.connection_made, sock.server)
            self._loop.run_queue()
            return sock


class SocketLike:
    """The part of a socket that smtplib and `io.BufferedReader` use, on any way to a server."""

    _names: tuple[tuple[str, int], tuple[str, int]]
    _timeout: float | None

    def sendall(self, data: Buffer) -> None:
        """Send data."""
        raise NotImplementedError

    def recv_into(self, buffer: Buffer) -> int:
        """Wait for some bytes; return how many came, 0 at the end."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the connection."""
        raise NotImplementedError

    def recv(self, size: int) -> bytes:
        """Wait for up to ``size`` bytes."""
        buffer = bytearray(size)
        return bytes(buffer[: self.recv_into(buffer)])

    def makefile(self, mode: str = "rb") -> io.BufferedReader:
        """Return a file to read from."""
        assert mode == "rb"
        return io.BufferedReader(Reading(self))

    def settimeout(self, timeout: float | None) -> None:
        """Set the timeout, in the server's time."""
        self._timeout = timeout

    def gettimeout(self) -> float | None:
        """Return the timeout."""
        return self._timeout

    def getsockname(self) -> tuple[str, int]:
        """Return the client's address."""
        return self._names[0]

    def getpeername(self) -> tuple[str, int]:
        """Return the server's address."""
        return self._names[1]

    def __enter__(self) -> SocketLike:  # noqa: PYI034
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


class MemorySocket(SocketLike):
    """The client's end of a connection in memory."""

    server: _ServerEnd

    def __init__(
        self, loop: SteppedLoop, lock: threading.RLock, port: int, timeout: float | None
    ) -> None:
        self._loop = loop
        self._lock = lock
        self._timeout = timeout
        self._names = (("127.0.0.1", next(_client_ports)), ("127.0.0.1", port))
        self._inbox = bytearray()
        self._closed = False
        self.ended = False

    def receive(self, data: bytes) -> None:
        """Receive what the server writes."""
        self._inbox += data

    def sendall(self, data: Buffer) -> None:
        """Send data, and let the server process it.

        Raises:
            BrokenPipeError: the server has closed the connection.
        """
        with self._lock:
            if self.ended or self._closed:
                raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
            self._loop.call_soon(self.server.feed, bytes(data))
            self._loop.run_queue()

    def recv_into(self, buffer: Buffer) -> int:
        """Wait for some bytes while the server works and its time passes.

        Raises:
            TimeoutError: nothing came within the timeout, in the server's time.
        """
        with self._lock:
            self._loop.run_queue()
            deadline = None if self._timeout is None else self._loop.time() + self._timeout
            while not self._inbox and not self.ended:
                if not self._loop.advance(deadline):
                    raise TimeoutError("timed out")
            view = memoryview(buffer)
            count = min(len(view), len(self._inbox))
            view[:count] = self._inbox[:count]
            del self._inbox[:count]
            return count

    def shutdown(self, _how: int) -> None:
        """Stop sending."""
        with self._lock:
            self._loop.call_soon(self.server.end)
            self._loop.run_queue()

    def close(self) -> None:
        """Close the connection."""
        if not self._closed:
            self.shutdown(0)
            self._closed = True


class Reading(io.RawIOBase):
    """The file of a socket in memory, before it's buffered."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Buffer) -> int:
        """Wait for some bytes."""
        return int(self._sock.recv_into(buffer))


class _ServerEnd(asyncio.Transport):
    """The server's end of a connection, as asyncio's protocols know it."""

    def __init__(self, loop: SteppedLoop, client: MemorySocket, protocol: Connection) -> None:
        super().__init__({"peername": client.getsockname(), "sockname": client.getpeername()})
        self._loop = loop
        self._client = client
        self._protocol = protocol
        self._held = bytearray()
        self._paused = False
        self._closing = False
        self._eof = False

    def feed(self, data: bytes) -> None:
        """Pass on what the client sent, or keep it while reading is paused."""
        self._held += data
        if self._held and not self._paused and not self._closing:
            data, self._held = bytes(self._held), bytearray()
            self._protocol.data_received(data)

    def end(self) -> None:
        """Pass on that the client won't send more."""
        if not self._eof and not self._closing:
            self._eof = True
            if not self._protocol.eof_received():
                self.close()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._closing:
            self._client.receive(bytes(data))

    def close(self) -> None:
        self._force_close(None)

    abort = close

    def _force_close(self, error: Exception | None) -> None:
        # asyncio's TLS calls this on its transport after a handshake that failed.
        if not self._closing:
            self._closing = True
            self._client.ended = True
            self._loop.call_soon(self._protocol.connection_lost, error)

    def is_closing(self) -> bool:
        return self._closing

    def pause_reading(self) -> None:
        self._paused = True

    def resume_reading(self) -> None:
        self._paused = False
        self._loop.call_soon(self.feed, b"")

    def get_write_buffer_size(self) -> int:
        return 0

    def can_write_eof(self) -> bool:
        return False
