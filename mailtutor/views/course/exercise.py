"""The box of an exercise: the result, the hints one by one, and the solution."""

from __future__ import annotations

from collections import deque
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, HBox, VBox

from mailtutor.clinic.markup import marked_up
from mailtutor.course import catalog, cell, outcomes, skills
from mailtutor.course.fingerprint import fingerprint
from mailtutor.course.progress import TRIES, Progress, folder_of
from mailtutor.views.components import Code, Form, button, icon, status_html

if TYPE_CHECKING:
    from mailtutor.course.exercise import Exercise, Outcome, Result
    from mailtutor.course.progress import ExerciseState

# Drawn, because some computers have no font with such characters.
OUTCOME_ICONS: dict[Outcome, str] = {"not tried": "circle", "not yet": "no", "done": "yes"}

_checked: deque[ExerciseView] = deque(maxlen=20)


@cache
def progress_in(folder: Path) -> Progress:
    """Return the progress in a folder: always the same object, so each notice appears once."""
    return Progress(folder)


def here() -> Progress:
    """Return the progress in the lessons folder that this notebook is in."""
    return progress_in(folder_of(Path.cwd()))


def check(key: str, *things: Any) -> ExerciseView:
    """Check an answer to an exercise: the last line of its cell.

    Args:
        key: the exercise, such as "01.1".
        things: the answer; None counts as "not tried".

    Returns:
        A box with the result, hints and the solution; plain text outside a notebook.

    Raises:
        ValueError: there is no such exercise.

    Example:
        >>> check("01.1", None)
        Exercise 01.1, Write a message of your own: not tried. ...
    """
    exercise = catalog.exercise(key)
    result = exercise.result(*things, cell=cell.running())
    progress = here()
    gains: tuple[str, ...] = ()
    if result.outcome == "not yet":
        recorded = progress.note_try(key, fingerprint(result.sentence, *things))
    elif result.outcome == "done":
        record = progress.note_done(key)
        recorded = record.exercise(key)
        gains = skills.gains(key, record)
    else:
        recorded = progress.begin().exercise(key)
    announce(key, result, recorded)
    view = ExerciseView(exercise, result, progress, recorded, gains)
    _checked.append(view)
    return view


def announce(key: str, result: Result, recorded: ExerciseState) -> None:
    """Announce the outcome of an exercise, after it's recorded."""
    outcome = "done" if recorded.done else result.outcome
    tried = outcomes.Tried(key, outcome, result.mistake, len(recorded.tries))
    outcomes.listeners.notify(tried)


def take_checked() -> list[ExerciseView]:
    """Return the boxes that `check` made since the last call: those of one cell."""
    taken = list(_checked)
    _checked.clear()
    return taken


class ExerciseView(Form):
    """The box of an exercise.

    Args:
        exercise: the exercise.
        result: the result of checking the answer.
        progress: where hints and the solution are recorded.
        recorded: the exercise's progress, just read.
        gains: sentences on what the learner can do now.

    Attributes:
        was_shown: whether it has been displayed.
    """

    def __init__(
        self,
        exercise: Exercise,
        result: Result,
        progress: Progress,
        recorded: ExerciseState,
        gains: tuple[str, ...] = (),
    ) -> None:
        self.was_shown = False
        self._exercise = exercise
        self._result = result
        self._progress = progress
        self._recorded = recorded
        self._gains = gains
        self._solution = VBox()  # empty until it is opened: the code brings its own script
        self._hints = HTML()
        self._status = HTML()
        buttons = HBox(
            [
                button("Hint", self._open_hint, self._status),
                button("Solution", self._open_solution, self._status),
            ]
        )
        buttons.add_class("mt-buttons")
        super().__init__(HTML(self._head()), self._hints, buttons, self._status, self._solution)
        self.add_class("mt-exercise")
        self.add_class(f"mt-{result.outcome.replace(' ', '-')}")
        self._show_recorded()

    def _head(self) -> str:
        outcome = self._result.outcome
        badge = f"{icon(OUTCOME_ICONS[outcome])}{outcome.capitalize()}"
        title = f"Exercise {self._exercise.id}: {escape(self._exercise.title)}"
        lines = [
            f'<h2><span class="mt-outcome">{badge}</span> {title}</h2>',
            f"<p>{marked_up(self._result.sentence)}</p>",
            *(f'<p class="mt-gain">{marked_up(gain)}</p>' for gain in self._gains),
        ]
        if outcome != "done" and self._recorded.done:
            lines.append(
                '<p class="mt-status-help">You solved this before, and that still counts.</p>'
            )
        if notice := self._progress.notice():
            lines.append(f'<p class="mt-status-help">{escape(notice)}</p>')
        return "".join(lines)

    @property
    def key(self) -> str:
        """The exercise, such as "01.1"."""
        return self._exercise.id

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints opened so far."""
        return self._exercise.hints[: self._recorded.hints]

    @property
    def solution(self) -> str:
        """The solution, once it has been opened."""
        return self._exercise.solution if self._solution.children else ""

    def _open_hint(self) -> str:
        self._read()
        opened = len(self.hints)
        if opened == len(self._exercise.hints):
            return status_html("There are no more hints.", "help")
        self._recorded = self._progress.note_hints(self._exercise.id, opened + 1)
        self._show_recorded()
        return ""

    def _open_solution(self) -> str:
        self._read()
        if not self._recorded.may_see_solution:
            return status_html(
                f"The solution opens once the exercise is done, or after {TRIES} different "
                f"answers. So far: {len(self._recorded.tries)}.",
                "help",
            )
        self._recorded = self._progress.note_solution(self._exercise.id)
        self._show_recorded()
        return status_html("One way to solve it. Paste it above check(...).", "help")

    def _read(self) -> None:
        """Read what is recorded now: the same exercise may be open in another notebook."""
        self._recorded = self._progress.record().exercise(self._exercise.id)

    def _show_recorded(self) -> None:
        count = len(self._exercise.hints)
        lines = "".join(
            f"<li><b>Hint {number} of {count}.</b> {marked_up(hint)}</li>"
            for number, hint in enumerate(self.hints, 1)
        )
        self._hints.value = f'<div role="status"><ul>{lines}</ul></div>' if lines else ""
        if self._recorded.solution and not self._solution.children:
            self._solution.children = [Code(code=self._exercise.solution)]

    def text(self) -> str:
        """Return the result, the hints and the solution as plain text."""
        head = f"Exercise {self._exercise.id}, {self._exercise.title}: {self._result.outcome}."
        hints = [f"Hint: {hint}" for hint in self.hints]
        solution = [f"Solution:\n\n{self.solution}"] if self.solution else []
        said = " ".join([head, self._result.sentence, *self._gains])
        return "\n".join([said, *hints, *solution])

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        self.was_shown = True
        return super()._repr_mimebundle_(**kwargs)
