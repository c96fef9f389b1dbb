"""Announces each outcome of an exercise and each choice in a quiz, after it's recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailtutor.record.listeners import Listeners

if TYPE_CHECKING:
    from .exercise import Outcome


@dataclass(frozen=True)
class Tried:
    """An exercise was checked.

    Attributes:
        exercise: its id, such as "01.1".
        outcome: "done" if it was ever solved, else the outcome of this check.
        mistake: the name of the mistake; see `mistakes`.
        tries: how many different wrong answers there have been.
    """

    exercise: str
    outcome: Outcome
    mistake: str = ""
    tries: int = 0


@dataclass(frozen=True)
class Chose:
    """An option of a quiz was chosen; options are counted from 0."""

    quiz: str
    option: int


listeners = Listeners[Tried | Chose]()
