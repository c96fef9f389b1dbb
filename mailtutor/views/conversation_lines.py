"""The lines of a session as a front end gets them; what is masked stays masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mailtutor.record import Line, Session

SHOWN = 2_000
_LONGEST = 2_000


def lines_after(session: Session, number: int) -> dict[str, Any]:
    """Gather what was said in a session after line ``number``.

    Returns:
        The lines and what a front end shows around them, ready to be sent.
    """
    new = session.transcript.since(number)
    shown = new[-SHOWN:]
    return {
        "session": session.number,
        "peer": session.peer,
        "began": f"{session.started_at:%H:%M:%S}",
        "ending": session.ending or "",
        "summary": session.summary,
        "milliseconds": session.seconds * 1000,
        "left_out": shown[0].number - 1 - number if shown else 0,
        "after": number,
        "last": new[-1].number if new else number,
        "lines": [_line(line) for line in shown],
    }


def _line(line: Line) -> dict[str, Any]:
    text = line.text
    content: dict[str, Any] = {
        "n": line.number,
        "kind": line.kind,
        "text": text[:_LONGEST],
        "at": round(line.at * 1000, 1),
    }
    if len(text) > _LONGEST:
        content["more"] = len(text) - _LONGEST
    if line.masked:
        content["masked"] = line.masked
    if line.code is not None:
        content["code"] = line.code
        content["goes_on"] = line.raw[3:4] == b"-"
    if line.verb:
        content["verb"] = line.verb
    return content
