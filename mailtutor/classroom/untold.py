"""The queue of what a learner's Python has to tell: the last state of each exercise and quiz."""

from __future__ import annotations

import json
import secrets
import threading
from collections import OrderedDict
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from mailtutor.course import outcomes

from .events import Told

if TYPE_CHECKING:
    from mailtutor.course.outcomes import Chose, Tried

_QUEUE = 200
_AT_ONCE = 100

Batch = list[tuple[str, "tuple[int, Tried | Chose]"]]


class RejectedError(Exception):
    """The teacher's computer rejected what was told; the status says why."""

    def __init__(self, status: int) -> None:
        self.status = status


class Untold:
    """A queue in which the news about an exercise replaces what is older.

    Args:
        code: the room code.
        name: the learner's name.
        key: the learner's secret key.

    Attributes:
        news: notified when there's something to tell.
        inbox: the host and port of the class inbox, as the teacher's computer said; on a hub, the
            host is empty, because a learner's server has its own address of the class.
        password: the learner's password for the inbox.
    """

    def __init__(self, code: str, name: str, key: str) -> None:
        self.news = threading.Condition()
        self.inbox: tuple[str, int] | None = None
        self.password = ""
        self._who = Told(code, name, key, stream=secrets.token_hex(8))
        self._number = 0
        self._pending: OrderedDict[str, tuple[int, Tried | Chose]] = OrderedDict()
        self._told: OrderedDict[str, Tried | Chose] = OrderedDict()
        self._room = ""

    def add(self, event: Tried | Chose) -> None:
        """Add what to tell; if there's too much of it, the oldest goes."""
        key = event.exercise if isinstance(event, outcomes.Tried) else event.quiz
        with self.news:
            self._put(key, event)
            self.news.notify()

    def _put(self, key: str, event: Tried | Chose) -> None:
        self._number += 1
        self._pending.pop(key, None)
        self._pending[key] = (self._number, event)
        if len(self._pending) > _QUEUE:
            self._pending.popitem(last=False)

    def pending(self) -> list[str]:
        """Return the exercises and quizzes that are still to be told."""
        with self.news:
            return list(self._pending)

    def next(self) -> Batch:
        """Return what to tell next; it stays here until `done`."""
        return list(self._pending.items())[:_AT_ONCE]

    def request(self, batch: Batch | None = None, *, leaving: bool = False) -> bytes:
        """Return the body of a request."""
        events = tuple(event for _, event in batch or ())
        return replace(self._who, events=events, leaving=leaving).to_json()

    def reply(self, status: int, body: bytes) -> None:
        """Take the reply to a request.

        Raises:
            RejectedError: the teacher's computer says no.
            ConnectionError: this isn't the reply of a class.
        """
        if status != HTTPStatus.OK:
            raise RejectedError(status)
        try:
            content = json.loads(body)
            room = str(content["room"])
            inbox = content.get("inbox")
            self.inbox = (str(inbox[0]), int(inbox[1])) if inbox else None
            self.password = str(content.get("password", ""))  # an older class sends none
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise ConnectionError("not a class") from error
        if self._room and room != self._room:
            self._tell_again()
        self._room = room

    def done(self, batch: Batch) -> None:
        """Note that the teacher's computer has it, unless there was news meanwhile."""
        with self.news:
            for key, numbered in batch:
                if self._pending.get(key) is numbered:
                    del self._pending[key]
                self._told.pop(key, None)
                self._told[key] = numbered[1]
                if len(self._told) > _QUEUE:
                    self._told.popitem(last=False)

    def _tell_again(self) -> None:
        """Tell everything to a new process of the teacher's, which knows nothing yet."""
        with self.news:
            for key, event in self._told.items():
                if key not in self._pending:
                    self._put(key, event)
