"""Carries the bytes of smtplib in a browser, which has no sockets, to the class inbox and back.

The browser sends requests: one opens a real connection to the inbox's own port, and each of the
others brings bytes for it, and takes away those that have arrived. The inbox treats it as any
other connection, with the same login and the same limits.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import socket
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from tornado.web import HTTPError

from .handler import PlainHandler

if TYPE_CHECKING:
    from tornado.web import RequestHandler

    from .mail import Post

BYTES = "application/octet-stream"
_MOST_CONNECTIONS = 400
_CHUNK = 32 * 1024
LONGEST_WAIT = 10.0  # seconds
_FORGOTTEN_SECONDS = 150.0  # the inbox itself closes an idle connection after 120


class _Line:
    """One connection to the inbox, and the timer that ends it when its browser is gone."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.busy = asyncio.Lock()
        self.timer: asyncio.TimerHandle | None = None


class Carrier:
    """The connections of all browsers to the class inbox, and to nothing else.

    Args:
        post: the class inbox, which is told whose connections these are.
        port: its port on loopback.
    """

    def __init__(self, post: Post, port: int) -> None:
        self._post = post
        self._port = port
        self._lines: dict[str, _Line] = {}

    async def open(self, browser: str) -> str:
        """Open a connection for a browser at an address; return the secret id of it.

        Raises:
            HTTPError: there are too many, or the inbox is closed.
        """
        if len(self._lines) >= _MOST_CONNECTIONS:
            raise HTTPError(HTTPStatus.SERVICE_UNAVAILABLE)
        end = socket.socket()
        end.setblocking(False)  # noqa: FBT003 - the standard library's own signature
        port = 0
        try:
            end.bind(("127.0.0.1", 0))
            port = end.getsockname()[1]
            self._post.carried[port] = browser
            await asyncio.get_running_loop().sock_connect(end, ("127.0.0.1", self._port))
            reader, writer = await asyncio.open_connection(sock=end)
        except OSError:
            self._post.carried.pop(port, None)  # before the port can be another connection's
            end.close()
            raise HTTPError(HTTPStatus.SERVICE_UNAVAILABLE) from None
        name = secrets.token_urlsafe(16)
        self._lines[name] = _Line(reader, writer)
        self._keep(name)
        return name

    async def send(self, name: str, data: bytes) -> None:
        """Send bytes on a connection.

        Raises:
            KeyError: there's no such connection.
        """
        line = self._lines[name]
        self._keep(name)
        with suppress(ConnectionError):  # what arrived before is still there
            line.writer.write(data)
            await line.writer.drain()

    async def receive(self, name: str, seconds: float) -> bytes | None:
        """Return the bytes that arrived on a connection, as soon as there are any.

        They're empty if the connection was closed, and None if nothing came in this time.

        Raises:
            KeyError: there's no such connection.
        """
        line = self._lines[name]
        self._keep(name)
        found = b""
        async with line.busy:
            try:
                found = await asyncio.wait_for(line.reader.read(_CHUNK), seconds)
            except asyncio.TimeoutError:
                return None
            except ConnectionError:
                pass
        if not found:
            self.close(name)
        return found

    def close(self, name: str) -> None:
        """Close a connection, if it's there."""
        line = self._lines.pop(name, None)
        if line is not None:
            line.writer.close()
            if line.timer is not None:
                line.timer.cancel()

    def close_all(self) -> None:
        """Close every connection."""
        for name in tuple(self._lines):
            self.close(name)

    def _keep(self, name: str) -> None:
        line = self._lines[name]
        if line.timer is not None:
            line.timer.cancel()
        loop = asyncio.get_running_loop()
        line.timer = loop.call_later(_FORGOTTEN_SECONDS, self.close, name)

    def handlers(self) -> list[tuple[str, type[RequestHandler], dict[str, Any]]]:
        """Return the routes."""
        return [(r"/inbox(?:/([\w-]{1,64})/(send|receive|close))?", _Carried, {"carrier": self})]


class _Carried(PlainHandler):
    """One request of a browser.

    Only pages that came from here can make it: the type of its body is one for which a browser
    first asks the server, which doesn't answer.
    """

    carrier: Carrier

    def initialize(self, carrier: Carrier) -> None:
        self.carrier = carrier

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Content-Type", BYTES)

    async def post(self, name: str | None, action: str | None) -> None:
        if self.request.headers.get("Content-Type") != BYTES:
            raise HTTPError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        if not name:
            self.finish(await self.carrier.open(self.request.remote_ip or ""))
            return
        try:
            if action == "close":
                self.carrier.close(name)
                return
            await self.carrier.send(name, self.request.body)
            if action == "receive":
                found = await self.carrier.receive(name, self._seconds())
                self.set_status(HTTPStatus.ACCEPTED if found is None else HTTPStatus.OK)
                self.write(found or b"")
        except KeyError:
            raise HTTPError(HTTPStatus.GONE) from None

    def _seconds(self) -> float:
        text = self.get_query_argument("seconds", "0")
        if not re.fullmatch(r"\d{1,3}(\.\d{1,6})?", text):
            raise HTTPError(HTTPStatus.BAD_REQUEST)
        return min(float(text), LONGEST_WAIT)
