"""Two mails side by side: what was written, and what arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailtutor.mime import read
from mailtutor.mime.differences import field_changes, part_changes
from mailtutor.views.loader import script, style
from mailtutor.views.transcript.transcript_lines import lines_after
from mailtutor.views.widget import View

from .blocks import cut
from .mail_answers import answer_about
from .mail_details import mail_details

if TYPE_CHECKING:
    from mailtutor.mime.differences import Change, FieldChange, PartChange

    from .message_source import Shown

_FIELDS = 300
_PARTS = 200

# Why a field comes and goes on the way, for those where it is known.
_REASONS: dict[tuple[str, Change], str] = {
    ("bcc", "removed"): "send_message takes it out, and names the addresses in the envelope",
    ("resent-bcc", "removed"): "send_message takes it out",
    ("received", "added"): "the postmark of a server on the way",
    ("return-path", "added"): "the envelope's sender, by the last server",
    ("date", "added"): "by a program on the way: the message had none",
    ("message-id", "added"): "by a program on the way: the message had none",
    ("content-type", "written differently"): "another boundary: Python makes one each time",
}


class CompareView(View):
    """Two mails, and what is different.

    Args:
        before: the one, as what was written.
        after: the other, as what arrived.
    """

    _esm = script("message/compare.js")
    _css = style()

    def __init__(self, before: Shown, after: Shown) -> None:
        self._mails = (before, after)
        super().__init__()

    def answer(self, ask: str, content: dict[str, Any]) -> None:
        """Give the differences and both mails, lines of a conversation, or bytes of a mail."""
        if ask == "bye":
            return
        if ask == "about":
            self.send(*answer_about(self._mails[int(content["side"])], content))
            return
        if ask == "lines":
            delivery = self._mails[int(content["side"])].delivery
            assert delivery is not None
            after, wire = int(content["after"]), bool(content.get("wire"))
            lines = lines_after(delivery.session, after, wire=wire)
            self.send({"kind": "lines", "to": content["from"], **lines})
            return
        taken = [mail_details(mail) for mail in self._mails]
        answer = {"kind": "opened", "to": content["from"], **differences(*self._mails)}
        self.send({**answer, "mails": [each for each, _ in taken]}, [each for _, each in taken])

    def text(self) -> str:
        """Write what is different as plain text."""
        found = differences(*self._mails)
        lines = [f"{self._mails[0].title}, beside: {self._mails[1].title}", found["words"], ""]
        changed = [each for each in found["fields"] if each["change"] != "same"]
        lines += [f"{each['name']}: {each['words']}" for each in changed + found["parts_compared"]]
        return "\n".join(lines).rstrip()


def differences(before: Shown, after: Shown) -> dict[str, Any]:
    """Compare two mails, in words and as data that can be sent to a page."""
    same = "Byte for byte the same." if before.raw == after.raw else ""
    one, other = read(before.raw), read(after.raw)
    fields = field_changes(one, other)
    parts = part_changes(one, other)
    return {
        "words": same or _in_words(fields, parts),
        "titles": [before.title, after.title],
        "fields": [_field(each) for each in fields[:_FIELDS]],
        "fields_not_compared": max(0, len(fields) - _FIELDS),
        "parts_compared": [_part(each) for each in parts[:_PARTS]],
        "parts_not_compared": max(0, len(parts) - _PARTS),
    }


def _in_words(fields: list[FieldChange], parts: list[PartChange]) -> str:
    """Sum up: which fields, and whether the content is the same."""
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
    return {
        "name": each.name[:300],
        "change": each.change,
        "words": f"{each.change}, {size}",
        "lines": [[mark, cut(line, 500)] for mark, line in each.lines],
    }
