"""Report progress on the terminal: what is happening, and how long it took."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def say(text: str) -> None:
    """Print a line to standard error right away, separate from the command's output."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(text: str) -> Iterator[Callable[[str], None]]:
    """Print the name of a step, then how long it took or that it failed.

    Yields:
        A function that takes the installer's output line by line, and shows on a terminal
        how far it is.
    """
    label = f"  {text} ..."
    terminal = sys.stderr.isatty()
    downloaded = 0

    def write(text: str) -> None:
        print(text, end="", file=sys.stderr, flush=True)

    def show_progress(line: str) -> None:
        nonlocal downloaded
        if terminal and line.startswith("Collecting "):
            downloaded += 1
            write(f"\r{label} downloaded {downloaded}")
        elif terminal and line.startswith("Installing collected"):
            write(f"\r{label} {'unpacking':<15}")

    write(label)
    began = time.monotonic()
    result = "failed"
    try:
        yield show_progress
        result = f"{time.monotonic() - began:.1f} s"
    finally:
        if terminal:
            write(f"\r{label}{'':<16}\r{label}")
        say(f" {result}")
