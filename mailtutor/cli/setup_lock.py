"""Lets one mailtutor at a time set up a folder."""

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
    """Hold off a second mailtutor that wants to set up the same folder.

    Args:
        folder: the checkout.

    Raises:
        SetupError: when it cannot be written.
    """
    try:
        file = (folder / ".venv.lock").open("a+b")
    except OSError as error:
        raise SetupError(
            f"mailtutor's environment belongs in {folder}, but that cannot be written: "
            f"{error.strerror}.\n"
            "Copy the folder to a place of your own and run this there."
        ) from error
    with file:
        waiting = False
        while not take(file.fileno()):
            if not waiting:
                say("Another mailtutor is setting up this folder. Waiting for it to finish ...")
            waiting = True
            time.sleep(0.5)
        yield  # closing the file, or dying, lets go of it
