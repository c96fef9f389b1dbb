"""A lock that lets only one mailtutor at a time set up a folder."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mailtutor.cli.console import say
from mailtutor.cli.errors import SetupError
from mailtutor.course.file_lock import take

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Make a second mailtutor wait until this one has set up the folder.

    Args:
        folder: the checkout.

    Raises:
        SetupError: the folder isn't writable.
    """
    try:
        file = (folder / ".venv.lock").open("a+b")
    except OSError as error:
        raise SetupError(
            f"mailtutor installs its environment in {folder}, but can't write there: "
            f"{error.strerror}.\n"
            "Copy the folder to a place where you can write, and run this there."
        ) from error
    with file:
        waiting = False
        while not take(file.fileno()):
            if not waiting:
                say("Another mailtutor is setting up this folder. Waiting for it to finish ...")
            waiting = True
            time.sleep(0.5)
        yield  # closing the file releases the lock, and so does the end of the process
