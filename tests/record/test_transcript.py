"""Transcripts keep each line, within limits, and can be read while they grow."""

from __future__ import annotations

import threading

import pytest

from mailtutor.record import Line, Transcript
from mailtutor.record.transcript import Call


def test_a_line_knows_its_speaker_its_verb_and_its_code() -> None:
    command = Line(1, "command", b"mail FROM:<me@example.com>", 0.0)
    reply = Line(2, "reply", b"250-SIZE 1000", 0.0)
    assert (command.speaker, command.verb, command.code) == ("client", "MAIL", None)
    assert (reply.speaker, reply.verb, reply.code) == ("server", None, 250)


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\x00", b"25", b"GET/ x", b": x", b"2x0 OK", b"\xb2\xb2\xb2"]
)
def test_bytes_that_are_not_smtp_have_neither_verb_nor_code(raw: bytes) -> None:
    assert Line(1, "command", raw, 0.0).verb is None
    assert Line(1, "reply", raw, 0.0).code is None


def test_bytes_that_no_codec_reads_are_shown_with_their_numbers() -> None:
    assert Line(1, "command", b"Ol\xe1 \xc3\xa1", 0.0).text == "Ol\\xe1 á"


def test_lines_come_out_as_they_went_in() -> None:
    transcript = Transcript()
    said = [("reply", b"220 hello"), ("command", b""), ("data", b"12 bytes"), ("event", b"left")]
    for kind, raw in said:
        transcript.add(kind, raw, 0.5)  # type: ignore[arg-type]
    assert [(line.kind, line.raw) for line in transcript] == said
    assert [line.number for line in transcript] == [1, 2, 3, 4]
    assert transcript[-1].raw == b"left"
    assert [line.raw for line in transcript[1:3]] == [b"", b"12 bytes"]
    with pytest.raises(IndexError):
        transcript[4]


def test_past_its_limit_the_older_half_goes_and_it_says_so() -> None:
    transcript = Transcript(limit=300)
    numbers = [transcript.add("command", b"%09d" % number, 0.0) for number in range(50)]
    assert numbers == list(range(1, 51))
    assert transcript.size <= 300
    assert transcript.dropped + len(transcript) == 50
    assert transcript[-1] == Line(50, "command", b"%09d" % 49, 0.0)
    assert str(transcript).startswith(f"({transcript.dropped} older lines dropped)\nC: ")


def test_note_is_dropped_with_its_line() -> None:
    transcript = Transcript(limit=2_000)
    for number in range(1, 201):
        transcript.note_call(Call("client.noop()", "In[1]", number))
        transcript.add("command", b"NOOP", number / 1000)
    assert transcript.dropped > 0
    assert [line.call.line for line in transcript if line.call] == [
        line.number for line in transcript
    ]
    assert transcript._calls is not None
    assert len(transcript._calls) == len(transcript)


def test_a_single_line_over_the_limit_is_kept() -> None:
    transcript = Transcript(limit=10)
    transcript.add("command", b"x" * 50, 0.0)
    transcript.add("command", b"y" * 50, 0.0)
    assert [line.raw for line in transcript] == [b"y" * 50]


def test_since_returns_new_lines() -> None:
    transcript = Transcript()
    for raw in (b"one", b"two", b"three"):
        transcript.add("command", raw, 0.0)
    assert [line.raw for line in transcript.since(2)] == [b"three"]
    assert transcript.since(3) == []


def test_it_may_be_read_while_it_is_written() -> None:
    transcript = Transcript(limit=1_000)
    done = threading.Event()

    def write() -> None:
        for number in range(20_000):
            transcript.add("command", b"%d" % number, 0.0)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not done.is_set():
        assert all(line.raw == b"%d" % (line.number - 1) for line in transcript)
    writer.join(10)
