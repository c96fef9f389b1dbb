"""The box with a learner's progress, lesson by lesson, and a way to start over."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ipywidgets import HTML, Dropdown, HBox

from mailtutor.course import catalog, skills
from mailtutor.views.components import Form, button, heading, icon, status_html

from .exercise import OUTCOME_ICONS, here

if TYPE_CHECKING:
    from mailtutor.course.exercise import Exercise, Lesson, Outcome
    from mailtutor.course.progress import Progress, ProgressFile

_NOTHING = "Choose what to reset"
_ALL = "All lessons"
_HERE = "you are here"


def progress() -> ProgressView:
    """Show which exercises are done, lesson by lesson: the last line of a cell.

    Returns:
        A box with a way to start over; plain text outside a notebook.
    """
    return ProgressView(here())


class ProgressView(Form):
    """A learner's progress.

    Args:
        progress: where it is recorded.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._table = HTML()
        self._status = HTML()
        self.reset = Dropdown(description="To reset", options=[(_NOTHING, "")])
        buttons = HBox(
            [
                button("Reset", self._reset, self._status),
                button("Refresh", self._refresh, self._status),
            ]
        )
        buttons.add_class("mt-buttons")
        super().__init__(heading("Your progress"), self._table, self.reset, buttons, self._status)
        self.add_class("mt-progress")
        self._status.value = self._refresh()

    def _refresh(self) -> str:
        record = self._progress.record()
        here = _here(record)
        rows = "".join(_row(lesson, record, is_here=lesson is here) for lesson in _lessons())
        heads = ("Lesson", "Your mailer", "Done", "Exercises", "Questions")
        head = "".join(f'<th scope="col">{each}</th>' for each in heads)
        self._table.value = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        keys = record.keys()
        self.reset.options = [
            (_NOTHING, ""),
            *((f"{key} {_title(key)}", key) for key in keys),
            *([(_ALL, "all")] if keys else []),
        ]
        return status_html(self._progress.notice(), "help")

    def _reset(self) -> str:
        key = self.reset.value
        if not key:
            return status_html("Choose what to reset first.", "error")
        if key == "all":
            self._progress.forget_all()
        else:
            self._progress.forget(key)
        what = "All progress" if key == "all" else key
        return status_html(f"{what} was reset. Your code is unchanged.", "good") + self._refresh()

    def text(self) -> str:
        """Return the table as plain text."""
        record = self._progress.record()
        here = _here(record)
        rows = []
        for lesson in _lessons():
            outcomes = {each.id: _outcome(each, record) for each in lesson.exercises}
            left = [key for key, outcome in outcomes.items() if outcome != "done"]
            begun = set(outcomes.values()) != {"not tried"}
            rows.append(
                f"  {lesson.heading:<32} {_done(lesson, record):>8} exercises, "
                f"{_answered(lesson, record)} questions"
                + (f"; left: {', '.join(left)}" if left and begun else "")
                + (f"  <- {_HERE}" if lesson is here else "")
            )
        return "\n".join(["Your progress:", *rows])


def _lessons() -> list[Lesson]:
    return [catalog.lesson(number) for number in catalog.NUMBERS]


def _here(record: ProgressFile) -> Lesson | None:
    """Return the first lesson that isn't finished; None if all are."""
    for lesson in _lessons():
        if any(_outcome(each, record) != "done" for each in lesson.exercises):
            return lesson
    return None


def _row(lesson: Lesson, record: ProgressFile, *, is_here: bool) -> str:
    """Draw the row of a lesson; the one to go on with says so."""
    mark = f' <strong class="mt-here">{icon("left")}{_HERE}</strong>' if is_here else ""
    current = ' aria-current="step"' if is_here else ""
    cells = (
        skills.mailer(lesson.number),
        _done(lesson, record),
        _marks(lesson, record),
        _answered(lesson, record),
    )
    return (
        f"<tr{current}>"
        f'<th scope="row">{escape(lesson.heading)}{mark}</th>'
        f"{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    )


def _outcome(exercise: Exercise, record: ProgressFile) -> Outcome:
    tried = record.exercise(exercise.id)
    return "done" if tried.done else "not yet" if tried.tries else "not tried"


def _done(lesson: Lesson, record: ProgressFile) -> str:
    done = [_outcome(each, record) for each in lesson.exercises].count("done")
    return f"{done} of {len(lesson.exercises)}"


def _answered(lesson: Lesson, record: ProgressFile) -> str:
    answered = sum(bool(record.quiz(each.id).last) for each in lesson.quizzes)
    return f"{answered} of {len(lesson.quizzes)}"


def _marks(lesson: Lesson, record: ProgressFile) -> str:
    """Draw an icon for each exercise, with its number beside it."""
    marks = []
    for exercise in lesson.exercises:
        outcome = _outcome(exercise, record)
        label = escape(f"{exercise.id} {exercise.title}: {outcome}")
        marks.append(
            f'<span class="mt-each mt-{outcome.replace(" ", "-")}" role="img" title="{label}" '
            f'aria-label="{label}">{icon(OUTCOME_ICONS[outcome])}{exercise.id.partition(".")[2]}</span>'
        )
    return "".join(marks)


def _title(key: str) -> str:
    try:
        return catalog.exercise(key).title
    except ValueError:
        return "(a question)" if key[-1:].isalpha() else ""
