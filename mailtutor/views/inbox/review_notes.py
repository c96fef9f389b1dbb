"""Review notes for the rows of the inbox; each message is reviewed once."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from mailtutor.clinic import review

if TYPE_CHECKING:
    from mailtutor.record import Delivery

LIMIT = 256 * 1024
"""Larger messages aren't reviewed for a row of the inbox, because it would take too long."""

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_found: WeakKeyDictionary[Delivery, list[str]] = WeakKeyDictionary()


def notes_on(delivery: Delivery) -> list[str]:
    """Return the headlines of a message's silent mistakes."""
    with _lock:
        notes = _found.get(delivery)
    if notes is None:
        notes = _review(delivery) if delivery.size <= LIMIT else []
        with _lock:
            _found[delivery] = notes
    return notes


def _review(delivery: Delivery) -> list[str]:
    try:
        return [finding.headline for finding in review(delivery)]
    except Exception:  # noqa: BLE001 - Python's parser fails on some messages, in many ways
        _log.debug("a message couldn't be reviewed", exc_info=True)
        return []
