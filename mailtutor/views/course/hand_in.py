"""The box with a button that makes one zip of a learner's lessons and progress."""

from __future__ import annotations

from pathlib import Path

from ipywidgets import HTML, HBox, Text

from mailtutor.course import hand_in as zips
from mailtutor.course.progress import folder_of
from mailtutor.views.components import Field, Form, button, heading, status_html


def hand_in() -> HandInView:
    """Make a zip of your lessons and progress: the last line of a cell.

    Returns:
        A box with a field for your name and a button; plain text outside a notebook.
    """
    return HandInView(folder_of(Path.cwd()))


class HandInView(Form):
    """The box that makes the zip.

    Args:
        folder: the lessons folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._status = HTML()
        self.name = Text(description="Your name", placeholder="such as Ada Lovelace")
        buttons = HBox([button("Make the zip", self._make, self._status, primary=True)])
        buttons.add_class("mt-buttons")
        super().__init__(heading("Hand in"), Field(self.name), buttons, self._status)

    def _make(self) -> str:
        made = zips.hand_in(self._folder, self.name.value or zips.user_name())
        where = (
            f"{made.path.name} is ready. In the file browser, on the left, right-click it, "
            "choose Download, and hand it in."
        )
        good = status_html(where, "good")
        return good + status_html(" ".join(zips.remarks(made)), "help")

    def text(self) -> str:
        """Return the way to do this in a terminal; neither the name nor a path."""
        return "To hand in your work, run mailtutor's command `hand-in` in a terminal."
