"""Finalizers that only run in the process that created them."""

from __future__ import annotations

import os
import weakref
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def finalize_here(thing: object, function: Callable[..., object], *args: Any) -> weakref.finalize:  # type: ignore[type-arg]
    """Call a function when an object is garbage-collected, or when this process exits.

    A forked process inherits finalizers and runs them when it exits. It would delete the
    files of a server that its parent still runs.

    Args:
        thing: the object; the function and its arguments must not reference it.
        function: the function to call.
        args: its arguments.
    """
    process = os.getpid()

    def act() -> None:
        if os.getpid() == process:
            function(*args)

    return weakref.finalize(thing, act)
