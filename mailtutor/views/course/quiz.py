"""The view of a quiz: a question, options, and a reason for each that is chosen."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, RadioButtons

from mailtutor.course import catalog
from mailtutor.views.forms.parts import Form, failure

from .exercise import Solution, here, mark, prose

if TYPE_CHECKING:
    from mailtutor.course.exercise import Quiz
    from mailtutor.course.progress import Progress


def quiz(key: str) -> QuizView:
    """Ask a question: the last line of a cell.

    Args:
        key: which question, as "01.a".

    Returns:
        a view with the options; a text outside of a notebook.

    Raises:
        ValueError: there is no such question.
    """
    return QuizView(catalog.quiz(key), here())


class QuizView(Form):
    """A question with its options; what is chosen is kept.

    Args:
        quiz: which question.
        progress: where the choice is kept.
    """

    def __init__(self, quiz: Quiz, progress: Progress) -> None:
        self._quiz = quiz
        self._progress = progress
        chosen = quiz.option(progress.record().quiz(quiz.id).last)
        self.choices = RadioButtons(
            options=[option.text for option in quiz.options],
            value=chosen.text if chosen else None,
            description=f"Question {quiz.id}: {quiz.question}",
        )
        self.choices.observe(self._choose, "value")
        self._reason = HTML()
        super().__init__(self.choices, self._reason, Solution())
        self.add_class("mt-quiz")
        self._show()

    def _choose(self, _change: Any) -> None:
        try:
            if self.choices.value is not None:
                self._progress.note_choice(self._quiz.id, self.choices.value)
            self._show()
        except Exception as error:  # noqa: BLE001 - Jupyter would write it to its log only
            self._reason.value = failure(error)

    def _show(self) -> None:
        option = self._quiz.option(self.choices.value or "")
        lines = []
        if option:
            kind = "good" if option.right else "error"
            verdict = f"{mark('done')}Yes." if option.right else f"{mark('not yet')}No."
            lines.append(
                f'<b class="mt-words-{kind}">{verdict}</b> <span>{prose(option.reason)}</span>'
            )
        if notice := self._progress.notice():
            lines.append(f"<p>{escape(notice)}</p>")
        said = "".join(lines)
        self._reason.value = f'<div class="mt-reason" role="status">{said}</div>'

    def text(self) -> str:
        """Write the question, its options, and the reason of the one that was chosen."""
        chosen = self.choices.value
        lines = [f"Question {self._quiz.id}: {self._quiz.question}"]
        lines += [
            f"  ({'x' if option.text == chosen else ' '}) {option.text}"
            for option in self._quiz.options
        ]
        option = self._quiz.option(chosen or "")
        return "\n".join([*lines, *([option.reason] if option else [])])
