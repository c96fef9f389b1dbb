"""The exercises as they stand in the notebooks, and answers put into their cells."""

from __future__ import annotations

import json
import re
import smtplib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailtutor.course import catalog
from mailtutor.course.cell import Cell

if TYPE_CHECKING:
    from mailtutor.course.exercise import Exercise, Result

FOLDER = Path(__file__).parents[2] / "notebooks"
EXERCISES = tuple(
    exercise for number in catalog.NUMBERS for exercise in catalog.lesson(number).exercises
)
_CHECK = re.compile(r'^check\("([^"]+)"', re.MULTILINE)
_QUIZ = re.compile(r'^quiz\("([^"]+)"\)', re.MULTILINE)


@dataclass(frozen=True)
class Answers:
    """Answers to one exercise, as code that stands in its cell above ``check(...)``.

    Attributes:
        right: others than our solution.
        wrong: each with words of the sentence that names the mistake; "" where the sentence
            can only say what is wanted.
    """

    right: tuple[str, ...]
    wrong: tuple[tuple[str, str], ...]


def notebook(number: str) -> Path:
    """Find the notebook of a lesson."""
    (path,) = FOLDER.glob(f"{number}_*.ipynb")
    return path


def asked_in(path: Path) -> tuple[dict[str, str], list[str]]:
    """Return the cells of exercises, by exercise, and the quizzes that a notebook asks."""
    cells: dict[str, str] = {}
    quizzes: list[str] = []
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            for key in _CHECK.findall(source):
                assert key not in cells, f"{key} is in two cells"
                cells[key] = source
            quizzes += _QUIZ.findall(source)
    return cells, quizzes


def filled_in(source: str, answer: str) -> str:
    """Put an answer into the cell of an exercise, in place of all above ``check(...)``."""
    found = _CHECK.search(source)
    assert found
    return f"{answer}\n\n{source[found.start() :]}"


def outcome_of(exercise: Exercise, setup: str, source: str) -> Result:
    """Run the cell of an exercise after the code that a learner has run before it."""
    results: list[Result] = []

    def check(key: str, *things: Any) -> None:
        assert key == exercise.id
        results.append(exercise.result(*things, cell=cell))

    namespace: dict[str, Any] = {"check": check}
    exec(compile(setup, "<setup>", "exec"), namespace)  # noqa: S102 - that is what cells are for
    cell = Cell(source, time.time())
    exec(compile(source, f"<{exercise.id}>", "exec"), namespace)  # noqa: S102
    for left in namespace.values():  # a kernel keeps them; here they would be warned of
        if isinstance(left, smtplib.SMTP):
            left.close()
    (result,) = results
    return result
