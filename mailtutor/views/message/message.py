"""One mail: its text, its parts byte by byte; how it came and who got it, if it arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailtutor.views.loader import script, style
from mailtutor.views.transcript.transcript_lines import lines_after
from mailtutor.views.widget import View

from .mail_answers import answer_about
from .mail_details import mail_details
from .mail_text import mail_text
from .message_source import Shown, shown_of

if TYPE_CHECKING:
    from mailtutor.record import Delivery


class MessageView(View):
    """A mail, as it arrived or as it would be sent.

    Args:
        mail: the mail.
    """

    _esm = script("message/message.js")
    _css = style()

    def __init__(self, mail: Delivery | Shown) -> None:
        self._mail = mail if isinstance(mail, Shown) else shown_of(mail)
        super().__init__()

    def answer(self, ask: str, content: dict[str, Any]) -> None:
        """Give the mail, lines of its conversation that the front end lacks, or bytes of it."""
        if ask == "bye":
            return
        if ask == "about":
            self.send(*answer_about(self._mail, content))
            return
        delivery = self._mail.delivery
        if ask == "lines":
            assert delivery is not None
            after, wire = int(content["after"]), bool(content.get("wire"))
            lines = lines_after(delivery.session, after, wire=wire)
            self.send({"kind": "lines", "to": content["from"], **lines})
            return
        details, source = mail_details(self._mail)
        self.send({"kind": "opened", "to": content["from"], **details}, [source])
        if delivery is not None:
            self.follow(delivery.session)

    def text(self) -> str:
        """Write the mail as plain text: what it is, its header, its parts, its first words."""
        return mail_text(self._mail)
