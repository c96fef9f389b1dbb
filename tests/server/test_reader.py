"""Content is read in bulk with the same results as stock aiosmtpd."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailtutor.server.reader import Content, Problem, Reader

MAX_SIZE = 3_000
MAX_LINE = 1_001


def read(*pieces: bytes) -> tuple[Content, bytes]:
    """Feed the pieces one after the other; return the content and what is left."""

    async def run() -> tuple[Content, bytes]:
        reader = Reader(lambda _: None, MAX_LINE, asyncio.get_running_loop())
        reading = asyncio.ensure_future(reader.read_content(MAX_SIZE, MAX_LINE))
        for piece in pieces:
            reader.feed_data(piece)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        reader.feed_eof()
        return await reading, bytes(reader._buffer)

    return asyncio.run(run())


def line_by_line(wire: bytes) -> Content:
    """Do the same in the plainest way, as the RFC and stock aiosmtpd have it."""
    size = 0
    kept: list[bytes] = []
    problem: Problem | None = None
    for line in wire.split(b"\r\n"):
        if line == b".":
            return Content(b"" if problem else b"".join(kept), size, problem)
        # Both may be true of one line; the problem is the one whose byte came first.
        dot = line.startswith(b".")
        too_long = len(line) + 2 > MAX_LINE and size + MAX_LINE - dot < MAX_SIZE
        size += len(line) + 2 - dot
        if problem is None and too_long:
            problem = "line too long"
        elif problem is None and size > MAX_SIZE:
            problem = "too much"
        elif problem is None and len(line) + 2 > MAX_LINE:
            problem = "line too long"
        kept.append(line[dot:] + b"\r\n")
    raise AssertionError("no end mark")


LINES = st.lists(
    st.one_of(
        st.sampled_from([b"", b".", b"..", b".x", b"\n", b"\r", b"\n.\n", b"\r.\r", b".\r", b"\0"]),
        st.binary(max_size=30),
        st.integers(990, 1_010).map(lambda size: b"y" * size),
        st.integers(1, 12).map(lambda size: b"z" * 250 * size),
    ),
    max_size=12,
)


@given(LINES, st.lists(st.integers(1, 4_000), max_size=6), st.binary(max_size=20))
@example([], [], b"")
@example([b"y" * 999], [], b"")
@example([b"y" * 1_000], [], b"")
@example([b"z" * 997] * 3 + [b"", b"1"], [], b"")
def test_any_content_in_any_pieces_is_read_as_line_by_line(
    lines: list[bytes], cuts: list[int], rest: bytes
) -> None:
    wire = b"".join(line + b"\r\n" for line in lines) + b".\r\n"
    end = (b"\r\n" + wire).index(b"\r\n.\r\n") + 3
    pieces, start = [], 0
    for cut in sorted({cut for cut in cuts if cut < len(wire)}):
        pieces.append(wire[start:cut])
        start = cut
    pieces.append(wire[start:] + rest)
    content, left = read(*pieces)
    assert content == line_by_line(wire)
    assert left == wire[end:] + rest


@pytest.mark.parametrize("cut", range(1, 22))
def test_the_end_mark_is_found_wherever_it_is_split(cut: int) -> None:
    wire = b"one\r\n..two\r\n.\r\nQUIT\r\n"
    assert read(wire[:cut], wire[cut:]) == (Content(b"one\r\n.two\r\n", 11), b"QUIT\r\n")


@pytest.mark.parametrize("cut", range(5))
def test_doubled_dots_and_the_end_mark_do_not_count_towards_the_limit(cut: int) -> None:
    at_limit = b"." * 28 + b"\r\n"  # 30 bytes, one more on the wire
    wire = (b"." + at_limit) * (MAX_SIZE // 30)
    content, _ = read(wire + b".\r\n"[:cut], b".\r\n"[cut:])
    assert content == Content(at_limit * (MAX_SIZE // 30), MAX_SIZE)
    content, _ = read(b"x" + wire + b".\r\n"[:cut], b".\r\n"[cut:])
    assert (content.size, content.problem) == (MAX_SIZE + 2, "too much")


@pytest.mark.parametrize("fake", [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r.\r\n"])
def test_only_crlf_dot_crlf_ends_a_message(fake: bytes) -> None:
    content, left = read(b"one" + fake + b"MAIL FROM:<evil@example.com>\r\n.\r\n")
    assert b"MAIL FROM" in content.data
    assert left == b""


def test_content_far_over_the_limit_is_discarded_as_it_arrives() -> None:
    async def run() -> int:
        reader = Reader(lambda _: None, MAX_LINE, asyncio.get_running_loop())
        reading = asyncio.ensure_future(reader.read_content(MAX_SIZE, MAX_LINE))
        largest = 0
        for _ in range(200):
            reader.feed_data(b"0123456789\r\n" * 1_000)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            largest = max(largest, len(reader.partial))
        reader.feed_data(b".\r\n")
        assert await reading == Content(b"", 200 * 12_000, "too much")
        return largest

    assert asyncio.run(run()) < 10


def test_partial_content_is_kept_when_the_client_disconnects() -> None:
    async def run() -> bytes:
        reader = Reader(lambda _: None, MAX_LINE, asyncio.get_running_loop())
        reading = asyncio.ensure_future(reader.read_content(MAX_SIZE, MAX_LINE))
        reader.feed_data(b"half a ma")
        reader.feed_eof()
        with pytest.raises(asyncio.CancelledError):
            await reading
        return bytes(reader.partial)

    assert asyncio.run(run()) == b"\r\nhalf a ma"
