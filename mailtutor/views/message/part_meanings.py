"""What a part is and how its body was written, opened up, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailtutor.mime.encodings import as_printed, hex_bytes, open_base64, open_quoted, soft_breaks
from mailtutor.mime.headers import type_meaning
from mailtutor.mime.magic import LONGEST, picture_size, signature
from mailtutor.mime.media_types import OCTET_STREAM, guess
from mailtutor.mime.type_check import type_verdict

from .as_python import python_of_part
from .blocks import beside, facts, heading, python, say, source, table, wrong

if TYPE_CHECKING:
    from mailtutor.mime import Part
    from mailtutor.mime.magic import Signature

    from .blocks import Block

_HEAD = 64 * 1024  # encoded bytes; a JPEG's size may stand behind a preview


def head_of(part: Part) -> bytes:
    """Decode the beginning of a part."""
    return part.content(_HEAD)[0]


def about_type(media_type: str) -> list[Block]:
    """Say what parts of this type are."""
    meaning = type_meaning(media_type)
    return [say(meaning.what), source(meaning.source)]


def of_part(part: Part, size: int) -> list[Block]:
    """Say what this very part is: its size, its types, what is wrong with it.

    Args:
        part: the part.
        size: how many bytes it has when it is decoded.
    """
    line = python_of_part(part)
    blocks = [*(wrong(defect) for defect in part.defects), *([python(line)] if line else [])]
    inside = len(part.children)
    if inside:
        return [*blocks, facts(("In it", f"{inside:,} part{'' if inside == 1 else 's'}"))]
    if not part.is_file:
        return [*blocks, facts(("Charset", part.charset or "none named: ASCII"))]
    return [*blocks, *_of_file(part, size)]


def _of_file(part: Part, size: int) -> list[Block]:
    head = head_of(part)
    found = signature(head[:LONGEST])
    by_name = guess(part.filename) if part.filename else ""
    pixels = picture_size(head)
    verdict = type_verdict(part.type, by_name, found, head)
    return [
        *([wrong(verdict)] if verdict else []),
        facts(
            ("File name", part.filename or "none given"),
            ("Size", f"{size:,} byte{'' if size == 1 else 's'}"),
            ("Picture", f"{pixels[0]:,} by {pixels[1]:,} pixels" if pixels else ""),
            ("Type declared", part.type),
            ("Type by its name", by_name if by_name != OCTET_STREAM else "not known"),
            ("Type by its first bytes", _in_words(found)),
        ),
    ]


def _in_words(found: Signature | None) -> str:
    if found is None:
        return "no signature that is known here"
    return f"{found.name}: {found.type}" if found.type else found.name


def of_body(part: Part, size: int, notes: list[str]) -> list[Block]:
    """Open up how the body was written.

    Args:
        part: the part.
        size: how many bytes the body has when it is decoded.
        notes: what was wrong when it was decoded.
    """
    wire = part.end - part.body_start
    how = {"base64": _base64, "quoted-printable": _quoted}.get(part.encoding, _as_it_is)
    return [*(wrong(note) for note in notes), *how(part, size, wire)]


def _base64(part: Part, size: int, wire: int) -> list[Block]:
    line = open_base64(part.raw[part.body_start : part.end])
    if line is None:
        return [say("It says base64, but there are no such letters.")]
    found = signature(line.data[:LONGEST])
    more = f", {100 * (wire - size) / size:.0f} % more" if size else ""
    first = line.data[:12]
    rows = [
        (line.written[at : at + 4], hex_bytes(first[at * 3 // 4 : at * 3 // 4 + 3]))
        for at in range(0, 16, 4)
        if first[at * 3 // 4 :]
    ]
    blocks: list[Block] = [
        heading("base64"),
        say(
            "Mail carries lines of text. Three bytes have 24 bits; they are written as four "
            "letters with six bits each, so 57 bytes fill a line of 76 letters."
        ),
        facts(
            ("In the mail", f"{wire:,} bytes in {line.lines:,} line{'s' * (line.lines != 1)}"),
            ("Decoded", f"{size:,} bytes"),
            ("So the mail is", f"{wire - size:,} bytes longer{more}" if size else ""),
            ("First line", f"{len(line.written)} letters, {len(line.data)} bytes"),
        ),
        table(
            ("letters", "stand for the bytes", "as text"),
            [(written, data, _as_text(data)) for written, data in rows],
        ),
    ]
    if found:
        at = found.offset
        blocks.append(
            facts(
                ("Signature", hex_bytes(line.data[at : at + len(found.start)])),
                ("It is", f"{found.name}: files of this kind begin so"),
            )
        )
    elif part.type.startswith("text/"):
        text = part.text(400)[0]
        blocks.append(facts(("As text", text[:200])))
    return [*blocks, source("RFC 2045, section 6.8")]


def _as_text(data: str) -> str:
    letters = (chr(int(byte, 16)) for byte in data.split())
    return " ".join(letter if " " < letter <= "~" else "·" for letter in letters)


def _quoted(part: Part, size: int, wire: int) -> list[Block]:
    body = part.raw[part.body_start : part.end]
    pairs = open_quoted(body, part.charset)
    breaks = soft_breaks(body)
    times = f"{breaks:,} time{'' if breaks == 1 else 's'}"
    blocks: list[Block] = [
        heading("quoted-printable"),
        say(
            "Letters of ASCII stand for themselves. Every other byte, and the equals sign, is "
            "written as `=` and two hexadecimal digits."
        ),
        facts(
            ("In the mail", f"{wire:,} bytes"),
            ("Decoded", f"{size:,} bytes"),
            ("Lines broken", f"{times} by a = at the end, taken out again" if breaks else ""),
        ),
    ]
    if pairs:
        rows = [(each.written, hex_bytes(each.data), each.text) for each in pairs]
        blocks.append(table(("written", "bytes", "stands for"), rows))
    return [*blocks, source("RFC 2045, section 6.7")]


def _as_it_is(part: Part, size: int, wire: int) -> list[Block]:
    del size
    encoding = part.encoding
    body = part.raw[part.body_start : part.end]
    if encoding not in {"", "7bit", "8bit", "binary"}:
        return [
            say("This transfer encoding is not known here: the body is shown as it stands."),
            facts(("Encoding", encoding)),
        ]
    if body.isascii():
        return [
            heading("As it is"),
            say("All of it is ASCII, so that nothing had to be encoded."),
            facts(("In the mail", f"{wire:,} bytes")),
            source("RFC 2045, section 2.7"),
        ]
    return [heading("8bit"), *_eight_bits(part, wire)]


def _eight_bits(part: Part, wire: int) -> list[Block]:
    text = part.text(_HEAD)[0]
    beyond: dict[str, str] = {}
    for letter in text:
        if letter > "~" and letter not in beyond and len(beyond) < 12:  # noqa: PLR2004 - rows
            try:
                beyond[letter] = hex_bytes(letter.encode(part.charset or "utf-8"))
            except (LookupError, ValueError):
                continue
    blocks: list[Block] = [
        say(
            "Letters beyond ASCII go over the wire as the bytes of the charset. The server must "
            "offer 8BITMIME for that."
        ),
        facts(("In the mail", f"{wire:,} bytes"), ("Charset", part.charset or "none named")),
        table(("letter", "its bytes on the wire"), list(beyond.items())),
    ]
    printed = as_printed(part)
    if printed is not None and printed.strip() != text.strip():
        blocks += [
            heading("print(message) shows other letters"),
            beside(
                ("print(message)", printed[:400]),
                ("on the wire", text[:400]),
            ),
            say(
                "`print` makes a `str` of the message. It can't hold the bytes of this body, so "
                "Python packs them; only the headers are shown as they were written. "
                "`message.as_bytes(policy=email.policy.SMTP)` shows what is sent."
            ),
        ]
    return [*blocks, source("RFC 6152")]
