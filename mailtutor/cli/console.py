"""Report progress on the terminal: what is happening, and how long it took."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def say(text: str) -> None:
    """Print a line to standard error right away, separate from the command's output."""
    print(text, file=sys.stderr, flush=True)


class ProgressLine:
    """One line on the terminal that is updated and ends with the time it took."""

    def __init__(self, text: str) -> None:
        self._text = f"  {text} ..."
        self._count = 0
        print(self._text, end="", file=sys.stderr, flush=True)

    def read(self, line: str) -> None:
        """Show what the installer is doing, if this is a terminal."""
        if not sys.stderr.isatty():
            return
        if line.startswith("Collecting "):
            self._count += 1
            self._show(f"downloaded {self._count}")
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
def step(text: str) -> Iterator[ProgressLine]:
    """Print the name of a step, then how long it took or that it failed."""
    progress = ProgressLine(text)
    began = time.monotonic()
    try:
        yield progress
    except BaseException:
        progress.end("failed")
        raise
    progress.end(f"{time.monotonic() - began:.1f} s")
