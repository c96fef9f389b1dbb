"""Explains the parts of a message and how their bodies are encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailtutor.mime.encodings import as_printed, hex_bytes, open_base64, open_quoted, soft_breaks
from mailtutor.mime.headers import type_meaning
from mailtutor.mime.magic import LONGEST, picture_size, signature
from mailtutor.mime.media_types import OCTET_STREAM, guess
from mailtutor.mime.type_check import type_verdict
from mailtutor.record import count

from .as_python import python_of_part
from .blocks import columns, facts, heading, paragraph, python, reference, table, warning

if TYPE_CHECKING:
    from mailtutor.mime import Part
    from mailtutor.mime.magic import Signature

    from .blocks import Block

_HEAD = 64 * 1024  # encoded bytes; in a JPEG, the size may come after a preview


def head_of(part: Part) -> bytes:
    """Return the first decoded bytes of a part."""
    return part.content(_HEAD)[0]


def explain_type(media_type: str) -> list[Block]:
    """Explain what parts of this type are."""
    meaning = type_meaning(media_type)
    return [paragraph(meaning.what), reference(meaning.source)]


def explain_part(part: Part, size: int) -> list[Block]:
    """Explain one part: its Python, size, types and defects.

    Args:
        part: the part.
        size: its size in bytes when decoded.
    """
    line = python_of_part(part)
    blocks = [*(warning(defect) for defect in part.defects), *([python(line)] if line else [])]
    if part.children:
        return [*blocks, facts(("Contains", count(len(part.children), "part")))]
    if not part.is_file:
        return [*blocks, facts(("Charset", part.charset or "not given, so ASCII"))]
    return [*blocks, *_of_file(part, size)]


def _of_file(part: Part, size: int) -> list[Block]:
    head = head_of(part)
    found = signature(head[:LONGEST])
    by_name = guess(part.filename) if part.filename else ""
    pixels = picture_size(head)
    verdict = type_verdict(part.type, by_name, found, head)
    return [
        *([warning(verdict)] if verdict else []),
        facts(
            ("File name", part.filename or "not given"),
            ("Size", count(size, "byte")),
            ("Picture", f"{pixels[0]:,} by {pixels[1]:,} pixels" if pixels else ""),
            ("Declared type", part.type),
            ("Type by its name", by_name if by_name != OCTET_STREAM else "unknown"),
            ("Type by its first bytes", _describe(found)),
        ),
    ]


def _describe(found: Signature | None) -> str:
    if found is None:
        return "no known signature"
    return f"{found.name}: {found.type}" if found.type else found.name


def explain_body(part: Part, size: int, notes: list[str]) -> list[Block]:
    """Explain how a body is encoded.

    Args:
        part: the part.
        size: its size in bytes when decoded.
        notes: the defects found when decoding it.
    """
    wire = part.end - part.body_start
    how = {"base64": _base64, "quoted-printable": _quoted_printable}.get(part.encoding, _unencoded)
    return [*(warning(note) for note in notes), *how(part, size, wire)]


def _base64(part: Part, size: int, wire: int) -> list[Block]:
    line = open_base64(part.raw[part.body_start : part.end])
    if line is None:
        return [paragraph("It's declared as base64, but has no base64 text.")]
    found = signature(line.data[:LONGEST])
    more = f", {100 * (wire - size) / size:.0f}% more" if size else ""
    first = line.data[:12]
    rows = [
        (line.written[at : at + 4], hex_bytes(first[at * 3 // 4 : at * 3 // 4 + 3]))
        for at in range(0, 16, 4)
        if first[at * 3 // 4 :]
    ]
    blocks: list[Block] = [
        heading("base64"),
        paragraph(
            "Email carries lines of text. Three bytes have 24 bits, and base64 writes them as four "
            "characters of six bits each. So 57 bytes fill a line of 76 characters."
        ),
        facts(
            ("In the message", f"{wire:,} bytes in {count(line.lines, 'line')}"),
            ("Decoded", f"{size:,} bytes"),
            ("Cost", f"{wire - size:,} bytes{more}" if size else ""),
            ("First line", f"{len(line.written)} characters, {len(line.data)} bytes"),
        ),
        table(
            ("characters", "bytes", "as text"),
            [(written, data, _as_text(data)) for written, data in rows],
        ),
    ]
    if found:
        at = found.offset
        blocks.append(
            facts(
                ("Signature", hex_bytes(line.data[at : at + len(found.start)])),
                ("Meaning", f"{found.name}: files of this kind begin like this"),
            )
        )
    elif part.type.startswith("text/"):
        text = part.text(400)[0]
        blocks.append(facts(("As text", text[:200])))
    return [*blocks, reference("RFC 2045, section 6.8")]


def _as_text(data: str) -> str:
    characters = (chr(int(byte, 16)) for byte in data.split())
    return " ".join(each if " " < each <= "~" else "·" for each in characters)


def _quoted_printable(part: Part, size: int, wire: int) -> list[Block]:
    body = part.raw[part.body_start : part.end]
    pairs = open_quoted(body, part.charset)
    breaks = soft_breaks(body)
    blocks: list[Block] = [
        heading("quoted-printable"),
        paragraph(
            "ASCII characters stand for themselves. Every other byte, and the equals sign, is "
            "written as `=` and two hexadecimal digits."
        ),
        facts(
            ("In the message", f"{wire:,} bytes"),
            ("Decoded", f"{size:,} bytes"),
            ("Soft line breaks", f"{breaks:,}, each a = at the end of a line" if breaks else ""),
        ),
    ]
    if pairs:
        rows = [(each.written, hex_bytes(each.data), each.text) for each in pairs]
        blocks.append(table(("written", "bytes", "stands for"), rows))
    return [*blocks, reference("RFC 2045, section 6.7")]


def _unencoded(part: Part, size: int, wire: int) -> list[Block]:
    del size
    encoding = part.encoding
    body = part.raw[part.body_start : part.end]
    if encoding not in {"", "7bit", "8bit", "binary"}:
        return [
            paragraph(
                "mailtutor doesn't know this transfer encoding and shows the body undecoded."
            ),
            facts(("Encoding", encoding)),
        ]
    if body.isascii():
        return [
            heading("Not encoded"),
            paragraph("The body is all ASCII, so it doesn't need an encoding."),
            facts(("In the message", f"{wire:,} bytes")),
            reference("RFC 2045, section 2.7"),
        ]
    return [heading("8bit"), *_eight_bit(part, wire)]


def _eight_bit(part: Part, wire: int) -> list[Block]:
    text = part.text(_HEAD)[0]
    shown: dict[str, str] = {}
    for character in text:
        if character > "~" and character not in shown and len(shown) < 12:  # noqa: PLR2004 - rows
            try:
                shown[character] = hex_bytes(character.encode(part.charset or "utf-8"))
            except (LookupError, ValueError):
                continue
    blocks: list[Block] = [
        paragraph(
            "Non-ASCII characters are sent as the bytes of the charset, unencoded. The server must "
            "offer 8BITMIME for that."
        ),
        facts(("In the message", f"{wire:,} bytes"), ("Charset", part.charset or "not given")),
        table(("character", "its bytes on the wire"), list(shown.items())),
    ]
    printed = as_printed(part)
    if printed is not None and printed.strip() != text.strip():
        blocks += [
            heading("print(message) shows something else"),
            columns(
                ("print(message)", printed[:400]),
                ("on the wire", text[:400]),
            ),
            paragraph(
                "`print` makes a `str` of the message, which can't hold the bytes of this body, so "
                "Python encodes them; only the headers are shown as they were written. "
                "`message.as_bytes(policy=email.policy.SMTP)` shows what is sent."
            ),
        ]
    return [*blocks, reference("RFC 6152")]
