"""Files that a person hands to a form, piece by piece, kept in no state of a widget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from mailtutor.views.loader import script
from mailtutor.views.widget import keep_order

from .parts import STYLE

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 50_000_000
"""Bytes that a file may have; few mail servers take a mail of more than half of it."""


class Upload(anywidget.AnyWidget):
    """A button that asks for files.

    Args:
        label: what stands on the button.
        received: called with the name and the bytes of each file, once it has come whole.
    """

    _esm = script("forms/upload.js")
    _css = STYLE
    label = traitlets.Unicode().tag(sync=True)

    def __init__(self, label: str, received: Callable[[str, bytes], None]) -> None:
        super().__init__(label=label)
        self._received = received
        self._coming: dict[str, bytearray] = {}
        keep_order(self)
        self.on_msg(self._heard)

    def _heard(self, _widget: object, content: dict[str, Any], buffers: Any) -> None:
        """Take a piece and say how much there is now; a piece out of turn is not taken."""
        number, name, size = str(content["id"]), str(content["name"]), int(content["size"])
        if size > MOST:
            self._end(number, f"{name} has {size:,} bytes: more than {MOST:,} are not taken.")
            return
        if content["at"] == 0:
            self._coming = {number: bytearray()}  # one comes at a time; what was begun is given up
        kept = self._coming.get(number)
        if kept is None:
            self._end(number, f"{name} did not come whole. Attach it again.")
            return
        if content["at"] == len(kept) and buffers:
            kept += bytes(buffers[0])[: size - len(kept)]
        if len(kept) < size:
            self.send({"id": number, "have": len(kept)})
            return
        try:
            self._received(name, bytes(kept))
        except Exception as error:  # noqa: BLE001 - whatever it is, the page must say so
            self._end(number, f"{name}: {error}")
        else:
            self._end(number, "")

    def _end(self, number: str, words: str) -> None:
        self._coming.pop(number, None)
        self.send({"id": number, "words": words})

    def __repr__(self) -> str:
        return f"Upload({self.label!r})"
