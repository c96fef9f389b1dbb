"""Learners' functions are called, and what they return, raise, print and catch is kept."""

from __future__ import annotations

import smtplib
import sys

from mailtutor import LocalServer
from mailtutor.course.expectations import wait_for_ending
from mailtutor.course.run_function import run_student_function


def test_what_a_function_prints_is_not_what_it_returns() -> None:
    call = run_student_function(lambda: print("image/png"))  # noqa: T201
    assert (call.value, call.error) == (None, None)
    assert call.description == "printed 'image/png' and returned None"


def test_what_a_function_raises_is_kept() -> None:
    call = run_student_function(lambda port: port.port, 25)
    assert isinstance(call.error, AttributeError)
    assert call.description.startswith("raised AttributeError: ")
    assert call.hidden is None


def test_an_exception_that_a_function_hides_is_named() -> None:
    def hides() -> bool:
        try:
            smtplib.smtp("localhost")  # type: ignore[attr-defined]
        except Exception:  # noqa: BLE001 - that is the learner's mistake
            return False
        return True

    before = sys.gettrace()
    call = run_student_function(hides)
    assert call.value is False
    assert isinstance(call.hidden, AttributeError)
    assert sys.gettrace() is before


def test_the_end_of_a_loop_hides_nothing() -> None:
    assert run_student_function(lambda: [each for each in iter([1, 2])]).hidden is None  # noqa: C416


def test_a_session_that_its_client_closed_is_not_called_open() -> None:
    with LocalServer() as server:
        client = smtplib.SMTP("localhost", server.port)
        session = server.sessions[-1]
        assert wait_for_ending(session) is None
        client.close()
        assert wait_for_ending(session) == "client left"
