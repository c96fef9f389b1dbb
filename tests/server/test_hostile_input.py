"""Hostile input is rejected or bounded, recorded, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import os
import random
import re
import socket
import ssl
import struct
import threading
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailtutor.server import faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mailtutor import LocalServer, Session

    Serve = Callable[..., LocalServer]
    Ended = Callable[..., Session]
    Speak = Callable[..., bytes]

MIB = 1024 * 1024
START = b"EHLO me\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n"
OPEN_FILES = Path("/dev/fd")  # on Linux and macOS

# What makes a server think: pieces of the protocol, whole and broken.
PIECES = [
    *(b"EHLO x\r\n", b"HELO x\r\n", b"MAIL FROM:<a@b>\r\n", b"RCPT TO:<c@d>\r\n", b"DATA\r\n"),
    *(b"RSET\r\n", b"NOOP\r\n", b"STARTTLS\r\n", b"HELP\r\n", b"VRFY <a@b>\r\n", b"QUIT"),
    *(b"AUTH PLAIN\r\n", b"AUTH LOGIN ", b"AUTH CRAM-MD5\r\n", b"AUTH XOAUTH2 ", b"*\r\n"),
    *(b"\r\n", b"\n", b"\r", b".", b".\r\n", b"\r\n.\r\n", b"\0", b"\xff", b" ", b"=", b"AGEAYg=="),
    *(b"MAIL FROM:", b"RCPT TO:", b"<", b">", b"(" * 400, b'"', b"@", b"[", b"SIZE=", b"9" * 400),
    *(b"x" * 600, b"x" * 1100, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET / HTTP/1.1"),
]  # fmt: skip


def open_files() -> int:
    return len(list(OPEN_FILES.iterdir())) if OPEN_FILES.exists() else 0


def tasks_left(server: LocalServer) -> int:
    """Count the tasks in the server's own event loops that do not come to an end."""

    async def count() -> int:
        tasks = {task for task in asyncio.all_tasks() if task is not asyncio.current_task()}
        # One of them waits for stop(); the others are dialogues.
        dialogues = {task for task in tasks if "_serve" not in repr(task.get_coro())}
        return len((await asyncio.wait(dialogues, timeout=10))[1]) if dialogues else 0

    transports: Any = server._by_mode.values()
    loops = [transport._serving._loop for transport in transports]
    return sum(asyncio.run_coroutine_threadsafe(count(), loop).result(20) for loop in loops)


def stop_sending(client: socket.socket) -> None:
    try:
        client.shutdown(socket.SHUT_WR)
    except OSError as error:
        if error.errno != errno.ENOTCONN:  # the server was the first to leave
            raise


class Target:
    """A server that is attacked, and afterwards has to be as it was."""

    def __init__(self, server: LocalServer, ended: Ended) -> None:
        self.server = server
        self._ended = ended
        self._count = 0

    def attack(
        self, pieces: Sequence[bytes], leave: str = "quietly", port: int | None = None
    ) -> Session:
        """Send the pieces, leave, and return the session when it is over."""
        self._count += 1
        with socket.create_connection(("127.0.0.1", port or self.server.port), 10) as client:
            with contextlib.suppress(ConnectionError):  # it may be the first to leave
                for piece in pieces:
                    client.sendall(piece)
                if leave == "after the answer":
                    stop_sending(client)
                    while client.recv(65_536):
                        pass
            if leave == "with a reset":
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        session = self._ended(self.server, self._count)
        assert self.server.sessions.total == self._count
        return session


