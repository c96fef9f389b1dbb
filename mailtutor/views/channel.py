"""Send the changes of a view to its front ends: numbered, batched, from any thread.

Nothing is kept in the widget's state. Each change has a number, and each message says which numbers
it covers, so a front end notices what it missed and requests it. A front end that has disappeared
stops acknowledging, and then costs at most one short message per second.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Any

from mailtutor.platform import later

if TYPE_CHECKING:
    from collections.abc import Callable

    Content = dict[str, Any]

MAX_ENTRIES = 500
"""The maximum number of entries in a message."""
PAUSE = 0.05
"""Seconds between two messages; changes in between are batched."""
MAX_UNACKNOWLEDGED = 400
"""The number of messages sent without an acknowledgment before slowing down."""
_SLOW = 1.0

_log = logging.getLogger(__name__)


class Channel:
    """The changes of one view.

    Args:
        send: sends a message to the front ends; called from any thread.
        entry: returns the current entry for a key; None if it no longer exists.
        head: returns the current head of the view.
    """

    def __init__(
        self,
        send: Callable[[Content], None],
        entry: Callable[[str], Content | None],
        head: Callable[[], Content],
    ) -> None:
        self._send = send
        self._entry = entry
        self._head = head
        self._lock = threading.Lock()
        self._sending = threading.Lock()
        self._number = 0
        self._sent = 0
        self._changed_at: dict[str, int] = {}  # key -> number of its last change, oldest first
        self._waiting = False
        self._last = 0.0
        self._unacknowledged = 0
        self._front_ends: set[str] = set()
        self._left = False

    def load(self, keys: list[str]) -> None:
        """Add the existing entries, oldest first."""
        with self._lock:
            for key in keys:
                self._number += 1
                self._changed_at[key] = self._number
            self._sent = self._number

    def mark_changed(self, key: str | None = None) -> None:
        """Announce that the entry ``key``, or only the head, has changed."""
        with self._lock:
            if key is not None:
                self._number += 1
                self._changed_at.pop(key, None)
                self._changed_at[key] = self._number
            if self._waiting or self._left:
                return
            pause = PAUSE if self._unacknowledged < MAX_UNACKNOWLEDGED else _SLOW
            wait = self._last + pause - time.monotonic()
            self._waiting = True
        if wait <= 0:
            self._flush()
        else:
            later(wait, self._flush)

    def forget(self, keys: list[str]) -> None:
        """Forget entries that are no longer kept; the head tells the front ends."""
        with self._lock:
            for key in keys:
                self._changed_at.pop(key, None)

    def has(self, key: str) -> bool:
        """Return whether this entry was ever announced."""
        return key in self._changed_at

    def _flush(self) -> None:
        with self._sending:
            with self._lock:
                self._waiting = False
                self._last = time.monotonic()
                self._unacknowledged += 1
                low, high = self._sent, self._number
                self._sent = high
                if self._unacknowledged > MAX_UNACKNOWLEDGED:
                    low = high  # a front end that is still there requests what it lacks
                low, keys = self._newest(low, high)
            self._send_safely({"kind": "delta", "low": low, "high": high, **self._entries(keys)})

    def _newest(self, low: int, high: int) -> tuple[int, list[tuple[str, int]]]:
        """Return the newest changes after ``low`` up to ``high``, and where they start."""
        keys: list[tuple[str, int]] = []
        for key in reversed(self._changed_at):
            number = self._changed_at[key]
            if number <= low:
                return low, keys
            if number <= high:
                if len(keys) == MAX_ENTRIES:
                    return keys[-1][1] - 1, keys
                keys.append((key, number))
        return low, keys

    def _entries(self, keys: list[tuple[str, int]]) -> Content:
        entries = []
        for key, number in keys:
            entry = self._entry(key)
            entries.append(
                {"key": key, "gone": True, "v": number} if entry is None else {**entry, "v": number}
            )
        return {"entries": entries, "head": self._head()}

    def _send_safely(self, content: Content) -> None:
        try:
            self._send(content)
        except Exception:  # noqa: BLE001 - the server's thread must go on without a front end
            _log.debug("a view couldn't be updated", exc_info=True)

    def answer(self, ask: str, content: Content) -> bool:
        """Handle a front end's request for changes; return False if it's another request."""
        front_end = content["from"]
        if ask == "subscribe":
            self.subscribe(front_end)
        elif ask == "unsubscribe":
            self.unsubscribe(front_end)
        elif ask == "acknowledge":
            self.acknowledge(front_end)
        elif ask == "backfill":
            self.backfill(front_end, int(content["low"]), int(content["high"]))
        else:
            return False
        return True

    def acknowledge(self, front_end: str) -> None:
        """Note that a front end is alive."""
        with self._lock:
            self._unacknowledged = 0
            self._left = False
            self._front_ends.add(front_end)

    def unsubscribe(self, front_end: str) -> None:
        """Note that a front end was removed from the page."""
        with self._lock:
            self._front_ends.discard(front_end)
            self._left = not self._front_ends

    def subscribe(self, front_end: str) -> None:
        """Tell a new or returning front end the current number."""
        self.acknowledge(front_end)
        with self._lock:
            high = self._sent = self._number
        start = {"kind": "delta", "start": True, "low": high, "high": high}
        self._send_safely({**start, **self._entries([])})

    def backfill(self, front_end: str, low: int, high: int) -> None:
        """Send a front end the newest changes after ``low`` up to ``high``."""
        self.acknowledge(front_end)
        with self._lock:
            reached, keys = self._newest(low, high)
        content = {"kind": "backfill", "to": front_end, "low": reached, "high": high}
        self._send_safely({**content, **self._entries(keys)})
