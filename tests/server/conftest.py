"""Shared fixtures for the server tests: servers, clients, and waiting for events."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from typing import TYPE_CHECKING, Any

import pytest

from mailtutor import LocalServer, Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


# A plugin for a pytest of its own, in another process: importing it here would put its
# stand-ins into ours.
collect_ignore = ["aiosmtpds_own_tests.py"]


@pytest.fixture
def serve() -> Iterator[Callable[..., LocalServer]]:
    """Make servers that are started now and stopped after the test."""
    servers: list[LocalServer] = []

    def serve(**options: Any) -> LocalServer:
        servers.append(LocalServer(**options).start())
        return servers[-1]

    yield serve
    for server in servers:
        server.stop()


@pytest.fixture
def client_of() -> Iterator[Callable[..., smtplib.SMTP]]:
    """Make clients, encrypted as their port wants it, closed after the test."""
    clients: list[smtplib.SMTP] = []

    def client_of(
        server: LocalServer, mode: str | None = None, *, timeout: float = 10
    ) -> smtplib.SMTP:
        port = server.ports[mode] if mode else server.port  # type: ignore[index]
        client: smtplib.SMTP
        if mode == "implicit":
            trust = ssl.create_default_context(cafile=server.ca_file)
            client = smtplib.SMTP_SSL("localhost", port, context=trust, timeout=timeout)
        else:
            client = smtplib.SMTP("localhost", port, timeout=timeout)
        clients.append(client)
        if mode == "starttls":
            client.starttls(context=ssl.create_default_context(cafile=server.ca_file))
        return client

    yield client_of
    for client in clients:
        client.close()


@pytest.fixture
def ended() -> Callable[..., Session]:
    """Wait until a session is over, and return it."""

    def ended(server: LocalServer, number: int = 1) -> Session:
        over = threading.Event()

        def look(session: Session) -> None:
            if session.number == number and session.ending:
                over.set()

        unsubscribe = server.sessions.subscribe(look)
        session = server.sessions.get(number)
        if session is None or session.ending is None:
            assert over.wait(10), server.sessions
        unsubscribe()
        session = server.sessions.get(number)
        assert session is not None
        return session

    return ended


@pytest.fixture
def speak() -> Callable[..., bytes]:
    """Send bytes at once, stop sending, and return all that is answered."""

    def speak(server: LocalServer, *pieces: bytes) -> bytes:
        with socket.create_connection(("localhost", server.port), timeout=10) as client:
            for piece in pieces:
                client.sendall(piece)
            client.shutdown(socket.SHUT_WR)
            answer = b""
            while piece := client.recv(65536):
                answer += piece
            return answer

    return speak
