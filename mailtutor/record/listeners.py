"""A thread-safe list of callbacks."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_log = logging.getLogger("mailtutor.record")


class Listeners(Generic[T]):
    """Callbacks that are called with each update, in the thread that causes it.

    Example:
        >>> listeners = Listeners[str]()
        >>> stop = listeners.add(print)
        >>> listeners.notify("a message arrived")
        a message arrived
        >>> stop()
        >>> listeners.notify("another one")
    """

    def __init__(self) -> None:
        # Replaced, never modified, so that notifying needs no lock.
        self._functions: tuple[Callable[[T], None], ...] = ()
        self._failed: set[int] = set()

    def __bool__(self) -> bool:
        return bool(self._functions)

    def add(self, function: Callable[[T], None]) -> Callable[[], None]:
        """Call ``function`` from now on; return a function that ends it."""
        self._functions += (function,)

        def remove() -> None:
            self._functions = tuple(each for each in self._functions if each is not function)
            self._failed.discard(id(function))

        return remove

    def notify(self, update: T) -> None:
        """Call every listener, and log the errors of those that fail.

        Updates happen in the middle of something else, such as a reply to a client, which
        must go on whatever a listener does. A session is updated with each line, so only a
        listener's first error is logged as an error, and later ones for debugging.
        """
        for function in self._functions:
            self._call(function, update)

    def _call(self, function: Callable[[T], None], update: T) -> None:
        try:
            function(update)
        except (Exception, SystemExit):  # noqa: BLE001 - a listener can't break the server
            level = logging.DEBUG if id(function) in self._failed else logging.ERROR
            self._failed.add(id(function))
            _log.log(level, "This listener failed: %r", function, exc_info=True)
