"""The exercise cells of the notebooks, and answers filled into them."""

from __future__ import annotations

import json
import linecache
import re
import smtplib
import time
import warnings
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
    """Answers to one exercise, as code for its cell above ``check(...)``.

    Attributes:
        right: right answers other than the solution.
        wrong: each with part of the sentence that names the mistake; "" if the sentence
            can only say what was expected.
    """

    right: tuple[str, ...]
    wrong: tuple[tuple[str, str], ...]


def notebook(number: str) -> Path:
    """Return the notebook of a lesson."""
    (path,) = FOLDER.glob(f"{number}_*.ipynb")
    return path


def asked_in(path: Path) -> tuple[dict[str, str], list[str]]:
    """Return a notebook's exercise cells by id, and its quizzes."""
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
    """Replace everything above ``check(...)`` in an exercise cell with an answer."""
    found = _CHECK.search(source)
    assert found
    return f"{answer}\n\n{source[found.start() :]}"


def outcome_of(exercise: Exercise, setup: str, source: str) -> Result:
    """Run an exercise cell after the code that a learner has run before it."""
    results: list[Result] = []

    def check(key: str, *things: Any) -> None:
        assert key == exercise.id
        results.append(exercise.result(*things, cell=cell))

    namespace: dict[str, Any] = {"check": check}
    _run("<setup>", setup, namespace)
    cell = Cell(source, time.time())
    _run(f"<{exercise.id}>", source, namespace)
    for left in namespace.values():  # a kernel keeps them; here they'd cause warnings
        if isinstance(left, smtplib.SMTP):
            left.close()
    (result,) = results
    return result


def _run(name: str, source: str, namespace: dict[str, Any]) -> None:
    """Run code like a cell, whose source Python can find."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # a cell with one runs all the same
        code = compile(source, name, "exec")
    exec(code, namespace)  # noqa: S102 - a cell is code to run
