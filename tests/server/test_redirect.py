"""The local server temporarily answers unchanged lines from the notes."""

from __future__ import annotations

import gc
import smtplib
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from mailtutor import LocalServer
from mailtutor.server.redirect import NotAnswered

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer() as server:
        yield server


@pytest.fixture(autouse=True)
def _smtplib_is_as_it_was() -> Iterator[None]:
    yield
    gc.collect()  # servers in memory of other tests, which their tracebacks still hold
    assert smtplib.socket is socket  # type: ignore[attr-defined, comparison-overlap]


@pytest.fixture
def no_port_25() -> None:
    try:
        socket.create_connection(("localhost", 25), timeout=1).close()
    except OSError:
        return
    pytest.skip("a mail server of this computer's own answers on port 25")


@pytest.mark.usefixtures("no_port_25")
def test_line_from_the_notes_is_refused_then_answered_then_refused_again(
    server: LocalServer,
) -> None:
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP("localhost")
    with server.answering("localhost", 25), smtplib.SMTP("localhost") as client:
        assert client.noop()[0] == 250
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP("localhost")


def test_internet_host_name_is_redirected_to_the_local_server(server: LocalServer) -> None:
    with server.answering("smtp.example.com", 587):
        with smtplib.SMTP("smtp.example.com", 587) as client:
            client.sendmail("me@example.com", ["you@example.com"], b"\r\n")
        with smtplib.SMTP("SMTP.Example.COM:587") as client:
            assert client.noop()[0] == 250
    assert len(server.mailbox) == 1


def test_other_addresses_are_refused_with_a_reason(server: LocalServer) -> None:
    with (
        server.answering("localhost", 25),
        pytest.raises(
            NotAnswered, match=r"smtp\.example\.com port 587.*localhost port 25"
        ) as caught,
    ):
        smtplib.SMTP("smtp.example.com", 587)
    assert isinstance(caught.value, ConnectionRefusedError)
    assert caught.value.asked == ("smtp.example.com", 587)
    assert caught.value.answered == [("localhost", 25)]


def test_other_local_ports_are_refused_because_they_might_relay(
    server: LocalServer,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as relay, server.answering("localhost", 25):
        with pytest.raises(NotAnswered):
            smtplib.SMTP("127.0.0.1", relay.getsockname()[1], timeout=5)
        with LocalServer() as another, smtplib.SMTP("localhost", another.port) as client:
            assert client.noop()[0] == 250


def test_a_server_that_is_not_started_is_refused_by_the_operating_system() -> None:
    server = LocalServer()
    with server.answering("localhost", 25), pytest.raises(ConnectionRefusedError) as caught:
        smtplib.SMTP("localhost")
    assert type(caught.value) is ConnectionRefusedError


def test_two_servers_answer_for_two_names_and_leave_in_any_order(server: LocalServer) -> None:
    with LocalServer() as other:
        first = server.answering("localhost", 25)
        second = other.answering("smtp.example.com", 25)
        first.__enter__()
        second.__enter__()
        first.__exit__()
        with smtplib.SMTP("smtp.example.com") as client:
            assert client.noop()[0] == 250
        with pytest.raises(NotAnswered):
            smtplib.SMTP("localhost")
        second.__exit__()
        assert [len(each.sessions) for each in (server, other)] == [0, 1]


def test_the_innermost_server_answers_for_a_name_that_two_have(server: LocalServer) -> None:
    with LocalServer() as inner, server.answering(), inner.answering():
        smtplib.SMTP("localhost").quit()
        assert len(inner.sessions) == 1
    assert len(server.sessions) == 0


def test_an_error_inside_the_block_ends_it(server: LocalServer) -> None:
    with pytest.raises(ZeroDivisionError), server.answering():
        raise ZeroDivisionError


def test_other_users_of_sockets_are_left_as_they_were(server: LocalServer) -> None:
    with server.answering("localhost", 25), socket.create_server(("127.0.0.1", 0)) as other:
        socket.create_connection(other.getsockname(), timeout=5).close()


def test_it_holds_for_all_threads(server: LocalServer) -> None:
    def send() -> None:
        with smtplib.SMTP("localhost") as client:
            client.sendmail("me@example.com", ["you@example.com"], b"\r\n")

    with server.answering():
        threads = [threading.Thread(target=send) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    assert len(server.mailbox) == 4


def test_the_timeout_is_passed_on(server: LocalServer) -> None:
    with server.answering(), smtplib.SMTP("localhost", timeout=7) as client:
        assert client.sock is not None
        assert client.sock.gettimeout() == 7


def test_it_says_what_it_does_before_and_while_it_is_entered(server: LocalServer) -> None:
    answering = server.answering("localhost", 25)
    assert repr(answering).startswith("Inside `with`, smtplib.SMTP('localhost', 25) reaches")
    with answering:
        assert repr(answering).startswith("Now, smtplib.SMTP('localhost', 25) reaches")
    assert str(server.port) in repr(answering)


@pytest.mark.parametrize("host", ["", "  ", None, 25])
def test_invalid_host_name_raises_an_error(server: LocalServer, host: object) -> None:
    with pytest.raises(ValueError, match="host must be a name"):
        server.answering(host)  # type: ignore[arg-type]


@pytest.mark.parametrize("port", [0, -25, 70000])
def test_a_port_out_of_range_is_refused(server: LocalServer, port: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 65535"):
        server.answering("localhost", port)
