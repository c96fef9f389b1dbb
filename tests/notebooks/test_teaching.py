"""The guide for the teacher: its plans fit the time and the lessons, and nothing is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mailtutor.course import catalog

FOLDER = Path(__file__).parents[2] / "notebooks"
GUIDE = (FOLDER / "TEACHING.md").read_text("utf-8")
PARTS = dict(re.findall(r"(?ms)^## ([^\n]+)\n(.*?)(?=^## |\Z)", GUIDE))
PLANS = {title: part for title, part in PARTS.items() if title.startswith("A plan for ")}


@pytest.mark.parametrize(
    ("length", "minutes"), [("45 minutes", 45), ("90 minutes", 90), ("half a day", 240)]
)
def test_the_steps_of_a_plan_fill_its_time(length: str, minutes: int) -> None:
    (plan,) = [part for title, part in PLANS.items() if title.startswith(f"A plan for {length}")]
    assert sum(map(int, re.findall(r"(?m)^\| (\d+) \|", plan))) == minutes


def test_what_a_plan_names_is_in_the_lesson() -> None:
    rows = re.findall(r"(?m)^\| \d+ \| \[\w+\]\((\S+)\) \| (.+) \|$", "\n".join(PLANS.values()))
    assert len(rows) > 15
    for name, cells in rows:
        there = (FOLDER / name).read_text("utf-8")
        for heading in re.findall(r"\*([^*]+)\*", cells):
            assert f'"## {heading}' in there, (name, heading)
        for key in re.findall(r"\b\d\d\.\d\b", cells):
            assert f"**Exercise {key}.**" in there, (name, key)


def test_each_lesson_has_an_aim_minutes_a_board_trouble_and_questions(path: Path) -> None:
    (part,) = [part for title, part in PARTS.items() if f"({path.name})" in title]
    for each in ("Aim: ", "| Minutes |", "On the board\n\n```\n", "What will go wrong\n"):
        assert each in part
    assert "Questions to ask\n" in part
    for board in re.findall(r"(?s)```\n(.*?)```", part):
        assert board.isascii()
        assert max(map(len, board.splitlines())) <= 100


@pytest.mark.parametrize("number", catalog.NUMBERS)
def test_the_answer_to_each_question_is_there(number: str) -> None:
    (part,) = [
        part for title, part in PARTS.items() if re.search(rf"\({number}_\w+\.ipynb\)", title)
    ]
    answers = re.search(r"(?m)^Answers: question a, .+$", part)
    assert answers
    letters = re.findall(r"(?:question|;) (\w), ", answers[0])
    assert letters == [each.id[-1] for each in catalog.lesson(number).quizzes]


def test_the_code_that_shows_all_answers_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"(?s)```python\n(.*?)```", GUIDE)
    exec(code, {})  # noqa: S102 - a teacher does just that
    said = capsys.readouterr().out
    assert all(each.solution in said for each in catalog.lesson("03").exercises)


def test_there_are_three_plans_and_a_part_for_each_lesson() -> None:
    names = {path.name for path in FOLDER.glob("*.ipynb")} - {"gallery.ipynb"}
    told = {name for title in PARTS for name in re.findall(r"\]\(([^)]+)\)", title)}
    assert told == names
    assert len(PLANS) == 3
