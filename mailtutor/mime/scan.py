"""Find the byte ranges of header fields and lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_FIELDS = 5_000

# A field name is printable ASCII without a colon (RFC 5322, section 3.6.8). Spaces before
# the colon are obsolete but still occur (section 4.5).
_NAME = re.compile(rb"([!-9;-~]{1,998})[ \t]*:")


@dataclass(frozen=True, slots=True)
class Field:
    """One header field, with its raw bytes.

    Args:
        name: the name as it was written.
        start: the offset of its first byte in the message.
        value_start: the offset of the byte after the colon.
        end: the offset after its last line end, so that the next field starts there.
        value: the bytes after the colon, line ends of folding included.
    """

    name: str
    start: int
    value_start: int
    end: int
    value: bytes

    @property
    def key(self) -> str:
        """The name in lowercase, because names are case-insensitive."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Header:
    """A block of header fields.

    Args:
        fields: the fields, in order.
        body_start: the offset where the body starts, after the empty line.
        defects: descriptions of what is wrong with the block.
    """

    fields: tuple[Field, ...]
    body_start: int
    defects: tuple[str, ...]


def line_end(raw: bytes, start: int, end: int) -> int:
    r"""Return the offset after the line that starts at ``start``; lines end with LF or CRLF.

    Example:
        >>> line_end(b"one\r\ntwo", 0, 8)
        5
    """
    found = raw.find(b"\n", start, end)
    return end if found < 0 else found + 1


def without_line_end(raw: bytes, start: int, end: int) -> int:
    """Return the offset where the line ends without its LF or CRLF."""
    if end > start and raw[end - 1 : end] == b"\n":
        end -= 1
        if end > start and raw[end - 1 : end] == b"\r":
            end -= 1
    return end


def read_header(raw: bytes, start: int, end: int) -> Header:
    r"""Read the header block that starts at ``start``, up to the first invalid line.

    Args:
        raw: the message.
        start: where the block starts.
        end: where the part ends.

    Returns:
        Its fields and where the body starts. Broken headers cause defects, not exceptions.

    Example:
        >>> header = read_header(b"To: a\r\n b\r\nX: 1\r\n\r\nHi", 0, 23)
        >>> [(field.name, field.start, field.end) for field in header.fields]
        [('To', 0, 11), ('X', 11, 17)]
        >>> header.body_start
        19
    """
    spans: list[tuple[str, int, int, int]] = []
    defects: list[str] = []
    at = start
    while True:
        if at >= end:
            body_start = end
            break
        after = line_end(raw, at, end)
        if without_line_end(raw, at, after) == at:
            body_start = after
            break
        name = _NAME.match(raw, at, after)
        if name and len(spans) < MAX_FIELDS:
            spans.append((name[1].decode("ascii"), at, name.end(), after))
        elif raw[at : at + 1] in (b" ", b"\t") and spans:
            first = spans[-1]
            spans[-1] = (first[0], first[1], first[2], after)
        elif at == start and raw.startswith((b"From ", b">From "), at):
            defects.append("a line of a mailbox file comes before the header")
        else:
            defects.append(
                f"more than {MAX_FIELDS:,} header fields: the rest is shown as the body"
                if name
                else "the header ends at a line that is not a field, without an empty line"
            )
            body_start = at
            break
        at = after
    fields = tuple(
        Field(name, first, value_start, last, raw[value_start:last])
        for name, first, value_start, last in spans
    )
    return Header(fields, body_start, tuple(defects))
