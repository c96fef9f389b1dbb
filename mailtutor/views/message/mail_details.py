"""All that a front end shows of one mail, cut to what a page can take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mailtutor.mime import decode_value, read
from mailtutor.mime.file_names import safe_name
from mailtutor.views.transcript.transcript_lines import lines_after

from .anatomy_details import anatomy_details
from .message_source import Shown, shown_of

if TYPE_CHECKING:
    from mailtutor.mime import Part
    from mailtutor.record import Delivery

TEXT_LIMIT = 200_000
SOURCE_LIMIT = 256 * 1024
PART_LIMIT = 8 * 1024
_FIELDS = 300
_VALUE = 4_000
_ADDRESS = re.compile(r'[^\s<>,;:"()]{1,256}@[^\s<>,;:"()]{1,256}')


def mail_details(mail: Delivery | Shown) -> tuple[dict[str, Any], bytes]:
    """Take a mail apart for a front end.

    Returns:
        What is shown, and the bytes of the source that go with it: those of its
        ``ranges``, one after another.
    """
    shown = mail if isinstance(mail, Shown) else shown_of(mail)
    raw = shown.raw
    message = read(raw)
    parts = list(message.walk())
    ranges = source_ranges(parts, len(raw))
    details = {
        "title": shown.title,
        "notes": list(shown.notes),
        "size": len(raw),
        "eml": f"{safe_name(message.value('subject'), otherwise='mail')}.eml",
        "fields": [
            {"name": field.name, "value": decode_value(field.value)[:_VALUE]}
            for field in message.fields[:_FIELDS]
        ],
        "fields_left_out": max(0, len(message.fields) - _FIELDS),
        "plain": _shown_text(parts, "text/plain"),
        "html": _shown_text(parts, "text/html"),
        "ranges": ranges,
        **anatomy_details(parts),
    }
    if shown.delivery is not None:
        details |= _arrival(shown.delivery, message)
    return details, b"".join(raw[start:end] for start, end in ranges)


def _arrival(delivery: Delivery, message: Part) -> dict[str, Any]:
    """Tell what only a mail that arrived has: its number, its envelope, its conversation."""
    own = delivery.conversation
    return {
        "key": f"m{delivery.number}",
        "number": delivery.number,
        "clock": f"{delivery.received_at:%H:%M:%S}",
        "envelope": _envelope(delivery, message),
        "conversation": {
            **lines_after(delivery.session, 0),
            "own": [own[0].number, own[-1].number] if own else None,
        },
    }


def _shown_text(parts: list[Part], media_type: str) -> dict[str, Any] | None:
    """Read the first text of this type that is no file."""
    for part in parts:
        if part.type == media_type and not part.is_file:
            limit = 4 * TEXT_LIMIT
            text, notes = part.text(limit)
            size = part.end - part.body_start
            if len(text) > TEXT_LIMIT or size > limit:
                text = text[:TEXT_LIMIT]
                notes = [*notes, f"only the first {len(text):,} characters are shown here"]
            return {"text": text, "notes": notes}
    return None


def _envelope(delivery: Delivery, message: Part) -> dict[str, Any]:
    """Who SMTP was told of, beside whom the header names."""
    named: dict[str, list[str]] = {}
    for field in message.fields[:_FIELDS]:
        if field.key in {"to", "cc", "bcc"}:
            for address in _ADDRESS.findall(decode_value(field.value)):
                named.setdefault(address.lower(), []).append(field.name)
    envelope = delivery.envelope
    told = {address.lower() for address in envelope.rcpt_tos}
    told |= {address.lower() for address, _ in envelope.refused}
    return {
        "mail_from": envelope.mail_from,
        "accepted": [
            {"address": address, "named": named.get(address.lower(), [])}
            for address in envelope.rcpt_tos
        ],
        "refused": [
            {"address": address, "reply": reply, "named": named.get(address.lower(), [])}
            for address, reply in envelope.refused
        ],
        "headers": [
            {"name": field.name, "value": decode_value(field.value)[:_VALUE]}
            for field in message.fields[:_FIELDS]
            if field.key in {"from", "sender", "reply-to", "to", "cc", "bcc"}
        ],
        "untold": [address for address in named if address not in told][:100],
    }


def source_ranges(parts: list[Part], size: int) -> list[tuple[int, int]]:
    """Choose the byte ranges of the source that are sent to the page.

    Of a body that is larger than ``PART_LIMIT`` only the first bytes are, up to the end of a
    line, so that the shape of the whole mail is seen; and no more than ``SOURCE_LIMIT`` at all.
    """
    ranges: list[tuple[int, int]] = []
    at = left = 0

    def keep(end: int) -> None:
        nonlocal at
        end = min(end, at + SOURCE_LIMIT - left)
        if end > at:
            ranges.append((at, end))

    for part in parts:
        if part.children or part.end - part.body_start <= PART_LIMIT or part.body_start < at:
            continue
        if len(parts) == 1:
            break
        cut = part.raw.rfind(b"\n", part.body_start, part.body_start + PART_LIMIT // 2) + 1
        cut = cut or part.body_start + PART_LIMIT // 2
        keep(cut)
        left = sum(end - start for start, end in ranges)
        at = part.end
    keep(size)
    return ranges
