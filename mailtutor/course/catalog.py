"""Finds exercises and quizzes by their id; each lesson's module is loaded when asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .exercise import Exercise, Lesson, Quiz

NUMBERS = ("01", "02", "03", "04", "05", "06", "07", "08", "09")


@cache
def lesson(number: str) -> Lesson:
    """Load what the lesson with this number asks.

    Raises:
        ValueError: it asks nothing, or there is no such lesson.
    """
    if number not in NUMBERS:
        raise ValueError(f"no lesson {number!r} has exercises; these have: {', '.join(NUMBERS)}")
    found: Lesson = import_module(f"mailtutor.course.lesson_{number}").LESSON
    return found


def exercise(key: str) -> Exercise:
    """Find an exercise by its id, as "01.1".

    Raises:
        ValueError: there is none.

    >>> exercise("01.99")
    Traceback (most recent call last):
    ...
    ValueError: there is no exercise '01.99'; lesson 01 has 01.1, 01.2, 01.3, 01.4, 01.5
    """
    there = {each.id: each for each in lesson(str(key)[:2]).exercises}
    if key not in there:
        raise ValueError(
            f"there is no exercise {key!r}; lesson {key[:2]} has {', '.join(there) or 'none'}"
        )
    return there[key]


def quiz(key: str) -> Quiz:
    """Find a quiz by its id, as "01.a".

    Raises:
        ValueError: there is none.
    """
    there = {each.id: each for each in lesson(str(key)[:2]).quizzes}
    if key not in there:
        raise ValueError(
            f"there is no quiz {key!r}; lesson {key[:2]} has {', '.join(there) or 'none'}"
        )
    return there[key]
