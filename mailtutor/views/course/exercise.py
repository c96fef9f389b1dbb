"""The view of an exercise: what came of it, hints in steps, and the solution."""

from __future__ import annotations

import re
from collections import deque
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from ipywidgets import HTML, HBox

from mailtutor.course import catalog, cell
from mailtutor.course.fingerprint import fingerprint
from mailtutor.course.progress import TRIES, Progress, folder_of
from mailtutor.views.forms.parts import STYLE, Form, action, words
from mailtutor.views.loader import script

if TYPE_CHECKING:
    from mailtutor.course.exercise import Exercise, Outcome, Result
    from mailtutor.course.progress import ExerciseState

# Drawn, for some computers have no letters for them.
_MARKS: dict[Outcome, str] = {
    "not tried": '<circle cx="6" cy="6" r="4"/>',
    "not yet": '<path d="M2.5 2.5 9.5 9.5M9.5 2.5 2.5 9.5"/>',
    "done": '<path d="M2 6.5 5 9.5 10.5 3"/>',
}

_reached: deque[ExerciseView] = deque(maxlen=20)


@cache
def progress_in(folder: Path) -> Progress:
    """Return the progress of a folder: one object, so that what it says is said once."""
    return Progress(folder)


def here() -> Progress:
    """Return the progress of the learner's copy that this notebook is in."""
    return progress_in(folder_of(Path.cwd()))


def check(key: str, *things: Any) -> ExerciseView:
    """Look at an answer to an exercise: the last line of its cell.

    Args:
        key: which exercise, as "01.1".
        things: what was made; None is "not tried".

    Returns:
        a view with the outcome, hints and the solution; a text outside of a notebook.

    Raises:
        ValueError: there is no such exercise.

    Example:
        >>> check("01.1", None)
        Exercise 01.1, Write a message of your own: not tried. ...
    """
    exercise = catalog.exercise(key)
    result = exercise.result(*things, cell=cell.running())
    progress = here()
    if result.outcome == "not yet":
        progress.note_try(key, fingerprint(result.sentence, *things))
    elif result.outcome == "done":
        progress.note_done(key)
    view = ExerciseView(exercise, result, progress)
    _reached.append(view)
    return view


def take_reached() -> list[ExerciseView]:
    """Return what `check` made since this was last asked: in one cell, if asked after each."""
    taken = list(_reached)
    _reached.clear()
    return taken


def prose(text: str) -> str:
    """Make HTML of a sentence; what stands between backticks becomes code.

    >>> prose("`a < b` & c")
    '<code>a &lt; b</code> &amp; c'
    """
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))


def mark(outcome: Outcome) -> str:
    """Draw the mark of an outcome; the word stands beside it."""
    drawing = f'viewBox="0 0 12 12" aria-hidden="true">{_MARKS[outcome]}'
    return f'<svg class="mt-outcome-mark" {drawing}</svg>'


class Solution(anywidget.AnyWidget):
    """The solution's code, once it is open.

    It also brings the stylesheet of exercises, quizzes and progress along, and keeps
    Jupyter's shortcuts out of them.
    """

    _esm = script("course/exercise.js")
    _css = STYLE + Path(__file__).with_name("exercise.css").read_text("utf-8")
    code = traitlets.Unicode().tag(sync=True)


class ExerciseView(Form):
    """What came of an exercise.

    Args:
        exercise: which one.
        result: what came of looking at the answer.
        progress: where hints and the solution are kept.

    Attributes:
        was_shown: whether it has been displayed.
    """

    def __init__(self, exercise: Exercise, result: Result, progress: Progress) -> None:
        self.was_shown = False
        self._exercise = exercise
        self._result = result
        self._progress = progress
        self._solution = Solution()
        self._hints = HTML()
        self._said = HTML()
        buttons = HBox(
            [
                action("Hint", self._hint, self._said),
                action("Solution", self._solve, self._said),
            ]
        )
        buttons.add_class("mt-exercise-buttons")
        outcome = HTML(self._outcome())
        super().__init__(outcome, self._hints, buttons, self._said, self._solution)
        self.add_class("mt-exercise")
        self.add_class(f"mt-{result.outcome.replace(' ', '-')}")
        self._show_hints()
        self._show_solution(shown=self._tried.solution)

    def _outcome(self) -> str:
        outcome = self._result.outcome
        badge = f'<span class="mt-outcome">{mark(outcome)}{outcome.capitalize()}</span>'
        title = f"Exercise {self._exercise.id}: {escape(self._exercise.title)}"
        lines = [f"<h2>{badge} {title}</h2>", f"<p>{prose(self._result.sentence)}</p>"]
        if outcome != "done" and self._tried.done:
            lines.append('<p class="mt-words-help">You have done it before; that is kept.</p>')
        if notice := self._progress.notice():
            lines.append(f'<p class="mt-words-help">{escape(notice)}</p>')
        return "".join(lines)

    @property
    def _tried(self) -> ExerciseState:
        return self._progress.record().exercise(self._exercise.id)

    @property
    def key(self) -> str:
        """Which exercise it is, as "01.1"."""
        return self._exercise.id

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints that have been opened."""
        return self._exercise.hints[: self._tried.hints]

    @property
    def solution(self) -> str:
        """The solution, once it has been opened."""
        return str(self._solution.code)

    def _hint(self) -> str:
        opened = len(self.hints)
        if opened == len(self._exercise.hints):
            return words("These are all the hints.", "help")
        self._progress.note_hints(self._exercise.id, opened + 1)
        self._show_hints()
        return ""

    def _show_hints(self) -> None:
        count = len(self._exercise.hints)
        lines = "".join(
            f"<li><b>Hint {number} of {count}.</b> {prose(hint)}</li>"
            for number, hint in enumerate(self.hints, 1)
        )
        self._hints.value = f'<div role="status"><ul>{lines}</ul></div>' if lines else ""

    def _solve(self) -> str:
        tried = self._tried
        if not tried.may_see_solution:
            return words(
                f"The solution opens when the exercise is done, or after {TRIES} different "
                f"tries. So far: {len(tried.tries)}.",
                "help",
            )
        self._progress.note_solution(self._exercise.id)
        self._show_solution(shown=True)
        return words("One way to do it. Put it above the line with check(...).", "help")

    def _show_solution(self, *, shown: bool) -> None:
        self._solution.code = self._exercise.solution if shown else ""

    def text(self) -> str:
        """Write the outcome, the hints and the solution as plain text."""
        head = f"Exercise {self._exercise.id}, {self._exercise.title}: {self._result.outcome}."
        hints = [f"Hint: {hint}" for hint in self.hints]
        solution = [f"Solution:\n\n{self.solution}"] if self.solution else []
        return "\n".join([f"{head} {self._result.sentence}", *hints, *solution])

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        self.was_shown = True
        return super()._repr_mimebundle_(**kwargs)
