"""A socket for smtplib in a browser: the class that the page came from carries its bytes."""

from __future__ import annotations

import errno
import os
import time
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from mailtutor.platform import post
from mailtutor.server import memory_tls
from mailtutor.server.memory import SocketLike
from mailtutor.server.transport import SYSTEMS_TIMEOUT

if TYPE_CHECKING:
    from typing_extensions import Buffer

_BYTES = "application/octet-stream"
_CHUNK = 32 * 1024
_REPLY_SECONDS = 10.0  # of a server that isn't supposed to wait
_LONGEST_WAIT = 10.0


class CarriedInbox:
    """The class inbox, as smtplib reaches it in a browser; see `server.redirect`.

    Args:
        origin: the class, such as ``"http://192.168.1.20:40123"``.
        host: the host of the inbox.
        port: its port.
    """

    def __init__(self, origin: str, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self._origin = origin

    def connect(
        self,
        timeout: Any,
        source_address: tuple[str, int] | None = None,  # noqa: ARG002 - as TCP has it
    ) -> CarriedSocket:
        """Return a client's end of a new connection.

        Raises:
            OSError: the class can't be reached, or has too many connections.
        """
        memory_tls.install()  # for SMTP_SSL, which has to fail here as it does elsewhere
        timeout = None if timeout is SYSTEMS_TIMEOUT else timeout
        return CarriedSocket(self._origin, (self.host, self.port), timeout)


class CarriedSocket(SocketLike):
    """The client's end of a connection that a server carries, one request at a time.

    What is sent leaves when the client waits for a reply, which saves half of the requests.

    Args:
        origin: the class.
        address: the host and port of its inbox.
        timeout: how long to wait for a reply, in seconds.
    """

    def __init__(self, origin: str, address: tuple[str, int], timeout: float | None) -> None:
        self._names = (("127.0.0.1", 0), address)
        self._timeout = timeout
        self._unsent = bytearray()
        self._arrived = b""
        self._ended = False
        status, name = post(f"{origin}/inbox", b"", timeout or _REPLY_SECONDS, _BYTES)
        if status != HTTPStatus.OK:
            raise ConnectionRefusedError(
                errno.ECONNREFUSED,
                f"{os.strerror(errno.ECONNREFUSED)} (the class answered with {status})",
            )
        self._url = f"{origin}/inbox/{name.decode('ascii')}"

    def sendall(self, data: Buffer) -> None:
        """Send data, unless the connection has ended.

        Raises:
            OSError: it has, or the class can't be reached.
        """
        if self._ended:
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
        self._unsent += memoryview(data).cast("B")
        while len(self._unsent) > _CHUNK:
            self._request("send", _REPLY_SECONDS)

    def recv_into(self, buffer: Buffer) -> int:
        """Wait for some bytes.

        Raises:
            TimeoutError: nothing came within the timeout.
            OSError: the class can't be reached.
        """
        ends = None if self._timeout is None else time.monotonic() + self._timeout
        while not self._arrived and not self._ended:
            left = _LONGEST_WAIT if ends is None else ends - time.monotonic()
            if left <= 0:
                raise TimeoutError("timed out")
            wait = min(left, _LONGEST_WAIT)
            status, self._arrived = self._request(f"receive?seconds={wait:.3f}", wait)
            self._ended = status == HTTPStatus.OK and not self._arrived
        view = memoryview(buffer).cast("B")
        count = min(len(view), len(self._arrived))
        view[:count] = self._arrived[:count]
        self._arrived = self._arrived[count:]
        return count

    def shutdown(self, _how: int) -> None:
        """Send what wasn't sent yet."""
        if self._unsent and not self._ended:
            self._request("send", _REPLY_SECONDS)

    def close(self) -> None:
        """Send the rest, and close the connection."""
        with suppress(OSError):
            self.shutdown(0)
            if not self._ended:
                self._ended = True
                self._request("close", _REPLY_SECONDS)

    def _request(self, action: str, seconds: float) -> tuple[int, bytes]:
        """Send a request with some of the unsent bytes, and return the reply.

        Raises:
            ConnectionResetError: the class has closed the connection.
        """
        data = bytes(self._unsent[:_CHUNK])
        del self._unsent[:_CHUNK]
        status, body = post(f"{self._url}/{action}", data, seconds + _REPLY_SECONDS, _BYTES)
        if status not in {HTTPStatus.OK, HTTPStatus.ACCEPTED}:
            self._ended = True
            raise ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET))
        return status, body
