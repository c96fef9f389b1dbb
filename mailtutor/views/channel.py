"""Carries what changes to the front ends of one view: numbered, in few messages, from any thread.

Nothing is kept in the widget's state. Each change gets a number; a message says which numbers it
covers, so a front end sees what it missed and asks for it. A front end that is gone is noticed by
its silence, and then costs one short message a second at most.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Content = dict[str, Any]

CHUNK = 500
"""How many entries one message has at most."""
PAUSE = 0.05
"""Seconds between two messages: what comes meanwhile goes together."""
PATIENCE = 400
"""How many messages are sent without a word from a front end."""
_SLOW = 1.0

_log = logging.getLogger(__name__)


class Channel:
    """The changes of one view.

    Args:
        send: gives a message to the front ends; may be called from any thread.
        entry: what to show for a key now; None if there is nothing (any more).
        head: what stands above all entries now.
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
        self._unheard = 0
        self._front_ends: set[str] = set()
        self._left = False

    def load(self, keys: list[str]) -> None:
        """Take over what is there already, oldest first."""
        with self._lock:
            for key in keys:
                self._number += 1
                self._changed_at[key] = self._number
            self._sent = self._number

    def touch(self, key: str | None = None) -> None:
        """Tell that the entry ``key``, or only what stands above all, has changed."""
        with self._lock:
            if key is not None:
                self._number += 1
                self._changed_at.pop(key, None)
                self._changed_at[key] = self._number
            if self._waiting or self._left:
                return
            pause = PAUSE if self._unheard < PATIENCE else _SLOW
            wait = self._last + pause - time.monotonic()
            self._waiting = True
        if wait <= 0:
            self._flush()
        else:
            timer = threading.Timer(wait, self._flush)
            timer.daemon = True
            timer.start()

    def forget(self, keys: list[str]) -> None:
        """Drop entries that are no longer kept; the head says so to the front ends."""
        with self._lock:
            for key in keys:
                self._changed_at.pop(key, None)

    def known(self, key: str) -> bool:
        """Whether this entry was ever told."""
        return key in self._changed_at

    def _flush(self) -> None:
        with self._sending:
            with self._lock:
                self._waiting = False
                self._last = time.monotonic()
                self._unheard += 1
                low, high = self._sent, self._number
                self._sent = high
                if self._unheard > PATIENCE:
                    low = high  # whoever is still there asks for what it lacks
                low, keys = self._newest(low, high)
            self._give({"kind": "delta", "low": low, "high": high, **self._entries(keys)})

    def _newest(self, low: int, high: int) -> tuple[int, list[tuple[str, int]]]:
        """Choose the newest changes after ``low`` up to ``high``; say after what they start."""
        keys: list[tuple[str, int]] = []
        for key in reversed(self._changed_at):
            number = self._changed_at[key]
            if number <= low:
                return low, keys
            if number <= high:
                if len(keys) == CHUNK:
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

    def _give(self, content: Content) -> None:
        try:
            self._send(content)
        except Exception:  # noqa: BLE001 - the server's thread must go on, whatever became of the front end
            _log.debug("a view could not be told", exc_info=True)

    def hear(self, front_end: str) -> None:
        """Note that a front end is there."""
        with self._lock:
            self._unheard = 0
            self._left = False
            self._front_ends.add(front_end)

    def leave(self, front_end: str) -> None:
        """Note that a front end was taken off the page."""
        with self._lock:
            self._front_ends.discard(front_end)
            self._left = not self._front_ends

    def greet(self, front_end: str) -> None:
        """Tell a front end that (re)appears how far the numbers have come."""
        self.hear(front_end)
        with self._lock:
            high = self._sent = self._number
        greeting = {"kind": "delta", "greeting": True, "low": high, "high": high}
        self._give({**greeting, **self._entries([])})

    def fill(self, front_end: str, low: int, high: int) -> None:
        """Send a front end the newest of the changes after ``low`` up to ``high``."""
        self.hear(front_end)
        with self._lock:
            reached, keys = self._newest(low, high)
        content = {"kind": "fill", "to": front_end, "low": reached, "high": high}
        self._give({**content, **self._entries(keys)})
