"""The state of a class without any I/O: learners, outcomes, votes, mistakes and the inbox."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mailtutor.course.mistakes import OTHER
from mailtutor.course.outcomes import Chose, Tried

from .changes import Changes
from .inbox import Inbox
from .limits import EVENTS_A_MINUTE, LEARNERS, RateLimit
from .names import clean_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .catalog import Catalog

MOST_MISTAKES = 5
_STREAMS = 20  # notebooks of one learner
_ORDER = ("not tried", "not yet", "done")


class RoomFullError(Exception):
    """The class has as many learners as it can have."""


class TooManyEventsError(Exception):
    """A learner told more than anyone does by hand."""


@dataclass
class Cell:
    """One learner's state in one exercise.

    Attributes:
        wrong_since: when the first wrong answer was told, on the teacher's clock.
    """

    outcome: str = "not tried"
    tries: int = 0
    mistakes: set[str] = field(default_factory=set)
    wrong_since: float | None = None


@dataclass
class Learner:
    """One learner: outcomes, and the first and last option chosen in each quiz."""

    number: int
    name: str
    seen: float
    cells: dict[str, Cell] = field(default_factory=dict)
    votes: dict[str, tuple[int, int]] = field(default_factory=dict)
    streams: dict[str, int] = field(default_factory=dict)


class Room:
    """The state that the teacher's pages show.

    Each learner has a secret key, because two people may have the same name. What a learner
    tells is a state ("01.1: not yet, 2 tries"), so telling it twice changes nothing.

    Args:
        catalog: the exercises, quizzes and mistakes that exist; anything else is ignored.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.changes = Changes()
        self.inbox = Inbox(self.changes)
        self.learners: dict[str, Learner] = {}
        self.revealed: set[str] = set()
        self._catalog = catalog
        self._rate = RateLimit(EVENTS_A_MINUTE)
        self._numbers: dict[int, str] = {}
        self._last = 0
        self._counts: dict[str, tuple[int, Any]] = {}
        self.changes.note("room")

    # -- learners

    def tell(
        self,
        key: str,
        name: str,
        stream: str,
        events: Iterable[tuple[int, Tried | Chose]],
        now: float,
    ) -> None:
        """Take what a learner tells; without events, the learner is only present.

        Args:
            key: the learner's secret key.
            name: the name to show to the teacher.
            stream: the notebook that tells it.
            events: what it tells, each with its number in the stream; a number that isn't
                higher than the last was told before and is ignored.
            now: the teacher's clock, in seconds; the learner's clock doesn't matter.

        Raises:
            RoomFullError: no more learners can join.
            TooManyEventsError: nothing was taken; it can be told again later.
        """
        events = list(events)
        if not self._rate.allows(key, now=now, count=max(len(events), 1)):
            raise TooManyEventsError
        learner = self._present(key, name, now)
        last = learner.streams.pop(stream, 0)
        if len(learner.streams) >= _STREAMS:
            learner.streams.pop(next(iter(learner.streams)))
        learner.streams[stream] = max([last, *(number for number, _ in events)])
        for number, event in events:
            if number <= last:
                continue
            if isinstance(event, Tried):
                self._tried(learner, event, now)
            else:
                self._chose(learner, event)

    def leave(self, key: str) -> None:
        """Forget a learner, and all they told."""
        learner = self.learners.pop(key, None)
        if learner is None:
            return
        del self._numbers[learner.number]
        self.changes.note(f"learner:{learner.number}")
        self.changes.note("room")
        for exercise in learner.cells:
            self._note_exercise(exercise)
        for quiz in learner.votes:
            self.changes.note(f"quiz:{quiz}")

    def _present(self, key: str, name: str, now: float) -> Learner:
        learner = self.learners.get(key)
        cleaned = clean_name(name)
        if learner is None:
            if len(self.learners) >= LEARNERS:
                raise RoomFullError
            self._last += 1
            learner = self.learners[key] = Learner(self._last, cleaned, now)
            self._numbers[self._last] = key
            self.changes.note("room")
            self.changes.note(f"learner:{learner.number}")
        elif learner.name != cleaned:
            learner.name = cleaned
            self.changes.note(f"learner:{learner.number}")
        learner.seen = now
        return learner

    def _tried(self, learner: Learner, event: Tried, now: float) -> None:
        if event.exercise not in self._catalog.exercises:
            return
        cell = learner.cells.setdefault(event.exercise, Cell())
        if cell.outcome == "done":  # a later mistake doesn't undo it
            return
        # A cell that was reset in the notebook doesn't become "not tried" again here.
        cell.outcome = max(cell.outcome, event.outcome, key=_ORDER.index)
        cell.tries = max(cell.tries, event.tries)
        if event.outcome == "not yet":
            known = event.mistake in self._catalog.mistakes
            cell.mistakes.add(event.mistake if known else OTHER)
            cell.wrong_since = now if cell.wrong_since is None else cell.wrong_since
        self.changes.note(f"learner:{learner.number}")
        self._note_exercise(event.exercise)

    def _note_exercise(self, exercise: str) -> None:
        self.changes.note(f"exercise:{exercise}")
        self.changes.note(f"mistakes:{exercise.partition('.')[0]}")

    def _chose(self, learner: Learner, event: Chose) -> None:
        if not 0 <= event.option < self._catalog.quizzes.get(event.quiz, 0):
            return
        first, _ = learner.votes.get(event.quiz, (event.option, 0))
        learner.votes[event.quiz] = (first, event.option)
        self.changes.note(f"quiz:{event.quiz}")

    # -- the teacher

    def reveal(self, quiz: str, *, revealed: bool) -> None:
        """Show the votes on a question to the class, or hide them."""
        if quiz in self._catalog.quizzes:
            (self.revealed.add if revealed else self.revealed.discard)(quiz)
            self.changes.note(f"quiz:{quiz}")

    def set_inbox(self, *, paused: bool, holding: bool) -> None:
        """Pause the inbox or not, and hold messages back or not."""
        self.inbox.paused, self.inbox.holding = paused, holding
        self.changes.note("room")

    def snapshot(self) -> dict[str, Any]:
        """Return everything as JSON, for the teacher to keep."""
        return {
            "learners": [
                {**(self._learner_part(each.number) or {}), "votes": each.votes}
                for each in self.learners.values()
            ],
            "messages": self.inbox.all(),
        }

    # -- parts for the pages

    def parts_since(self, version: int, *, for_teacher: bool) -> dict[str, Any]:
        """Return the parts that changed after a version; None for those that are gone."""
        names = self.changes.since(version)
        return {
            name: self._part(name, for_teacher=for_teacher)
            for name in names
            if for_teacher or not name.startswith("learner:")
        }

    def _part(self, name: str, *, for_teacher: bool) -> Any:
        kind, _, key = name.partition(":")
        if kind in {"exercise", "mistakes"}:
            return self._counted(name, kind, key)
        if kind == "quiz":
            return self._quiz_part(key, shown=for_teacher or key in self.revealed)
        if kind == "message":
            return self.inbox.part(int(key), for_teacher=for_teacher)
        if kind == "learner":
            return self._learner_part(int(key))
        return {
            "learners": len(self.learners),
            "paused": self.inbox.paused,
            "holding": self.inbox.holding,
            "waiting": self.inbox.waiting,
        }

    def _counted(self, name: str, kind: str, key: str) -> Any:
        """Return a part that goes through all learners; it's the same for every page."""
        version = self.changes.version_of(name)
        if self._counts.get(name, (0, None))[0] != version:
            count = self._exercise_part if kind == "exercise" else self._mistakes_part
            self._counts[name] = (version, count(key))
        return self._counts[name][1]

    def _exercise_part(self, exercise: str) -> dict[str, int]:
        cells = (learner.cells.get(exercise) for learner in self.learners.values())
        return dict(Counter(cell.outcome for cell in cells if cell))

    def _mistakes_part(self, lesson: str) -> list[dict[str, Any]]:
        counts = Counter(
            (exercise, mistake)
            for learner in self.learners.values()
            for exercise, cell in learner.cells.items()
            if exercise.partition(".")[0] == lesson
            for mistake in cell.mistakes
        )
        commonest = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:MOST_MISTAKES]
        return [
            {"exercise": exercise, "mistake": mistake, "learners": learners}
            for (exercise, mistake), learners in commonest
        ]

    def _quiz_part(self, quiz: str, *, shown: bool) -> dict[str, Any]:
        votes = [learner.votes[quiz] for learner in self.learners.values() if quiz in learner.votes]
        part: dict[str, Any] = {"votes": len(votes), "revealed": quiz in self.revealed}
        if shown:
            options = range(self._catalog.quizzes[quiz])
            for index, when in enumerate(("first", "last")):
                counts = Counter(vote[index] for vote in votes)
                part[when] = [counts[option] for option in options]
        return part

    def _learner_part(self, number: int) -> dict[str, Any] | None:
        key = self._numbers.get(number)
        if key is None:
            return None
        learner = self.learners[key]
        return {
            "name": learner.name,
            "seen": learner.seen,
            "cells": {
                exercise: [cell.outcome, cell.tries, cell.wrong_since, sorted(cell.mistakes)]
                for exercise, cell in learner.cells.items()
            },
        }
