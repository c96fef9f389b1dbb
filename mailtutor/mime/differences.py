"""Compare two messages: the header fields and parts that were added, removed or changed."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal, NamedTuple

from .decode import decode_value

if TYPE_CHECKING:
    from .parts import Part
    from .scan import Field

Change = Literal["same", "changed", "added", "removed", "written differently"]

_BOUNDARY = re.compile(rb'boundary="?[^";\s]*"?')
MAX_LINES = 400
"""How many lines of a text are compared."""
MAX_BYTES = 200_000
"""How many bytes of an encoded text are compared."""


class FieldChange(NamedTuple):
    """A header field in two messages.

    Args:
        name: its name.
        before: its decoded value in the first message; None if it's missing there.
        after: its decoded value in the second message; None if it's missing there.
        change: how it changed. ``"written differently"`` means that it reads the same, or that
            only the boundary differs, because Python generates a new one each time.
    """

    name: str
    before: str | None
    after: str | None
    change: Change


class PartChange(NamedTuple):
    """A part in two messages, matched by its position.

    Args:
        name: its type and file name.
        before: the size of its content in the first message; None if it's missing there.
        after: the size of its content in the second message; None if it's missing there.
        change: how it changed. ``"written differently"`` means the same content in another
            encoding.
        lines: the lines of a changed text, each with ``" "``, ``"-"`` or ``"+"``.
        is_cut: whether ``lines`` covers only the start of a text that is longer than
            ``MAX_LINES`` or ``MAX_BYTES``.
    """

    name: str
    before: int | None
    after: int | None
    change: Change
    lines: tuple[tuple[str, str], ...] = ()
    is_cut: bool = False


def field_changes(before: Part, after: Part) -> list[FieldChange]:
    r"""Compare the headers of two messages, field by field, in the order of the second.

    Fields with the same name are compared in order.

    Example:
        >>> from mailtutor.mime import read
        >>> one, two = read(b"To: a\r\nBcc: b\r\n\r\n"), read(b"Date: now\r\nTo: a\r\n\r\n")
        >>> [(each.name, each.change) for each in field_changes(one, two)]
        [('Bcc', 'removed'), ('Date', 'added'), ('To', 'same')]
    """
    waiting: dict[str, list[Field]] = defaultdict(list)
    for field in before.fields:
        waiting[field.key].append(field)
    changes: list[FieldChange] = []
    for field in after.fields:
        other = waiting[field.key].pop(0) if waiting[field.key] else None
        changes.append(_field_change(other, field))
    removed = [
        FieldChange(field.name, decode_value(field.value), None, "removed")
        for field in before.fields
        if any(field is left for left in waiting[field.key])
    ]
    return [*removed, *changes]


def _field_change(before: Field | None, after: Field) -> FieldChange:
    now = decode_value(after.value)
    if before is None:
        return FieldChange(after.name, None, now, "added")
    then = decode_value(before.value)
    if before.value == after.value:
        return FieldChange(after.name, then, now, "same")
    bare = (_BOUNDARY.sub(b"", value) for value in (before.value, after.value))
    reads_same = then == now or len({b" ".join(value.split()) for value in bare}) == 1
    return FieldChange(after.name, then, now, "written differently" if reads_same else "changed")


def part_changes(before: Part, after: Part) -> list[PartChange]:
    """Compare the parts of two messages by position, except parts that only contain others."""
    pairs = zip_longest(_leaves(before), _leaves(after))
    return [_part_change(one, other) for one, other in pairs]


def _leaves(message: Part) -> list[Part]:
    return [part for part in message.walk() if not part.children]


def _part_change(before: Part | None, after: Part | None) -> PartChange:
    part = after or before
    assert part is not None
    name = f"{part.type}, {part.filename}" if part.filename else part.type
    old = before.content()[0] if before else None
    new = after.content()[0] if after else None
    if old is None or new is None or before is None or after is None:
        sizes = (None if old is None else len(old), None if new is None else len(new))
        return PartChange(name, *sizes, "added" if old is None else "removed")
    if (before.type, before.filename) != (after.type, after.filename):
        return PartChange(name, len(old), len(new), "changed")
    if before.body == after.body:
        return PartChange(name, len(old), len(new), "same")
    if _one_way(old) == _one_way(new):
        return PartChange(name, len(old), len(new), "written differently")
    if not before.type.startswith("text/"):
        return PartChange(name, len(old), len(new), "changed")
    return PartChange(name, len(old), len(new), "changed", *_changed_lines(before, after))


def _one_way(content: bytes) -> bytes:
    """Normalize line endings and remove those at the end."""
    return content.replace(b"\r\n", b"\n").rstrip(b"\n")


def _changed_lines(before: Part, after: Part) -> tuple[tuple[tuple[str, str], ...], bool]:
    """Compare the start of two texts; return the lines and whether a text was cut."""
    parts = (before, after)
    texts = [part.text(MAX_BYTES)[0].splitlines() for part in parts]
    is_cut = any(len(part.body) > MAX_BYTES for part in parts)
    is_cut = is_cut or any(len(text) > MAX_LINES for text in texts)
    found = difflib.ndiff(texts[0][:MAX_LINES], texts[1][:MAX_LINES])
    return tuple((line[0], line[2:]) for line in found if line[0] != "?"), is_cut
