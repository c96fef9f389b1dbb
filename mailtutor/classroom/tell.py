"""Tells the teacher's computer what is announced, while nothing waits for it."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from mailtutor.platform import post, post_meanwhile

from .untold import RejectedError, Untold

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from mailtutor.course.outcomes import Chose, Tried

_TIMEOUT = 3.0  # seconds
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 15.0


class Teller:
    """Tells one class what is announced, in a thread of its own.

    Nothing waits for it. If the teacher's computer can't be reached, it keeps the last state of
    each exercise and quiz, tries again, and tells everything once more to a new process.

    Args:
        address: the host and port of the teacher's computer, the origin of its pages, or the host,
            port and path of a hub's service.
        code: the room code, or on a hub the token by which the hub knows the learner.
        name: the learner's name.
        key: the learner's secret key.
    """

    def __init__(self, address: str, code: str, name: str, key: str) -> None:
        self.key = key
        self.untold = Untold(code, name, key)
        self._url = f"{address if '://' in address else f'http://{address}'}/tell"
        self._stopping = threading.Event()
        self._leaving = False
        self._thread = threading.Thread(target=self._run, name="mailtutor class", daemon=True)

    def start(self) -> None:
        """Begin to tell, and first that the learner is here."""
        self._thread.start()

    def tell(self, event: Tried | Chose) -> None:
        """Note what to tell; this returns at once and never raises an exception."""
        self.untold.add(event)

    def stop(self, *, leaving: bool) -> None:
        """End it, and if the learner is leaving, tell so in the background."""
        self._leaving = leaving
        self._stopping.set()
        with self.untold.news:
            self.untold.news.notify()

    def wait_until_stopped(self, timeout: float) -> None:
        """Wait until the thread has ended."""
        self._thread.join(timeout)

    def hello(self) -> None:
        """Tell that the learner is here, and wait for the reply.

        Raises:
            RejectedError: the teacher's computer says no.
            OSError: it can't be reached.
        """
        self._send(self.untold.request())

    def _send(self, request: bytes) -> None:
        self.untold.reply(*post(self._url, request, _TIMEOUT))

    def _run(self) -> None:
        pause = _FIRST_PAUSE
        here = False
        while not self._stopping.is_set():
            with self.untold.news:
                batch = self.untold.next()
                if not batch and here:
                    self.untold.news.wait()
                    batch = self.untold.next()
            if self._stopping.is_set():
                break
            try:
                self._send(self.untold.request(batch))
            except (OSError, RejectedError):
                self._stopping.wait(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
                continue
            here, pause = True, _FIRST_PAUSE
            self.untold.done(batch)
        if self._leaving:
            with suppress(OSError, RejectedError):  # the class may be over
                self._send(self.untold.request(leaving=True))


class BrowserTeller(Teller):
    """Tells a class in a browser, where there are no threads: in a task, between two cells."""

    _task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to tell, and first that the learner is here."""
        self._go_on(self._tell_all(here=False))

    def tell(self, event: Tried | Chose) -> None:
        """Note what to tell; this returns at once and never raises an exception."""
        super().tell(event)
        if self._task is None or self._task.done():
            self._go_on(self._tell_all(here=True))

    def stop(self, *, leaving: bool) -> None:
        """End it, and if the learner is leaving, tell so in the background."""
        if self._task is not None:
            self._task.cancel()
        if leaving:
            self._go_on(self._leave())

    def _go_on(self, work: Coroutine[Any, Any, None]) -> None:
        self._task = asyncio.get_event_loop().create_task(work)

    async def _tell_all(self, *, here: bool) -> None:
        pause = _FIRST_PAUSE
        while (batch := self.untold.next()) or not here:
            try:
                request = self.untold.request(batch)
                self.untold.reply(*await post_meanwhile(self._url, request, _TIMEOUT))
            except (OSError, RejectedError):
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
                continue
            here, pause = True, _FIRST_PAUSE
            self.untold.done(batch)

    async def _leave(self) -> None:
        with suppress(OSError):  # the class may be over
            await post_meanwhile(self._url, self.untold.request(leaving=True), _TIMEOUT)
