"""The view of a message: its text, its anatomy, and its envelope and transcript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailtutor.views.loader import script, style
from mailtutor.views.transcript.transcript_lines import lines_after
from mailtutor.views.widget import View

from .message_details import answer_about, message_details
from .message_source import MessageSource, message_source

if TYPE_CHECKING:
    from mailtutor.record import Delivery


class MessageView(View):
    """A message, as it arrived or as it would be sent.

    Args:
        message: the message.
    """

    _esm = script("message/message.js")
    _css = style()

    def __init__(self, message: Delivery | MessageSource) -> None:
        self._source = message if isinstance(message, MessageSource) else message_source(message)
        super().__init__()

    def answer(self, ask: str, content: dict[str, Any]) -> None:
        """Send the message, lines of its transcript, its review, or bytes of it."""
        if ask == "bye":
            return
        if ask == "about":
            self.send(*answer_about(self._source, content))
            return
        delivery = self._source.delivery
        if ask == "lines":
            assert delivery is not None
            after, wire = int(content["after"]), bool(content.get("wire"))
            lines = lines_after(delivery.session, after, wire=wire)
            self.send({"kind": "lines", "to": content["from"], **lines})
            return
        details, source = message_details(self._source)
        self.send({"kind": "opened", "to": content["from"], **details}, [source])
        if delivery is not None:
            self.follow(delivery.session)

    def text(self) -> str:
        """Return the message as plain text: main headers, tree of parts, first words."""
        return self._source.text()
