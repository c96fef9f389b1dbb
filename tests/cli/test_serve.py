"""`python3 -m mailtutor serve`: a debugging server for the terminal."""

from __future__ import annotations

import os
import re
import signal
import smtplib
import socket
import subprocess
import sys
from queue import SimpleQueue
from typing import TYPE_CHECKING

import pytest

from mailtutor.cli import requirements
from mailtutor.cli.errors import SetupError
from mailtutor.cli.serve import readable, run, when_ended
from mailtutor.record import Session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from mailtutor.record import Delivery

SERVE = [sys.executable, "-u", "-W", "error", "-m", "mailtutor", "serve"]


@pytest.fixture
def serving() -> Iterator[subprocess.Popen[str]]:
    """Run the command on a free port, and make sure that it ends."""
    with subprocess.Popen(
        SERVE,
        cwd=requirements.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "ascii"},  # a terminal without umlauts
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def read_to(output: IO[str] | None, end: str) -> str:
    assert output
    printed = ""
    for line in output:
        printed += line
        if end in line:
            return printed
    pytest.fail(f"it ended without {end!r} and printed:\n{printed}")


def port_in(printed: str) -> int:
    found = re.search(r"port (\d+)", printed)
    assert found, printed
    return int(found[1])


def test_serve_prints_each_message_and_transcript_until_ctrl_c(
    serving: subprocess.Popen[str],
) -> None:
    printed = read_to(serving.stdout, "To stop, press Ctrl-C.")
    assert "python3 -c" in printed

    with smtplib.SMTP("localhost", port_in(printed)) as client:
        client.sendmail(
            "me@example.com", "you@example.com", "Subject: Hi\r\n\r\nGrüße\x1b[31m".encode()
        )
    printed = read_to(serving.stdout, "S: 221")
    serving.send_signal(signal.SIGINT)
    last, errors = serving.communicate()

    assert "from me@example.com to you@example.com" in printed
    assert "Subject: Hi" in printed
    assert r"Gr\xfc\xdfe\x1b[31m" in printed
    assert "C: rcpt TO:<you@example.com>" in printed
    assert printed.count("S: 221") == 1
    assert "Stopped: 1 message in 1 session." in last
    assert (serving.returncode, errors) == (0, "")


def test_the_suggested_command_works(serving: subprocess.Popen[str]) -> None:
    printed = read_to(serving.stdout, "To stop, press Ctrl-C.")
    line = next(line for line in printed.splitlines() if "python3 -c" in line)
    code = line.split('"')[1]

    subprocess.run([sys.executable, "-c", code], check=True)

    assert "Subject: Hi" in read_to(serving.stdout, "Subject: Hi")


def test_a_session_without_a_message_is_printed_too(serving: subprocess.Popen[str]) -> None:
    port = port_in(read_to(serving.stdout, "To stop, press Ctrl-C."))

    with socket.create_connection(("127.0.0.1", port)) as client:
        client.recv(100)
        client.sendall(b"GET / HTTP/1.1\r\n")
        client.recv(100)

    assert "no message" in read_to(serving.stdout, "C: GET / HTTP/1.1")


def test_a_session_is_passed_on_once_when_it_has_ended() -> None:
    news: SimpleQueue[Delivery | Session] = SimpleQueue()
    session = Session(1, "127.0.0.1:50000")
    listen = when_ended(news)

    listen(session)
    session.end("quit")
    assert news.empty()  # or it would be printed before its messages

    listen(session)
    listen(session)
    assert (news.get(), news.empty()) == (session, True)


def test_a_port_in_use_is_named_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SetupError, match=rf"Port {port} .* in use.*\nOmit --port"):
            run(port=port)


def test_control_characters_in_a_message_are_escaped() -> None:
    assert readable("\x1b]0;title\x07 \u202e\r\n\tüñ") == "\\x1b]0;title\\x07 \\u202e\\r\n\tüñ"


def test_a_very_long_message_is_shortened() -> None:
    assert readable("x" * 25_000).endswith("x\n(5,000 more characters)")
