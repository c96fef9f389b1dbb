"""The raw bytes of a session, each piece next to its line of the transcript."""

from __future__ import annotations

import base64
import re
from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mailtutor.record import Line, Piece, Session

SHOWN = 2_000
_AS_NUMBERS = 12
_CONTROLS = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LOGIN = re.compile(r"(?i)AUTH +\S+ +(\S+)")


def beside(lines: Sequence[Line], pieces: Iterable[Piece]) -> list[tuple[int, Piece]]:
    """Find the line of each piece.

    The server receives a client's bytes before it reads them as lines, but it records a reply
    before it sends the bytes. Pieces without a line, such as a handshake, go to the next line.

    Returns:
        The number of each piece's line, and the piece; 0 if no line followed.
    """
    found: list[tuple[int, Piece]] = []
    waiting: list[Piece] = []  # for the next line that isn't a reply
    unsent: int | None = None  # the first line of a reply that hasn't been sent yet
    rest = deque(lines)

    def take_lines_until(piece: Piece) -> None:
        nonlocal unsent
        while rest and rest[0].at <= piece.at:
            if rest[0].at == piece.at and (piece.speaker == "client" or unsent is not None):
                return
            take_line()

    def take_line() -> None:
        nonlocal unsent
        line = rest.popleft()
        if line.kind == "reply":
            unsent = unsent or line.number
        else:
            found.extend((line.number, piece) for piece in waiting)
            waiting.clear()

    for piece in pieces:
        take_lines_until(piece)
        if piece.speaker == "server" and unsent is not None:
            found.append((unsent, piece))
            unsent = None
        else:
            waiting.append(piece)
    while rest and waiting:
        take_line()
    found.extend((0, piece) for piece in waiting)
    return sorted(found, key=lambda each: each[1].number)


def wire_beside(session: Session, lines: Sequence[Line]) -> dict[str, Any]:
    """Return what an eavesdropper sees of a session, ready for a front end.

    Nothing is masked, so it only goes to the page, and only on request.

    Args:
        session: the session.
        lines: the lines that it is shown next to.
    """
    pieces = session.wire.since(0)
    if lines and lines[0].number > 1:
        pieces = [piece for piece in pieces if piece.at >= lines[0].at]
    shown = beside(lines, pieces)[-SHOWN:]
    by_number = {line.number: line for line in lines}
    return {
        "left_out": shown[0][1].number - 1 if shown else session.wire.dropped,
        "pieces": [
            content for number, piece in shown for content in _pieces(number, piece, by_number)
        ],
    }


def _pieces(number: int, piece: Piece, lines: dict[int, Line]) -> list[dict[str, Any]]:
    """Return a piece, with a reply of several lines split into one piece for each line."""
    line = lines.get(number)
    content = {"n": number, **_piece(piece, login=line is not None and bool(line.masked))}
    texts = content.get("text", "").split("\n")
    if line is None or line.kind != "reply" or len(texts) == 1:
        return [content]
    found = [{**content, "n": number + each, "text": text} for each, text in enumerate(texts)]
    for each in found[:-1]:
        each["cut"] = False
    return found


def _piece(piece: Piece, *, login: bool) -> dict[str, Any]:
    text = _clear_text(piece.raw)
    content: dict[str, Any] = {"by": piece.speaker, "size": piece.size}
    if text is None:
        content["hex"] = piece.raw[:_AS_NUMBERS].hex(" ")
        content["cut"] = piece.size > _AS_NUMBERS
    else:
        content["text"] = text
        content["cut"] = piece.size > len(piece.raw)
        if login and piece.speaker == "client" and (secret := _secret(text)):
            content["secret"] = secret
    return content


def _clear_text(raw: bytes) -> str | None:
    """Return bytes as the text that anyone can read; None if they aren't text."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(raw) - 3:  # the last letter may have been cut in two
            return None
        text = raw[: error.start].decode("utf-8")
    return None if _CONTROLS.search(text) else text.replace("\r\n", "\n").rstrip("\n")


def _secret(text: str) -> str:
    """Decode a login the way an eavesdropper would; return "" if it reveals nothing."""
    found = _LOGIN.match(text)
    word = found[1] if found else text
    try:
        plain = base64.b64decode(word, validate=True).decode("utf-8")
    except ValueError:
        return ""
    words = [each for each in plain.split("\0") if each]
    return ", ".join(words) if words and all(each.isprintable() for each in words) else ""
