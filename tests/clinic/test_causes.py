"""Every entry of the table is made to happen for real, and what is said of it is right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from mailtutor import explain
from mailtutor.clinic.causes import CAUSES, UNKNOWN
from tests.clinic.cases import CASES
from tests.clinic.room import Room

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mailtutor import Explanation
    from tests.clinic.cases import Case

HERE = [each for each in CASES if each.here]


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.chdir(tmp_path)
    room = Room(tmp_path, monkeypatch)
    yield room
    monkeypatch.undo()
    room.leave()


@pytest.fixture
def told(room: Room, case: Case) -> Explanation:
    """Return what is said of a case that has failed as it must."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - the next line looks closer
        case.fail(room)
    assert type(caught.value).__name__ in case.error.split("|"), caught.value
    told = explain(caught.value)
    assert told is not None
    return told


# CPython leaves its socket open where `timeout=` is no number.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("case", HERE, ids=str)
def test_the_cause_is_found_and_said_and_the_next_step_is_right(
    told: Explanation, case: Case
) -> None:
    assert told.cause == case.cause
    assert case.says in told.headline
    assert case.code in told.code
    compile(told.code, "<next step>", "exec")
    shown = f"{told.headline} {told.steps} {told.why}"
    assert not re.search(r"[{}]|  |'None'", shown)
    assert not re.search(r"(?<!is )(?<!got )(?<!returned )\bNone\b", told.headline)
    assert len(told.headline) <= 80
    text = str(told)
    assert text.isascii()
    assert max(len(line) for line in text.splitlines() if "https://" not in line) <= 80


def test_every_entry_has_a_case() -> None:
    assert {each.cause for each in CASES} == {cause.name for cause in (*CAUSES, *UNKNOWN)}


def test_most_cases_can_be_made_here() -> None:
    assert len(CASES) - len(HERE) <= 2
