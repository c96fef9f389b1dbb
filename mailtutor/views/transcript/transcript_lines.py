"""The lines of a session as sent to front ends, with passwords masked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mailtutor.record.session import ENDINGS

from .phases import placed
from .session_summary import headline
from .smtp_words import explained
from .wire_lines import wire_beside

if TYPE_CHECKING:
    from mailtutor.record import Line, Session

    from .phases import Placed

SHOWN = 2_000
_LONGEST = 2_000
# A password literal in a line of Python: in a login, or assigned to such a name.
_PASSWORD = re.compile(
    r"""(login\s*\([^,]*,\s*(?:\w+\s*=\s*)?|pass\w*\s*=\s*)(['"])(?:\\.|(?!\2).)*\2"""
)
_BEFORE = 200  # lines that are read to find the command of the first new line


def lines_after(session: Session, number: int, *, wire: bool = False) -> dict[str, Any]:
    """Collect the lines of a session after ``number``.

    Args:
        session: the session.
        number: the last line that the front end has.
        wire: whether to include the raw bytes, in which nothing is masked.

    Returns:
        The lines and the facts around them, ready to send. ``meanings`` has each meaning
        once, and each line refers to it by index.
    """
    known = session.transcript.since(max(0, number - _BEFORE))
    new = [place for place in placed(known) if place.line.number > number]
    shown = new[-SHOWN:]
    meanings: dict[tuple[str, str, str], int] = {}
    content = {
        "session": session.number,
        "peer": session.peer,
        "began": f"{session.started_at:%H:%M:%S}",
        "ended": session.ending is not None,
        "ending": _ending(session),
        "summary": session.summary,
        "headline": headline(session),
        "milliseconds": session.seconds * 1000,
        "left_out": shown[0].line.number - 1 - number if shown else 0,
        "after": number,
        "last": new[-1].line.number if new else number,
        "lines": [_line(place, meanings) for place in shown],
        "meanings": list(meanings),
    }
    if wire:
        content["wire"] = wire_beside(session, session.transcript.since(0)[-SHOWN:])
    return content


def _ending(session: Session) -> str:
    """Return the words for an ending that the lines don't show; QUIT is one of them."""
    if session.ending is None or session.ending == "quit":
        return ""
    words = ENDINGS[session.ending]
    return words[0].upper() + words[1:]


def _line(place: Placed, meanings: dict[tuple[str, str, str], int]) -> dict[str, Any]:
    line = place.line
    text = line.text
    content: dict[str, Any] = {
        "n": line.number,
        "kind": line.kind,
        "phase": place.phase,
        "text": text[:_LONGEST],
        "at": round(line.at * 1000, 1),
        "means": [meanings.setdefault(each, len(meanings)) for each in explained(place)],
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
    if line.call:
        content["call"] = _call(line)
    return content


def _call(line: Line) -> list[str]:
    """Return the learner's line of Python, with passwords masked, and its location."""
    assert line.call is not None
    code = _PASSWORD.sub(r"\1\2********\2", line.call.code[:_LONGEST])
    return [code, f"{line.call.place}, line {line.call.line}"]
