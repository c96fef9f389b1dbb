"""A server refuses connections before start and after stop, and answers in between."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import re
import smtplib
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mailtutor import LocalServer, faults

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer() as server:
        yield server


def connect(server: LocalServer, host: str = "localhost") -> smtplib.SMTP:
    return smtplib.SMTP(host, server.port, timeout=10)


def test_operating_system_refuses_connections_before_start() -> None:
    server = LocalServer()
    for host in ("localhost", "127.0.0.1", "::1"):
        with pytest.raises(ConnectionRefusedError) as caught:
            connect(server, host)
        assert type(caught.value) is ConnectionRefusedError
        assert caught.value.errno == errno.ECONNREFUSED


def test_the_same_line_is_answered_after_start(server: LocalServer) -> None:
    with socket.create_connection(("localhost", server.port), timeout=10) as client:
        assert client.recv(100).startswith(b"220 ")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_localhost_answers_whichever_address_it_resolves_to(host: str) -> None:
    with LocalServer() as server, connect(server, host) as client:
        assert client.noop()[0] == 250


def test_server_can_listen_on_a_single_address() -> None:
    with LocalServer(host="127.0.0.1") as server:
        with connect(server, "127.0.0.1") as client:
            assert client.noop()[0] == 250
        with pytest.raises(ConnectionRefusedError):
            connect(server, "::1")


def test_the_port_stays_the_same_through_start_stop_and_start(server: LocalServer) -> None:
    port = server.port
    for _ in range(3):
        with connect(server) as client:
            assert client.noop()[0] == 250
        server.stop()
        with pytest.raises(ConnectionRefusedError):
            connect(server)
        server.start()
    assert server.port == port


def test_start_and_stop_may_be_repeated(server: LocalServer) -> None:
    assert server.start() is server
    assert server.start() is server
    server.stop()
    server.stop()
    assert not server.listening


def test_reserved_port_is_not_given_to_another_program() -> None:
    reserved = LocalServer()
    with socket.socket() as thief:
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with pytest.raises(OSError, match="in use"):
            thief.bind(("127.0.0.1", reserved.port))


def test_a_port_stays_reserved_after_stop(server: LocalServer) -> None:
    with connect(server):
        pass
    server.stop()
    with pytest.raises(OSError, match=str(server.port)):
        LocalServer(server.port)


def test_a_port_in_use_is_an_error_at_once_that_names_the_port() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(OSError, match=f"port {port} is already in use") as caught:
            LocalServer(port)
    assert caught.value.errno == errno.EADDRINUSE


def test_a_port_in_use_on_the_other_address_family_is_an_error_too() -> None:
    with socket.socket(socket.AF_INET6) as other:
        other.bind(("::1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(OSError, match=f"port {port} is already in use"):
            LocalServer(port)


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() == 0, reason="ordinary users of Linux only"
)
def test_privileged_port_error_suggests_an_alternative() -> None:
    with pytest.raises(PermissionError, match="answering"):
        LocalServer(25)


@pytest.mark.parametrize("port", [-1, 65536, 10**9])
def test_port_out_of_range_is_named_in_the_error(port: int) -> None:
    with pytest.raises(ValueError, match=str(port)):
        LocalServer(port)


@pytest.mark.parametrize("port", ["2525", None, 25.0, True])
def test_port_that_is_not_a_number_is_named_in_the_error(port: object) -> None:
    with pytest.raises(TypeError, match=repr(port)):
        LocalServer(port)  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.1", "example.com", None])
def test_host_that_is_not_loopback_raises_an_error(host: object) -> None:
    with pytest.raises(ValueError, match="from this computer"):
        LocalServer(host=host)  # type: ignore[arg-type]


@pytest.mark.parametrize("max_size", [0, -1, "1000", None, True])
def test_a_size_limit_must_be_a_number_of_bytes(max_size: object) -> None:
    with pytest.raises(ValueError, match="must be a number of bytes"):
        LocalServer(max_size=max_size)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"refuse": {"bob@example.com": 550}}, "refuse must be a dict of text such as {'bob@"),
        ({"refuse": "bob@example.com"}, "not 'bob@example.com'"),
        ({"refuse": [550]}, "refuse must be a dict of text"),
        ({"refuse": {"bob@example.com": "250 OK"}}, "a code from 400 to 599, not '250 OK'"),
        ({"refuse": {"bob@example.com": "no"}}, "as in '550 5.1.1 No such user', not 'no'"),
        ({"users": ["ada"]}, "users must be a dict such as {'ada@example.com': 'a password'}"),
        ({"users": {"ada": None}}, "users must be a dict of text"),
        ({"faults": faults.greylist()}, "faults must be a list such as [faults.greylist()"),
        ({"faults": ["greylist"]}, "not ['greylist']"),
        ({"faults": None}, "not None"),
        ({"tls": True}, "tls must be 'starttls', 'implicit' or None, not True"),
        ({"tls": ["starttls", "ssl"]}, "not 'ssl'"),
        ({"certificate": "expired"}, "certificate='expired' needs encryption"),
        ({"certificate": "stale", "tls": "starttls"}, "not 'stale'"),
        ({"idle": "60"}, "idle must be a number of seconds, more than 0, not '60'"),
        ({"idle": 0}, "not 0"),
    ],
)
def test_a_wrong_argument_is_named_with_what_to_pass_instead(
    arguments: dict[str, Any], words: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=re.escape(words)):
        LocalServer(**arguments)


def test_deleting_the_server_frees_its_port_and_ends_its_thread() -> None:
    before = set(threading.enumerate())
    server = LocalServer().start()
    port = server.port
    with connect(server):
        pass
    del server
    gc.collect()
    assert set(threading.enumerate()) <= before  # those of earlier tests may end, too
    assert LocalServer(port).port == port


def test_a_program_that_forgets_to_stop_its_server_ends_and_frees_the_port() -> None:
    forgetful = "import mailtutor; server = mailtutor.LocalServer().start(); print(server.port)"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "dev", "-c", forgetful],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    assert LocalServer(int(done.stdout)).port == int(done.stdout)


def test_stop_does_not_wait_for_idle_clients(server: LocalServer) -> None:
    clients = [connect(server) for _ in range(20)]
    watchdog = threading.Timer(2.0, os._exit, [70])  # ten times the 0.2 s that is promised
    watchdog.start()
    server.stop()
    watchdog.cancel()
    assert all(session.ending == "server stopped" for session in server.sessions)
    for client in clients:
        client.close()


def test_a_listener_in_the_servers_own_thread_may_stop_it(server: LocalServer) -> None:
    stopped = threading.Event()

    def stop(_: object) -> None:
        server.stop()
        stopped.set()

    server.mailbox.subscribe(stop)
    client = connect(server)
    client.sendmail("me@example.com", ["you@example.com"], b"Subject: Stop\r\n\r\n")
    assert stopped.wait(10)
    assert len(server.mailbox) == 1
    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.noop()
    with pytest.raises(ConnectionRefusedError):
        connect(server)


def _open_files() -> set[str]:
    """Name what every open file descriptor of this process points to."""
    targets = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the one that lists this folder
            targets.add(str(descriptor.readlink()))
    return targets


@pytest.mark.skipif(sys.platform != "linux", reason="counts the open files in /proc")
def test_a_thousand_starts_and_stops_leave_no_thread_no_file_and_no_port() -> None:
    gc.collect()
    # Only what is new counts: something else in this process may close its own meanwhile.
    before = _open_files()
    server = LocalServer()
    port = server.port
    reserved = _open_files() - before
    for number in range(1000):
        server.start()
        if number % 10 == 0:
            with connect(server) as client:
                assert client.noop()[0] == 250
        server.stop()
    gc.collect()
    assert str(port) not in " ".join(thread.name for thread in threading.enumerate())
    assert len(_open_files() - before) == len(reserved)
    assert server.port == port
    with pytest.raises(ConnectionRefusedError):
        connect(server)


def test_many_servers_at_once_have_a_port_each() -> None:
    servers = [LocalServer().start() for _ in range(30)]
    assert len({server.port for server in servers}) == 30
    for server in servers:
        with connect(server) as client:
            client.sendmail("me@example.com", ["you@example.com"], b"\r\n")
        server.stop()
    assert [len(server.mailbox) for server in servers] == [1] * 30


def test_nothing_is_printed_and_nothing_is_warned_when_clients_misbehave(
    server: LocalServer, capfd: pytest.CaptureFixture[str]
) -> None:
    for junk in (b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"x" * 5000, b""):
        with socket.create_connection(("localhost", server.port), timeout=10) as client:
            client.sendall(junk)
    with connect(server) as client:
        client.noop()
    server.stop()
    assert capfd.readouterr() == ("", "")


def test_its_text_says_whether_it_listens_and_what_to_do(server: LocalServer) -> None:
    assert f"listening on localhost port {server.port}" in repr(server)
    server.stop()
    assert "start() opens port" in repr(server)


def test_listeners_are_notified_of_start_and_stop(server: LocalServer) -> None:
    told: list[bool] = []
    server.journal.on_listening(told.append)
    server.stop()
    server.start()
    assert told == [False, True]


@pytest.mark.parametrize("several", [list, tuple, set])
def test_recipients_to_refuse_may_be_a_list(several: type) -> None:
    people = several(["bob@example.com", "@example.org"])
    with LocalServer(refuse=people) as server, smtplib.SMTP("localhost", server.port) as client:
        everyone = ["ada@example.com", "bob@example.com", "eve@example.org"]
        refused = client.sendmail("me@example.com", everyone, b"Subject: Hi")
    assert refused == dict.fromkeys(everyone[1:], (550, b"5.1.1 No such user"))
