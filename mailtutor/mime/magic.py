"""Detect a file's type from its first bytes, and the size of an image."""

from __future__ import annotations

from typing import NamedTuple


class Signature(NamedTuple):
    """The bytes that identify a type of file.

    Args:
        name: the name of the format, such as ``"PNG"``.
        start: the bytes.
        type: the media type; empty if several formats start this way.
        offset: the position of the bytes in the file.
    """

    name: str
    start: bytes
    type: str
    offset: int = 0


# Longer and rarer signatures come first.
SIGNATURES = (
    Signature("PNG", b"\x89PNG\r\n\x1a\n", "image/png"),
    Signature("JPEG", b"\xff\xd8\xff", "image/jpeg"),
    Signature("GIF", b"GIF87a", "image/gif"),
    Signature("GIF", b"GIF89a", "image/gif"),
    Signature("WebP", b"WEBP", "image/webp", 8),
    Signature("WAV", b"WAVE", "audio/vnd.wave", 8),
    Signature("MP4", b"ftyp", "video/mp4", 4),
    Signature("PDF", b"%PDF-", "application/pdf"),
    Signature("SQLite", b"SQLite format 3\0", "application/vnd.sqlite3"),
    Signature("ZIP", b"PK\x03\x04", "application/zip"),
    Signature("ZIP", b"PK\x05\x06", "application/zip"),
    Signature("gzip", b"\x1f\x8b", "application/gzip"),
    Signature("xz", b"\xfd7zXZ\0", "application/x-xz"),
    Signature("7-Zip", b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    Signature("bzip2", b"BZh", "application/x-bzip2"),
    Signature("TIFF", b"II*\0", "image/tiff"),
    Signature("TIFF", b"MM\0*", "image/tiff"),
    Signature("Ogg", b"OggS", "audio/ogg"),
    Signature("MP3", b"ID3", "audio/mpeg"),
    Signature("RTF", b"{\\rtf", "application/rtf"),
    Signature("an old Office file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ""),
    Signature("a program for Linux (ELF)", b"\x7fELF", ""),
    Signature("a program for Windows", b"MZ", ""),
)
LONGEST = 32
"""The number of bytes that is enough to detect a signature."""


def signature(data: bytes) -> Signature | None:
    r"""Return the signature that a file starts with.

    Args:
        data: its first bytes; ``LONGEST`` of them are enough.

    Example:
        >>> signature(b"%PDF-1.7\n").name
        'PDF'
        >>> signature(b"Hello") is None
        True
    """
    for each in SIGNATURES:
        if data.startswith(each.start, each.offset):
            return each
    return None


def picture_size(data: bytes) -> tuple[int, int] | None:
    r"""Return the width and height of an image in pixels, from its first bytes.

    Args:
        data: the start of a PNG, GIF, JPEG or WebP file; a JPEG is read up to its frame header.

    Returns:
        The width and height; None if they are not found.

    Example:
        >>> picture_size(b"GIF89a\x10\x00\x08\x00")
        (16, 8)
    """
    found = signature(data)
    size = _SIZES[found.name](data) if found and found.name in _SIZES else None
    return size if size and all(size) else None


def _png(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _gif(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")


def _webp(data: bytes) -> tuple[int, int] | None:
    if data[12:16] == b"VP8X":
        wide, high = data[24:27], data[27:30]
        return int.from_bytes(wide, "little") + 1, int.from_bytes(high, "little") + 1
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if data[12:16] == b"VP8 ":
        wide, high = data[26:28], data[28:30]
        return int.from_bytes(wide, "little") & 0x3FFF, int.from_bytes(high, "little") & 0x3FFF
    return None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:  # noqa: PLR2004 - the start of a marker
        kind = data[at + 1]
        # The frame headers; 0xC4, 0xC8 and 0xCC are in this range but mean something else.
        if 0xC0 <= kind <= 0xCF and kind not in {0xC4, 0xC8, 0xCC}:  # noqa: PLR2004
            high, wide = data[at + 5 : at + 7], data[at + 7 : at + 9]
            return int.from_bytes(wide, "big"), int.from_bytes(high, "big")
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return None


_SIZES = {"PNG": _png, "GIF": _gif, "WebP": _webp, "JPEG": _jpeg}
