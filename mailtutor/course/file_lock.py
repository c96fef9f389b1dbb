"""A lock between processes, with nothing but the standard library."""

from __future__ import annotations

import errno
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_TIMEOUT = 5.0
_HELD = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes from changing the same file.

    After five seconds this goes on without the lock, so that one notebook that hangs can't
    stop all the others.

    Args:
        path: the lock file, which is created if needed and never removed.

    Raises:
        OSError: the lock file can't be created.
    """
    with path.open("a+b") as file:
        deadline = time.monotonic() + _TIMEOUT
        while not take(file.fileno()) and time.monotonic() < deadline:
            time.sleep(0.01)
        yield  # closing the file releases the lock, and so does the end of the process


def _is_free(lock: Callable[[], object]) -> bool:
    """Try to lock; return False if another process holds the lock.

    Some network drives can't lock files at all. There the lock counts as free, because
    waiting wouldn't help.
    """
    try:
        lock()
    except OSError as error:
        return error.errno not in _HELD
    return True


if sys.platform == "win32":
    import msvcrt

    def take(descriptor: int) -> bool:
        """Lock an open file; return False if another process holds the lock."""
        return _is_free(lambda: msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1))
elif sys.platform == "emscripten":

    def take(_descriptor: int) -> bool:  # noqa: D103 - see above
        return True  # in the browser there is only one process
else:
    import fcntl

    def take(descriptor: int) -> bool:
        """Lock an open file; return False if another process holds the lock."""
        return _is_free(lambda: fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB))
