"""A bounded list that grows at one end and tells those who listen."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar, overload

from .listeners import Listeners


class Sized(Protocol):
    """Something with a number of its own and a size in bytes."""

    @property
    def number(self) -> int:
        """Its place among all that ever came, counted from 1."""

    @property
    def size(self) -> int:
        """The bytes that it holds."""


T = TypeVar("T", bound=Sized)


class History(Sequence[T], Generic[T]):
    """What came, oldest first, bounded by count and by bytes; the oldest go first out.

    Safe to read and to write from any thread. Reading never waits for a listener.

    Args:
        max_count: how many are kept.
        max_bytes: how many bytes are kept, over all; the newest is kept in any case.

    Attributes:
        total: how many ever came.
        dropped: how many of them are no longer kept.
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
        """Keep a new one.

        Args:
            make: given the number that it gets, returns it.

        Returns:
            What ``make`` returned, after every listener was told.
        """
        with self._arrival:
            item = make(self.total + 1)
            self.total += 1
            self._kept.append(item)
            self._sizes.append(item.size)
            self._bytes += item.size
            self._drop_oldest()
            self._arrival.notify_all()
        self._listeners.tell(item)
        return item

    def _drop_oldest(self) -> None:
        while len(self._kept) > 1 and (
            len(self._kept) > self.max_count or self._bytes > self.max_bytes
        ):
            self._kept.popleft()
            self._bytes -= self._sizes.popleft()
            self.dropped += 1

    def changed(self, item: T) -> None:
        """Measure ``item`` again, if it is kept, and tell every listener of it."""
        with self._arrival:
            index = item.number - 1 - self.dropped
            if 0 <= index < len(self._kept):
                self._bytes += item.size - self._sizes[index]
                self._sizes[index] = item.size
                self._drop_oldest()
        self._listeners.tell(item)

    @property
    def watched(self) -> bool:
        """Whether anybody listens."""
        return bool(self._listeners)

    def subscribe(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Have ``listener`` called with each one that comes or changes.

        It is called in the thread in which that happens, most often the server's own,
        so it must be quick. If it raises, the error is logged, and the rest goes on.

        Returns:
            A function that ends the subscription; calling it again does nothing.
        """
        return self._listeners.add(listener)

    def get(self, number: int) -> T | None:
        """Return the one with this number, or None if it is not kept (any more)."""
        with self._arrival:
            index = number - 1 - self.dropped
            return self._kept[index] if 0 <= index < len(self._kept) else None

    def clear(self) -> None:
        """Forget all that is kept; numbers go on from where they were."""
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
