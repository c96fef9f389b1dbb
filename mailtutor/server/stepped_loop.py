"""An event loop without I/O that only advances on request."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import logging
from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_log = logging.getLogger("mailtutor.server")


class SteppedLoop(asyncio.AbstractEventLoop):
    """A queue, timers, and a simulated clock that jumps from timer to timer."""

    def __init__(self) -> None:
        self._queue: deque[asyncio.Handle] = deque()
        self._timers: list[asyncio.TimerHandle] = []
        self._now = 0.0

    def time(self) -> float:
        """Return the loop's own time, in seconds."""
        return self._now

    def get_debug(self) -> bool:
        """Return False; tasks call this."""
        return False

    def is_closed(self) -> bool:
        """Return False; there's nothing to close."""
        return False

    def create_future(self) -> asyncio.Future[Any]:
        """Create a future of this loop."""
        return asyncio.Future(loop=self)

    def create_task(self, coro: Any, **_: Any) -> asyncio.Task[Any]:
        """Create a task of this loop."""
        return asyncio.Task(coro, loop=self)

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., object], *args: Any, context: Any = None
    ) -> asyncio.Handle:
        """Add a call to the queue."""
        handle = asyncio.Handle(callback, args, self, context)
        self._queue.append(handle)
        return handle

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Callable[..., object], *args: Any, context: Any = None
    ) -> asyncio.TimerHandle:
        """Add a call to the timers."""
        return self.call_at(self._now + delay, callback, *args, context=context)

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., object], *args: Any, context: Any = None
    ) -> asyncio.TimerHandle:
        """Add a call to the timers."""
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._timers, handle)
        return handle

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Keep a canceled timer; it's skipped when its time comes."""

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Log failures caused by a client or a bug of ours; never show them to the learner."""
        _log.debug("%s", context)

    def run_queue(self) -> None:
        """Run everything that is ready, and what becomes ready meanwhile."""
        with _as_running(self):
            while self._queue:
                handle = self._queue.popleft()
                if not handle.cancelled():
                    handle._run()  # noqa: SLF001 - as every event loop does

    def advance(self, deadline: float | None) -> bool:
        """Jump to the next timer and run it; return False if there's none until ``deadline``."""
        while self._timers and self._timers[0].cancelled():
            heapq.heappop(self._timers)
        if not self._timers or (deadline is not None and self._timers[0].when() > deadline):
            self._now = self._now if deadline is None else deadline
            return False
        timer = heapq.heappop(self._timers)
        self._now = timer.when()
        self._queue.append(timer)
        self.run_queue()
        return True


@contextlib.contextmanager
def _as_running(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Make this the running loop, even inside another loop's task, as in a notebook."""
    outer = asyncio._get_running_loop()  # noqa: SLF001 - there is no public way
    task = asyncio.current_task(outer) if outer is not None else None
    if outer is not None and task is not None:
        asyncio.tasks._leave_task(outer, task)  # noqa: SLF001
    asyncio._set_running_loop(loop)  # noqa: SLF001
    try:
        yield
    finally:
        asyncio._set_running_loop(outer)  # noqa: SLF001
        if outer is not None and task is not None:
            asyncio.tasks._enter_task(outer, task)  # noqa: SLF001
