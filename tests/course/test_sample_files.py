"""What is drawn for the reports: a real PNG and a real PDF."""

from __future__ import annotations

import re
import struct
import zlib

import pytest

from mailtutor.course.sample_files import bar_chart, pdf_page


def chunks(png: bytes) -> dict[bytes, bytes]:
    found, rest = {}, png[8:]
    while rest:
        (length,) = struct.unpack(">I", rest[:4])
        kind, data, rest = rest[4:8], rest[8 : 8 + length], rest[8 + length :]
        assert struct.unpack(">I", rest[:4]) == (zlib.crc32(kind + data),)
        found[kind], rest = data, rest[4:]
    return found


def test_the_bars_are_as_high_as_the_numbers_say() -> None:
    parts = chunks(bar_chart({"Mon": 50, "Tue": 100, "Wed": 0}))
    width, height = struct.unpack(">2I", parts[b"IHDR"][:8])
    data = zlib.decompress(parts[b"IDAT"])
    assert len(data) == height * (1 + 3 * width)
    rows = [data[start + 1 :][: 3 * width] for start in range(0, len(data), 1 + 3 * width)]
    middles = [3 * (16 + 52 * number + 18) for number in range(3)]
    heights = [sum(row[at : at + 3] != b"\xff\xff\xff" for row in rows) for at in middles]
    assert heights == [height // 2, height, 0]
    assert list(parts) == [b"IHDR", b"IDAT", b"IEND"]


@pytest.mark.parametrize("counts", [{}, {"Mon": 0}, {"Mon": -1, "Tue": 2}])
def test_what_cannot_be_drawn_is_named(counts: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"numbers above 0, not of \{"):
        bar_chart(counts)


def test_every_object_of_the_page_is_where_its_table_says() -> None:
    pdf = pdf_page("Mon  120\n(Tue) \\ é")
    (start,) = re.findall(rb"startxref\n(\d+)\n%%EOF\n$", pdf)
    table = pdf[int(start) :]
    assert table.startswith(b"xref\n0 6\n0000000000 65535 f \n")
    places = re.findall(rb"(\d{10}) 00000 n \n", table)
    assert len(places) == 5
    for number, place in enumerate(places, 1):
        assert pdf[int(place) :].startswith(b"%d 0 obj\n" % number)
    (length, content) = re.findall(rb"(?s)/Length (\d+) >>\nstream\n(.*)\nendstream", pdf)[0]
    assert len(content) == int(length)
    assert b"(Mon  120) Tj" in content
    assert rb"(\(Tue\) \\ " + b"\xe9) Tj" in content


def test_a_text_that_is_longer_than_the_page_is_refused() -> None:
    with pytest.raises(ValueError, match="room for 48 lines, and the text has 49"):
        pdf_page("line\n" * 49)
