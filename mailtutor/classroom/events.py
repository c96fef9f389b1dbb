"""Turns what a learner tells into JSON, and back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, get_args

from mailtutor.course.exercise import Outcome
from mailtutor.course.outcomes import Chose, Tried

from .limits import EVENTS_AT_ONCE

_LONGEST_ID = 64
_MOST_TRIES = 1_000


@dataclass(frozen=True)
class Told:
    """One request of a learner.

    Attributes:
        code: the room code, or on a hub the token by which the hub knows the learner.
        name: the name to show to the teacher.
        key: the learner's secret key.
        stream: the notebook that tells.
        events: what it tells, each with its number in the stream.
        leaving: True if the learner leaves, and everything told should be forgotten.
    """

    code: str
    name: str
    key: str
    stream: str
    events: tuple[tuple[int, Tried | Chose], ...] = ()
    leaving: bool = False

    def to_json(self) -> bytes:
        """Return the body of the request."""
        events = [{"n": number, **vars(event)} for number, event in self.events]
        return json.dumps({**vars(self), "events": events}).encode()


def from_json(body: bytes) -> Told:
    """Parse the body of a request.

    Raises:
        ValueError: it isn't one.
    """
    try:
        content = json.loads(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(content, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one exception for all of it
    events = content.get("events", [])
    if not isinstance(events, list) or len(events) > EVENTS_AT_ONCE:
        raise ValueError("not a list of events")
    return Told(
        code=_text(content, "code"),
        name=_text(content, "name"),
        key=_text(content, "key"),
        stream=_text(content, "stream"),
        events=tuple(map(_event, events)),
        leaving=content.get("leaving") is True,
    )


def _event(content: Any) -> tuple[int, Tried | Chose]:
    if not isinstance(content, dict):
        raise ValueError("not an event")  # noqa: TRY004 - as above
    number = _number(content, "n", 1 << 53)
    if "quiz" in content:
        return number, Chose(_text(content, "quiz"), _number(content, "option", _MOST_TRIES))
    outcome: Any = content.get("outcome")
    if outcome not in get_args(Outcome):
        raise ValueError("no such outcome")
    exercise, mistake = _text(content, "exercise"), _text(content, "mistake")
    return number, Tried(exercise, outcome, mistake, _number(content, "tries", _MOST_TRIES))


def _text(content: dict[str, Any], name: str) -> str:
    value = content.get(name, "")
    if not isinstance(value, str) or (name != "name" and len(value) > _LONGEST_ID):
        raise ValueError(f"{name} isn't a short text")
    return value


def _number(content: dict[str, Any], name: str, most: int) -> int:
    value = content.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ValueError(f"{name} isn't a number that makes sense")
    return value
