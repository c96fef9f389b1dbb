"""A learner's code that never ends is stopped, and the learner is told where."""

from __future__ import annotations

import gc
import signal
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from mailtutor.course import catalog, mistakes, time_limit
from mailtutor.course.cases import open_case
from mailtutor.course.run_function import run_student_function
from mailtutor.course.run_tests import run_tests
from mailtutor.course.time_limit import TimeUp, limited
from tests.course.answers.case_programs import changed
from tests.course.answers.lesson_10 import SETUP
from tests.course.notebook_cells import asked_in, filled_in, notebook, outcome_of

if TYPE_CHECKING:
    from collections.abc import Callable

pytest_plugins = ["mailtutor.pytest_plugin"]  # answers to lesson 10 use its marker

needs_alarm = pytest.mark.skipif(
    not hasattr(signal, "setitimer"), reason="no alarm can interrupt a call on this system"
)


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a learner's code run for only half a second."""
    monkeypatch.setattr(time_limit, "SECONDS", 0.5)


@pytest.fixture
def without_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do as in a browser, where nothing can interrupt Python."""
    monkeypatch.setattr(time_limit, "IN_BROWSER", True)


def loops() -> None:
    while True:
        pass


def waits() -> None:
    threading.Event().wait(60)


def reads() -> None:
    one, other = socket.socketpair()
    with one, other:
        one.recv(1)


def swallows_all() -> None:
    while True:
        try:  # noqa: SIM105 - as learners write it
            time.sleep(0.001)
        except:  # noqa: E722, S110, PERF203
            pass


@pytest.mark.parametrize(
    "function",
    [loops, *(pytest.param(each, marks=needs_alarm) for each in (waits, reads, swallows_all))],
)
def test_endless_function_is_stopped(function: Callable[[], None]) -> None:
    with pytest.raises(TimeUp, match=rf"`{function.__name__}` was still running after 0.5 seconds"):
        limited(function)()


def test_sentence_quotes_the_line_that_was_running() -> None:
    with pytest.raises(TimeUp, match=r"so it was stopped at `(while True:|pass)`\. Either a loop"):
        limited(loops)()


@needs_alarm
def test_alarm_that_rings_often_doesnt_cut_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "SECONDS", 0.02)
    monkeypatch.setattr(time_limit, "_AGAIN", 0.0002)
    for _ in range(50):
        with pytest.raises(TimeUp, match=r"`loops` was still running after 0\.02"):
            limited(loops)()


@needs_alarm
def test_alarm_during_a_garbage_collection_is_not_lost_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def work(_phase: str, _info: dict[str, int]) -> None:
        end = time.monotonic() + 0.03
        while time.monotonic() < end:
            pass

    def collects() -> None:
        while True:
            gc.collect(0)

    monkeypatch.setattr(time_limit, "SECONDS", 0.02)
    gc.callbacks.append(work)
    before = gc.callbacks[:]
    try:
        for _ in range(10):
            with pytest.raises(TimeUp, match="`collects` was still running"):
                limited(collects)()
        assert gc.callbacks == before
    finally:
        gc.callbacks.remove(work)


@pytest.mark.usefixtures("without_alarm")
def test_endless_loop_is_stopped_where_nothing_can_interrupt_it() -> None:
    before = sys.gettrace()
    with pytest.raises(TimeUp, match="`loops` was still running"):
        limited(loops)()
    assert sys.gettrace() is before


def test_endless_loop_is_stopped_in_another_thread() -> None:
    raised: list[BaseException] = []

    def run() -> None:
        try:
            limited(loops)()
        except TimeUp as late:
            raised.append(late)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)
    assert raised


@pytest.mark.usefixtures("without_alarm")
def test_exceptions_that_a_function_hides_are_seen_under_a_limit() -> None:
    def hides() -> None:
        try:  # noqa: SIM105 - as learners write it
            int("x")
        except ValueError:
            pass

    assert isinstance(run_student_function(limited(hides)).hidden, ValueError)


def test_function_that_ends_returns_its_value_and_leaves_no_alarm() -> None:
    assert limited(lambda first, *, second: first + second)(1, second=2) == 3
    time.sleep(0.6)


@needs_alarm
def test_alarm_of_someone_else_still_rings() -> None:
    rung = threading.Event()
    handler = signal.signal(signal.SIGALRM, lambda *_: rung.set())
    before = signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        limited(time.sleep)(0.1)
        time.sleep(0.4)
        assert rung.is_set()
    finally:
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, *before)


def result_of(key: str, answer: str, setup: str = "") -> Any:
    cell = asked_in(notebook(key.partition(".")[0]))[0][key]
    return outcome_of(catalog.exercise(key), setup, filled_in(cell, answer))


def test_case_with_an_endless_program_gets_a_sentence() -> None:
    again = "client.send_message(message)\n            while True:\n                client.noop()"
    result = result_of("case.3", changed(3, ("client.send_message(message)", again)))
    assert result.outcome == "not yet"
    assert result.sentence.startswith("`send_report` was still running after 0.5 seconds")
    assert result.mistake == mistakes.STILL_RUNNING
    assert mistakes.sentences()[result.mistake]


@pytest.mark.parametrize(
    ("key", "setup", "answer"),
    [
        ("02.2", "", "def kind(name):\n    while True:\n        pass\n"),
        ("06.1", "", "def sort_out(refused):\n    while refused:\n        pass\n"),
        ("08.2", "", "def layer(error):\n    while True:\n        pass\n"),
    ],
)
def test_endless_function_of_a_lesson_gets_a_sentence(key: str, setup: str, answer: str) -> None:
    result = result_of(key, answer, setup)
    assert result.outcome == "not yet"
    assert "was still running after 0.5 seconds" in result.sentence


def test_endless_test_gets_a_sentence_and_isnt_run_with_broken_programs() -> None:
    answer = """\
def test_boss_stays_secret(smtp_server, mailbox):
    send_report(smtp_server.port, team, visits)
    while len(mailbox) < 2:
        pass
    assert b"boss" not in mailbox[0].raw
"""
    result = result_of("10.1", answer, SETUP)
    assert result.outcome == "not yet"
    assert result.sentence.startswith(
        "`test_boss_stays_secret` was still running after 0.5 seconds, so it was stopped at `"
    )
    assert "although `send_report` is right" not in result.sentence


def test_test_that_waits_for_what_a_broken_program_never_does_gets_a_sentence() -> None:
    answer = """\
def test_boss_stays_secret(smtp_server, mailbox):
    send_report(smtp_server.port, team, visits)
    while "boss@example.com" not in mailbox[0].envelope.rcpt_tos:
        pass
    assert b"boss" not in mailbox[0].raw
"""
    result = result_of("10.1", answer, SETUP)
    assert result.outcome == "not yet"
    assert result.sentence.endswith("That's when `send_report` forgets the boss.")


def test_run_tests_reports_an_endless_test_as_failed(capsys: pytest.CaptureFixture[str]) -> None:
    def test_endless() -> None:
        while True:
            pass

    run_tests(test_endless)
    printed = capsys.readouterr().out
    assert "1 failed" in printed
    assert "`test_endless` was still running after 0.5 seconds" in printed


def test_open_case_stops_an_endless_program() -> None:
    with pytest.raises(TimeUp, match="`loop` was still running"):
        open_case(1, loop)


def loop(port: int) -> None:
    while port:
        pass
