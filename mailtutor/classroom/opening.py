"""Opens a class: its sockets, its two doors, and a loop that runs until it's stopped."""

from __future__ import annotations

import asyncio
import errno
import socket
from typing import TYPE_CHECKING, Any

from .carrier import Carrier
from .catalog import Catalog, load
from .keys import Keys, readable
from .mail import Post
from .room import Room
from .site_files import SiteFiles
from .web import Web

if TYPE_CHECKING:
    from pathlib import Path

_BACKLOG = 256
_TRIES = 20


class NotOpenError(Exception):
    """A class can't be opened; the text says why."""


class Class:
    """One class: a room, and its doors for HTTP and SMTP.

    Args:
        keys: the room code, and the teacher's secrets.
        network: an address of this computer where others can connect; None for nobody.
        port: the port for HTTP; 0 for a free one.
        mail_port: the port for SMTP; 0 for a free one.
        catalog: the course, or part of it.
        site: the folder of the browser edition, to serve it to learners.

    Attributes:
        site_address: where learners open the browser edition; empty if it isn't served.

    Raises:
        NotOpenError: the address or a port can't be used.
    """

    def __init__(  # noqa: PLR0913 - keywords
        self,
        keys: Keys,
        *,
        network: str | None = None,
        port: int = 0,
        mail_port: int = 0,
        catalog: Catalog | None = None,
        site: Path | None = None,
    ) -> None:
        self.keys = keys
        catalog = catalog or load()
        self.room = Room(catalog)
        hosts = ["127.0.0.1", *([network] if network else [])]
        self._web_sockets = bound(hosts, port)
        try:
            self._mail_sockets = bound(hosts, mail_port)
        except NotOpenError:
            close_all(self._web_sockets)
            raise
        self.port = self._web_sockets[0].getsockname()[1]
        self.mail_port = self._mail_sockets[0].getsockname()[1]
        self.host = network or "127.0.0.1"
        shown = f"[{self.host}]" if ":" in self.host else self.host
        self.address = f"{shown}:{self.port}"
        # The wall is at 127.0.0.1: see _LEARNERS_HOST in `web`.
        site_host = shown if network else "localhost"
        self.site_address = f"http://{site_host}:{self.port}/" if site else ""
        self._site = SiteFiles(site) if site else None
        self._catalog = catalog
        self._web: Web | None = None
        self._carrier: Carrier | None = None
        self._post: Post | None = None

    async def open(self) -> None:
        """Serve from now on."""
        about: dict[str, Any] = {
            "address": self.address,
            "host": self.host,
            "mailPort": self.mail_port,
            "code": readable(self.keys.code),
            "site": self.site_address,
        }
        self._post = Post(self.room, self.keys, self._changed)
        routes = None
        if self._site is not None:
            self._carrier = Carrier(self._post, self.mail_port)
            routes = [*self._carrier.handlers(), *self._site.handlers()]
        self._web = Web(self.room, self.keys, self._catalog, about, routes)
        self._web.listen(self._web_sockets)
        await self._post.listen(self._mail_sockets)

    async def close(self) -> None:
        """Close both doors."""
        if self._carrier is not None:
            self._carrier.close_all()
        if self._post is not None:
            self._post.stop()
        if self._web is not None:
            await self._web.stop()
        await asyncio.sleep(0)

    def _changed(self) -> None:
        if self._web is not None:
            self._web.changed()

    def link(self) -> str:
        """Return a new link for the teacher, which works once."""
        return f"http://127.0.0.1:{self.port}/open?token={self.keys.new_link()}"


def bound(hosts: list[str], port: int) -> list[socket.socket]:
    """Bind the same port on every host, and listen.

    Raises:
        NotOpenError: it can't be used.
    """
    for tries_left in reversed(range(_TRIES)):
        sockets: list[socket.socket] = []
        wanted = port
        try:
            for host in hosts:
                new = _listening(host, wanted)
                sockets.append(new)
                wanted = new.getsockname()[1]
        except OSError as error:
            close_all(sockets)
            if not port and tries_left and error.errno == errno.EADDRINUSE:
                continue
            raise NotOpenError(_why(error, hosts[len(sockets)], wanted)) from error
        return sockets
    raise AssertionError  # the last try returns or raises


def _listening(host: str, port: int) -> socket.socket:
    new = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows
            new.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            new.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        new.setblocking(False)  # noqa: FBT003 - the standard library's own signature
        new.bind((host, port))
        new.listen(_BACKLOG)
    except BaseException:
        new.close()
        raise
    return new


def close_all(sockets: list[socket.socket]) -> None:
    """Close sockets."""
    for each in sockets:
        each.close()


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is already in use."
    if error.errno == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
        return f"{host} isn't an address of this computer."
    return f"Port {port} on {host} can't be opened: {error.strerror or error}."
