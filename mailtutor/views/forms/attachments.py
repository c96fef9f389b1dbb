"""The attachments of a form: uploaded, each with its media type, each kept by its code."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Button, Combobox, HBox, VBox

from mailtutor.mime.media_types import guess, search

from .draft import Attachment
from .parts import Field, action
from .upload import Upload

if TYPE_CHECKING:
    from collections.abc import Callable

_OFFERED = 40


class Attachments(VBox):  # type: ignore[misc]  # ipywidgets has no types
    """The files that go with a mail.

    Args:
        changed: called whenever there is another set of them, or another media type.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._rows = VBox()
        super().__init__([Upload("Attach files", self.add), self._rows])
        self.add_class("mt-attachments")

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows, in the order of the attachments."""
        rows: tuple[Row, ...] = self._rows.children
        return rows

    @property
    def value(self) -> tuple[Attachment, ...]:
        """The attachments, in order."""
        return tuple(row.value for row in self.rows)

    def add(self, name: str, content: bytes) -> None:
        """Attach a file; its media type is guessed from its name."""
        name = _free_name(safe_name(name), {row.value.name for row in self.rows})
        self._rows.children = (*self.rows, Row(name, content, self._changed, self._remove))
        self._changed()

    def tell(self, problems: dict[str, str]) -> None:
        """Show at each row what is wrong there."""
        for index, row in enumerate(self.rows):
            row.tell(problems.get(f"attachment {index}", ""))

    def _remove(self, row: Row) -> None:
        self._rows.children = tuple(each for each in self.rows if each is not row)
        self._changed()


class Row(VBox):  # type: ignore[misc]  # ipywidgets has no types
    """One attachment: its name and size, its media type, and where the code reads it."""

    def __init__(
        self,
        name: str,
        content: bytes,
        changed: Callable[[], None],
        remove: Callable[[Row], None],
    ) -> None:
        self._name, self._content, self._changed = name, content, changed
        title = HTML(f"<strong>{escape(name)}</strong> {len(content):,} bytes")
        self.media_type = Combobox(
            value=guess(name),
            description=f"Media type of {name}",
            options=offered(name, ""),
            continuous_update=False,
        )
        self.media_type.observe(self._typed, "value")
        self._field = Field(self.media_type)
        self._place = HTML()
        remove_button = Button(description=f"Remove {name}")
        remove_button.on_click(lambda _button: remove(self))
        self._save = action(f"Save {name} in this folder", self._saved, self._place)
        super().__init__([title, self._field, self._place, HBox([self._save, remove_button])])
        self.add_class("mt-attachment")
        self._place.value = self._where()

    @property
    def value(self) -> Attachment:
        """The attachment."""
        return Attachment(self._name, self._content, self.media_type.value)

    def tell(self, problem: str) -> None:
        """Show what is wrong with the media type, or what the registry says of it."""
        self._field.tell(problem, "" if problem else self.value.hint)

    def _typed(self, change: Any) -> None:
        self.media_type.options = offered(self._name, change.new)
        self._changed()

    def _where(self) -> str:
        path, folder = Path(self._name), escape(str(Path.cwd()))
        name = escape(self._name)
        if not path.is_file():
            state = f"The code reads {name} from {folder}. It is not there yet: save it there."
        elif path.read_bytes() == self._content:
            state = f"The code reads {name} from {folder}, where it is."
        else:
            state = (
                f"The code reads {name} from {folder}, where another file has this name: "
                "rename one of them, or the code attaches that other file."
            )
        self._save.layout.display = "none" if path.exists() else ""
        return f'<div class="mt-words mt-words-help" role="status">{state}</div>'

    def _saved(self) -> str:
        with Path(self._name).open("xb") as file:  # x: what is there is never overwritten
            file.write(self._content)
        return self._where()


def offered(name: str, typed: str) -> tuple[str, ...]:
    """Return the media types that are offered for a file.

    Example:
        >>> offered("a.png", "")
        ('image/png', 'application/octet-stream', 'text/plain')
    """
    first = (guess(name), "application/octet-stream", "text/plain")
    found = search(typed, limit=_OFFERED) if typed else []
    return tuple(dict.fromkeys((*first, *found)))


def safe_name(name: str) -> str:
    r"""Return the name alone, without a path and without what no header can carry.

    Example:
        >>> safe_name("C:\\photos\\me.png"), safe_name("../..")
        ('me.png', 'attachment')
    """
    last = re.split(r"[/\\]", name)[-1]
    last = "".join(each if each.isprintable() else "_" for each in last).strip()
    return last if last.strip(".") else "attachment"


def _free_name(name: str, taken: set[str]) -> str:
    """Add a number to a name that is taken, for the code reads each from its own file."""
    path, number, free = Path(name), 1, name
    while free in taken:
        number += 1
        free = f"{path.stem} ({number}){path.suffix}"
    return free
