"""A picture and a page to attach, drawn with Python alone: drawing is not what is taught."""

from __future__ import annotations

from struct import pack
from typing import TYPE_CHECKING
from zlib import compress, crc32

if TYPE_CHECKING:
    from collections.abc import Mapping

_BAR, _GAP, _HEIGHT = 36, 16, 160  # pixels
_BLUE, _WHITE = b"\x1f\x6f\xb2", b"\xff\xff\xff"
_MOST_LINES = 48
_A4 = b"0 0 595 842"  # points, of which 72 are an inch


def bar_chart(counts: Mapping[str, float]) -> bytes:
    r"""Draw a bar for each count; the highest fills the picture.

    Args:
        counts: a number for each name, none below 0.

    Returns:
        The bytes of a PNG (RFC 2083).

    Raises:
        ValueError: there is nothing to draw, or a number is below 0.

    Example:
        >>> bar_chart({"Mon": 120, "Tue": 180})[:8]
        b'\x89PNG\r\n\x1a\n'
    """
    numbers = list(counts.values())
    if not numbers or min(numbers) < 0 or max(numbers) <= 0:
        raise ValueError(f"bars are drawn of numbers above 0, not of {dict(counts)!r}")
    tops = [_HEIGHT - round(_HEIGHT * number / max(numbers)) for number in numbers]
    rows = [_row(y, tops) for y in range(_HEIGHT)]
    width = len(rows[0]) // len(_WHITE)
    head = pack(">2I5B", width, _HEIGHT, 8, 2, 0, 0, 0)  # 8 bits each of red, green, blue
    lines = b"".join(b"\0" + row for row in rows)  # 0: this line is not filtered
    chunks = _chunk(b"IHDR", head) + _chunk(b"IDAT", compress(lines)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _row(y: int, tops: list[int]) -> bytes:
    bars = ((_BLUE if y >= top else _WHITE) * _BAR for top in tops)
    return _WHITE * _GAP + b"".join(bar + _WHITE * _GAP for bar in bars)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))


def pdf_page(text: str) -> bytes:
    """Write a text on one page, each letter as wide as the others.

    Args:
        text: at most 48 lines; what is not in Western European writing becomes "?".

    Returns:
        The bytes of a PDF.

    Raises:
        ValueError: the text has more lines than the page.

    Example:
        >>> pdf_page("Mon 120")[:8]
        b'%PDF-1.4'
    """
    lines = text.splitlines()
    if len(lines) > _MOST_LINES:
        raise ValueError(f"a page has room for {_MOST_LINES} lines, and the text has {len(lines)}")
    shown = b"".join(b"(%b) Tj T*\n" % _escaped(line) for line in lines)
    content = b"BT /F1 12 Tf 15 TL 56 772 Td\n" + shown + b"ET"
    return _file(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%b] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>" % _A4,
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    )


def _escaped(line: str) -> bytes:
    encoded = line.encode("cp1252", "replace")
    return encoded.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


def _file(*objects: bytes) -> bytes:
    """Put the objects of a PDF one after the other, and a list of their places at the end."""
    made, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(b"%010d 00000 n \n" % len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    count = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%b" % (count, b"".join(places))
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(made))
    return made + table + end
