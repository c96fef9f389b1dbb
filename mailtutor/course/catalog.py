"""Finds exercises and quizzes by id, and loads each lesson's module when it's needed."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .exercise import Exercise, Lesson, Quiz

NUMBERS = ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "case")


@cache
def lesson(number: str) -> Lesson:
    """Return the exercises and quizzes of a lesson.

    Raises:
        ValueError: it has none, or there is no such lesson.
    """
    if number not in NUMBERS:
        raise ValueError(
            f"lesson {number!r} has no exercises; these lessons do: {', '.join(NUMBERS)}"
        )
    found: Lesson = import_module(f"mailtutor.course.lesson_{number}").LESSON
    return found


def lesson_number(key: str) -> str:
    """Return the lesson of an exercise or a quiz.

    >>> lesson_number("01.1"), lesson_number("case.12")
    ('01', 'case')
    """
    return str(key).partition(".")[0]


def exercise(key: str) -> Exercise:
    """Return an exercise by its id, such as "01.1".

    Raises:
        ValueError: it doesn't exist.

    >>> exercise("01.99")
    Traceback (most recent call last):
    ...
    ValueError: there is no exercise '01.99'; lesson 01 has 01.1, 01.2, 01.3, 01.4, 01.5
    """
    exercises = {each.id: each for each in lesson(lesson_number(key)).exercises}
    if key not in exercises:
        raise _unknown("exercise", key, exercises)
    return exercises[key]


def quiz(key: str) -> Quiz:
    """Return a quiz by its id, such as "01.a".

    Raises:
        ValueError: it doesn't exist.
    """
    quizzes = {each.id: each for each in lesson(lesson_number(key)).quizzes}
    if key not in quizzes:
        raise _unknown("quiz", key, quizzes)
    return quizzes[key]


def _unknown(kind: str, key: str, known: Iterable[str]) -> ValueError:
    return ValueError(
        f"there is no {kind} {key!r}; lesson {lesson_number(key)} has {', '.join(known) or 'none'}"
    )
