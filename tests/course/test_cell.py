"""A learner's cell: whether it was tried, and why its answer is None."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from mailtutor import LocalServer
from mailtutor.course import catalog
from mailtutor.course.cell import Cell
from mailtutor.course.expectations import (
    NotTried,
    checking,
    code_uses,
    require_delivery,
    require_session,
)
from tests.course.notebook_cells import EXERCISES, asked_in, notebook

if TYPE_CHECKING:
    from mailtutor.course.exercise import Exercise


def cell(code: str, check: str = 'check("01.1", greeting)') -> Cell:
    return Cell(f"{code}\n\n{check}")


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda each: each.id)
def test_every_shipped_cell_is_untouched(exercise: Exercise) -> None:
    source = asked_in(notebook(catalog.lesson_number(exercise.id)))[0][exercise.id]
    assert Cell(source).is_untouched
    assert Cell(source + "\n# I don't know yet").is_untouched
    assert not Cell("1 + 1\n" + source).is_untouched


@pytest.mark.parametrize(
    "code",
    [
        "",
        "greeting = None",
        "import smtplib\ngreeting = ...",
        "def helper():\n    pass\ngreeting=None",
    ],
)
def test_code_that_does_nothing_does_not_count_as_a_try(code: str) -> None:
    assert cell(code).is_untouched


MESSAGE = "from email.message import EmailMessage\n"

WHY = {
    "a method that returns None": (
        "m = EmailMessage()\ngreeting = m.set_content('Hi')",
        "`set_content` changes the message and returns None.",
    ),
    "the same inside with": (
        "with open('x') as file:\n    greeting = greeting.add_attachment(file.read())",
        "`add_attachment` changes the message and returns None.",
    ),
    "another name": ("message = EmailMessage()", "Your cell assigns its result to `message`"),
    "a misspelled name": (
        "Greeting = EmailMessage()\nbody = 'Hi'",
        "Your cell assigns its result to `Greeting`",
    ),
    "several other names": ("a = 1\nb = 2", "Your cell sets `a`, `b`, but `check` gets `greeting`"),
    "a function of another name": (
        "def hello():\n    return 1",
        "Your cell assigns its result to `hello`",
    ),
    "printed": ("print(EmailMessage())", "Your cell prints its result, but doesn't keep it."),
    "the value of print": ("greeting = print('Hi')", "`print` shows a value and returns None."),
    "a function without return": (
        "def make():\n    EmailMessage()\ngreeting = make()",
        "`make(...)` returned None",
    ),
    "thrown away by the shipped line": (
        "greeting = EmailMessage()\ngreeting['To'] = 'ada@example.com'\ngreeting = None",
        "The line `greeting = None` still comes after your code",
    ),
    "a line that was not reached": (
        "greeting = None\nif 1 > 2:\n    greeting = EmailMessage()",
        "the line that assigns it was never reached",
    ),
    "assigned inside a function": (
        "def write():\n    greeting = EmailMessage()\n    return greeting\nwrite()",
        "`greeting` is assigned inside the function `write`",
    ),
    "an alias of None": ("nothing = None\ngreeting = nothing", "because you assigned None to it"),
    "nothing kept at all": ("EmailMessage()", "Your code ran, but `greeting` is still None."),
    "another variable in check": ("1 + 1", "Your code ran, but `check` got None."),
}


@pytest.mark.parametrize(("code", "words"), WHY.values(), ids=WHY.keys())
def test_answer_that_is_none_gets_its_likely_reason(code: str, words: str) -> None:
    check = 'check("01.1", None)' if "check` got" in words else 'check("01.1", greeting)'
    tried = cell(MESSAGE + code, check)
    assert not tried.is_untouched
    result = catalog.exercise("01.1").result(None, cell=tried)
    assert result.outcome == "not yet"
    assert words in result.sentence


def test_cell_with_magics_counts_as_a_try() -> None:
    assert not cell("!ls\ngreeting = EmailMessage(").is_untouched


def test_connection_to_another_server_is_named() -> None:
    club = LocalServer()
    tried = cell("smtplib.SMTP('localhost', server.port)", 'check("06.4", club)')
    result = catalog.exercise("06.4").result(club, cell=tried)
    assert result.outcome == "not yet"
    assert "Your code uses `server`: use `club`." in result.sentence


def test_session_before_the_cell_started_does_not_count() -> None:
    import smtplib

    with LocalServer() as server:
        with smtplib.SMTP("localhost", server.port) as client:
            client.sendmail("me@example.com", "you@example.com", "Subject: Hi")
        assert require_session(server) is server.sessions[-1]
        assert require_delivery(server) is server.mailbox[-1]
        later = Cell("", time.time() + 1)
        with checking(later), pytest.raises(NotTried, match="earlier cells don't count"):
            require_delivery(server)
        with checking(later), pytest.raises(NotTried):
            require_session(server)


def test_only_names_in_the_learners_code_count_as_used() -> None:
    tried = cell('safe["Subject"] = "Hello"', 'check("01.4", safe, typed)')
    assert tried.names("safe")
    assert not tried.names("typed")
    with checking(tried):
        assert code_uses("safe")
        assert not code_uses("typed")
    assert code_uses("typed"), "the code is not known"
