"""Tells the teacher's computer what is announced, in a thread that nothing waits for."""

from __future__ import annotations

import http.client
import json
import secrets
import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from mailtutor.course import outcomes

from .events import Told

if TYPE_CHECKING:
    from mailtutor.course.outcomes import Chose, Tried

_QUEUE = 200
_AT_ONCE = 100
_TIMEOUT = 3.0  # seconds
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 15.0


class RejectedError(Exception):
    """The teacher's computer rejected what was told; the status says why."""

    def __init__(self, status: int) -> None:
        self.status = status


class Teller:
    """Tells one class what is announced, in a thread of its own.

    Nothing waits for it. If the teacher's computer can't be reached, it keeps the last state of
    each exercise and quiz, tries again, and tells everything once more to a new process.

    Args:
        address: the host and port of the teacher's computer, and the path of a hub's service.
        code: the room code, or on a hub the token by which the hub knows the learner.
        name: the learner's name.
        key: the learner's secret key.
    """

    def __init__(self, address: str, code: str, name: str, key: str) -> None:
        self.key = key
        self._host, slash, path = address.partition("/")
        self._path = f"{slash}{path}/tell"
        self._who = Told(code, name, key, stream=secrets.token_hex(8))
        self._number = 0
        self._pending: OrderedDict[str, tuple[int, Tried | Chose]] = OrderedDict()
        self._told: OrderedDict[str, Tried | Chose] = OrderedDict()
        self._room = ""
        self._news = threading.Condition()
        self._stopping = threading.Event()
        self._leaving = False
        self._thread = threading.Thread(target=self._run, name="mailtutor class", daemon=True)

    def start(self) -> None:
        """Begin to tell, and first that the learner is here."""
        self._thread.start()

    def tell(self, event: Tried | Chose) -> None:
        """Note what to tell; this returns at once and never raises an exception."""
        key = event.exercise if isinstance(event, outcomes.Tried) else event.quiz
        with self._news:
            self._put(key, event)
            self._news.notify()

    def _put(self, key: str, event: Tried | Chose) -> None:
        self._number += 1
        self._pending.pop(key, None)
        self._pending[key] = (self._number, event)
        if len(self._pending) > _QUEUE:
            self._pending.popitem(last=False)

    def pending(self) -> list[str]:
        """Return the exercises and quizzes that are still to be told."""
        with self._news:
            return list(self._pending)

    def stop(self, *, leaving: bool) -> None:
        """End it, and if the learner is leaving, have the thread tell so."""
        self._leaving = leaving
        self._stopping.set()
        with self._news:
            self._news.notify()

    def wait_until_stopped(self, timeout: float) -> None:
        """Wait until the thread has ended."""
        self._thread.join(timeout)

    def hello(self) -> None:
        """Tell that the learner is here.

        Raises:
            RejectedError: the teacher's computer says no.
            OSError: it can't be reached.
        """
        self._send(self._who)

    def _run(self) -> None:
        pause = _FIRST_PAUSE
        here = False
        while not self._stopping.is_set():
            with self._news:
                if not self._pending and here:
                    self._news.wait()
                batch = list(self._pending.items())[:_AT_ONCE]
            if self._stopping.is_set():
                break
            try:
                self._send(replace(self._who, events=tuple(event for _, event in batch)))
            except (OSError, RejectedError):
                self._stopping.wait(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
                continue
            here, pause = True, _FIRST_PAUSE
            self._done(batch)
        if self._leaving:
            with suppress(OSError, RejectedError):  # the class may be over
                self._send(replace(self._who, leaving=True))

    def _done(self, batch: list[tuple[str, tuple[int, Tried | Chose]]]) -> None:
        with self._news:
            for key, numbered in batch:
                if self._pending.get(key) is numbered:
                    del self._pending[key]
                self._told.pop(key, None)
                self._told[key] = numbered[1]
                if len(self._told) > _QUEUE:
                    self._told.popitem(last=False)

    def _send(self, told: Told) -> None:
        connection = http.client.HTTPConnection(self._host, timeout=_TIMEOUT)
        try:
            connection.request("POST", self._path, told.to_json())
            response = connection.getresponse()
            body = response.read(1000)
        except http.client.HTTPException as error:
            raise ConnectionError(f"not a class: {error!r}") from error
        finally:
            connection.close()
        if response.status != HTTPStatus.OK:
            raise RejectedError(response.status)
        try:
            room = str(json.loads(body)["room"])
        except (ValueError, KeyError, TypeError) as error:
            raise ConnectionError("not a class") from error
        if self._room and room != self._room:
            self._tell_again()
        self._room = room

    def _tell_again(self) -> None:
        """Tell everything to a new process of the teacher's, which knows nothing yet."""
        with self._news:
            for key, event in self._told.items():
                if key not in self._pending:
                    self._put(key, event)
