"""Learners' functions are called, and what they return, raise, print and catch is kept."""

from __future__ import annotations

import smtplib
import sys

from mailtutor import LocalServer
from mailtutor.course.expectations import ended
from mailtutor.course.run_function import called


def test_what_a_function_prints_is_not_what_it_returns() -> None:
    call = called(lambda: print("image/png"))  # noqa: T201
    assert (call.value, call.error) == (None, None)
    assert call.words == "printed 'image/png', but returned None"


def test_what_a_function_raises_is_kept() -> None:
    call = called(lambda port: port.port, 25)
    assert isinstance(call.error, AttributeError)
    assert call.words.startswith("raised AttributeError: ")
    assert call.hidden is None


def test_an_exception_that_a_function_hides_is_named() -> None:
    def hides() -> bool:
        try:
            smtplib.smtp("localhost")  # type: ignore[attr-defined]
        except Exception:  # noqa: BLE001 - that is the learner's mistake
            return False
        return True

    before = sys.gettrace()
    call = called(hides)
    assert call.value is False
    assert isinstance(call.hidden, AttributeError)
    assert sys.gettrace() is before


def test_the_end_of_a_loop_hides_nothing() -> None:
    assert called(lambda: [each for each in iter([1, 2])]).hidden is None  # noqa: C416


def test_a_session_that_its_client_closed_is_not_called_open() -> None:
    with LocalServer() as server:
        client = smtplib.SMTP("localhost", server.port)
        session = server.sessions[-1]
        assert ended(session) is None
        client.close()
        assert ended(session) == "client left"
