"""The lines of a session as a front end gets them; passwords are masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mailtutor.record import Line, Session

SHOWN = 2_000
_LONGEST = 2_000


def lines_after(session: Session, number: int) -> dict[str, Any]:
    """Gather what was said in a session after line ``number``.

    Returns:
        The lines and what a front end shows around them, ready to be sent.
    """
    all_lines = session.transcript.since(0)
    last = all_lines[-1].number if all_lines else 0
    new = [line for line in masked(all_lines) if line[0].number > number]
    shown = new[-SHOWN:]
    return {
        "session": session.number,
        "peer": session.peer,
        "began": f"{session.started_at:%H:%M:%S}",
        "ending": session.ending or "",
        "summary": session.summary,
        "milliseconds": session.seconds * 1000,
        "left_out": (shown[0][0].number - 1 - number) if shown else 0,
        "after": number,
        "last": max(last, number),
        "lines": [_line(line, text) for line, text in shown],
    }


def _line(line: Line, text: str) -> dict[str, Any]:
    content: dict[str, Any] = {
        "n": line.number,
        "kind": line.kind,
        "text": text[:_LONGEST],
        "at": round(line.at * 1000, 1),
    }
    if len(text) > _LONGEST:
        content["more"] = len(text) - _LONGEST
    if line.code is not None:
        content["code"] = line.code
        content["goes_on"] = line.raw[3:4] == b"-"
    if line.verb:
        content["verb"] = line.verb
    return content


def masked(lines: Iterable[Line]) -> Iterator[tuple[Line, str]]:
    """Each line with its text, in which what AUTH carries is replaced by dots.

    It is only base64 of the password, and a view may be saved with its notebook.
    """
    secret = False
    for line in lines:
        text = line.text
        if line.verb == "AUTH":
            words = text.split(" ", 2)
            secret = True
            if len(words) == 3:  # noqa: PLR2004 - AUTH, the mechanism, the first answer
                text = f"{words[0]} {words[1]} {_dots(words[2])}"
        elif line.kind == "command" and secret:
            text = text if text == "*" else _dots(text)
        elif line.code is not None and line.code != 334:  # noqa: PLR2004 - 334 asks for more
            secret = False
        yield line, text


def _dots(text: str) -> str:
    return text if text in {"", "="} else "\N{BULLET}" * 8
