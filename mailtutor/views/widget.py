"""What all views have in common: how they are asked, how they answer, their plain text."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

import anywidget

from .transcript.transcript_lines import lines_after

if TYPE_CHECKING:
    from mailtutor.record import Session

_FOLLOWED = 8
_EVERY = 0.1

_log = logging.getLogger(__name__)


def keep_order(widget: Any) -> Any:
    """Have what the page sends to a widget handled at once, in the order in which it was sent.

    ipykernel 7.4 gives a widget's message to the thread that the widget sent from last. In the
    main thread it waits for a running cell, and a button that has sent from another thread
    overtakes a field: what was typed last is not there yet. Answers may come from any thread.
    """
    if hasattr(widget.comm, "_reply_subshell_for"):
        widget.comm._reply_subshell_for = None  # noqa: SLF001 - there is no public way
    return widget


class View(anywidget.AnyWidget):
    """A view that is live in a notebook and a text anywhere else.

    Front ends ask and are answered by custom messages; the widget's saved state holds
    nothing of a mail.
    """

    def __init__(self) -> None:
        super().__init__()
        self._following: dict[int, Session] = {}
        self._front_ends: set[str] = set()
        keep_order(self)
        self.on_msg(self._asked)

    def text(self) -> str:
        """Write the view as plain text, for a terminal or a page without widgets."""
        raise NotImplementedError

    def answer(self, ask: str, content: dict[str, Any]) -> None:
        """Answer a front end; ``content["from"]`` is its name. ``"bye"`` wants no answer."""
        raise NotImplementedError

    def _asked(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        """Answer a message, in the main thread or in another, as the kernel does it."""
        front_end = content.get("from", "")
        if content.get("ask") == "bye":
            self._front_ends.discard(front_end)
            if not self._front_ends:
                self._following.clear()
        else:
            self._front_ends.add(front_end)
        try:
            self.answer(content["ask"], content)
        except Exception as error:  # noqa: BLE001 - whatever it is, the page must say so
            _log.debug("a view could not answer", exc_info=True)
            self.send({"kind": "failed", "to": front_end, "text": repr(error)})

    def follow(self, session: Session) -> None:
        """Send what is said in a session that still goes on."""
        if session.ending is None and session.number not in self._following:
            while len(self._following) >= _FOLLOWED:
                self._following.pop(next(iter(self._following)), None)
            self._following[session.number] = session
            self._look_again(session, len(session.transcript) + session.transcript.dropped)

    def _look_again(self, session: Session, said: int) -> None:
        timer = threading.Timer(_EVERY, self._look, (session, said))
        timer.daemon = True
        timer.start()

    def _look(self, session: Session, said: int) -> None:
        if self._following.get(session.number) is not session:
            return
        ended = session.ending is not None
        content = lines_after(session, said)
        if ended or content["lines"]:
            try:
                self.send({"kind": "lines", **content})
            except Exception:  # noqa: BLE001 - the kernel ends, and nobody is left to be told
                _log.debug("a view could not be told", exc_info=True)
                return
            said = content["last"]
        if ended:
            self._following.pop(session.number, None)
        else:
            self._look_again(session, said)

    def __repr__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return {**data, "text/plain": self.text()}, metadata
