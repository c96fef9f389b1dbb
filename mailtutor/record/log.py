"""A compact, bounded log of short byte strings with their times."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from struct import Struct
from typing import Generic, TypeVar, overload

T = TypeVar("T")

_HEAD = Struct("=IIfB")  # bytes kept, bytes in full, seconds, kind
# Shared: it's held for a microsecond, and one lock per log would take memory.
_LOCK = threading.Lock()


class Log(Sequence[T], Generic[T]):
    """The entries of one session, oldest first.

    The server writes, and any number of other threads read. Entries are packed with a
    header of 13 bytes each, so that ten thousand sessions cost little, and become objects
    when they're read.

    Args:
        limit: the maximum number of bytes; beyond it the older half is dropped, and
            ``dropped`` counts its entries.
    """

    __slots__ = ("_count", "_limit", "_packed", "dropped")

    def __init__(self, limit: int) -> None:
        self.dropped = 0
        self._limit = limit
        self._count = 0
        self._packed: bytearray | bytes = bytearray()

    def _piece(self, number: int, kind: int, raw: bytes, at: float, size: int) -> T:
        raise NotImplementedError

    def _write(self, kind: int, raw: bytes, at: float, size: int) -> int:
        with _LOCK:
            if len(self._packed) + len(raw) > self._limit and self._count:
                self._drop_older_half()
            self._packed += _HEAD.pack(len(raw), size, at, kind) + raw
            self._count += 1
            return self.dropped + self._count

    def _drop_older_half(self) -> None:
        count, start = (self._count + 1) // 2, 0
        for _ in range(count):
            start += _HEAD.size + _HEAD.unpack_from(self._packed, start)[0]
        self._packed = self._packed[start:]
        self._count -= count
        self.dropped += count

    def freeze(self) -> None:
        """Release the memory that was reserved for more entries."""
        with _LOCK:
            self._packed = bytes(self._packed)

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return len(self._packed)

    def since(self, number: int) -> list[T]:
        """Return the entries after ``number`` (for 0, all that are kept)."""
        with _LOCK:
            packed, first = bytes(self._packed), self.dropped + 1
        pieces, start = [], 0
        for each in range(first, first + len(packed)):
            if start == len(packed):
                break
            length, size, at, kind = _HEAD.unpack_from(packed, start)
            start += _HEAD.size + length
            if each > number:
                pieces.append(self._piece(each, kind, packed[start - length : start], at, size))
        return pieces

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        return self.since(0)[index]

    def __iter__(self) -> Iterator[T]:
        return iter(self.since(0))

    def __reversed__(self) -> Iterator[T]:
        return reversed(self.since(0))
