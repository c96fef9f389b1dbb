"""Lets one notebook at a time change a file."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PATIENCE = 5.0


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold off others that want to change the same file.

    After five seconds it goes on all the same: a notebook that hangs in here must not
    stop all others.

    Args:
        lock: a file for this alone; made, and left there.

    Raises:
        OSError: it cannot be made.
    """
    with lock.open("a+b") as file:
        until = time.monotonic() + _PATIENCE
        while not take(file.fileno()) and time.monotonic() < until:
            time.sleep(0.01)
        yield  # closing the file, or dying, lets go of it


if sys.platform == "win32":
    import msvcrt

    def take(descriptor: int) -> bool:
        """Take a file for this process; False if another one has it. Closing it lets go."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
elif sys.platform == "emscripten":

    def take(_descriptor: int) -> bool:  # noqa: D103 - see above
        return True  # a browser tab is alone
else:
    import fcntl

    def take(descriptor: int) -> bool:
        """Take a file for this process; False if another one has it. Closing it lets go."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
