"""One mail: its text, its envelope, its bytes, and the conversation that carried it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailtutor.mime import summary

from .conversation_lines import lines_after
from .loader import script, style
from .mail_details import mail_details
from .widget import View

if TYPE_CHECKING:
    from mailtutor.record import Delivery


class MessageView(View):
    """A mail as it arrived.

    Args:
        delivery: the mail.
    """

    _esm = script("message.js")
    _css = style()

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        super().__init__()

    def answer(self, ask: str, content: dict[str, Any]) -> None:
        """Give the mail, or lines of its conversation that the front end lacks."""
        session = self._delivery.session
        if ask == "bye":
            return
        if ask == "lines":
            lines = lines_after(session, int(content["after"]), wire=bool(content.get("wire")))
            self.send({"kind": "lines", "to": content["from"], **lines})
            return
        details, source = mail_details(self._delivery)
        self.send({"kind": "opened", "to": content["from"], **details}, [source])
        self.follow(session)

    def text(self) -> str:
        """Write the mail as a few lines of plain text."""
        delivery = self._delivery
        seen = summary(delivery.raw)
        lines = [
            f"Mail {delivery.number}, {delivery.size:,} bytes, {delivery.received_at:%H:%M:%S}",
            f"Envelope: {delivery.envelope}",
            f"From: {seen.sender}",
            f"Subject: {seen.subject}",
        ]
        if seen.files:
            lines.append(f"Files: {seen.files}")
        return "\n".join([*lines, "", seen.words]).rstrip()
