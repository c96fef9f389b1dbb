"""The attachments in a form: uploaded files, each with its media type."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Button, Combobox, HBox, VBox

from mailtutor.mime.media_types import guess, search
from mailtutor.views.components import Field, button

from .draft import Attachment
from .upload import Upload

if TYPE_CHECKING:
    from collections.abc import Callable

_OFFERED = 40


class Attachments(VBox):  # type: ignore[misc]  # ipywidgets has no types
    """The files attached to a message.

    Args:
        changed: called when a file is added or removed, or a media type changes.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._rows = VBox()
        super().__init__([Upload("Attach files", self.add), self._rows])
        self.add_class("mt-attachments")

    @property
    def rows(self) -> tuple[AttachmentRow, ...]:
        """The rows, in the order of the attachments."""
        rows: tuple[AttachmentRow, ...] = self._rows.children
        return rows

    @property
    def value(self) -> tuple[Attachment, ...]:
        """The attachments, in order."""
        return tuple(row.value for row in self.rows)

    def add(self, name: str, content: bytes) -> None:
        """Attach a file, with the media type that its name suggests."""
        name = _unused_name(safe_name(name), {row.value.name for row in self.rows})
        row = AttachmentRow(name, content, self._changed, self._remove)
        self._rows.children = (*self.rows, row)
        self._changed()

    def set_status(self, problems: dict[str, str]) -> None:
        """Show each problem at its row."""
        for index, row in enumerate(self.rows):
            row.set_status(problems.get(f"attachment {index}", ""))

    def _remove(self, row: AttachmentRow) -> None:
        self._rows.children = tuple(each for each in self.rows if each is not row)
        self._changed()


class AttachmentRow(VBox):  # type: ignore[misc]  # ipywidgets has no types
    """One attachment: its name, size and media type, and the file that the code reads."""

    def __init__(
        self,
        name: str,
        content: bytes,
        changed: Callable[[], None],
        remove: Callable[[AttachmentRow], None],
    ) -> None:
        self._name, self._content, self._changed = name, content, changed
        title = HTML(f"<strong>{escape(name)}</strong> {len(content):,} bytes")
        self.media_type = Combobox(
            value=guess(name),
            description=f"Media type of {name}",
            options=offered(name, ""),
            continuous_update=False,
        )
        self.media_type.observe(self._on_media_type, "value")
        self._field = Field(self.media_type)
        self._place = HTML()
        remove_button = Button(description=f"Remove {name}")
        remove_button.on_click(lambda _button: remove(self))
        self._save = button(f"Save {name} in this folder", self._save_file, self._place)
        super().__init__([title, self._field, self._place, HBox([self._save, remove_button])])
        self.add_class("mt-attachment")
        self._place.value = self._describe_file()

    @property
    def value(self) -> Attachment:
        """The attachment."""
        return Attachment(self._name, self._content, self.media_type.value)

    def set_status(self, problem: str) -> None:
        """Show the problem with the media type, or a hint."""
        self._field.set_status(problem, "" if problem else self.value.hint)

    def _on_media_type(self, change: Any) -> None:
        self.media_type.options = offered(self._name, change.new)
        self._changed()

    def _describe_file(self) -> str:
        path, folder = Path(self._name), escape(str(Path.cwd()))
        name = escape(self._name)
        if not path.is_file():
            state = f"The code reads {name} from {folder}. It isn't there yet: save it first."
        elif path.read_bytes() == self._content:
            state = f"The code reads {name} from {folder}. It's already there."
        else:
            state = (
                f"The code reads {name} from {folder}, but a different file there has the same "
                "name. Rename one of them, or the code will attach the other file."
            )
        self._save.layout.display = "none" if path.exists() else ""
        return f'<div class="mt-status mt-status-help" role="status">{state}</div>'

    def _save_file(self) -> str:
        with Path(self._name).open("xb") as file:  # x: never overwrite an existing file
            file.write(self._content)
        return self._describe_file()


def offered(name: str, typed: str) -> tuple[str, ...]:
    """Return the media types to offer for a file.

    Example:
        >>> offered("a.png", "")
        ('image/png', 'application/octet-stream', 'text/plain')
    """
    first = (guess(name), "application/octet-stream", "text/plain")
    found = search(typed, limit=_OFFERED) if typed else []
    return tuple(dict.fromkeys((*first, *found)))


def safe_name(name: str) -> str:
    r"""Return a file's name without its path and without characters a header can't carry.

    Example:
        >>> safe_name("C:\\photos\\me.png"), safe_name("../..")
        ('me.png', 'attachment')
    """
    last = re.split(r"[/\\]", name)[-1]
    last = "".join(each if each.isprintable() else "_" for each in last).strip()
    return last if last.strip(".") else "attachment"


def _unused_name(name: str, taken: set[str]) -> str:
    """Add a number to a name that is taken, because the code reads each file by its name."""
    path, number, unused = Path(name), 1, name
    while unused in taken:
        number += 1
        unused = f"{path.stem} ({number}){path.suffix}"
    return unused
