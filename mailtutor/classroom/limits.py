"""Limits for one class, and the counter that enforces those per minute."""

from __future__ import annotations

LEARNERS = 400
EVENTS_A_MINUTE = 240  # of one learner
MESSAGES_A_MINUTE = 30  # of one learner
MESSAGES_KEPT = 500
MESSAGE_BYTES = 64 * 1024
BODY_BYTES = 64 * 1024  # of an HTTP request
EVENTS_AT_ONCE = 200
NAME_LENGTH = 40
_MINUTE = 60.0
_MOST_KEYS = 2_000


class RateLimit:
    """Counts how often each key did something in the current minute.

    Args:
        limit: how often it may, in a minute.

    Example:
        >>> rate = RateLimit(2)
        >>> [rate.allows("ada", now=0.0) for _ in range(3)], rate.allows("ada", now=60.0)
        ([True, True, False], True)
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._counts: dict[str, tuple[float, int]] = {}

    def allows(self, key: str, *, now: float, count: int = 1) -> bool:
        """Count, and return whether the key is still within its limit."""
        start, used = self._counts.get(key, (now, 0))
        if not 0 <= now - start < _MINUTE:  # a clock may be set back
            start, used = now, 0
        if used + count > self._limit:
            return False
        if len(self._counts) >= _MOST_KEYS and key not in self._counts:
            self._counts.pop(next(iter(self._counts)))
        self._counts[key] = (start, used + count)
        return True
