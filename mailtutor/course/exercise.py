"""What a lesson asks: exercises that look at what a learner made, and quizzes."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from .expectations import CHANGED, NotTried, NotYet, counting_since, phrase

if TYPE_CHECKING:
    from collections.abc import Callable

    from .cell import Cell

Outcome = Literal["not tried", "not yet", "done"]


@dataclass(frozen=True)
class Result:
    """What came of looking at an answer.

    Attributes:
        outcome: "not tried", "not yet" or "done".
        sentence: about this very mistake, or about what was done right.
    """

    outcome: Outcome
    sentence: str


@dataclass(frozen=True)
class Exercise:
    """One task of a lesson.

    Attributes:
        id: the number of the lesson, a dot, its own number: "01.1".
        title: what is to be done, in a few words.
        wants: what the answer is, with its article: "an EmailMessage".
        look: looks at what the learner made, the answer first. It returns what was done
            right, in a sentence, and raises `NotYet` with a sentence about the mistake.
        hints: from a nudge to nearly the answer.
        solution: the code that takes the place of the learner's, above ``check(...)``.
    """

    id: str
    title: str
    wants: str
    look: Callable[..., str]
    hints: tuple[str, ...]
    solution: str

    def result(self, *things: Any, cell: Cell | None = None) -> Result:
        """Look at an answer; whatever it is, this raises nothing.

        Args:
            things: what the learner made, then what it is compared with, if anything.
            cell: the cell that it was made in, where that is known.

        Returns:
            "not tried" if there is no answer, and the cell is as it was shipped.
        """
        if not things or things[0] is None or things[0] is Ellipsis:
            return self._nothing(f"Expected {self.wants}.", cell)
        try:
            inspect.signature(self.look).bind(*things)
        except TypeError:
            return Result("not yet", CHANGED)
        try:
            with counting_since(cell.began if cell else 0.0, cell):
                return Result("done", self.look(*things))
        except NotTried as nothing:
            return self._nothing(str(nothing), cell, looked=True)
        except NotYet as mistake:
            return Result("not yet", str(mistake))
        except Exception as error:  # noqa: BLE001 - a learner may hand in anything
            return Result(
                "not yet",
                f"Expected {self.wants}, but got {phrase(things[0])}. Checking it raised "
                f"{type(error).__name__}: {error}",
            )

    def _nothing(self, sentence: str, cell: Cell | None, *, looked: bool = False) -> Result:
        """Tell an exercise that waits for its learner from a try that came to nothing."""
        if cell is None or cell.is_untouched:
            return Result("not tried", sentence)
        if not looked:
            return Result("not yet", cell.why_nothing())
        other = cell.talks_to(cell.answer)
        use = f" Your code uses `{other}`: use `{cell.answer}`." if other and cell.answer else ""
        return Result("not yet", f"{sentence}{use}")


@dataclass(frozen=True)
class Option:
    """One answer to choose, and why it is right or wrong."""

    text: str
    reason: str
    right: bool = False


@dataclass(frozen=True)
class Quiz:
    """A question with options, one of which is right.

    Attributes:
        id: the number of the lesson, a dot, a letter: "01.a".
    """

    id: str
    question: str
    options: tuple[Option, ...]

    def option(self, text: str) -> Option | None:
        """Return the option with this text; None when there is none, or no longer."""
        return next((each for each in self.options if each.text == text), None)


@dataclass(frozen=True)
class Lesson:
    """What a lesson asks, in the order in which it asks."""

    number: str
    title: str
    exercises: tuple[Exercise, ...]
    quizzes: tuple[Quiz, ...]
