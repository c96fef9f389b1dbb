"""The details of one message for a front end, cut to what a page can handle."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from mailtutor.mime import decode_value, read
from mailtutor.mime.file_names import safe_name
from mailtutor.views.transcript.transcript_lines import lines_after

from .anatomy_details import anatomy_details
from .blocks import cut
from .message_source import MessageSource, message_source

if TYPE_CHECKING:
    from mailtutor.mime import Part
    from mailtutor.record import Delivery

TEXT_LIMIT = 200_000
SOURCE_LIMIT = 256 * 1024
PART_LIMIT = 8 * 1024
MAX_ENTRIES = 512 * 1024
"""The most bytes in one reply."""
_FIELDS = 300
_ADDRESSES = 100
_log = logging.getLogger(__name__)
_ADDRESS = re.compile(r'[^\s<>,;:"()]{1,256}@[^\s<>,;:"()]{1,256}')


def message_details(shown: Delivery | MessageSource) -> tuple[dict[str, Any], bytes]:
    """Describe a message for a front end.

    Returns:
        The description, and the source bytes of its ``ranges``, concatenated.
    """
    source = message_source(shown)
    raw = source.raw
    message = read(raw)
    parts = list(message.walk())
    ranges = source_ranges(parts, len(raw))
    details = {
        "title": source.title,
        "notes": list(source.notes),
        "size": len(raw),
        "eml": f"{safe_name(message.value('subject'), otherwise='message')}.eml",
        "fields": [
            {"name": field.name, "value": cut(decode_value(field.value))}
            for field in message.fields[:_FIELDS]
        ],
        "fields_left_out": max(0, len(message.fields) - _FIELDS),
        "plain": _first_text(parts, "text/plain"),
        "html": _first_text(parts, "text/html"),
        "ranges": ranges,
        **anatomy_details(parts),
    }
    if source.delivery is not None:
        details |= _arrival(source.delivery, message)
    return details, b"".join(raw[start:end] for start, end in ranges)


def _arrival(delivery: Delivery, message: Part) -> dict[str, Any]:
    """Describe what only a delivered message has: its number, envelope and transcript."""
    own = delivery.transcript
    return {
        "key": f"m{delivery.number}",
        "number": delivery.number,
        "clock": f"{delivery.received_at:%H:%M:%S}",
        "envelope": _envelope(delivery, message),
        "transcript": {
            **lines_after(delivery.session, 0),
            "own": [own[0].number, own[-1].number] if own else None,
        },
    }


def _first_text(parts: list[Part], media_type: str) -> dict[str, Any] | None:
    """Return the first text of this type that isn't a file."""
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
    """Describe the envelope, and compare its addresses with those in the header."""
    named: dict[str, list[str]] = {}
    for field in message.fields[:_FIELDS]:
        if field.key in {"to", "cc", "bcc"}:
            for address in _ADDRESS.findall(decode_value(field.value)):
                named.setdefault(address.lower(), []).append(field.name)
    envelope = delivery.envelope
    known = {address.lower() for address in envelope.rcpt_tos}
    known |= {address.lower() for address, _ in envelope.refused}
    only_in_header = [address for address in named if address not in known]
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
            {"name": field.name, "value": cut(decode_value(field.value))}
            for field in message.fields[:_FIELDS]
            if field.key in {"from", "sender", "reply-to", "to", "cc", "bcc"}
        ],
        "only_in_header": only_in_header[:_ADDRESSES],
        "only_in_header_left_out": max(0, len(only_in_header) - _ADDRESSES),
    }


def source_ranges(parts: list[Part], size: int) -> list[tuple[int, int]]:
    """Return the byte ranges of the source to send to the page.

    From a body larger than ``PART_LIMIT`` only the first lines are sent, so that the structure
    of the whole message can be seen. In total at most ``SOURCE_LIMIT`` bytes are sent.
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
        end = part.raw.rfind(b"\n", part.body_start, part.body_start + PART_LIMIT // 2) + 1
        keep(end or part.body_start + PART_LIMIT // 2)
        left = sum(end - start for start, end in ranges)
        at = part.end
    keep(size)
    return ranges


def answer_about(
    source: MessageSource | None, content: dict[str, Any]
) -> tuple[dict[str, Any], list[bytes]]:
    """Answer a request about one message.

    Args:
        source: the message; None if it was dropped from the mailbox.
        content: the request. ``about`` is ``"review"`` or ``"bytes"``. For bytes, ``part`` is
            the index of the part, or -1 for the whole message; ``at`` is the offset in it, and
            ``most`` the number of bytes. ``request`` identifies the request.

    Returns:
        The reply and its buffers, ready to send.
    """
    reply = {"kind": "answer", "to": content["from"], "request": content["request"]}
    if source is None:
        return {**reply, "error": "the mailbox no longer has this message"}, []
    if content["about"] == "review":
        return {**reply, "findings": findings(source)}, []
    try:
        data = _bytes_of(source, int(content["part"]))
    except LookupError as error:
        return {**reply, "error": str(error)}, []
    at = max(0, int(content["at"]))
    chunk = data[at : at + min(MAX_ENTRIES, int(content.get("most", MAX_ENTRIES)))]
    return {**reply, "size": len(data), "at": at}, [chunk]


def _bytes_of(source: MessageSource, index: int) -> bytes:
    if index < 0:
        return source.raw
    for place, part in enumerate(read(source.raw).walk()):
        if place == index:
            return part.content()[0]
    raise LookupError(f"this message has no part {index}")


def findings(source: MessageSource) -> list[dict[str, str]]:
    """Return what the clinic finds in a message; nothing if the clinic itself fails."""
    try:
        from mailtutor.clinic import review

        found = review(source.reviewed)
        return [{"headline": each.headline, "why": each.why, "code": each.code} for each in found]
    except Exception:  # noqa: BLE001 - the message must be shown in any case
        _log.debug("a message could not be reviewed", exc_info=True)
        return []
