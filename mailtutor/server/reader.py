"""Read what the client sends: commands line by line, and content in one go."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_LINE = 12_288 + 2  # bytes; credentials may be as long: RFC 4954, section 4
_END = b"\r\n.\r\n"
_DOTS = b"\r\n."  # a dot at the start of a line: doubled, unless it's the end mark's
_HEAD_OF_LONG_LINE = 100  # bytes of an overlong command that are recorded
_WHILE_IN_CONTENT = 256 * 1024  # bytes: asyncio reads as much at once


class _CommandSizes(dict[str, int]):
    """The maximum length of each command: RFC 5321, section 4.5.3.1.4, plus extensions."""

    def __missing__(self, verb: str) -> int:
        return 512


# SIZE, BODY, SMTPUTF8 and AUTH add to MAIL: RFC 1870, section 3, RFC 6152,
# section 2, RFC 6531, section 3.4, and RFC 4954, section 3.
COMMAND_SIZES = _CommandSizes(MAIL=512 + 26 + 17 + 10 + 500, AUTH=MAX_LINE)

Problem = Literal["too much", "line too long"]


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a message, as received after DATA.

    Args:
        data: the bytes, transparency dots undone; empty if there is a problem.
        size: its size in bytes, with line ends; the doubled dots and the end mark aren't
            part of it (RFC 1870, section 5).
        problem: why it can't be accepted, or None.
    """

    data: bytes
    size: int
    problem: Problem | None = None


class Reader(asyncio.StreamReader):
    """asyncio's reader, which also passes each line to a callback.

    Args:
        on_line: called with each command line, without its line end.
        limit: the longest line, in bytes.
        loop: the event loop.
    """

    if TYPE_CHECKING:  # asyncio's own, which its type stubs leave out
        _buffer: bytearray
        _eof: bool
        _limit: int

        def _maybe_resume_transport(self) -> None: ...
        async def _wait_for_data(self, func_name: str) -> None: ...

    def __init__(
        self, on_line: Callable[[bytes], object], limit: int, loop: asyncio.AbstractEventLoop
    ) -> None:
        super().__init__(limit=limit, loop=loop)
        self._on_line = on_line
        self._skipped = bytearray()
        self._skipped_size = 0
        self.partial = bytearray()

    async def readuntil(self, separator: bytes = b"\n") -> bytes:  # type: ignore[override]
        """Read one line.

        Raises:
            asyncio.CancelledError: the client has disconnected; aiosmtpd ends the session.
        """
        try:
            line = await super().readuntil(separator)
        except asyncio.IncompleteReadError as error:
            if error.partial or self._skipped_size:
                self._report(error.partial)
            raise asyncio.CancelledError from None
        self._report(line)
        return line

    async def read(self, n: int = -1) -> bytes:
        """Discard a piece of an overlong line, which aiosmtpd does before it replies 500."""
        piece = await super().read(n)
        self._skipped += piece[: _HEAD_OF_LONG_LINE - len(self._skipped)]
        self._skipped_size += len(piece)
        return piece

    def _report(self, line: bytes) -> None:
        if self._skipped_size:
            size = self._skipped_size + len(line)
            line = bytes(self._skipped) + b"... (a line of %d bytes)" % size
            self._skipped.clear()
            self._skipped_size = 0
        self._on_line(line.rstrip(b"\r\n"))

    async def read_away(self) -> None:
        """Discard everything until the client disconnects.

        Raises:
            asyncio.CancelledError: the client has disconnected.
        """
        while await super().read(_WHILE_IN_CONTENT):
            pass
        raise asyncio.CancelledError

    async def read_some(self) -> None:
        """Wait for some content, and keep it in ``partial``."""
        self.partial = bytearray(b"\r\n" + await super().read(2 * self._limit))

    async def read_content(self, max_size: int, max_line: int) -> Content:
        """Read the content of a message, up to the single dot.

        Stock aiosmtpd reads line by line, which takes nearly all of its time for large
        messages. This method searches everything that has arrived for the end mark. It
        uses StreamReader's private buffer, so tests compare it with stock aiosmtpd.
        Content beyond the limit is discarded as it arrives, and the reply waits for the
        end, as RFC 5321, section 4.2.5 implies.

        Args:
            max_size: the largest content, in bytes, dots undone; 0 for any.
            max_line: the longest line, in bytes, with its CRLF.

        Raises:
            asyncio.CancelledError: the client has disconnected; ``partial`` has what arrived.
        """
        # With a line end in front, an end mark at the very start isn't a special case.
        content = self.partial = bytearray(b"\r\n")
        problem: Problem | None = None
        discarded = searched = dots = counted = 0
        self._limit, line_limit = _WHILE_IN_CONTENT, self._limit
        try:
            while True:
                content += self._buffer
                self._buffer.clear()
                self._maybe_resume_transport()
                end = content.find(_END, searched)
                stop = end + 2 if end >= 0 else _certain_length(content)
                size = discarded + stop - 2
                if max_size and size > max_size:
                    # Only now do the dots matter, and few messages get this far.
                    dots += content.count(_DOTS, counted, stop)
                    counted = max(counted, stop - len(_DOTS) + 1)
                    size -= dots
                if max_size and size > max_size and not problem:
                    at_limit = _place_of(content, max_size)
                    too_long = _has_long_line(content, 2, at_limit, max_line)
                    problem = "line too long" if too_long else "too much"
                if end >= 0:
                    break
                if problem:
                    kept = len(_END) - 1
                    discarded += len(content) - kept
                    counted -= len(content) - kept
                    del content[:-kept]
                searched = max(0, len(content) - len(_END) + 1)
                if self._eof:
                    raise asyncio.CancelledError
                await self._wait_for_data("read_content")
        finally:
            self._limit = line_limit
        self.partial = bytearray()
        self._buffer += content[end + len(_END) :]
        if not problem and _has_long_line(content, 2, end + 2, max_line):
            problem, size = "line too long", end - content.count(_DOTS, 0, end + 2)
        if problem:
            return Content(b"", size, problem)
        with memoryview(content) as view:
            data = _without_dots(bytes(view[2 : end + 2]))
        del content
        return Content(data, len(data))


def _certain_length(content: bytearray) -> int:
    """Return how many bytes are certainly content, because the end mark may have begun."""
    begun = next((mark for mark in (b"\r\n.\r", b"\r\n.") if content.endswith(mark)), b"\r\n")
    return len(content) - len(begun) + 2


def _place_of(content: bytearray, size: int) -> int:
    """Return where the first ``size`` bytes end, not counting doubled dots."""
    place = 2 + size
    while (further := 2 + size + content.count(_DOTS, 0, place)) > place:
        place = further
    return place


def _has_long_line(content: bytearray, start: int, stop: int, limit: int) -> bool:
    """Return whether a line, with its CRLF, is longer than ``limit`` bytes.

    It jumps from the last line end within ``limit`` bytes to the next, and so looks at one
    byte in a thousand, where a regular expression looks at every byte.
    """
    while stop - start > limit:
        end = content.rfind(b"\r\n", start, start + limit)
        if end < 0:
            return True
        start = end + 2
    return False


def _without_dots(data: bytes) -> bytes:
    """Undo the doubled dots at line starts (RFC 5321, section 4.5.2)."""
    return data.replace(b"\r\n.", b"\r\n")[data.startswith(b".") :]
