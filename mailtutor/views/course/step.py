"""The box of a step: what's new in the learner's program, and the whole of it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ipywidgets import HTML

from mailtutor.clinic.markup import marked_up
from mailtutor.course.program import parts
from mailtutor.record import count
from mailtutor.views.components import Form

if TYPE_CHECKING:
    from mailtutor.course.steps import Taken


class StepView(Form):
    """The box of a step.

    Args:
        taken: the result of the step.
    """

    def __init__(self, taken: Taken) -> None:
        self._taken = taken
        said = "".join(f"<p>{marked_up(sentence)}</p>" for sentence in self._sentences())
        whole = (
            f"<details><summary>Show the whole program</summary><pre>{_numbered(taken)}</pre>"
            "</details>"
        )
        super().__init__(HTML(said + whole))
        self.add_class("mt-step")

    def _sentences(self) -> list[str]:
        taken = self._taken
        lines = count(len(taken.program.splitlines()), "line")
        if not taken.new:
            return [f"`{taken.file}` has all of this already. It has {lines}."]
        new = ", ".join(f"`{key}`" for key in taken.new if key != "docstring")
        said = [f"`{taken.file}` now has {lines}. New: {new}."]
        if taken.backup:
            where = f"{taken.backup.parent.name}/{taken.backup.name}"
            said.append(f"This replaced lines that you had written. Your version is now `{where}`.")
        return said

    def text(self) -> str:
        """Return what's new, as plain text."""
        return " ".join(self._sentences()).replace("`", "")


def _numbered(taken: Taken) -> str:
    """Return the lines of the program as HTML, with the new ones marked."""
    new = {
        line
        for part in parts(taken.program)
        if part.key in taken.new
        for line in range(part.start, part.end)
    }
    return "".join(
        f'<span class="mt-new">+ {escape(line)}</span>\n'
        if number in new
        else f"  {escape(line)}\n"
        for number, line in enumerate(taken.program.splitlines())
    )
