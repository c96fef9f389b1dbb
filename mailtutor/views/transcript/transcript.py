"""The transcript of one session, live while it's open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailtutor.views.loader import script, style
from mailtutor.views.widget import View

from .transcript_lines import lines_after

if TYPE_CHECKING:
    from mailtutor.record import Session

_IN_TEXT = 200


class TranscriptView(View):
    """A session as a ladder diagram: client left, server right, time downward.

    Args:
        session: the session.
    """

    _esm = script("transcript/transcript.js")
    _css = style()

    def __init__(self, session: Session) -> None:
        self._session = session
        super().__init__()

    def answer(self, ask: str, content: dict[str, Any]) -> None:
        """Send the lines after the last one that the front end has."""
        if ask == "unsubscribe":
            return
        after, wire = int(content.get("after", 0)), bool(content.get("wire"))
        lines = lines_after(self._session, after, wire=wire)
        self.send({"kind": "lines", "to": content["from"], **lines})
        self.follow(self._session)

    def text(self) -> str:
        """Return the transcript as plain text."""
        session = self._session
        lines = [str(line) for line in session.transcript]
        unshown = len(lines) - _IN_TEXT
        if unshown > 0:
            lines[:unshown] = [f"({unshown:,} earlier lines aren't listed)"]
        title = f"Session {session.number} from {session.peer}: {session.summary}."
        return "\n".join([title, *lines])
