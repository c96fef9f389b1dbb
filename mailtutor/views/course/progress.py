"""The table of a learner's progress, lesson by lesson, and the way to begin again."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ipywidgets import HTML, Dropdown, HBox

from mailtutor.course import catalog
from mailtutor.views.forms.parts import Form, action, heading, words

from .exercise import Solution, here, mark

if TYPE_CHECKING:
    from mailtutor.course.exercise import Exercise, Lesson, Outcome
    from mailtutor.course.progress import Progress

_NOTHING = "Choose what to begin again with"
_ALL = "All lessons"


def progress() -> ProgressView:
    """Show which exercises are done, lesson by lesson: the last line of a cell.

    Returns:
        a view with a way to begin again; a text outside of a notebook.
    """
    return ProgressView(here())


class ProgressView(Form):
    """What a learner has done.

    Args:
        progress: where that is kept.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._table = HTML()
        self._said = HTML()
        self.again = Dropdown(description="What", options=[(_NOTHING, "")])
        buttons = HBox(
            [
                action("Begin again", self._forget, self._said),
                action("Look again", self._look, self._said),
            ]
        )
        buttons.add_class("mt-exercise-buttons")
        super().__init__(
            heading("Your progress"), self._table, self.again, buttons, self._said, Solution()
        )
        self.add_class("mt-progress")
        self._said.value = self._look()

    def _look(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{escape(f"{lesson.number} {lesson.title}")}</th>'
            f"<td>{self._done(lesson)}</td><td>{self._each(lesson)}</td>"
            f"<td>{self._answered(lesson)}</td></tr>"
            for lesson in self._lessons()
        )
        self._table.value = (
            '<table><thead><tr><th scope="col">Lesson</th><th scope="col">Exercises done</th>'
            '<th scope="col">Each exercise</th><th scope="col">Questions answered</th></tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )
        known = self._progress.record().keys()
        self.again.options = [
            (_NOTHING, ""),
            *((f"{key} {_title(key)}", key) for key in known),
            *([(_ALL, "all")] if known else []),
        ]
        return words(self._progress.notice(), "help")

    def _lessons(self) -> list[Lesson]:
        return [catalog.lesson(number) for number in catalog.NUMBERS]

    def _done(self, lesson: Lesson) -> str:
        done = [self._outcome(each) for each in lesson.exercises].count("done")
        return f"{done} of {len(lesson.exercises)}"

    def _answered(self, lesson: Lesson) -> str:
        record = self._progress.record()
        answered = sum(bool(record.quiz(each.id).last) for each in lesson.quizzes)
        return f"{answered} of {len(lesson.quizzes)}"

    def _each(self, lesson: Lesson) -> str:
        """Draw a mark for each exercise, its number beside it."""
        return "".join(
            f'<span class="mt-each mt-{outcome.replace(" ", "-")}" role="img" title="{words}" '
            f'aria-label="{words}">{mark(outcome)}{each.id[3:]}</span>'
            for each in lesson.exercises
            for outcome in [self._outcome(each)]
            for words in [escape(f"{each.id} {each.title}: {outcome}")]
        )

    def _outcome(self, exercise: Exercise) -> Outcome:
        tried = self._progress.record().exercise(exercise.id)
        return "done" if tried.done else "not yet" if tried.tries else "not tried"

    def _forget(self) -> str:
        key = self.again.value
        if not key:
            return words("Choose above what to begin again with.", "error")
        if key == "all":
            self._progress.forget_all()
        else:
            self._progress.forget(key)
        what = "Everything" if key == "all" else key
        told = f"{what} is as if not tried. Your code is still in your notebooks."
        return words(told, "good") + self._look()

    def text(self) -> str:
        """Write the table as plain text."""
        rows = []
        for lesson in self._lessons():
            outcomes = {each.id: self._outcome(each) for each in lesson.exercises}
            left = [key for key, outcome in outcomes.items() if outcome != "done"]
            begun = set(outcomes.values()) != {"not tried"}
            rows.append(
                f"  {f'{lesson.number} {lesson.title}':<32} {self._done(lesson):>8} exercises, "
                f"{self._answered(lesson)} questions"
                + (f"; left: {', '.join(left)}" if left and begun else "")
            )
        return "\n".join(["Your progress:", *rows])


def _title(key: str) -> str:
    try:
        return catalog.exercise(key).title
    except ValueError:
        return "(a question)" if key[-1:].isalpha() else ""