@pytest.fixture
def target(serve: Serve, ended: Ended) -> Iterator[Callable[..., Target]]:
    """Make targets; after the test look for what was left behind."""
    gc.collect()
    threads, files = threading.active_count(), open_files()
    made: list[LocalServer] = []

    def target(**options: Any) -> Target:
        made.append(serve(**options))
        return Target(made[-1], ended)

    yield target
    for server in made:
        for port in server.ports.values():
            with socket.create_connection(("127.0.0.1", port), 10):
                pass  # it still takes connections
        count = server.sessions.total
        ended(server, count)
        assert all(session.ending for session in server.sessions)
        assert tasks_left(server) == 0
        server.stop()
    gc.collect()
    assert threading.active_count() <= threads
    # The ports stay reserved: each has its two sockets, for 127.0.0.1 and ::1.
    reserved = sum(len(door.addresses) for server in made for door in server._by_mode.values())
    assert open_files() <= files + reserved


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="plain"),
        pytest.param({"tls": "starttls", "users": {"a": "b"}}, id="starttls"),
        pytest.param({"tls": "implicit", "users": {"a": "b"}}, id="implicit"),
        pytest.param({"users": {"a": "b"}, "max_size": 500}, id="login"),
        pytest.param(
            {"faults": [faults.greylist(), faults.spam("x"), faults.slow("NOOP", 0.001)]},
            id="faults",
        ),
    ],
)
def test_any_pieces_of_the_protocol_are_survived_and_recorded(
    target: Callable[..., Target], options: dict[str, Any]
) -> None:
    attacked = target(**options)

    @settings(max_examples=100, database=None)
    @given(
        pieces=st.lists(st.sampled_from(PIECES) | st.binary(max_size=50), max_size=20),
        leave=st.sampled_from(["quietly", "after the answer", "with a reset"]),
    )
    def attack(pieces: list[bytes], leave: str) -> None:
        session = attacked.attack(pieces, leave)
        assert session.ending in {"quit", "client left", "server closed"}
        assert "mailtutor made a mistake" not in str(session)

    attack()


@pytest.mark.parametrize("mode", [None, "starttls", "implicit"])
def test_random_bytes_are_survived_and_recorded(
    target: Callable[..., Target], mode: str | None
) -> None:
    attacked = target(tls=mode)
    for seed in range(100):
        dice = random.Random(seed)  # noqa: S311 - it shall be the same each time
        data = dice.randbytes(dice.choice([1, 10, 1_000, 100_000]))
        before = b"STARTTLS\r\n" if mode == "starttls" else b""
        session = attacked.attack([before + data], dice.choice(["quietly", "after the answer"]))
        assert session.message_numbers == []
        assert session.wire.dropped or session.wire[-1].size or not data


@pytest.mark.parametrize("mode", ["starttls", "implicit"])
def test_garbage_inside_tls_is_survived_and_recorded(
    target: Callable[..., Target], mode: str
) -> None:
    attacked = target(tls=mode)
    context = ssl.create_default_context(cafile=attacked.server.ca_file)
    for seed in range(20):
        dice = random.Random(seed)  # noqa: S311 - it shall be the same each time
        plain = socket.create_connection(("localhost", attacked.server.port), 10)
        if mode == "starttls":
            plain.recv(512)
            plain.sendall(b"STARTTLS\r\n")
            plain.recv(512)
        with context.wrap_socket(plain, server_hostname="localhost") as client:
            client.sendall(dice.randbytes(5_000) + b"\r\n")
            client.recv(512)
            # And then, below TLS, what is none: the connection cannot go on.
            os.write(client.fileno(), dice.randbytes(100))
            with contextlib.suppress(OSError):
                while client.recv(65_536):
                    pass
        session = attacked._ended(attacked.server, seed + 1)
        assert "encrypted from here" in str(session)
    attacked._count = 20


