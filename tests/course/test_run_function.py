"""Running a learner's function records what it returns, raises, prints and catches."""

from __future__ import annotations

import smtplib
import sys

from mailtutor import LocalServer
from mailtutor.course.expectations import wait_for_ending
from mailtutor.course.run_function import run_student_function


def test_printed_text_is_not_a_returned_value() -> None:
    call = run_student_function(lambda: print("image/png"))  # noqa: T201
    assert (call.value, call.error) == (None, None)
    assert call.description == "printed 'image/png' and returned None"


def test_raised_exception_is_recorded() -> None:
    call = run_student_function(lambda port: port.port, 25)
    assert isinstance(call.error, AttributeError)
    assert call.description.startswith("raised AttributeError: ")
    assert call.hidden is None


def test_exception_caught_by_the_function_is_recorded() -> None:
    def hides() -> bool:
        try:
            smtplib.smtp("localhost")  # type: ignore[attr-defined]
        except Exception:  # noqa: BLE001 - this is the learner's mistake
            return False
        return True

    before = sys.gettrace()
    call = run_student_function(hides)
    assert call.value is False
    assert isinstance(call.hidden, AttributeError)
    assert sys.gettrace() is before


def test_end_of_a_loop_is_not_a_caught_exception() -> None:
    assert run_student_function(lambda: [each for each in iter([1, 2])]).hidden is None  # noqa: C416


def test_session_whose_client_closed_has_an_ending() -> None:
    with LocalServer() as server:
        client = smtplib.SMTP("localhost", server.port)
        session = server.sessions[-1]
        assert wait_for_ending(session) is None
        client.close()
        assert wait_for_ending(session) == "client left"
