"""The box with a button that makes one zip of a learner's lessons and progress."""

from __future__ import annotations

from pathlib import Path

from ipywidgets import HTML, HBox, Text

from mailtutor.course import hand_in as zips
from mailtutor.course.progress import folder_of
from mailtutor.platform import IN_BROWSER, is_secure
from mailtutor.views.components import Field, Form, button, heading, status_html

from .page_files import PageFiles, download_link


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
        # Elsewhere, the folder has the notebooks, and the file browser downloads the zip.
        self._from_page = [PageFiles(folder)] if IN_BROWSER and not is_secure() else []
        super().__init__(
            heading("Hand in"), Field(self.name), buttons, self._status, *self._from_page
        )

    def _make(self) -> str:
        made = zips.hand_in(self._folder, self.name.value or zips.user_name())
        remarks = status_html(" ".join(zips.remarks(made)), "help")
        if self._from_page:
            return f"<p>{download_link(made.path)}, and hand it in.</p>{remarks}"
        where = (
            f"{made.path.name} is ready. In the file browser, on the left, right-click it, "
            "choose Download, and hand it in."
        )
        return status_html(where, "good") + remarks

    def text(self) -> str:
        """Return the way to do this in a terminal; neither the name nor a path."""
        return "To hand in your work, run mailtutor's command `hand-in` in a terminal."
