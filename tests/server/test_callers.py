"""Each line of a session is joined to the learner's own Python that caused it."""

from __future__ import annotations

import smtplib
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor import LocalServer
    from mailtutor.record import Call

    Serve = Callable[..., LocalServer]


def calls(server: LocalServer) -> dict[str, Call | None]:
    """Return the call behind the first line of each verb or code."""
    found: dict[str, Call | None] = {}
    for line in server.sessions[-1].transcript:
        found.setdefault(line.verb or str(line.code or line.kind), line.call)
    return found


def test_a_line_knows_the_code_the_place_and_the_line_number(serve: Serve) -> None:
    server = serve()
    client = smtplib.SMTP("localhost", server.port)
    client.sendmail("me@example.com", ["you@example.com"], b"\r\n")
    client.quit()
    found = calls(server)
    assert found["220"] is not None
    assert found["220"].code == 'client = smtplib.SMTP("localhost", server.port)'
    sending = 'client.sendmail("me@example.com", ["you@example.com"], b"\\r\\n")'
    for verb in ("EHLO", "MAIL", "RCPT", "DATA", "354", "data"):
        call = found[verb]
        assert call is not None
        assert (call.code, call.place) == (sending, "test_callers.py")
    assert found["QUIT"] is not None
    assert found["QUIT"].line == found["220"].line + 2


def test_the_learners_own_function_is_named_not_what_is_inside_smtplib(serve: Serve) -> None:
    server = serve()

    def send() -> None:
        with smtplib.SMTP("localhost", server.port) as client:
            client.noop()

    send()
    assert str(calls(server)["NOOP"]).startswith("client.noop()  (test_callers.py, line ")


def test_clients_in_two_threads_are_not_mixed_up(serve: Serve) -> None:
    server = serve()
    both_connected = threading.Barrier(2)

    def first() -> None:
        with smtplib.SMTP("localhost", server.port) as client:
            both_connected.wait(10)
            client.docmd("VRFY", "first")

    def second() -> None:
        with smtplib.SMTP("localhost", server.port) as client:
            both_connected.wait(10)
            client.docmd("VRFY", "second")

    threads = [threading.Thread(target=each) for each in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    for session in server.sessions:
        line = next(line for line in session.transcript if line.verb == "VRFY")
        assert line.call is not None
        assert line.call.code == f'client.docmd("VRFY", "{line.text.split()[1]}")'


def test_a_name_that_is_answered_for_changes_nothing(serve: Serve) -> None:
    server = serve()
    with server.answering("localhost", 25):
        smtplib.SMTP("localhost").quit()
    found = calls(server)
    assert found["220"] is not None
    assert found["220"].code == 'smtplib.SMTP("localhost").quit()'


def test_in_memory_it_is_the_same(serve: Serve) -> None:
    server = serve(transport="memory")
    smtplib.SMTP("localhost", server.port).quit()
    assert {str(call)[:12] for call in calls(server).values()} == {"smtplib.SMTP"}


def test_a_client_in_another_process_has_no_call(serve: Serve) -> None:
    server = serve()
    code = f"import smtplib; smtplib.SMTP('localhost', {server.port}).quit()"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    assert set(calls(server).values()) == {None}


# Servers that become garbage, which is collected while the stacks of all threads are read.
GARBAGE = """
import gc, random, smtplib, sys
from mailtutor import LocalServer
from mailtutor.server import callers

class Garbage:
    def __del__(self):
        self.server.stop()

def current_frames():
    frames = sys._current_frames()
    while servers:
        garbage = Garbage()
        garbage.me, garbage.server = garbage, servers.pop()
        del garbage
    gc.enable()
    gc.set_threshold(gc.get_count()[0] + random.randrange(1, 14), 1000, 1000)
    return frames

class Sys:
    _current_frames = staticmethod(current_frames)
    def __getattr__(self, name):
        return getattr(sys, name)

servers = []
callers.sys = Sys()
post = LocalServer().start()
gc.disable()
for _ in range(40):
    servers.extend(LocalServer().start() for _ in range(4))
    with smtplib.SMTP("localhost", post.port) as client:
        client.noop()
    gc.disable()
    gc.set_threshold(700, 10, 10)
"""


@pytest.mark.slow
def test_servers_that_are_garbage_do_not_crash_python() -> None:
    subprocess.run([sys.executable, "-c", GARBAGE], check=True, timeout=60)
