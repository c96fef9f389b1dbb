"""Those who asked to be told of something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


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

    def __bool__(self) -> bool:
        return bool(self._functions)

    def add(self, function: Callable[[T], None]) -> Callable[[], None]:
        """Have ``function`` called from now on; returns what ends that."""
        self._functions += (function,)

        def remove() -> None:
            self._functions = tuple(each for each in self._functions if each is not function)

        return remove

    def tell(self, news: T) -> None:
        """Call all of them."""
        for function in self._functions:
            function(news)
