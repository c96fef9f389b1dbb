"""One server, two transports: the same script gets the same transcript over both."""

from __future__ import annotations

import asyncio
import gc
import smtplib
import socket
from typing import TYPE_CHECKING, Any

import pytest

from mailtutor import LocalServer
from mailtutor.clinic.traceback_frames import Traceback
from mailtutor.server.stepped_loop import SteppedLoop
from tests.server.contract import SCRIPTS, one_mail, record

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(("script", "options"), SCRIPTS)
def test_a_script_gets_the_same_transcript_over_both_transports(
    serve: Callable[..., LocalServer],
    ended: Callable[..., Any],
    script: Callable[[LocalServer], None],
    options: Callable[[], dict[str, Any]],
) -> None:
    recorded = {}
    for transport in ("tcp", "memory"):
        server = serve(transport=transport, **options())
        script(server)
        for number in range(1, server.sessions.total + 1):
            ended(server, number)
        recorded[transport] = record(server)
    assert recorded["memory"] == recorded["tcp"]


def test_in_memory_nothing_answers_before_start_and_after_stop() -> None:
    server = LocalServer(transport="memory")
    for _ in range(2):
        with pytest.raises(ConnectionRefusedError, match="simulated"):
            smtplib.SMTP("localhost", server.port)
        with server:
            one_mail(server)
    assert len(server.mailbox) == 2
    assert "simulated" in repr(server)


def test_in_memory_error_names_the_port_in_use() -> None:
    server = LocalServer(transport="memory")
    with pytest.raises(OSError, match=f"port {server.port} is already in use"):
        LocalServer(server.port, transport="memory")


def test_port_of_a_real_server_never_leads_to_a_simulated_one() -> None:
    with LocalServer() as real:
        simulated = LocalServer(real.port, transport="memory").start()
        with smtplib.SMTP("localhost", real.port) as client:
            client.noop()
        assert (len(real.sessions), len(simulated.sessions)) == (1, 0)


def test_in_memory_the_line_from_the_notes_connects_too() -> None:
    server = LocalServer(transport="memory").start()
    with server.answering("localhost", 25):
        smtplib.SMTP("localhost").quit()


def test_a_deleted_server_gives_smtplib_its_own_socket_back() -> None:
    server = LocalServer(transport="memory").start()
    assert smtplib.socket is not socket  # type: ignore[attr-defined, comparison-overlap]
    del server
    gc.collect()  # servers of other tests, which their tracebacks still hold
    assert smtplib.socket is socket  # type: ignore[attr-defined, comparison-overlap]


def test_in_memory_a_silent_hour_takes_no_time_and_ends_the_session(
    serve: Callable[..., LocalServer],
) -> None:
    server = serve(transport="memory")
    client = smtplib.SMTP("localhost", server.port)
    assert client.getreply()[0] == 421
    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.getreply()
    assert server.sessions[0].ending == "timed out"


def test_it_works_inside_a_running_loop_as_a_notebook_has_one(
    serve: Callable[..., LocalServer],
) -> None:
    async def cell() -> str:
        one_mail(serve(transport="memory"))
        await asyncio.sleep(0)
        task = asyncio.current_task()
        return task.get_name() if task else ""

    assert asyncio.run(cell())


def test_unknown_transport_is_named_in_the_error() -> None:
    with pytest.raises(ValueError, match="'udp'"):
        LocalServer(transport="udp")  # type: ignore[arg-type]


def test_stepped_loop_runs_timers_in_order_and_skips_cancelled_ones() -> None:
    loop = SteppedLoop()  # type: ignore[abstract]
    ran: list[str] = []
    loop.call_later(2, ran.append, "second")
    loop.call_later(1, ran.append, "first")
    loop.call_later(1.5, ran.append, "never").cancel()
    assert loop.advance(None)
    assert not loop.advance(1.9)
    assert loop.advance(2)
    assert not loop.advance(None)
    assert (ran, loop.time()) == (["first", "second"], 2)


def test_a_server_in_memory_changes_nothing_for_other_connections() -> None:
    server = LocalServer(transport="memory")
    with pytest.raises(TypeError):
        smtplib.SMTP(25, server.port)  # type: ignore[arg-type]
    with LocalServer() as real, smtplib.SMTP("localhost", real.port) as client:
        with pytest.raises(ConnectionRefusedError) as caught:
            client.connect("localhost", server.port)
        assert "simulated" in str(caught.value)


def test_a_server_in_memory_does_not_hide_the_learners_line() -> None:
    server = LocalServer(transport="memory")
    with pytest.raises(ConnectionRefusedError) as caught:
        smtplib.SMTP("localhost", server.port)
    assert Traceback(caught.value).line.strip() == 'smtplib.SMTP("localhost", server.port)'
