"""Exercises, which check a learner's answer, and quizzes."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from . import mistakes
from .expectations import CHECK_LINE_CHANGED, Mistake, NotTried, checking
from .time_limit import TimeUp
from .wording import describe

if TYPE_CHECKING:
    from collections.abc import Callable

    from .cell import Cell

Outcome = Literal["not tried", "not yet", "done"]


@dataclass(frozen=True)
class Result:
    """The result of checking an answer.

    Attributes:
        outcome: "not tried", "not yet" or "done".
        sentence: names the mistake, or says what was done right.
        mistake: the mistake's name, which quotes nothing of the answer; see `mistakes`.
    """

    outcome: Outcome
    sentence: str
    mistake: str = ""


@dataclass(frozen=True)
class Exercise:
    """One task of a lesson.

    Attributes:
        id: the lesson's number, a dot, and the exercise's own number: "01.1", "case.12".
        title: the task in a few words.
        expected: what the answer is, with its article: "an EmailMessage".
        check: takes the answer, then what it's compared with. It returns a sentence about
            what was done right, or raises `Mistake` with a sentence about the mistake.
        hints: hints from a nudge to nearly the answer.
        solution: code that can replace the learner's, above ``check(...)``.
    """

    id: str
    title: str
    expected: str
    check: Callable[..., str]
    hints: tuple[str, ...]
    solution: str

    def result(self, *things: Any, cell: Cell | None = None) -> Result:
        """Check an answer; this never raises an exception, whatever the answer is.

        Args:
            things: the answer, then what it's compared with, if anything.
            cell: the learner's cell, if known.

        Returns:
            The result; "not tried" if there is no answer and the cell is as shipped.
        """
        if not things or things[0] is None or things[0] is Ellipsis:
            return _no_answer(f"Expected {self.expected}.", cell, lambda cell: cell.explain_none())
        try:
            inspect.signature(self.check).bind(*things)
        except TypeError:
            return Result("not yet", CHECK_LINE_CHANGED, mistakes.CHECK_LINE)
        try:
            with checking(cell):
                return Result("done", self.check(*things))
        except NotTried as nothing:
            why = str(nothing)
            return _no_answer(why, cell, lambda cell: f"{why}{_other_server(cell)}")
        except (Mistake, TimeUp) as mistake:
            return Result("not yet", str(mistake), mistakes.name_of(mistake))
        except Exception as error:  # noqa: BLE001 - the answer may be anything
            return Result(
                "not yet",
                f"Expected {self.expected}, but got {describe(things[0])}. Checking it raised "
                f"{type(error).__name__}: {error}",
                mistakes.OTHER_KIND,
            )


def _no_answer(sentence: str, cell: Cell | None, explain: Callable[[Cell], str]) -> Result:
    """Return "not tried" if the cell is as shipped, else "not yet" with an explanation."""
    if cell is None or cell.is_untouched:
        return Result("not tried", sentence)
    return Result("not yet", explain(cell), mistakes.NO_ANSWER)


def _other_server(cell: Cell) -> str:
    """Return a hint if the learner's code connects to a server that isn't being checked."""
    other = cell.other_server(cell.answer)
    return f" Your code uses `{other}`: use `{cell.answer}`." if other and cell.answer else ""


@dataclass(frozen=True)
class Option:
    """One answer to choose, and why it is right or wrong."""

    text: str
    reason: str
    right: bool = False


@dataclass(frozen=True)
class Quiz:
    """A question with several options, one of which is right.

    Attributes:
        id: the lesson's number, a dot, and a letter: "01.a".
    """

    id: str
    question: str
    options: tuple[Option, ...]

    def option(self, text: str) -> Option | None:
        """Return the option with this text; None if there is none, or it was removed."""
        return next((each for each in self.options if each.text == text), None)


@dataclass(frozen=True)
class Lesson:
    """The exercises and quizzes of a lesson, in order.

    Attributes:
        number: the first part of its notebook's name: "01", or "case" for `case_files.ipynb`.
    """

    number: str
    title: str
    exercises: tuple[Exercise, ...]
    quizzes: tuple[Quiz, ...]

    @property
    def heading(self) -> str:
        """Its title, after its number if it has one."""
        return f"{self.number} {self.title}" if self.number.isdigit() else self.title
