"""Parse a message into a tree of parts with their byte ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from .decode import decode_charset, decode_transfer, decode_value, parameters
from .scan import Header, line_end, read_header, without_line_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .scan import Field

MAX_DEPTH = 40
MAX_PARTS = 10_000
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/external-body"})
_TYPE = re.compile(r"[!-.0-~]+/[!-.0-~]+")


class Boundary(NamedTuple):
    """One boundary line.

    Args:
        start: where it starts, including the line end before the two hyphens (RFC 2046,
            section 5.1.1).
        end: the offset after its line end.
        is_last: whether it is the closing one, which has two more hyphens.
    """

    start: int
    end: int
    is_last: bool


@dataclass(slots=True)
class Part:
    """A message or one of its parts. Offsets are from the start of the message.

    Args:
        raw: the whole message.
        start: where its header starts.
        end: where its body ends, excluding the line end before the next boundary.
        header: its header fields, and where its body starts.
        depth: the number of parts that contain it.
        default_type: its type if its header names none (RFC 2046, section 5.1.5).
        children: the parts in it.
        defects: descriptions of what is wrong with it.
        boundaries: the lines between the parts in it.
    """

    raw: bytes = field(repr=False)
    start: int
    end: int
    header: Header = field(repr=False)
    depth: int = 0
    default_type: str = "text/plain"
    children: list[Part] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    boundaries: list[Boundary] = field(default_factory=list, repr=False)
    _typed: tuple[str, dict[str, str]] | None = field(default=None, repr=False)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Its header fields, in order."""
        return self.header.fields

    @property
    def body_start(self) -> int:
        """The offset where its body starts."""
        return self.header.body_start

    @property
    def body(self) -> bytes:
        """Its body as it was sent."""
        return self.raw[self.body_start : self.end]

    def field(self, name: str) -> Field | None:
        """Return the first field with this name, ignoring case, or None."""
        key = name.lower()
        return next((each for each in self.fields if each.key == key), None)

    def value(self, name: str) -> str:
        """Return the decoded value of the first field with this name; "" if there is none."""
        found = self.field(name)
        return decode_value(found.value) if found else ""

    def _content_type(self) -> tuple[str, dict[str, str]]:
        if self._typed is None:
            found = self.field("content-type")
            name, values = parameters(found.value) if found else ("", {})
            # RFC 2045, section 5.2: a type that cannot be read counts as plain text.
            fallback = "text/plain" if found else self.default_type
            self._typed = (name if _TYPE.fullmatch(name) else fallback, values)
        return self._typed

    @property
    def type(self) -> str:
        """Its media type in lowercase, such as ``"text/plain"``."""
        return self._content_type()[0]

    @property
    def charset(self) -> str:
        """The charset that it names; "" if it names none."""
        return self._content_type()[1].get("charset", "")

    @property
    def encoding(self) -> str:
        """The transfer encoding that it names, in lowercase; "" if it names none."""
        return self.value("content-transfer-encoding").lower()

    @property
    def disposition(self) -> str:
        """``"attachment"``, ``"inline"``, another word, or ""."""
        found = self.field("content-disposition")
        return parameters(found.value)[0] if found else ""

    @property
    def filename(self) -> str:
        """Its file name; "" if it has none."""
        found = self.field("content-disposition")
        name = parameters(found.value)[1].get("filename", "") if found else ""
        return name or self._content_type()[1].get("name", "")

    @property
    def is_file(self) -> bool:
        """True if mail clients offer it as a file instead of showing it as text."""
        if self.type.startswith("multipart/"):
            return False
        return (
            self.disposition == "attachment"
            or bool(self.filename)
            or not self.type.startswith("text/")
        )

    def content(self, limit: int | None = None) -> tuple[bytes, str]:
        """Return its decoded body and a description of what was wrong with it, or "".

        Args:
            limit: the maximum number of bytes to read from the encoded body.
        """
        end = self.end if limit is None else min(self.end, self.body_start + limit)
        data, wrong = decode_transfer(self.raw[self.body_start : end], self.encoding)
        return data, wrong if end == self.end else ""

    def text(self, limit: int | None = None) -> tuple[str, list[str]]:
        """Return its body as text with LF line endings, and descriptions of any problems.

        Args:
            limit: the maximum number of bytes to read from the encoded body.
        """
        data, wrong = self.content(limit)
        text, doubtful = decode_charset(data, self.charset)
        cut = limit is not None and self.body_start + limit < self.end
        notes = [] if cut else [note for note in (wrong, doubtful) if note]
        return text.replace("\r\n", "\n"), notes

    def walk(self) -> Iterator[Part]:
        """Yield this part and all parts in it, in order."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting += reversed(part.children)


def read(raw: bytes) -> Part:
    r"""Read any bytes as a message.

    No input makes it fail or run forever: anything that can't be parsed stays in the body,
    and ``defects`` describes the problem.

    Args:
        raw: the bytes of the message.

    Returns:
        The message as a tree of parts.

    Example:
        >>> message = read(b"Subject: Hi\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>\r\n")
        >>> message.type, message.value("subject"), message.body
        ('text/html', 'Hi', b'<p>Hello</p>\r\n')
    """
    root = _part(raw, 0, len(raw), depth=0, default_type="text/plain")
    waiting = [root]
    count = 1
    while waiting:
        part = waiting.pop()
        for start, end in _inside(part):
            if count >= MAX_PARTS:
                part.defects.append(f"more than {MAX_PARTS:,} parts: the rest is not parsed")
                return root
            count += 1
            digest = part.type == "multipart/digest"
            child = _part(
                raw,
                start,
                end,
                depth=part.depth + 1,
                default_type="message/rfc822" if digest else "text/plain",
            )
            part.children.append(child)
            waiting.append(child)
    return root


def _part(raw: bytes, start: int, end: int, *, depth: int, default_type: str) -> Part:
    header = read_header(raw, start, end)
    return Part(raw, start, end, header, depth, default_type, defects=list(header.defects))


def _inside(part: Part) -> list[tuple[int, int]]:
    """Find the start and end of each part in this one."""
    is_multipart = part.type.startswith("multipart/")
    is_message = part.type in _MESSAGES
    if not (is_multipart or is_message) or part.body_start > part.end:
        return []
    if part.depth >= MAX_DEPTH:
        part.defects.append(f"nested deeper than {MAX_DEPTH} parts: not parsed any further")
        return []
    if part.encoding in {"base64", "quoted-printable"}:
        part.defects.append(f"{part.type} must not be encoded as {part.encoding}: not parsed")
        return []
    if is_message:
        return [(part.body_start, part.end)] if part.body_start < part.end else []
    boundary = part._content_type()[1].get("boundary", "")  # noqa: SLF001 - the same module
    if not boundary:
        part.defects.append("a multipart without a boundary: not parsed")
        return []
    return _between_boundaries(part, boundary)


def _between_boundaries(part: Part, boundary: str) -> list[tuple[int, int]]:
    """Find the parts between the boundary lines (RFC 2046, section 5.1.1)."""
    raw, spans = part.raw, []
    mark = b"--" + boundary.encode("utf-8", "replace")
    opened: int | None = None
    at = part.body_start
    while (at := _line_start(raw, mark, at, part.end)) >= 0:
        after = line_end(raw, at, part.end)
        rest = raw[at + len(mark) : after].rstrip(b" \t\r\n")
        if rest in (b"", b"--"):
            before = max(part.body_start if opened is None else opened, _line_end_before(raw, at))
            part.boundaries.append(Boundary(before, after, rest == b"--"))
            if opened is not None and at > opened:
                spans.append((opened, before))
            if rest == b"--":
                return spans
            opened = after
            if len(spans) > MAX_PARTS:
                return spans
        at = after
        if at >= part.end:
            break
    if opened is None:
        part.defects.append("its boundary does not appear: no parts found")
    else:
        part.defects.append("the closing boundary is missing")
        spans.append((opened, part.end))
    return spans


def _line_end_before(raw: bytes, at: int) -> int:
    """Return where the line end before ``at`` starts: it belongs to the boundary."""
    return without_line_end(raw, max(at - 2, 0), at)


def _line_start(raw: bytes, mark: bytes, start: int, end: int) -> int:
    """Return the start of the next line that begins with ``mark``; -1 if there is none."""
    if raw.startswith(mark, start, end):
        return start
    found = raw.find(b"\n" + mark, max(start - 1, 0), end)
    return found + 1 if found >= 0 else -1
