"""Frames of a traceback: their modules, and the part of a line that failed."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType, TracebackType


def frames_of(error: BaseException) -> list[FrameType]:
    """Return the frames of a traceback, the outermost first."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        frames.append(trace.tb_frame)
        trace = trace.tb_next
    return frames


def columns_of(trace: TracebackType) -> tuple[int, int] | None:
    """Return where the failing part of its line begins and ends, in bytes, if Python tells."""
    positions = getattr(trace.tb_frame.f_code, "co_positions", None)  # since Python 3.11
    if positions is None:
        return None
    line, last, begin, end = next(itertools.islice(positions(), trace.tb_lasti // 2, None))
    if line != trace.tb_lineno or last != line or begin is None or end is None:
        return None
    return begin, end


def module_of(frame: FrameType) -> str:
    """Return the name of the module whose code a frame runs; or empty."""
    name = frame.f_globals.get("__name__")
    return name if type(name) is str else ""


def is_mail(frame: FrameType) -> bool:
    """Return whether a frame runs code of `smtplib` or `email`."""
    return is_of_mail(module_of(frame))


def is_of_mail(module: str) -> bool:
    """Return whether a module is one of Python's own for email."""
    return module == "smtplib" or module.partition(".")[0] == "email"


def number_of(error: BaseException | None) -> int | None:
    """Return the number that the operating system gave an error, if it has one."""
    number = getattr(error, "winerror", None) or getattr(error, "errno", None)
    return number if type(number) is int else None
