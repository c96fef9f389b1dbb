"""The sample files are a valid PNG, PDF and calendar event."""

from __future__ import annotations

import re
import struct
import zlib
from datetime import datetime, timedelta

import pytest

from mailtutor.course.sample_files import bar_chart, calendar_event, pdf_page


def chunks(png: bytes) -> dict[bytes, bytes]:
    found, rest = {}, png[8:]
    while rest:
        (length,) = struct.unpack(">I", rest[:4])
        kind, data, rest = rest[4:8], rest[8 : 8 + length], rest[8 + length :]
        assert struct.unpack(">I", rest[:4]) == (zlib.crc32(kind + data),)
        found[kind], rest = data, rest[4:]
    return found


def test_bars_are_proportional_to_the_numbers() -> None:
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
def test_numbers_that_make_no_chart_are_rejected(counts: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"number above 0 and none below, but got \{"):
        bar_chart(counts)


def test_pdf_offsets_point_at_the_objects() -> None:
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


def test_text_longer_than_the_page_is_rejected() -> None:
    with pytest.raises(ValueError, match="holds 48 lines, but the text has 49"):
        pdf_page("line\n" * 49)


def test_an_event_is_a_request_to_each_attendee_on_a_monday() -> None:
    lines = calendar_event("Lunch", "ada@example.com", "bob@example.com").splitlines()
    fields = [line.partition(":")[::2] for line in lines]
    assert dict(fields)["METHOD"] == "REQUEST"
    assert [value for name, value in fields if name.startswith("ATTENDEE")] == [
        "mailto:ada@example.com",
        "mailto:bob@example.com",
    ]
    starts, ends = (
        datetime.strptime(dict(fields)[name], "%Y%m%dT%H%M%S%z") for name in ("DTSTART", "DTEND")
    )
    assert starts.strftime("%A") == "Monday"
    assert ends - starts == timedelta(minutes=30)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VEVENT", "END:VCALENDAR"]
