"""Lessons are easy to read, and never explain for long before there's something to do."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.notebooks.readability import about, readability

FOLDER = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(FOLDER.glob("[01]*.ipynb"))
# The learner predicts, looks for something, changes a line, or writes code of their own.
_TO_DO = re.compile(
    r"\*\*(Predict|Look into it|Change it|Make one up)\b|\*\*Exercise |^(quiz|check)\(\"",
    re.MULTILINE,
)
_FAILS = '"raises"'


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem)
def lesson(request: pytest.FixtureRequest) -> Any:
    return json.loads(request.param.read_text("utf-8"))


def test_sentences_of_a_lesson_are_short(lesson: Any) -> None:
    """Show the figures with `-rP`; the grade depends on too much to be a limit."""
    print(about(lesson))  # noqa: T201
    found = readability(lesson)
    assert found.median < 14
    assert len(found.longest.split()) <= 30, found.longest


def test_after_two_texts_there_is_something_to_do(lesson: Any) -> None:
    if "**Your mailer**" not in "".join(lesson["cells"][0]["source"]):
        return  # in 00 running the cells is what there is to do
    in_a_row: list[str] = []
    for cell in lesson["cells"][1:-1]:
        text = "".join(cell["source"])
        if _TO_DO.search(text) or _FAILS in json.dumps(cell["metadata"]):
            in_a_row = []
        elif cell["cell_type"] == "markdown":
            in_a_row.append(cell["id"])
        assert len(in_a_row) <= 2, f"{in_a_row} only explain"