# What some servers take for the end of a content; whoever sends it on to one of those has
# a second message smuggled in (CVE-2023-51764).
FALSE_ENDS = [
    *(b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r", b"\r.\r\n", b"\n.\r", b"\r.\n"),
    *(b"\r\n\0.\r\n", b"\r\n.\0\r\n", b"\r\n. \r\n", b"\r\n .\r\n", b"\r\n..\r\n"),
    b"\r\r\n.\r\r\n",
]  # fmt: skip


@pytest.mark.parametrize("end", FALSE_ENDS, ids=repr)
def test_no_second_message_is_smuggled_in(target: Callable[..., Target], end: bytes) -> None:
    attacked = target()
    smuggled = b"MAIL FROM:<evil@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\nsmuggled"
    content = b"Subject: one\r\n\r\nfirst" + end + smuggled

    session = attacked.attack([START + content + b"\r\n.\r\nQUIT\r\n"], "after the answer")

    (delivery,) = attacked.server.mailbox
    assert delivery.envelope.mail_from == "a@example.com"
    # An undone dot is all that may be different: see RFC 5321, section 4.5.2.
    assert delivery.raw == content.replace(b"\r\n.", b"\r\n") + b"\r\n"
    assert [line.verb for line in session.transcript].count("MAIL") == 1


@pytest.mark.parametrize("end", FALSE_ENDS, ids=repr)
def test_wrong_end_mark_does_not_end_the_content(target: Callable[..., Target], end: bytes) -> None:
    attacked = target()

    session = attacked.attack([START + b"first" + end], "after the answer")

    assert not attacked.server.mailbox
    assert session.unfinished == b"first" + end
    assert session.ending == "client left"


def test_plaintext_after_starttls_is_not_treated_as_encrypted(
    target: Callable[..., Target],
) -> None:
    attacked = target(tls="starttls")
    context = ssl.create_default_context(cafile=attacked.server.ca_file)
    plain = socket.create_connection(("localhost", attacked.server.port), 10)
    plain.recv(512)
    plain.sendall(b"STARTTLS\r\nEHLO evil\r\nMAIL FROM:<evil@example.com>\r\n")
    assert plain.recv(512).startswith(b"220")
    # The handshake fails, for what was put in is taken as a part of it; or it is thrown away.
    with (
        contextlib.suppress(OSError),
        context.wrap_socket(plain, server_hostname="localhost") as client,
    ):
        client.sendall(b"NOOP\r\n")
        assert client.recv(512) == b"250 2.0.0 OK\r\n"
    plain.close()
    attacked._count = 1

    session = attacked._ended(attacked.server)

    assert "evil" not in str(session.transcript)


@pytest.mark.parametrize(
    "address",
    [
        "a@",
        "@",
        "<",
        ">",
        "<>",
        "<a@b",
        "(" * 400,
        '"' * 99,
        "a@[",
        "<a@b>>",
        "\\",
        "<@:@>",
        "a b c",
    ],
)
def test_invalid_address_does_not_cause_a_server_error(
    target: Callable[..., Target], address: str
) -> None:
    attacked = target()

    said = f"EHLO me\r\nMAIL FROM:<a@b>\r\nRCPT TO:{address}\r\nQUIT\r\n".encode()
    session = attacked.attack([said], "after the answer")

    assert session.transcript[-3].code == 501, session
    assert session.ending == "quit"


@pytest.mark.parametrize("control", [b"\r", b"\0", b"\x0b", b"\x85", "\u2028".encode()], ids=repr)
def test_other_separators_do_not_start_a_command(
    target: Callable[..., Target], control: bytes
) -> None:
    attacked = target()

    recipient = b"RCPT TO:<b@example.com" + control + b"RCPT TO:<evil@example.com>>\r\n"
    said = b"EHLO me\r\nMAIL FROM:<a@b>\r\n" + recipient + b"QUIT\r\n"
    session = attacked.attack([said], "after the answer")

    assert [line.verb for line in session.transcript if line.verb] == [
        "EHLO",
        "MAIL",
        "RCPT",
        "QUIT",
    ]


def test_a_bare_line_feed_ends_a_command_and_each_is_recorded_as_one(
    target: Callable[..., Target],
) -> None:
    session = target().attack([b"EHLO me\nMAIL FROM:<a@b>\nQUIT\n"], "after the answer")

    assert [line.verb for line in session.transcript if line.verb] == ["EHLO", "MAIL", "QUIT"]


@pytest.mark.parametrize(
    "control", [b"\r", b"\x1b[2J", b"\x08", b"\x7f", b"\xc2\x85", b"\xe2\x80\xa8"]
)
def test_a_client_cannot_forge_a_line_of_the_transcript(
    target: Callable[..., Target], control: bytes
) -> None:
    attacked = target()

    said = b"NOOP " + control + b"S: 250 forged\r\nQUIT\r\n"
    session = attacked.attack([said], "after the answer")

    lines = str(session.transcript).splitlines()
    assert len(lines) == len(session.transcript)
    assert all(line.isprintable() for line in lines)
    assert all(line.isprintable() for line in str(session.wire).splitlines())
    assert not any(line.startswith("S:") for line in str(session.wire).splitlines())


def test_a_command_without_an_end_is_bounded_and_recorded(
    target: Callable[..., Target],
) -> None:
    attacked = target()
    tracemalloc.start()
    said = [b"EHLO me\r\nNOOP "] + [b"x" * MIB] * 32 + [b"\r\nQUIT\r\n"]
    session = attacked.attack(said, "after the answer")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert session.ending == "quit"
    assert "500 5.5.2 Command line too long" in str(session)
    assert re.search(r"a line of 33,?554,?\d\d\d bytes", str(session))
    assert session.size < 256 * 1024
    assert peak < 8 * MIB


@pytest.mark.parametrize("line", [b"x" * MIB, (b"x" * 62 + b"\r\n") * (MIB // 64)])
@pytest.mark.parametrize("ended_properly", [True, False], ids=["ended", "never ended"])
def test_endless_content_is_bounded_and_recorded(
    target: Callable[..., Target],
    line: bytes,
    ended_properly: bool,  # noqa: FBT001
) -> None:
    attacked = target(max_size=MIB)
    end = [b"\r\n.\r\nQUIT\r\n"] if ended_properly else []
    tracemalloc.start()
    leave = "after the answer" if ended_properly else "quietly"
    session = attacked.attack([START] + [line] * 64 + end, leave)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert not attacked.server.mailbox
    assert session.ending == ("quit" if ended_properly else "client left")
    if ended_properly:
        assert session.refusal is not None
        assert session.refusal.code in {500, 552}
    assert session.size < 256 * 1024
    assert peak < 12 * MIB


def test_thousands_of_recipients_are_bounded_and_recorded(
    target: Callable[..., Target],
) -> None:
    attacked = target()
    recipients = b"".join(b"RCPT TO:<r%d@example.com>\r\n" % number for number in range(20_000))
    said = b"EHLO me\r\nMAIL FROM:<a@b>\r\n" + recipients + b"DATA\r\nSubject: x\r\n.\r\nQUIT\r\n"

    session = attacked.attack([said], "after the answer")

    (delivery,) = attacked.server.mailbox
    assert 100 <= len(delivery.envelope.rcpt_tos) <= 5_000
    assert session.refusal is not None
    assert session.refusal.text.startswith("452 4.5.3")
    assert session.size < 2 * MIB
    assert session.transcript.dropped + len(session.transcript) == 40_017  # EHLO lists two more


def test_thousands_of_rejected_recipients_are_bounded(target: Callable[..., Target]) -> None:
    attacked = target(refuse={"@example.com": "550 5.1.1 No such user"})
    recipients = b"".join(b"RCPT TO:<r%d@example.com>\r\n" % number for number in range(20_000))
    said = b"EHLO me\r\nMAIL FROM:<a@b>\r\n" + recipients + b"RCPT TO:<c@d>\r\nDATA\r\n.\r\n"

    attacked.attack([said], "after the answer")

    assert all(len(each.envelope.refused) <= 5_000 for each in attacked.server.mailbox)


def test_thousands_of_messages_in_one_session_are_bounded(target: Callable[..., Target]) -> None:
    attacked = target()
    attacked.server.mailbox.max_count = 100
    message = b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nSubject: x\r\n.\r\n"

    session = attacked.attack([b"EHLO me\r\n", message * 2_000], "after the answer")

    assert len(session.message_numbers) == 2_000
    assert len(attacked.server.mailbox) == 100
    assert session.size < 2 * MIB


def test_thousands_of_connections_in_turn_leave_nothing_behind(
    target: Callable[..., Target],
) -> None:
    attacked = target()
    attacked.attack([b"QUIT\r\n"], "after the answer")
    files = open_files()
    for number in range(2_000):
        attacked.attack(
            [b"EHLO me\r\n"], ["quietly", "after the answer", "with a reset"][number % 3]
        )

    assert attacked.server.sessions.total == 2_001
    assert open_files() <= files + 1


def test_many_unknown_commands_end_the_session_and_the_server_says_so(
    target: Callable[..., Target],
) -> None:
    session = target().attack([b"BOGUS\r\n" * 50], "after the answer")

    assert session.ending == "server closed"
    assert session.transcript[-1].code == 421


def test_guessed_logins_are_rejected(target: Callable[..., Target]) -> None:
    attacked = target(users={"ada": "secret"})
    dice = random.Random(1)  # noqa: S311 - it shall be the same each time
    for _ in range(100):
        mechanism = dice.choice([b"PLAIN", b"LOGIN", b"CRAM-MD5", b"XOAUTH2", b"plain", b""])
        words = [b"AGFkYQA=", b"=", b"*", b"!", b"YWRh", b"", b"AAA=", b"A" * 13_000, b"\xff\xfe"]
        said = [b"EHLO me\r\nAUTH " + mechanism + b" " + dice.choice(words) + b"\r\n"]
        said += [dice.choice(words) + b"\r\n" for _ in range(3)]
        session = attacked.attack([*said, b"*\r\nMAIL FROM:<a@b>\r\nQUIT\r\n"], "after the answer")
        assert all(line.code != 235 for line in session.transcript), session
        assert "mailtutor made a mistake" not in str(session)
