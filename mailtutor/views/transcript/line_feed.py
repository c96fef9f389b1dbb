"""The lines of an open session, for a front end, as they are recorded."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from mailtutor.platform import later

from .transcript_lines import lines_after

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor.record import Session

PAUSE = 0.05
"""Seconds from a line to its sending; the lines that come in between are sent with it."""


class LineFeed:
    """The lines that a session gets from now on, in batches.

    The server records a line in its own thread, so collecting them is left to another one.

    Args:
        session: the session; it is still open.
        send: takes a batch, as `lines_after` returns it; the last batch says how it ended.
    """

    def __init__(self, session: Session, send: Callable[[dict[str, Any]], None]) -> None:
        self._session = session
        self._send = send
        self._last = len(session.transcript) + session.transcript.dropped
        self._lock = threading.Lock()
        self._waiting = False
        self.stop = session.subscribe(self._on_change)
        if session.ending is not None:  # it ended before we had subscribed
            self._on_change(session)

    def _on_change(self, _session: Session) -> None:
        with self._lock:
            if self._waiting:
                return
            self._waiting = True
        later(PAUSE, self._send_batch)

    def _send_batch(self) -> None:
        with self._lock:
            self._waiting = False
        content = lines_after(self._session, self._last)
        self._last = content["last"]
        self._send(content)
