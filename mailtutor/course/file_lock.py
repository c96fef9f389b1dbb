"""Lets one notebook at a time change a file."""

from __future__ import annotations

import errno
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_PATIENCE = 5.0
_TAKEN = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}


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


def _is_taken(lock: Callable[[], object]) -> bool:
    """Try to lock; return whether somebody else has it.

    Where files can't be locked at all, as on some network drives, nobody else has it either:
    waiting would be in vain.
    """
    try:
        lock()
    except OSError as error:
        return error.errno in _TAKEN
    return False


if sys.platform == "win32":
    import msvcrt

    def take(descriptor: int) -> bool:
        """Take a file for this process; False if another has it. Closing it lets go."""
        return not _is_taken(lambda: msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1))
elif sys.platform == "emscripten":

    def take(_descriptor: int) -> bool:  # noqa: D103 - see above
        return True  # a browser tab is alone
else:
    import fcntl

    def take(descriptor: int) -> bool:
        """Take a file for this process; False if another has it. Closing it lets go."""
        return not _is_taken(lambda: fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB))
