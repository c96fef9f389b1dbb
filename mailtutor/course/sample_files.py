"""A picture, a PDF and a calendar event to attach, created without other packages."""

from __future__ import annotations

from struct import pack
from typing import TYPE_CHECKING
from zlib import compress, crc32

if TYPE_CHECKING:
    from collections.abc import Mapping

_BAR, _GAP, _HEIGHT = 36, 16, 160  # pixels
_BLUE, _WHITE = b"\x1f\x6f\xb2", b"\xff\xff\xff"
_MOST_LINES = 48
_A4 = b"0 0 595 842"  # in points, 72 to the inch


def bar_chart(counts: Mapping[str, float]) -> bytes:
    r"""Return a bar chart; the highest bar fills the picture.

    Args:
        counts: a number for each name, none below 0.

    Returns:
        The bytes of a PNG (RFC 2083).

    Raises:
        ValueError: there is no number above 0, or one is below 0.

    Example:
        >>> bar_chart({"Mon": 120, "Tue": 180})[:8]
        b'\x89PNG\r\n\x1a\n'
    """
    numbers = list(counts.values())
    if not numbers or min(numbers) < 0 or max(numbers) <= 0:
        raise ValueError(
            f"expected at least one number above 0 and none below, but got {dict(counts)!r}"
        )
    tops = [_HEIGHT - round(_HEIGHT * number / max(numbers)) for number in numbers]
    rows = [_row(y, tops) for y in range(_HEIGHT)]
    width = len(rows[0]) // len(_WHITE)
    head = pack(">2I5B", width, _HEIGHT, 8, 2, 0, 0, 0)  # 8 bits each of red, green, blue
    lines = b"".join(b"\0" + row for row in rows)  # 0: no filter on this line
    chunks = _chunk(b"IHDR", head) + _chunk(b"IDAT", compress(lines)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _row(y: int, tops: list[int]) -> bytes:
    bars = ((_BLUE if y >= top else _WHITE) * _BAR for top in tops)
    return _WHITE * _GAP + b"".join(bar + _WHITE * _GAP for bar in bars)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))


def pdf_page(text: str) -> bytes:
    """Return a one-page PDF with a text in a monospaced font.

    Args:
        text: at most 48 lines; characters outside Western European writing become "?".

    Returns:
        The bytes of a PDF.

    Raises:
        ValueError: the text has too many lines for the page.

    Example:
        >>> pdf_page("Mon 120")[:8]
        b'%PDF-1.4'
    """
    lines = text.splitlines()
    if len(lines) > _MOST_LINES:
        raise ValueError(f"a page holds {_MOST_LINES} lines, but the text has {len(lines)}")
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


def calendar_event(summary: str, *attendees: str) -> str:
    """Return an invitation to a meeting, half an hour on a Monday, as a calendar exports it.

    Args:
        summary: the subject of the meeting.
        attendees: the addresses of those who are invited.

    Example:
        >>> print(calendar_event("Lunch", "ada@example.com").splitlines()[3])
        METHOD:REQUEST
    """
    lines = [  # RFC 5545
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//mailtutor//Lesson 09//EN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "UID:meeting-1@example.com",
        "DTSTAMP:20300104T090000Z",
        "DTSTART:20300107T100000Z",
        "DTEND:20300107T103000Z",
        f"SUMMARY:{summary}",
        "ORGANIZER:mailto:reports@example.com",
        *(f"ATTENDEE;RSVP=TRUE:mailto:{address}" for address in attendees),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\n".join(lines) + "\n"


def _escaped(line: str) -> bytes:
    encoded = line.encode("cp1252", "replace")
    return encoded.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


def _file(*objects: bytes) -> bytes:
    """Return a PDF file of these objects, with the table of their offsets at the end."""
    content, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(b"%010d 00000 n \n" % len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    count = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%b" % (count, b"".join(offsets))
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(content))
    return content + table + end
