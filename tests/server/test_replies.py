"""Every command in every state gets the reply that the table has for it."""

from __future__ import annotations

import re
import socket
import ssl
from typing import TYPE_CHECKING

import pytest

from mailtutor import LocalServer
from tests.server.replies_table import OPTIONS, RCPT, STATES, TABLE, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Client:
    """A client that sends what it is told."""

    def __init__(self, server: LocalServer) -> None:
        self.server = server
        self._socket: socket.socket = socket.create_connection(("127.0.0.1", server.port), 10)
        self._answers = self._socket.makefile("rb")
        self.reply()

    def reply(self) -> bytes:
        lines = [self._answers.readline()]
        while lines[-1][3:4] == b"-":
            lines.append(self._answers.readline())
        return b"".join(lines)

    def send(self, *commands: bytes) -> bytes:
        """Send all in one go, and return the last reply."""
        self._socket.sendall(b"".join(command + b"\r\n" for command in commands))
        return [self.reply() for _ in commands][-1]

    def start_tls(self) -> None:
        self.send(b"STARTTLS")
        context = ssl.create_default_context(cafile=self.server.ca_file)
        self._socket = context.wrap_socket(self._socket, server_hostname="localhost")
        self._answers = self._socket.makefile("rb")

    def close(self) -> None:
        self._answers.close()
        self._socket.close()


@pytest.fixture(scope="module")
def servers() -> Iterator[Callable[[str], LocalServer]]:
    """Return the server for a state; each kind is made once."""
    made: dict[str, LocalServer] = {}

    def server_for(state: str) -> LocalServer:
        options = OPTIONS.get(state, {})
        key = repr(options)
        if key not in made:
            made[key] = LocalServer(max_size=20_000, **options).start()
        return made[key]

    yield server_for
    for server in made.values():
        server.stop()


@pytest.fixture
def client_in(servers: Callable[[str], LocalServer]) -> Iterator[Callable[[str], Client]]:
    """Make a client whose session is in a state."""
    clients: list[Client] = []

    def client_in(state: str) -> Client:
        client = Client(servers(state))
        clients.append(client)
        if state.startswith("TLS"):
            client.start_tls()
        for command in STATES[state]:
            client.send(command)
        return client

    yield client_in
    for client in clients:
        client.close()


def _name(row: Row) -> str:
    sent = row.sent.decode("ascii", "backslashreplace")
    return f"{row.state}: {ascii(sent if len(sent) < 60 else sent[:56] + '...')[1:-1]}"


@pytest.mark.parametrize("row", TABLE, ids=_name)
def test_each_command_gets_the_reply_in_the_table(
    client_in: Callable[[str], Client], row: Row
) -> None:
    reply = client_in(row.state).send(row.sent)

    assert reply.decode().startswith(row.reply)


@pytest.mark.parametrize("row", TABLE, ids=_name)
def test_each_reply_carries_an_enhanced_status_code(
    client_in: Callable[[str], Client], row: Row
) -> None:
    reply = client_in(row.state).send(row.sent)

    hello = row.sent[:4].upper() in {b"HELO", b"EHLO"}
    without = hello or reply.startswith(b"3")
    assert bool(re.match(rb"\d{3} ([245])\.\d+\.\d+ ", reply)) != without, reply
    assert without or reply[:1] == reply[4:5]  # both codes are of the same class


def test_every_difference_from_postfix_has_a_reason() -> None:
    assert [row for row in TABLE if bool(row.postfix) != bool(row.why)] == []


def test_a_rejected_command_changes_nothing(client_in: Callable[[str], Client]) -> None:
    for row in TABLE:
        if row.state in {"MAIL", "RCPT"} and row.reply[0] == "5":
            client = client_in(row.state)
            client.send(row.sent)
            assert client.send(RCPT).startswith(b"250 2.1.5"), row
