"""Label every byte of a message: header field, empty line, boundary or body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from .parts import Boundary, Part
from .scan import line_end, without_line_end

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal[
    "mailbox line",
    "field",
    "empty line",
    "body",
    "preamble",
    "boundary",
    "closing boundary",
    "epilogue",
]


class Piece(NamedTuple):
    """A range of bytes in a message that has one role.

    Args:
        kind: its role. ``"preamble"`` and ``"epilogue"`` come before the first and after the
            last boundary of a multipart. Mail clients don't show them (RFC 2046, section 5.1.1).
        start: the offset of the first byte.
        end: the offset after the last byte.
        part: the index in ``message.walk()`` of the part that it belongs to.
        field: for a header field, its index in ``part.fields``.
        defects: descriptions of what is wrong here.
    """

    kind: Kind
    start: int
    end: int
    part: int
    field: int | None = None
    defects: tuple[str, ...] = ()


def pieces(message: Part) -> list[Piece]:
    r"""Split a message into pieces so that each byte belongs to exactly one.

    Args:
        message: a message as `read` returns it.

    Returns:
        The pieces in order, without gaps or overlaps.

    Example:
        >>> from mailtutor.mime import read
        >>> for piece in pieces(read(b"To: a\r\nSubject: Hi\r\n\r\nHello\r\n")):
        ...     print(piece.kind, piece.start, piece.end)
        field 0 7
        field 7 20
        empty line 20 22
        body 22 29
    """
    places = {id(part): place for place, part in enumerate(message.walk())}
    return [piece for piece in _of_part(message, places) if piece.end > piece.start]


def _of_part(part: Part, places: dict[int, int]) -> Iterator[Piece]:
    place = places[id(part)]
    in_header = part.header.defects
    yield from _header(part, place)
    broken = tuple(part.defects[len(in_header) :])
    # A mailbox line is before the header; any other header defect is where the body starts.
    at_body = () if part.fields and part.fields[0].start > part.start else in_header
    if not part.children and not part.boundaries:
        yield Piece("body", part.body_start, part.end, place, None, (*at_body, *broken))
        return
    yield from _inside(part, place, places, (*at_body, *broken))


def _header(part: Part, place: int) -> Iterator[Piece]:
    at = part.start
    first = part.fields[0].start if part.fields else part.body_start
    if first > at:
        after = line_end(part.raw, at, first)
        if without_line_end(part.raw, at, after) > at:
            yield Piece("mailbox line", at, after, place, None, part.header.defects)
            at = after
    for index, field in enumerate(part.fields):
        yield Piece("field", field.start, field.end, place, index)
        at = field.end
    yield Piece("empty line", at, part.body_start, place)


def _inside(
    part: Part, place: int, places: dict[int, int], defects: tuple[str, ...]
) -> Iterator[Piece]:
    """Yield the pieces in the body of a part that contains boundaries or parts."""
    at = part.body_start
    kind: Kind = "preamble" if part.boundaries else "body"
    final = part.boundaries[-1] if part.boundaries else None
    inside: list[Part | Boundary] = [*part.boundaries, *part.children]
    for each in sorted(inside, key=lambda each: (each.start, each.end)):
        yield Piece(kind, at, each.start, place)
        at = each.end
        if isinstance(each, Part):
            yield from _of_part(each, places)
        else:
            wrong = defects if each is final else ()
            name: Kind = "closing boundary" if each.is_last else "boundary"
            yield Piece(name, each.start, each.end, place, None, wrong)
            kind = "epilogue" if each.is_last else "body"
    yield Piece(kind, at, part.end, place)
