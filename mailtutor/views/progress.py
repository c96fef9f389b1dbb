"""The table of a learner's progress, lesson by lesson, and the way to begin again."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ipywidgets import HTML, Dropdown, HBox

from mailtutor.course import catalogue

from .exercise import Solution, here
from .forms.parts import Form, action, heading, words

if TYPE_CHECKING:
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
            f'<tr><th scope="row">{escape(f"{number} {title}")}</th><td>{done}</td>'
            f"<td>{answered}</td></tr>"
            for number, title, done, answered in self._rows()
        )
        self._table.value = (
            '<table><thead><tr><th scope="col">Lesson</th><th scope="col">Exercises done</th>'
            f'<th scope="col">Questions answered</th></tr></thead><tbody>{rows}</tbody></table>'
        )
        known = self._progress.record().keys()
        self.again.options = [
            (_NOTHING, ""),
            *((f"{key} {_title(key)}", key) for key in known),
            *([(_ALL, "all")] if known else []),
        ]
        return words(self._progress.notice(), "help")

    def _rows(self) -> list[tuple[str, str, str, str]]:
        record = self._progress.record()
        rows = []
        for lesson in map(catalogue.lesson, catalogue.NUMBERS):
            done = sum(record.tried(each.id).done for each in lesson.exercises)
            answered = sum(bool(record.chosen(each.id).last) for each in lesson.quizzes)
            all_done = " ✓" if done == len(lesson.exercises) else ""
            rows.append(
                (
                    lesson.number,
                    lesson.title,
                    f"{done} of {len(lesson.exercises)}{all_done}",
                    f"{answered} of {len(lesson.quizzes)}",
                )
            )
        return rows

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
        rows = [
            f"  {f'{number} {title}':<32} {done:>8} exercises, {answered} questions"
            for number, title, done, answered in self._rows()
        ]
        return "\n".join(["Your progress:", *rows])


def _title(key: str) -> str:
    try:
        return catalogue.exercise(key).title
    except ValueError:
        return "(a question)" if key[-1:].isalpha() else ""
