"""Writes a file whole or not at all."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from pathlib import Path

_TRIES = 20


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under another name first, then put it in its place.

    Raises:
        OSError: it cannot be written, or another program keeps it open for too long.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two notebooks may write at once, so each has a name of its own.
    unfinished = path.with_name(f".{path.name}.{uuid4().hex[:8]}.unfinished")
    try:
        unfinished.write_bytes(content)
        put_in_place(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def put_in_place(source: Path, target: Path) -> None:
    """Move a file or folder over another, and wait for a moment for who has it open.

    On Windows nothing can be replaced or moved while another program, a virus scanner for
    instance, reads it.

    Raises:
        OSError: it cannot be moved.
    """
    for _ in range(_TRIES):
        with suppress(PermissionError):
            source.replace(target)
            return
        time.sleep(0.05)
    source.replace(target)
