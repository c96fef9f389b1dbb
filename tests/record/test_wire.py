"""The eavesdropper's record is exact, bounded, and says what it dropped."""

from __future__ import annotations

from mailtutor.record import Piece, Wire


def test_both_directions_are_kept_in_order_with_their_bytes() -> None:
    wire = Wire()
    wire.add("server", b"220 hello\r\n", 0.0)
    wire.add("client", b"QUIT\r\n", 0.5)
    assert list(wire) == [
        Piece(1, "server", b"220 hello\r\n", 0.0, 11),
        Piece(2, "client", b"QUIT\r\n", 0.5, 6),
    ]
    assert str(wire) == "server  220 hello\nclient  QUIT"


def test_long_chunk_keeps_its_start_and_reports_its_size() -> None:
    wire = Wire()
    wire.add("client", b"x" * 10_000, 0.0)
    assert (len(wire[0].raw), wire[0].size) == (160, 10_000)
    assert str(wire).endswith("... (10,000 bytes)")


def test_past_its_limit_the_older_half_goes_and_it_says_so() -> None:
    wire = Wire(limit=2_000)
    for number in range(20):
        wire.add("client", b"%03d" % number * 200, 0.0)
    assert wire.size <= 2_000
    assert wire.dropped + len(wire) == 20
    assert wire[-1].size == 600
    assert str(wire).startswith(f"({wire.dropped} older pieces dropped)")


def test_binary_data_is_shown_as_hex_and_text_as_text() -> None:
    noise = Piece(1, "client", bytes(range(64)), 0.0, 64)
    assert not noise.readable
    assert str(noise) == f"client  {bytes(range(24)).hex(' ')} ... (64 bytes)"
    assert Piece(1, "client", b"a\r\nb\r\n", 0.0, 6).readable
