"""The case files: what happened, who did it, and how to fix it."""

from __future__ import annotations

from . import case_connection, case_content, case_recipients
from .exercise import Lesson

_PARTS = (case_recipients, case_content, case_connection)

LESSON = Lesson(
    "case",
    "Case files",
    exercises=tuple(exercise for part in _PARTS for exercise in part.EXERCISES),
    quizzes=tuple(quiz for part in _PARTS for quiz in part.QUIZZES),
)
