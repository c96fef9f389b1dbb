"""Behavior on other systems, tested by imitating Windows and macOS where possible."""

from __future__ import annotations

import asyncio
import errno
import os
import smtplib
import socket
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mailtutor import LocalServer
from mailtutor.server import connection, tcp

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def held_ports(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[int]]:
    """Let binding these ports fail, as Windows does while a connection to them is open."""
    held: set[int] = set()
    bound = tcp._bound

    def refuse(address: str, port: int) -> socket.socket:
        if port in held:
            raise OSError(errno.EADDRINUSE, "Only one usage of each socket address is permitted")
        return bound(address, port)

    monkeypatch.setattr(tcp, "_bound", refuse)
    yield held
    held.clear()


def test_stop_succeeds_while_an_open_connection_holds_the_port(held_ports: set[int]) -> None:
    server = LocalServer().start()
    port = server.port
    client = smtplib.SMTP("localhost", port)
    held_ports.add(port)
    server.stop()
    assert not server.listening
    assert server.port == port
    client.close()
    held_ports.clear()
    with server, smtplib.SMTP("localhost", port) as again:
        assert again.noop()[0] == 250


def test_start_says_so_while_the_port_is_still_held(held_ports: set[int]) -> None:
    server = LocalServer().start()
    held_ports.add(server.port)
    server.stop()
    with pytest.raises(OSError, match=f"port {server.port} is already in use"):
        server.start()
    assert not server.listening
    server.stop()  # twice is fine
    held_ports.clear()
    with server:
        assert server.listening


def test_an_open_connection_is_closed_without_a_wait_on_windows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lingering: list[bytes] = []
    close = connection._close_at_once

    def note(sock: Any) -> None:
        close(sock)  # with the format of the system that the test runs on
        lingering.append(sock.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8))

    server = LocalServer().start()
    client = smtplib.SMTP("localhost", server.port)
    monkeypatch.setattr(connection, "_close_at_once", note)
    monkeypatch.setattr(connection, "sys", Sys("win32"))
    server.stop()
    client.close()
    assert [struct.unpack("ii", each) for each in lingering] == [(1, 0)]


def test_a_server_with_two_ports_opens_both_or_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    server = LocalServer(tls=[None, "starttls"])
    first, second = server._by_mode.values()

    def fail(_make: object) -> None:
        raise OSError(errno.EADDRINUSE, "in use")

    with monkeypatch.context() as patch:
        patch.setattr(second, "start", fail)
        with pytest.raises(OSError, match="in use"):
            server.start()
        assert not first.listening
    with server:
        assert server.listening


class Sys:
    """The module `sys` of another system."""

    def __init__(self, platform: str) -> None:
        self.platform = platform


def test_windows_gets_a_selector_loop_since_its_own_may_stop_accepting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tcp, "sys", Sys("win32"))
    loop = tcp._new_loop()
    try:
        assert isinstance(loop, asyncio.SelectorEventLoop)
    finally:
        loop.close()


@pytest.mark.parametrize(
    ("platform", "words"),
    [("win32", "a range that Windows keeps for itself"), ("linux", "by an administrator")],
)
def test_a_port_that_is_not_allowed_is_explained_for_each_system(
    monkeypatch: pytest.MonkeyPatch, platform: str, words: str
) -> None:
    monkeypatch.setattr(tcp, "sys", Sys(platform))
    error = tcp._explained(PermissionError(errno.EACCES, "Permission denied"), 25)
    assert isinstance(error, PermissionError)
    assert words in str(error)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_that_ends_leaves_its_parents_server_alone() -> None:
    with LocalServer(tls="implicit") as server:
        child = os.fork()
        if not child:
            # What Python does at a child's normal end: the finalizers run.
            try:
                server._finalizer()
                assert server._certificates is not None
                server._certificates._remove()
            finally:
                os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        assert Path(server.ca_file).is_file()
        import ssl

        context = ssl.create_default_context(cafile=server.ca_file)
        with smtplib.SMTP_SSL("localhost", server.port, context=context, timeout=10) as client:
            assert client.noop()[0] == 250
    folder = Path(server.ca_file).parent
    assert server._certificates is not None
    server._certificates._remove()
    assert not folder.exists()
