"""Finalizers that act only in the process that made them."""

from __future__ import annotations

import os
import weakref
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def finalize_here(thing: object, function: Callable[..., object], *args: Any) -> weakref.finalize:  # type: ignore[type-arg]
    """Call a function when a thing is no longer used, or when this process ends.

    A process that was forked inherits the finalizers, and runs them when it ends: it would
    delete the files of a server that its parent still runs.

    Args:
        thing: what is watched; the function and its arguments must not hold it.
        function: what to call.
        args: what it gets.
    """
    process = os.getpid()

    def act() -> None:
        if os.getpid() == process:
            function(*args)

    return weakref.finalize(thing, act)
