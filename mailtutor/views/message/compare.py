"""The view of two messages side by side, such as the one written and the one that arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailtutor.mime import read
from mailtutor.mime.differences import MAX_BYTES, MAX_LINES, field_changes, part_changes
from mailtutor.record import count
from mailtutor.views.loader import script, style

from .blocks import cut
from .message import SourcesView
from .message_details import message_details

if TYPE_CHECKING:
    from mailtutor.mime.differences import Change, FieldChange, PartChange

    from .message_source import MessageSource

_FIELDS = 300
_PARTS = 200

# Why a header is added, removed or changed on the way, where that is known.
_REASONS: dict[tuple[str, Change], str] = {
    ("bcc", "removed"): "send_message removes it and puts the addresses in the envelope",
    ("resent-bcc", "removed"): "send_message removes it",
    ("received", "added"): "a server on the way adds it",
    ("return-path", "added"): "the last server adds the envelope's sender",
    ("date", "added"): "a program on the way adds it if it is missing",
    ("message-id", "added"): "a program on the way adds it if it is missing",
    ("content-type", "written differently"): "Python makes a new boundary each time",
}


class CompareView(SourcesView):
    """Two messages and their differences.

    Args:
        before: the first message, such as the one written.
        after: the second message, such as the one that arrived.
    """

    _esm = script("message/compare.js")
    _css = style()

    def __init__(self, before: MessageSource, after: MessageSource) -> None:
        super().__init__(before, after)

    def describe(self) -> tuple[dict[str, Any], list[bytes]]:
        """Return the differences and both messages."""
        details = [message_details(source) for source in self._sources]
        content = {**differences(*self._sources), "messages": [each for each, _ in details]}
        return content, [source for _, source in details]

    def text(self) -> str:
        """Return the differences as plain text."""
        found = differences(*self._sources)
        lines = [f"{self._sources[0].title} and {self._sources[1].title}", found["words"], ""]
        changed = [each for each in found["fields"] if each["change"] != "same"]
        lines += [f"{each['name']}: {each['words']}" for each in changed + found["parts"]]
        for kind, left in (("header", found["fields_left_out"]), ("part", found["parts_left_out"])):
            if left:
                lines.append(f"({count(left, f'more {kind}')} not shown)")
        return "\n".join(lines).rstrip()


def differences(before: MessageSource, after: MessageSource) -> dict[str, Any]:
    """Compare two messages for a front end."""
    same = "Both have the same bytes." if before.raw == after.raw else ""
    one, other = read(before.raw), read(after.raw)
    fields = field_changes(one, other)
    parts = part_changes(one, other)
    return {
        "words": same or _summarize(fields, parts),
        "titles": [before.title, after.title],
        "fields": [_field(each) for each in fields[:_FIELDS]],
        "fields_left_out": max(0, len(fields) - _FIELDS),
        "parts": [_part(each) for each in parts[:_PARTS]],
        "parts_left_out": max(0, len(parts) - _PARTS),
    }


def _summarize(fields: list[FieldChange], parts: list[PartChange]) -> str:
    """Summarize which headers differ, and whether the content does."""
    kinds: tuple[Change, ...] = ("removed", "added", "changed", "written differently")
    sentences = []
    for kind in kinds:
        names = list(dict.fromkeys(each.name for each in fields if each.change == kind))
        if names:
            more = f" and {len(names) - 8} more" if len(names) > 8 else ""  # noqa: PLR2004
            sentences.append(f"{kind.capitalize()}: {', '.join(names[:8])}{more}.")
    if not sentences:
        sentences.append("The headers are the same.")
    touched = [each for each in parts if each.change not in {"same", "written differently"}]
    if touched:
        sentences.append(f"{len(touched)} of {len(parts)} parts differ{'s' * (len(touched) == 1)}.")
    else:
        sentences.append("The content is the same.")
    return " ".join(sentences)


def _field(each: FieldChange) -> dict[str, Any]:
    reason = _REASONS.get((each.name.lower(), each.change), "")
    return {
        "name": each.name[:200],
        "before": None if each.before is None else cut(each.before),
        "after": None if each.after is None else cut(each.after),
        "change": each.change,
        "words": f"{each.change}: {reason}" if reason else each.change,
    }


def _part(each: PartChange) -> dict[str, Any]:
    sizes = [size for size in (each.before, each.after) if size is not None]
    same = len(set(sizes)) == 1
    size = f"{sizes[0]:,} bytes" if same else f"{sizes[0]:,} bytes before, {sizes[-1]:,} after"
    limit = f"; only the first {MAX_LINES:,} lines (at most {MAX_BYTES:,} bytes) were compared"
    return {
        "name": each.name[:300],
        "change": each.change,
        "words": f"{each.change}, {size}{limit if each.is_cut else ''}",
        "lines": [[mark, cut(line, 500)] for mark, line in each.lines],
    }
