"""The data of the anatomy tab: the parts of a message, its pieces, and what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailtutor.mime import decode_value, pieces
from mailtutor.mime.file_names import safe_name
from mailtutor.mime.magic import LONGEST, picture_size, signature

from .blocks import cut
from .explain_header import explain_header, explain_header_name, explain_kind
from .explain_part import explain_body, explain_part, explain_type, head_of

if TYPE_CHECKING:
    from mailtutor.mime import Part, Piece

    from .blocks import Block

PARTS = 500
PIECES = 3_000
_NAME = 255
_TEXT = 200_000
PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WebP": "image/webp"}
"""The kinds of pictures that a browser draws and that can't run code."""
_MOST_PIXELS = 40_000_000
_LARGEST_PICTURE = 8_000_000


def anatomy_details(parts: list[Part]) -> dict[str, Any]:
    """Describe a message for the anatomy tab.

    Args:
        parts: the message and all its parts, in order.

    Returns:
        ``parts`` and ``pieces`` with their byte ranges, each with its ``own`` explanation, and
        ``about``, a list of shared explanations that they refer to by index.
    """
    about: dict[str, int] = {}
    shared: list[list[Block]] = []

    def share(key: str, blocks: list[Block]) -> int:
        if key not in about:
            about[key] = len(shared)
            shared.append(blocks)
        return about[key]

    def describe(piece: Piece) -> dict[str, Any]:
        part = parts[piece.part]
        base: dict[str, Any] = {
            "kind": piece.kind,
            "start": piece.start,
            "end": piece.end,
            "part": piece.part,
        }
        if piece.defects:
            base["defects"] = list(piece.defects)
        if piece.field is not None:
            field = part.fields[piece.field]
            return {
                **base,
                "title": field.name[:_NAME],
                "value": cut(decode_value(field.value)),
                "own": explain_header(field, part),
                "about": share(f"field {field.key}", explain_header_name(field.name)),
            }
        if piece.kind == "body":
            size, notes = sizes[piece.part]
            return {**base, "title": "The body", "own": explain_body(part, size, notes)}
        title, blocks = explain_kind(piece.kind)
        return {**base, "title": title, "own": [], "about": share(piece.kind, blocks)}

    sizes = [_size(part) for part in parts[:PARTS]]
    found = [piece for piece in pieces(parts[0]) if piece.part < PARTS]
    shown = found[:PIECES]
    return {
        "parts": [
            _part(part, *sizes[index], share(f"type {part.type}", explain_type(part.type)))
            for index, part in enumerate(parts[:PARTS])
        ],
        "parts_left_out": max(0, len(parts) - PARTS),
        "pieces": [describe(piece) for piece in shown],
        "pieces_left_out": len(found) - len(shown),
        "about": shared,
    }


def _size(part: Part) -> tuple[int, list[str]]:
    """Return the decoded size of a part, and the defects found when decoding it."""
    if part.children:
        return part.end - part.body_start, []
    content, defect = part.content()
    if part.type.startswith("text/") and len(content) <= _TEXT:
        return len(content), part.text()[1]
    return len(content), [defect] if defect else []


def _part(part: Part, size: int, notes: list[str], about: int) -> dict[str, Any]:
    details = {
        "type": part.type[:_NAME],
        "depth": part.depth,
        "start": part.start,
        "body": part.body_start,
        "end": part.end,
        "name": part.filename[:_NAME],
        "file": part.is_file,
        "bytes": size,
        "encoding": part.encoding[:40],
        "defects": [*part.defects, *notes],
        "own": explain_part(part, size),
        "about": about,
    }
    if part.is_file:
        details["save"] = safe_name(part.filename, part.type)
        picture = picture_type(part, size)
        if picture:
            details["picture"] = picture
            details["cid"] = part.value("Content-ID").strip().strip("<>")[:_NAME]
    return details


def picture_type(part: Part, size: int) -> str:
    """Return the media type to draw a part as, from its first bytes; "" if it isn't drawn."""
    head = head_of(part)
    found = signature(head[:LONGEST])
    if found is None or found.name not in PICTURES or size > _LARGEST_PICTURE:
        return ""
    pixels = picture_size(head)
    return PICTURES[found.name] if pixels and pixels[0] * pixels[1] <= _MOST_PIXELS else ""
