"""The exercises, quizzes and mistakes of the course, as the wall shows them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from mailtutor.course import catalog, mistakes
from mailtutor.course.lessons import LessonError, shipped_folder


@dataclass(frozen=True)
class Catalog:
    """Everything that may be told, and the words for it.

    Attributes:
        exercises: the ids of the exercises.
        quizzes: the number of options of each quiz.
        mistakes: the names of mistakes, each with its sentence.
        page: all of this for the pages, as JSON.
    """

    exercises: frozenset[str]
    quizzes: dict[str, int]
    mistakes: dict[str, str]
    page: bytes


def load() -> Catalog:
    """Load the catalog of the whole course."""
    lessons = [catalog.lesson(number) for number in catalog.NUMBERS]
    tasks = _tasks()
    sentences = mistakes.sentences()
    page = {
        "lessons": [
            {
                "number": lesson.number,
                "title": lesson.heading,
                "exercises": [
                    {
                        "id": each.id,
                        "title": each.title,
                        "task": tasks.get(each.id, ""),
                        "hint": each.hints[0] if each.hints else "",
                    }
                    for each in lesson.exercises
                ],
                "quizzes": [_quiz(each) for each in lesson.quizzes],
            }
            for lesson in lessons
        ],
        "mistakes": sentences,
    }
    return Catalog(
        exercises=frozenset(each.id for lesson in lessons for each in lesson.exercises),
        quizzes={each.id: len(each.options) for lesson in lessons for each in lesson.quizzes},
        mistakes=sentences,
        page=json.dumps(page, ensure_ascii=False).encode(),
    )


def _quiz(quiz: Any) -> dict[str, Any]:
    return {
        "id": quiz.id,
        "question": quiz.question,
        "options": [
            {"text": each.text, "right": each.right, "reason": each.reason} for each in quiz.options
        ],
    }


def _tasks() -> dict[str, str]:
    """Read the task of each exercise from the text cells of the shipped notebooks."""
    found: dict[str, str] = {}
    try:
        paths = sorted(shipped_folder().glob("*.ipynb"))
    except LessonError:
        return found
    for path in paths:
        for cell in json.loads(path.read_bytes())["cells"]:
            text = "".join(cell["source"])
            if cell["cell_type"] == "markdown" and (
                task := re.search(r"\*\*Exercise (\w+\.\d+)\.\*\*\s*(.+)", text)
            ):
                found[task[1]] = task[2].strip()
    return found
