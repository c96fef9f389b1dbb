"""Stops a learner's code that never ends, so that a check can say so."""

from __future__ import annotations

import gc
import signal
import sys
import threading
import time
from functools import wraps
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from mailtutor.platform import IN_BROWSER

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

SECONDS = 15.0
_LIBRARIES = (str(Path(signal.__file__).parent), str(Path(__file__).parents[1]))
_AGAIN = 0.05  # seconds; a loop with a bare `except` catches the first exception


class TimeUp(BaseException):
    """A learner's code ran too long; `except Exception` in that code doesn't catch this."""


def limited(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a learner's function that raises `TimeUp` when it runs for more than `SECONDS`.

    On Windows and in a browser, it can't interrupt a call that waits forever, nor a loop that
    catches every exception.
    """

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        stop = _start(SECONDS)
        try:
            try:
                return function(*args, **kwargs)
            finally:
                stop()  # first: what follows has no limit
        except BaseException as error:
            late = _time_up_behind(error)
            if late is None:
                raise
            late.args = (_sentence(function, late),)  # its traceback shows where
            raise late from None

    return call


def _time_up_behind(error: BaseException) -> TimeUp | None:
    """Return the `TimeUp` that led to an exception, such as one of a client's `__exit__`."""
    each: BaseException | None = error
    while each is not None and not isinstance(each, TimeUp):
        each = each.__context__
    return each


def _sentence(function: Callable[..., Any], late: TimeUp) -> str:
    name = getattr(function, "__name__", "Your function")
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    lines = [each.line for each in extract_tb(late.__traceback__) if each.filename == file]
    where = f" at `{lines[-1]}`" if lines and lines[-1] else ""
    return (
        f"`{name}` was still running after {SECONDS:g} seconds, so it was stopped{where}. Either a "
        "loop never ends, or your code waits for something that never comes."
    )


def _start(seconds: float) -> Callable[[], None]:
    """Raise `TimeUp` in this thread after some seconds; return how to stop that."""
    has_alarm = hasattr(signal, "setitimer") and not IN_BROWSER
    if has_alarm and threading.current_thread() is threading.main_thread():
        return _start_alarm(seconds)
    return _start_trace(seconds)


def _start_alarm(seconds: float) -> Callable[[], None]:
    """Let the operating system interrupt the code, even while it waits."""
    before = sys.gettrace()
    rings = 0
    collecting = False

    def begin(_phase: str, _info: dict[str, int]) -> None:
        nonlocal collecting
        collecting = True

    def end(phase: str, _info: dict[str, int]) -> None:
        nonlocal collecting
        collecting = phase == "start"

    def ring(_number: int, frame: FrameType | None) -> None:
        nonlocal rings
        if frame is None or frame.f_code.co_filename == __file__:
            return
        # If the exception was caught, raise it again, each time some lines later.
        if rings or collecting:
            _raise_later(frame, rings or 1, lambda: collecting)
        rings += 1
        if not collecting:  # else it would only be printed
            raise TimeUp

    gc.callbacks[:] = [begin, *gc.callbacks, end]  # around those of others
    handler = signal.signal(signal.SIGALRM, ring)
    began = time.monotonic()
    left, interval = signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)

    def stop() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        gc.callbacks[:] = [each for each in gc.callbacks if each not in (begin, end)]
        if rings:
            sys.settrace(before)  # first: `signal.signal` is Python code, with lines to trace
        signal.signal(signal.SIGALRM, handler or signal.SIG_DFL)
        if left:  # someone else's alarm
            rest = max(left - (time.monotonic() - began), _AGAIN)
            signal.setitimer(signal.ITIMER_REAL, rest, interval)

    return stop


def _raise_later(running: FrameType, lines: int, is_collecting: Callable[[], bool]) -> None:
    """Raise `TimeUp` after some more lines, one of which is outside of every `try`."""

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal lines
        if frame.f_code.co_filename == __file__ or is_collecting():
            return None
        if event == "line":
            lines -= 1
            if not lines:
                raise TimeUp
        return trace

    sys.settrace(trace)
    frame: FrameType | None = running
    while frame is not None and frame.f_code.co_filename != __file__:
        frame.f_trace = trace
        frame = frame.f_back


def _start_trace(seconds: float) -> Callable[[], None]:
    """Check the time at each call, and at each line of the learner's code."""
    before: Any = sys.gettrace()
    end = time.monotonic() + seconds

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename == __file__:
            return None
        if time.monotonic() > end:
            raise TimeUp
        if before is not None:
            before(frame, event, argument)
        elif frame.f_code.co_filename.startswith(_LIBRARIES):
            return None  # its calls are enough: each line would take eight times as long
        return trace

    sys.settrace(trace)
    return lambda: sys.settrace(before)
