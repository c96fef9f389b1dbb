"""Errors of smtplib are explained wherever they were raised, and the first error counts."""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from mailtutor import LocalServer, explain, faults
from tests.clinic.test_silence import fail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailtutor import Explanation


@pytest.fixture
def strict() -> Iterator[LocalServer]:
    """Start a server that rejects you@example.com."""
    with LocalServer(refuse={"you@example.com": "550 5.1.1 No such user"}) as server:
        yield server


def message() -> EmailMessage:
    new = EmailMessage()
    new["From"] = "me@example.com"
    new["To"] = "you@example.com"
    new.set_content("Hello!")
    return new


def told(error: BaseException) -> Explanation:
    explanation = explain(error)
    assert explanation is not None
    return explanation


def test_a_call_that_asyncio_runs_in_a_thread_is_explained(strict: LocalServer) -> None:
    async def send() -> None:
        with smtplib.SMTP("localhost", strict.port) as client:
            await asyncio.to_thread(client.send_message, message())

    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        asyncio.run(send())
    assert told(caught.value).cause == "no such recipient"


def test_a_call_that_an_executor_runs_is_explained(strict: LocalServer) -> None:
    strict.stop()
    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(smtplib.SMTP, "localhost", strict.port)
        with pytest.raises(ConnectionRefusedError) as caught:
            future.result(10)
    assert told(caught.value).cause == "local server stopped"


def test_a_message_that_a_thread_builds_wrongly_is_explained() -> None:
    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(EmailMessage().add_attachment, b"x")
        with pytest.raises(TypeError) as caught:
            future.result(10)
    assert told(caught.value).layer == "message building"


def test_an_error_of_smtplib_that_the_learner_raises_is_explained() -> None:
    error = fail(
        "import smtplib\nraise smtplib.SMTPAuthenticationError(535, b'5.7.8 Bad credentials')"
    )
    assert told(error).cause == "user name or password refused"


@pytest.mark.skipif(sys.version_info < (3, 11), reason="exception groups came with Python 3.11")
def test_an_error_in_a_group_is_explained(strict: LocalServer) -> None:
    async def send() -> None:
        async with getattr(asyncio, "TaskGroup")() as group:  # noqa: B009 - not on 3.10
            with smtplib.SMTP("localhost", strict.port) as client:
                await group.create_task(asyncio.to_thread(client.send_message, message()))

    with pytest.raises(BaseException) as caught:  # noqa: PT011 - an ExceptionGroup
        asyncio.run(send())
    assert told(caught.value).cause == "no such recipient"


def test_the_first_error_counts_and_not_the_quit_that_came_after_it() -> None:
    with LocalServer(faults=[faults.reply("MAIL", "421 4.7.0 Too many messages")]) as server:
        client = smtplib.SMTP("localhost", server.port)

        def send() -> None:
            try:
                client.send_message(message())
            finally:
                client.quit()

        with pytest.raises(smtplib.SMTPServerDisconnected) as caught:
            send()
    explanation = told(caught.value)
    assert explanation.cause == "sending limit"
    assert "which came first" in explanation.why


@pytest.mark.parametrize(
    "source",
    [
        "import mimetypes\nkind, _ = mimetypes.guess_type('a.zzz')\nkind.split('/')",
        "import mimetypes\nkind = mimetypes.guess_type('a.zzz')[0]\nmain, sub = kind.split('/')",
        "from mimetypes import guess_type\nguess_type('a.zzz')[0].split('/')",
    ],
)
def test_a_none_from_guess_type_is_explained(source: str) -> None:
    assert told(fail(source)).cause == "file of no known type"


def test_the_evidence_of_a_deep_recursion_with_many_variables_is_gathered_once() -> None:
    from mailtutor.clinic.evidence import Evidence

    names = "\n".join(f"password_{number} = 'secret {number}'" for number in range(500))
    source = f"""{names}
import smtplib
def deeper(n):
    if n:
        deeper(n - 1)
    else:
        raise smtplib.SMTPDataError(554, b"no")
deeper(200)"""
    evidence = Evidence(fail(source))
    frames = len(evidence.frames)
    assert frames > 200
    everything = sum(map(len, evidence.namespaces))
    assert everything < 500 + 20 * frames  # the 500 globals once, not 200 times


def test_a_client_that_several_threads_share_is_named_as_a_likely_cause() -> None:
    errors: list[BaseException] = []
    with LocalServer() as server:
        client = smtplib.SMTP("localhost", server.port, timeout=5)
        client.ehlo()

        def work() -> None:
            with contextlib.suppress(Exception):
                client.noop()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join(10)
        try:
            client.data(b"Hello")
        except smtplib.SMTPException as error:
            errors.append(error)
        client.close()
    explanation = told(errors[0])
    assert explanation.cause == "no recipient before DATA"
    assert [other.cause for other in explanation.alternatives] == [
        "Several threads use one client at once"
    ]


def test_threads_are_not_mentioned_if_one_thread_sends() -> None:
    with LocalServer() as server, smtplib.SMTP("localhost", server.port) as client:
        client.ehlo()
        with pytest.raises(smtplib.SMTPDataError) as caught:
            client.data(b"Hello")
    assert told(caught.value).alternatives == ()


def test_a_connection_closed_at_once_was_not_idle_for_too_long() -> None:
    with LocalServer(faults=[faults.hang_up("NOOP")]) as server:
        client = smtplib.SMTP("localhost", server.port)
        with pytest.raises(smtplib.SMTPServerDisconnected) as caught:
            client.noop()
        client.close()
    assert "silent for too long" not in str(told(caught.value))


def test_a_server_that_closes_at_the_login_may_mean_the_password() -> None:
    users = {"ada@example.com": "correct horse"}
    with LocalServer(users=users, faults=[faults.hang_up("AUTH")]) as server:
        client = smtplib.SMTP("localhost", server.port)
        with pytest.raises(smtplib.SMTPServerDisconnected) as caught:
            client.login("ada@example.com", "wrong")
        client.close()
    assert told(caught.value).alternatives[0].cause.startswith("A wrong password")


def test_a_server_on_the_other_loopback_address_is_named_first() -> None:
    with LocalServer(host="127.0.0.1") as server:
        with pytest.raises(ConnectionRefusedError) as caught:
            smtplib.SMTP("::1", server.port)
        assert told(caught.value).alternatives[0].cause.startswith("It listens on the other")
