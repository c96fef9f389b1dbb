"""Those who asked to be told of something."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_log = logging.getLogger("mailtutor.record")


class Listeners(Generic[T]):
    """Functions to be called with each piece of news, in the thread that brings it.

    Example:
        >>> listeners = Listeners[str]()
        >>> stop = listeners.add(print)
        >>> listeners.tell("a mail has come")
        a mail has come
        >>> stop()
        >>> listeners.tell("another one")
    """

    def __init__(self) -> None:
        # Replaced, never changed, so that telling needs no lock.
        self._functions: tuple[Callable[[T], None], ...] = ()
        self._failed: set[int] = set()

    def __bool__(self) -> bool:
        return bool(self._functions)

    def add(self, function: Callable[[T], None]) -> Callable[[], None]:
        """Have ``function`` called from now on; returns what ends that."""
        self._functions += (function,)

        def remove() -> None:
            self._functions = tuple(each for each in self._functions if each is not function)
            self._failed.discard(id(function))

        return remove

    def tell(self, news: T) -> None:
        """Call all of them, and log the error of one that fails.

        News come in the middle of something else, such as the reply to a client. That must
        go on, whatever a listener does. A session has news with each of its lines, so the
        second error of a listener and those after it are logged for debugging only.
        """
        for function in self._functions:
            self._call(function, news)

    def _call(self, function: Callable[[T], None], news: T) -> None:
        try:
            function(news)
        except (Exception, SystemExit):  # noqa: BLE001 - whatever it is, it isn't the server's
            level = logging.DEBUG if id(function) in self._failed else logging.ERROR
            self._failed.add(id(function))
            _log.log(level, "This listener failed: %r", function, exc_info=True)
