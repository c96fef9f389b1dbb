"""Short pieces of bytes with their times, kept compactly and within a bound."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar, overload

T = TypeVar("T")


class Log(Sequence[T], Generic[T]):
    """What happened in one session, oldest first.

    It has one writer, the server, and any number of readers in other threads. The pieces
    are held as one run of bytes with marks, about 40 bytes each, so that ten thousand
    sessions cost little, and become objects when they are read.

    Args:
        limit: how many bytes are kept; past it the older half goes, and ``dropped``
            counts the pieces that went.
    """

    def __init__(self, limit: int) -> None:
        self.dropped = 0
        self._limit = limit
        self._lock = threading.Lock()
        self._bytes = bytearray()
        self._ends = array("I")
        self._times = array("f")
        self._kinds = bytearray()

    def _piece(self, number: int, kind: int, raw: bytes, at: float) -> T:
        raise NotImplementedError

    def _write(self, kind: int, raw: bytes, at: float) -> int:
        with self._lock:
            if len(self._bytes) + len(raw) > self._limit and self._kinds:
                self._drop_older_half()
            self._bytes += raw
            self._ends.append(len(self._bytes))
            self._times.append(at)
            self._kinds.append(kind)
            return self.dropped + len(self._kinds)

    def _drop_older_half(self) -> None:
        count = (len(self._kinds) + 1) // 2
        cut = self._ends[count - 1]
        del self._bytes[:cut], self._times[:count], self._kinds[:count]
        self._ends = array("I", (end - cut for end in self._ends[count:]))
        self.dropped += count

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return len(self._bytes)

    def since(self, number: int) -> list[T]:
        """Return what came after piece ``number`` (all that is kept, for 0)."""
        with self._lock:
            first = max(0, number - self.dropped)
            return [self._read(index) for index in range(first, len(self._kinds))]

    def _read(self, index: int) -> T:
        start = self._ends[index - 1] if index else 0
        return self._piece(
            self.dropped + index + 1,
            self._kinds[index],
            bytes(self._bytes[start : self._ends[index]]),
            self._times[index],
        )

    def __len__(self) -> int:
        return len(self._kinds)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        with self._lock:
            chosen = range(len(self._kinds))[index]
            if isinstance(chosen, range):
                return [self._read(each) for each in chosen]
            return self._read(chosen)

    def __iter__(self) -> Iterator[T]:
        return iter(self.since(0))
