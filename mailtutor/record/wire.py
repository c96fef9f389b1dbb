"""The raw bytes of a session, as an eavesdropper sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .log import Log

Speaker = Literal["client", "server"]
_SPEAKERS: tuple[Speaker, Speaker] = ("client", "server")
_KEPT_OF_A_PIECE = 160  # bytes: commands, replies, logins, and the beginning of a message
_SHOWN_AS_NUMBERS = 24
_DEFAULT_LIMIT = 64 * 1024  # bytes of a session


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that one side sent at once.

    Args:
        number: its number in the session, starting at 1.
        speaker: the side that sent it.
        raw: its first 160 bytes, encrypted if the connection was.
        at: seconds since the session began.
        size: its full size in bytes.

    Example:
        >>> print(Piece(1, "client", bytes.fromhex("17030300134a9cff00"), 0.0, 24))
        client  17 03 03 00 13 4a 9c ff 00 ... (24 bytes)
        >>> print(Piece(2, "client", b"QUIT" + bytes([13, 10]), 0.0, 6))
        client  QUIT
    """

    number: int
    speaker: Speaker
    raw: bytes
    at: float
    size: int

    @property
    def readable(self) -> bool:
        """True if it's plain text that anyone can read."""
        return all(byte in b"\t\r\n" or 32 <= byte < 127 for byte in self.raw)  # noqa: PLR2004

    def __str__(self) -> str:
        if self.readable:
            lines = self.raw.decode("ascii").rstrip("\r\n").split("\r\n")
            text = f"\n{'':8}".join(
                line.replace("\r", "\\r").replace("\n", "\\n") for line in lines
            )
        else:
            text = self.raw[:_SHOWN_AS_NUMBERS].hex(" ")
        shown = len(self.raw) if self.readable else min(len(self.raw), _SHOWN_AS_NUMBERS)
        cut = f" ... ({self.size:,} bytes)" if self.size > shown else ""
        return f"{self.speaker}  {text}{cut}"


class Wire(Log[Piece]):
    """The raw bytes of one session in both directions, below any encryption.

    It keeps the first 160 bytes of each piece, and the last 64 KiB of a session. Nothing
    is masked, because this is what an eavesdropper on the network sees.
    """

    __slots__ = ()

    def __init__(self, limit: int = _DEFAULT_LIMIT) -> None:
        super().__init__(limit)

    def add(self, speaker: Speaker, raw: bytes | bytearray | memoryview, at: float) -> int:
        """Record bytes sent ``at`` seconds after the start; return their number."""
        kept = bytes(raw[:_KEPT_OF_A_PIECE])
        return self._write(_SPEAKERS.index(speaker), kept, at, len(raw))

    def _piece(self, number: int, kind: int, raw: bytes, at: float, size: int) -> Piece:
        return Piece(number, _SPEAKERS[kind], raw, at, size)

    def __str__(self) -> str:
        lines = [f"({self.dropped:,} older pieces dropped)"] if self.dropped else []
        return "\n".join([*lines, *map(str, self)])

    def __repr__(self) -> str:
        return str(self) or "(no bytes yet)"
