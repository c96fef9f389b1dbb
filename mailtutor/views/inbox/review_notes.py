"""What the clinic's review finds in a mail of the inbox, looked for once."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from mailtutor.clinic import review

if TYPE_CHECKING:
    from mailtutor.record import Delivery

LIMIT = 256 * 1024
"""Larger mails are not reviewed for a line of an inbox: that would take too long."""

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_found: WeakKeyDictionary[Delivery, list[str]] = WeakKeyDictionary()


def remarks_on(delivery: Delivery) -> list[str]:
    """Return the headlines of what goes wrong in a mail without an error."""
    with _lock:
        remarks = _found.get(delivery)
    if remarks is None:
        remarks = _look(delivery) if delivery.size <= LIMIT else []
        with _lock:
            _found[delivery] = remarks
    return remarks


def _look(delivery: Delivery) -> list[str]:
    try:
        return [finding.headline for finding in review(delivery)]
    except Exception:  # noqa: BLE001 - email's own parser fails on some mails, in many ways
        _log.debug("a mail could not be reviewed", exc_info=True)
        return []
