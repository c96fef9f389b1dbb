"""The base class of the views: requests, replies, and plain text."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import anywidget

from .transcript.line_feed import LineFeed

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor.record import Session

_MAX_FOLLOWED = 8  # sessions

_log = logging.getLogger(__name__)


def keep_order(widget: Any) -> Any:
    """Handle the page's messages to a widget immediately, in the order they were sent.

    ipykernel 7.4 passes a widget's message to the thread that the widget last sent from. In the
    main thread it waits for a running cell, so a button that has sent from another thread
    overtakes a field, and the last characters typed are missing. Replies may use any thread.
    """
    if hasattr(widget.comm, "_reply_subshell_for"):
        widget.comm._reply_subshell_for = None  # noqa: SLF001 - there's no public API
    return widget


class View(anywidget.AnyWidget):
    """A view that is live in a notebook, and plain text anywhere else.

    Front ends send requests as custom messages, so the widget's saved state never contains
    anything from a message.
    """

    def __init__(self) -> None:
        super().__init__()
        self._following: dict[int, LineFeed] = {}
        self._front_ends: set[str] = set()
        self._subscriptions: list[Callable[[], None]] = []
        keep_order(self)
        self.on_msg(self._on_request)

    def text(self) -> str:
        """Return the view as plain text, for a terminal or a page without widgets."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the widget and end its subscriptions, which would keep the server in memory."""
        super().close()
        self._unfollow(*self._following)
        while self._subscriptions:
            self._subscriptions.pop()()

    def answer(self, ask: str, content: dict[str, Any]) -> None:
        """Handle a front end's request; ``content["from"]`` is its name."""
        raise NotImplementedError

    def _on_request(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        """Handle a request, in whichever thread the kernel uses."""
        front_end = content.get("from", "")
        if content.get("ask") == "unsubscribe":
            self._front_ends.discard(front_end)
            if not self._front_ends:
                self._unfollow(*self._following)
        else:
            self._front_ends.add(front_end)
        try:
            self.answer(content["ask"], content)
        except Exception as error:  # noqa: BLE001 - report any failure in the page
            _log.debug("a view couldn't reply", exc_info=True)
            self.send({"kind": "failed", "to": front_end, "text": repr(error)})

    def follow(self, session: Session) -> None:
        """Send the new lines of a session that is still open."""
        if session.ending is None and session.number not in self._following:
            while len(self._following) >= _MAX_FOLLOWED:
                self._unfollow(next(iter(self._following)))
            self._following[session.number] = LineFeed(session, self._send_lines)

    def _send_lines(self, content: dict[str, Any]) -> None:
        if content["ended"]:
            self._unfollow(content["session"])
        try:
            self.send({"kind": "lines", **content})
        except Exception:  # noqa: BLE001 - the kernel is ending
            _log.debug("a view couldn't be updated", exc_info=True)

    def _unfollow(self, *numbers: int) -> None:
        """End the feeds of these sessions."""
        for number in numbers:
            feed = self._following.pop(number, None)
            if feed is not None:
                feed.stop()

    def __repr__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return {**data, "text/plain": self.text()}, metadata
