"""The view of a message: its text, its anatomy, and its envelope and transcript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailtutor.views.loader import script, style
from mailtutor.views.transcript.transcript_lines import lines_after
from mailtutor.views.widget import View

from .message_details import answer_about, message_details
from .message_source import message_source

if TYPE_CHECKING:
    from mailtutor.record import Delivery

    from .message_source import MessageSource


class SourcesView(View):
    """A view of one message or of two.

    Args:
        sources: the messages.
    """

    def __init__(self, *sources: MessageSource) -> None:
        self._sources = sources
        super().__init__()

    def describe(self) -> tuple[dict[str, Any], list[bytes]]:
        """Return the content of the view, and the bytes that go with it."""
        raise NotImplementedError

    def answer(self, ask: str, content: dict[str, Any]) -> None:
        """Send the view, lines of a transcript, a review, or bytes of a message."""
        if ask == "unsubscribe":
            return
        source = self._sources[int(content.get("side", 0))]
        if ask == "about":
            self.send(*answer_about(source, content))
        elif ask == "lines":
            assert source.delivery is not None
            after, wire = int(content["after"]), bool(content.get("wire"))
            lines = lines_after(source.delivery.session, after, wire=wire)
            self.send({"kind": "lines", "to": content["from"], **lines})
        else:
            details, buffers = self.describe()
            self.send({"kind": "opened", "to": content["from"], **details}, buffers)


class MessageView(SourcesView):
    """A message, as it arrived or as it would be sent.

    Args:
        message: the message.
    """

    _esm = script("message/message.js")
    _css = style()

    def __init__(self, message: Delivery | MessageSource) -> None:
        self._source = message_source(message)
        super().__init__(self._source)

    def describe(self) -> tuple[dict[str, Any], list[bytes]]:
        """Return the message, and follow its session while that is still open."""
        details, source = message_details(self._source)
        if self._source.delivery is not None:
            self.follow(self._source.delivery.session)
        return details, [source]

    def text(self) -> str:
        """Return the message as plain text: main headers, tree of parts, first words."""
        return self._source.text()
