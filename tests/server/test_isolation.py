"""Only this user on this computer can connect, and connections are limited."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from mailtutor.server import connection, peer_owner

if TYPE_CHECKING:
    import smtplib
    from collections.abc import Callable

    from mailtutor import LocalServer, Session

    Serve = Callable[..., LocalServer]
    ClientOf = Callable[..., smtplib.SMTP]
    Ended = Callable[..., Session]

NOBODY = 65_534
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells whose a socket is")
# A process can become another user only as root, which CI is.
as_root = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="root on Linux only"
)


def greeting_for(user: int, host: str, port: int) -> str:
    """Return what a program of another user's is greeted with."""
    # What connecting imports must be there before, for the other user may not read it.
    become = f"import encodings.idna, os, socket; os.setgid({user}); os.setuid({user}); "
    connect = f"print(socket.create_connection(({host!r}, {port}), 10).recv(99))"
    command = [sys.executable, "-I", "-c", become + connect]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return ran.stdout


@as_root
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_connection_from_another_user_is_closed_and_recorded(
    serve: Serve, ended: Ended, host: str
) -> None:
    server = serve()
    answer = greeting_for(NOBODY, host, server.port)
    assert "554 5.7.1 This server belongs to another user" in answer
    assert ended(server).ending == "server closed"
    assert "554" in str(server.sessions[0].transcript)


@linux
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_our_own_connection_is_known_as_ours(family: socket.AddressFamily) -> None:
    address = "::1" if family == socket.AF_INET6 else "127.0.0.1"
    with socket.create_server((address, 0), family=family) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection((address, port), timeout=10) as client:
            theirs, _ = listener.accept()
            with theirs:
                own, other = client.getsockname()[:2], client.getpeername()[:2]
                assert peer_owner.is_same_user(own, other)
                client.shutdown(socket.SHUT_WR)
                assert peer_owner.is_same_user(own, other)


@linux
def test_disconnected_client_has_no_owner() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname(), timeout=10)
        own = client.getsockname()
        client.close()
        assert not peer_owner.is_same_user(own, listener.getsockname())


def test_server_says_when_the_system_does_not_report_owners(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peer_owner, "can_identify_users", lambda: False)
    server = serve()
    assert "can't reject other users" in repr(server)
    socket.create_connection(("localhost", server.port), timeout=10).close()


def test_too_many_connections_at_once_get_421(
    serve: Serve, ended: Ended, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_MAX_CONNECTIONS", 3)
    server = serve()
    greetings = []
    with ExitStack() as clients:
        for _ in range(4):  # one after the other, so that it is the fourth that's too many
            client = socket.create_connection(("localhost", server.port), timeout=10)
            clients.enter_context(client)
            greetings.append(client.recv(99)[:3])
        assert greetings == [b"220", b"220", b"220", b"421"]
        assert ended(server, 4).ending == "server closed"
        assert [each.ending for each in server.sessions] == [None, None, None, "server closed"]


def test_client_that_is_silent_for_too_long_is_disconnected(serve: Serve, ended: Ended) -> None:
    server = serve(idle=0.5)
    with socket.create_connection(("localhost", server.port), timeout=10) as client:
        assert client.recv(99).startswith(b"220")
        assert client.recv(99).startswith(b"421 4.4.2 ")
        assert client.recv(99) == b""
    assert ended(server).ending == "timed out"


def test_client_that_does_not_read_does_not_stall_others(serve: Serve, client_of: ClientOf) -> None:
    server = serve()
    with socket.create_connection(("localhost", server.port), timeout=10) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        deaf.settimeout(0.2)
        with pytest.raises(TimeoutError):
            deaf.sendall(b"HELP\r\n" * 5_000_000)
        assert client_of(server).noop()[0] == 250
