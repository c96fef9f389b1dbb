"""The box of a quiz: a question, its options, and the reason for the one that was chosen."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, RadioButtons

from mailtutor.clinic.markup import marked_up
from mailtutor.course import catalog, outcomes
from mailtutor.views.components import Form, error_html, icon

from .exercise import here

if TYPE_CHECKING:
    from mailtutor.course.exercise import Quiz
    from mailtutor.course.progress import Progress


def quiz(key: str) -> QuizView:
    """Ask a question: the last line of a cell.

    Args:
        key: the question, such as "01.a".

    Returns:
        A box with the options; plain text outside a notebook.

    Raises:
        ValueError: there is no such question.
    """
    return QuizView(catalog.quiz(key), here())


class QuizView(Form):
    """The box of a quiz.

    Args:
        quiz: the question.
        progress: where the choice is recorded.
    """

    def __init__(self, quiz: Quiz, progress: Progress) -> None:
        self._quiz = quiz
        self._progress = progress
        chosen = quiz.option(progress.begin().quiz(quiz.id).last)
        self.choices = RadioButtons(
            options=[option.text for option in quiz.options],
            value=chosen.text if chosen else None,
            description=f"Question {quiz.id}: {quiz.question}",
        )
        self.choices.observe(self._on_choice, "value")
        self._reason = HTML()
        super().__init__(self.choices, self._reason)
        self.add_class("mt-quiz")
        self._show_reason()

    def _on_choice(self, _change: Any) -> None:
        try:
            if self.choices.value is not None:
                self._progress.note_choice(self._quiz.id, self.choices.value)
                outcomes.listeners.notify(outcomes.Chose(self._quiz.id, self.choices.index))
            self._show_reason()
        except Exception as error:  # noqa: BLE001 - Jupyter would only write it to its log
            self._reason.value = error_html(error)

    def _show_reason(self) -> None:
        option = self._quiz.option(self.choices.value or "")
        lines = []
        if option:
            kind = "good" if option.right else "error"
            verdict = f"{icon('yes')}Yes." if option.right else f"{icon('no')}No."
            reason = marked_up(option.reason)
            lines.append(f'<b class="mt-status-{kind}">{verdict}</b> <span>{reason}</span>')
        if notice := self._progress.notice():
            lines.append(f"<p>{escape(notice)}</p>")
        self._reason.value = f'<div class="mt-reason" role="status">{"".join(lines)}</div>'

    def text(self) -> str:
        """Return the question, its options, and the reason for the chosen one, as plain text."""
        chosen = self.choices.value
        lines = [f"Question {self._quiz.id}: {self._quiz.question}"]
        lines += [
            f"  ({'x' if option.text == chosen else ' '}) {option.text}"
            for option in self._quiz.options
        ]
        option = self._quiz.option(chosen or "")
        return "\n".join([*lines, *([option.reason] if option else [])])
