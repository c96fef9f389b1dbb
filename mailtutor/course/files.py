"""Atomic file writes."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from pathlib import Path

_TRIES = 20


def write_atomically(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file under a temporary name, then rename it, so it's never half written.

    Args:
        path: the file; its folder is created if needed.
        content: all of it.
        private: whether only its owner may read it, on systems that know such modes.

    Raises:
        OSError: it can't be written, or another program keeps it open for too long.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two notebooks may write at once, so each uses its own temporary name.
    unfinished = path.with_name(f".{path.name}.{uuid4().hex[:8]}.unfinished")
    try:
        if private:
            unfinished.touch(mode=0o600)
        unfinished.write_bytes(content)
        move_over(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def move_over(source: Path, target: Path) -> None:
    """Move a file or folder, replacing the target; retry while another program has it open.

    On Windows, a file can't be replaced or moved while another program, such as a virus
    scanner, is reading it.

    Raises:
        OSError: it can't be moved.
    """
    for _ in range(_TRIES):
        with suppress(PermissionError):
            source.replace(target)
            return
        time.sleep(0.05)
    source.replace(target)
