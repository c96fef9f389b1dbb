"""Servers, clients and files for cases that fail, all cleaned up afterwards."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mailtutor import LocalServer

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ME, YOU = "me@example.com", "you@example.com"


@dataclass
class Room:
    """The servers, clients and files that a case may use.

    Args:
        folder: an empty one, which is the current one.
        patch: to change something until the case is over.
    """

    folder: Path
    patch: pytest.MonkeyPatch
    _open: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def serve(self, **options: Any) -> LocalServer:
        """Start a server that is stopped at the end."""
        server = LocalServer(**options)
        self._open.callback(server.stop)
        return server.start()

    def client(self, server: LocalServer, timeout: float = 10) -> smtplib.SMTP:
        """Connect a client that is closed at the end, encrypted where TLS comes first."""
        client: smtplib.SMTP
        if server.ports.get("implicit") == server.port:
            context = ssl.create_default_context(cafile=server.ca_file)
            client = smtplib.SMTP_SSL("localhost", server.port, timeout=timeout, context=context)
        else:
            client = smtplib.SMTP("localhost", server.port, timeout=timeout)
        self._open.callback(client.close)
        return client

    def encrypted(self, server: LocalServer) -> smtplib.SMTP:
        """Connect a client and turn TLS on."""
        client = self.client(server)
        client.starttls(context=ssl.create_default_context(cafile=server.ca_file))
        return client

    def raw_server(self, *answers: bytes, hold: bool = False) -> int:
        """Send these bytes to each client, then close the connection (or not); return the port."""
        listener = socket.create_server(("127.0.0.1", 0))
        self._open.callback(listener.close)
        over = threading.Event()
        self._open.callback(over.set)

        def answer() -> None:
            with contextlib.suppress(OSError), listener.accept()[0] as caller:
                for each in answers:
                    caller.sendall(each)
                if hold:
                    over.wait(30)
                else:
                    caller.recv(4096)

        thread = threading.Thread(target=answer, daemon=True)
        self._open.callback(thread.join, 10)
        self._open.callback(over.set)
        thread.start()
        return int(listener.getsockname()[1])

    def tls_server(self, context: ssl.SSLContext) -> int:
        """Listen, and start TLS with one client; return the port."""
        listener = socket.create_server(("127.0.0.1", 0))
        self._open.callback(listener.close)

        def answer() -> None:
            with contextlib.suppress(OSError), listener.accept()[0] as caller:
                context.wrap_socket(caller, server_side=True).close()

        thread = threading.Thread(target=answer, daemon=True)
        self._open.callback(thread.join, 10)
        thread.start()
        return int(listener.getsockname()[1])

    def leave(self) -> None:
        """Close everything."""
        self._open.close()
