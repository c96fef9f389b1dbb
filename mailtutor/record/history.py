"""A bounded, thread-safe list that notifies listeners."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar, overload

from .listeners import Listeners


class Sized(Protocol):
    """An item with a number and a size in bytes."""

    @property
    def number(self) -> int:
        """Its number among all items ever added, starting at 1."""

    @property
    def size(self) -> int:
        """Its size in bytes."""


T = TypeVar("T", bound=Sized)


class History(Sequence[T], Generic[T]):
    """Items in order of arrival, bounded by count and bytes; the oldest are dropped first.

    Reading and writing are safe from any thread. Reading never waits for a listener.

    Args:
        max_count: the maximum number of items.
        max_bytes: the maximum number of bytes in all; the newest item is always kept.

    Attributes:
        total: the number of items ever added.
        dropped: the number of items no longer kept.
    """

    def __init__(self, max_count: int, max_bytes: int) -> None:
        self.max_count = max_count
        self.max_bytes = max_bytes
        self.total = 0
        self.dropped = 0
        self._kept: deque[T] = deque()
        self._sizes: deque[int] = deque()
        self._bytes = 0
        self._arrival = threading.Condition()
        self._listeners = Listeners[T]()

    def add(self, make: Callable[[int], T]) -> T:
        """Add an item, and notify every listener.

        Args:
            make: takes the item's number, and returns the item.

        Returns:
            The item that ``make`` returned.
        """
        with self._arrival:
            item = make(self.total + 1)
            self.total += 1
            self._kept.append(item)
            self._sizes.append(item.size)
            self._bytes += item.size
            self._drop_oldest()
            self._arrival.notify_all()
        self._listeners.notify(item)
        return item

    def _drop_oldest(self) -> None:
        while len(self._kept) > 1 and (
            len(self._kept) > self.max_count or self._bytes > self.max_bytes
        ):
            self._kept.popleft()
            self._bytes -= self._sizes.popleft()
            self.dropped += 1

    def changed(self, item: T) -> None:
        """Update the size of ``item``, if it's kept, and notify every listener."""
        with self._arrival:
            index = item.number - 1 - self.dropped
            if 0 <= index < len(self._kept):
                self._bytes += item.size - self._sizes[index]
                self._sizes[index] = item.size
                self._drop_oldest()
        self._listeners.notify(item)

    @property
    def watched(self) -> bool:
        """True if there are listeners."""
        return bool(self._listeners)

    def subscribe(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Call ``listener`` with each item that is added or changes.

        It runs in the thread that adds or changes the item, usually the server's, so it
        must be fast. If it raises an exception, that is logged and ignored.

        Returns:
            A function that ends the subscription; calling it again does nothing.
        """
        return self._listeners.add(listener)

    def get(self, number: int) -> T | None:
        """Return the item with this number, or None if it isn't kept."""
        with self._arrival:
            index = number - 1 - self.dropped
            return self._kept[index] if 0 <= index < len(self._kept) else None

    def clear(self) -> None:
        """Drop all items; numbering continues."""
        with self._arrival:
            self.dropped += len(self._kept)
            self._kept.clear()
            self._sizes.clear()
            self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        with self._arrival:
            return list(self._kept)[index] if isinstance(index, slice) else self._kept[index]

    def __iter__(self) -> Iterator[T]:
        with self._arrival:
            return iter(list(self._kept))
