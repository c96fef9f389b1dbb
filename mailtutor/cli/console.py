"""Says on the terminal what is being done, and how long it took."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def say(text: str) -> None:
    """Print a line at once, apart from what a command prints as its result."""
    print(text, file=sys.stderr, flush=True)


class Progress:
    """One line on the terminal that grows and ends with the time it took."""

    def __init__(self, text: str) -> None:
        self._text = f"  {text} ..."
        self._count = 0
        print(self._text, end="", file=sys.stderr, flush=True)

    def read(self, line: str) -> None:
        """Follow the installer: on a terminal, show what it is busy with."""
        if not sys.stderr.isatty():
            return
        if line.startswith("Collecting "):
            self._count += 1
            self._show(f"fetched {self._count}")
        elif line.startswith("Installing collected"):
            self._show("unpacking")

    def _show(self, what: str) -> None:
        print(f"\r{self._text} {what:<14}", end="", file=sys.stderr, flush=True)

    def end(self, what: str) -> None:
        """Finish the line."""
        if sys.stderr.isatty():
            print(f"\r{self._text}{'':<15}\r{self._text}", end="", file=sys.stderr)
        say(f" {what}")


@contextmanager
def step(text: str) -> Iterator[Progress]:
    """Name a step, and say how long it took or that it failed."""
    progress = Progress(text)
    began = time.monotonic()
    try:
        yield progress
    except BaseException:
        progress.end("failed")
        raise
    progress.end(f"{time.monotonic() - began:.1f} s")
