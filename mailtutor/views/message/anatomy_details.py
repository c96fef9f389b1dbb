"""The three panes of one mail: its parts, its bytes piece by piece, and what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailtutor.mime import decode_value, pieces
from mailtutor.mime.file_names import safe_name
from mailtutor.mime.magic import LONGEST, picture_size, signature

from .blocks import cut
from .meanings import about_field, about_kind, of_field
from .part_meanings import about_type, head_of, of_body, of_part

if TYPE_CHECKING:
    from mailtutor.mime import Part, Piece

    from .blocks import Block

PARTS = 500
PIECES = 3_000
_NAME = 255
_TEXT = 200_000
PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WebP": "image/webp"}
"""What a browser draws and cannot be made to run."""
_MOST_PIXELS = 40_000_000
_LARGEST_PICTURE = 8_000_000


def anatomy_details(parts: list[Part]) -> dict[str, Any]:
    """Describe a message for the three panes.

    Args:
        parts: the message and all parts in it, in order.

    Returns:
        ``parts``, each with where it stands and what it is; ``pieces``, each with its range of
        bytes; and ``about``, what several of them have in common, to which they point.
    """
    about: dict[str, int] = {}
    common: list[list[Block]] = []

    def place(key: str, blocks: list[Block]) -> int:
        if key not in about:
            about[key] = len(common)
            common.append(blocks)
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
                "own": of_field(field, part),
                "about": place(f"field {field.key}", about_field(field.name)),
            }
        if piece.kind == "body":
            size, notes = sizes[piece.part]
            return {**base, "title": "The body", "own": of_body(part, size, notes)}
        title, blocks = about_kind(piece.kind)
        return {**base, "title": title, "own": [], "about": place(piece.kind, blocks)}

    sizes = [_size(part) for part in parts[:PARTS]]
    found = [piece for piece in pieces(parts[0]) if piece.part < PARTS]
    shown = found[:PIECES]
    return {
        "parts": [
            _part(part, *sizes[index], place(f"type {part.type}", about_type(part.type)))
            for index, part in enumerate(parts[:PARTS])
        ],
        "parts_left_out": max(0, len(parts) - PARTS),
        "pieces": [describe(piece) for piece in shown],
        "about": common,
    }


def _size(part: Part) -> tuple[int, list[str]]:
    """How many bytes a part has when it is decoded, and what was wrong in doing so."""
    if part.children:
        return part.end - part.body_start, []
    content, wrong = part.content()
    if part.type.startswith("text/") and len(content) <= _TEXT:
        return len(content), part.text()[1]
    return len(content), [wrong] if wrong else []


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
        "own": of_part(part, size),
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
    """Say as what a part is drawn: by its first bytes, if it is small enough; else ""."""
    head = head_of(part)
    found = signature(head[:LONGEST])
    if found is None or found.name not in PICTURES or size > _LARGEST_PICTURE:
        return ""
    pixels = picture_size(head)
    return PICTURES[found.name] if pixels and pixels[0] * pixels[1] <= _MOST_PIXELS else ""
