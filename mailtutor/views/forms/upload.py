"""A file upload that arrives in pieces, and never enters a widget's saved state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from mailtutor.views.loader import script
from mailtutor.views.widget import keep_order

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST = 50_000_000
"""The most bytes a file may have; few mail servers accept a message half that size."""


class Upload(anywidget.AnyWidget):
    """A button that uploads files.

    Args:
        label: the button's text.
        received: called with the name and the bytes of each file once it has arrived.
    """

    _esm = script("forms/upload.js")
    label = traitlets.Unicode().tag(sync=True)

    def __init__(self, label: str, received: Callable[[str, bytes], None]) -> None:
        super().__init__(label=label)
        self._received = received
        self._partial: dict[str, bytearray] = {}
        keep_order(self)
        self.on_msg(self._on_piece)

    def _on_piece(self, _widget: object, content: dict[str, Any], buffers: Any) -> None:
        """Add a piece, and reply how many bytes have arrived; ignore a piece out of order."""
        number, name, size = str(content["id"]), str(content["name"]), int(content["size"])
        if size > LARGEST:
            self._end(number, f"{name} has {size:,} bytes. The limit is {LARGEST:,} bytes.")
            return
        if content["at"] == 0:
            self._partial = {number: bytearray()}  # one file at a time; drop an unfinished one
        partial = self._partial.get(number)
        if partial is None:
            self._end(number, f"{name} didn't arrive completely. Attach it again.")
            return
        if content["at"] == len(partial) and buffers:
            partial += bytes(buffers[0])[: size - len(partial)]
        if len(partial) < size:
            self.send({"id": number, "have": len(partial)})
            return
        try:
            self._received(name, bytes(partial))
        except Exception as error:  # noqa: BLE001 - report any failure in the page
            self._end(number, f"{name}: {error}")
        else:
            self._end(number, "")

    def _end(self, number: str, words: str) -> None:
        self._partial.pop(number, None)
        self.send({"id": number, "words": words})

    def __repr__(self) -> str:
        return f"Upload({self.label!r})"
