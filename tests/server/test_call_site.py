"""Each transcript line is linked to the learner's call site that caused it."""

from __future__ import annotations

import gc
import smtplib
import ssl
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Literal

import pytest

from mailtutor.server import call_site

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


def test_call_site_has_code_file_and_line_number(serve: Serve) -> None:
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
        assert (call.code, call.place) == (sending, "test_call_site.py")
    assert found["QUIT"] is not None
    assert found["QUIT"].line == found["220"].line + 2


def test_the_learners_own_function_is_named_not_what_is_inside_smtplib(serve: Serve) -> None:
    server = serve()

    def send() -> None:
        with smtplib.SMTP("localhost", server.port) as client:
            client.noop()

    send()
    assert str(calls(server)["NOOP"]).startswith("client.noop()  (test_call_site.py, line ")


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


def test_redirected_host_name_keeps_the_call_site(serve: Serve) -> None:
    server = serve()
    with server.answering("localhost", 25):
        smtplib.SMTP("localhost").quit()
    found = calls(server)
    assert found["220"] is not None
    assert found["220"].code == 'smtplib.SMTP("localhost").quit()'


def test_in_memory_transport_records_the_same_call_site(serve: Serve) -> None:
    server = serve(transport="memory")
    smtplib.SMTP("localhost", server.port).quit()
    assert {str(call)[:12] for call in calls(server).values()} == {"smtplib.SMTP"}


def test_client_in_another_process_has_no_call_site(serve: Serve) -> None:
    server = serve()
    code = f"import smtplib; smtplib.SMTP('localhost', {server.port}).quit()"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    assert set(calls(server).values()) == {None}


def test_greetings_of_two_servers_are_not_mixed_up(serve: Serve) -> None:
    first, second = serve(), serve()
    one = smtplib.SMTP("localhost", first.port)
    two = smtplib.SMTP("localhost", second.port)
    one.quit()
    two.quit()
    for server, name in ((first, "one"), (second, "two")):
        assert {str(call)[:3] for call in calls(server).values()} == {name}


def test_refused_client_is_not_mistaken_for_the_next_one(serve: Serve) -> None:
    server = serve()
    server.stop()
    with pytest.raises(ConnectionRefusedError) as caught:
        smtplib.SMTP("localhost", server.port)
    server.start()
    smtplib.SMTP("localhost", server.port).quit()
    assert caught.value.__traceback__ is not None  # it keeps the first client alive
    assert {call and call.line for call in calls(server).values()} == {here() - 2}


def test_a_client_that_moves_to_another_thread_keeps_its_identity(serve: Serve) -> None:
    server = serve()
    client = smtplib.SMTP("localhost", server.port)
    thread = threading.Thread(target=client.noop)
    thread.start()
    thread.join(10)
    client.quit()
    known = server.sessions[-1].client
    assert known is not None
    assert known.is_(client)
    assert known.debuglevel == 0


def test_a_session_knows_how_its_client_was_set_up_when_it_connected(
    serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    server = serve()
    client = smtplib.SMTP(timeout=5)
    client.set_debuglevel(1)
    client.connect("localhost", server.port)
    client.set_debuglevel(0)
    client.timeout = 60
    client.quit()
    assert "connect" in capsys.readouterr().err
    known = server.sessions[-1].client
    assert known is not None
    assert (known.debuglevel, known.timeout) == (1, 5.0)
    assert (known.checks_certificate, known.checks_name) == (None, None)


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_session_knows_whether_its_client_checked_the_certificate(
    serve: Serve, tls: Literal["starttls", "implicit"]
) -> None:
    server = serve(tls=tls)
    careful = ssl.create_default_context(cafile=server.ca_file)
    any_name = ssl.create_default_context(cafile=server.ca_file)
    any_name.check_hostname = False
    for context, expected in (
        (None, (False, False)),
        (any_name, (True, False)),
        (careful, (True, True)),
    ):
        if tls == "implicit":
            client: smtplib.SMTP = smtplib.SMTP_SSL("localhost", server.port, context=context)
        else:
            client = smtplib.SMTP("localhost", server.port)
            client.starttls(context=context)
        client.quit()
        known = server.sessions[-1].client
        assert known is not None
        assert (known.checks_certificate, known.checks_name) == expected


def test_a_session_keeps_no_client_alive(serve: Serve) -> None:
    server = serve()
    client = smtplib.SMTP("localhost", server.port)
    client.quit()
    known = server.sessions[-1].client
    assert known is not None
    del client
    gc.collect()
    assert known.reference() is None


def test_an_error_in_the_audit_hook_never_reaches_the_learner(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    smtplib.SMTP("localhost", server.port).close()  # says nothing, so its call is still known
    monkeypatch.setattr(call_site, "_call", lambda _frame: 1 / 0)
    with smtplib.SMTP("localhost", server.port) as client:
        assert client.noop()[0] == 250
    assert set(calls(server).values()) == {None}


def here() -> int:
    """Return the line number that this is called from."""
    return sys._getframe(1).f_lineno
