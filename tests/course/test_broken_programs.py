"""The programs that the checks of lesson 10 test with: a right one, and broken ones."""

from __future__ import annotations

from typing import Any

import pytest

from mailtutor import LocalServer
from mailtutor.course.lesson_10_bugs import ALL, ATTACHMENT, CONTENT, REJECTED, SECRET
from mailtutor.course.lesson_10_mailer import Mailer
from tests.notebooks.claims import cells

TEAM, VISITS = ["ada@example.com", "bob@example.com"], {"Mon": 120, "Tue": 180, "Wed": 90}
BUGS = {bug.bug: bug for bug in (*SECRET, *CONTENT, *ATTACHMENT, *REJECTED, *ALL)}


def test_the_right_program_is_the_one_in_the_lesson() -> None:
    space: dict[str, Any] = {}
    lesson = cells("10")
    fixed = lesson["fix"].partition("run_tests")[0]
    code = [lesson["imports"].partition("\n")[2], lesson["build"], lesson["send"], fixed]
    exec("\n".join(code), space)  # noqa: S102 - a cell is code to run

    theirs = space["build_report"](space["team"], space["visits"])
    ours = Mailer().build_report(TEAM, VISITS)
    assert without_boundary(theirs) == without_boundary(ours)
    with LocalServer(refuse={"@example.com": "550 No"}) as server:
        refused = space["send_report"](server.port, TEAM, VISITS)
        assert refused == Mailer().send_report(server.port, TEAM, VISITS)


def without_boundary(message: Any) -> list[Any]:
    parts = [(part.items(), part.get_content()) for part in message.iter_parts()]
    return [header for header in message.items() if header[0] != "Content-Type"] + parts


@pytest.mark.parametrize("name", BUGS)
def test_a_broken_program_still_sends_the_report_when_nothing_goes_wrong(name: str) -> None:
    with LocalServer() as server:
        BUGS[name].send_report(server.port, TEAM, VISITS)
        assert server.mailbox


def test_every_bug_has_a_sentence_and_an_advice() -> None:
    for bug in BUGS.values():
        assert not bug.bug.endswith(".")
        assert bug.advice.endswith(".")
