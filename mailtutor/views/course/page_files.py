"""Handing in from a browser whose Python has no folder of lessons, as over plain http."""

from __future__ import annotations

import base64
import re
from html import escape
from typing import TYPE_CHECKING, Any

import anywidget

from mailtutor.course.files import write_atomically
from mailtutor.views.loader import script

if TYPE_CHECKING:
    from pathlib import Path

_NAME = re.compile(r"[\w -]+\.ipynb")


class PageFiles(anywidget.AnyWidget):
    """Fetches the notebooks, as last saved, from the page into a folder.

    Args:
        folder: the folder.
    """

    _esm = script("course/page_files.js")

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.on_msg(self._take)

    def _take(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        name, text = content.get("path"), content.get("text")
        if isinstance(name, str) and isinstance(text, str) and _NAME.fullmatch(name):
            write_atomically(self._folder / name, text.encode())


def download_link(path: Path) -> str:
    """Return a link, as HTML, that downloads a file of this Python."""
    content = base64.b64encode(path.read_bytes()).decode("ascii")
    name = escape(path.name)
    return f'<a download="{name}" href="data:application/zip;base64,{content}">Download {name}</a>'
