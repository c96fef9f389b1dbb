"""A learner's progress, saved in one file in their folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Literal

from .file_lock import locked
from .files import move_over, write_atomically
from .lessons import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE = ".mailtutor-progress.json"
TRIES = 3
_MOST_TRIES_KEPT = 100


class BrokenProgressError(Exception):
    """A progress file that can't be read; the text says why."""


@dataclass(frozen=True)
class ExerciseState:
    """A learner's progress in an exercise.

    Attributes:
        done: whether it was solved at least once.
        tries: fingerprints of the different wrong answers, oldest first.
        hints: how many hints were opened.
        solution: whether the solution was opened.
    """

    done: bool = False
    tries: tuple[str, ...] = ()
    hints: int = 0
    solution: bool = False

    @property
    def may_see_solution(self) -> bool:
        """True if the solution is available: after a right answer or three wrong ones."""
        return self.done or self.solution or len(self.tries) >= TRIES


@dataclass(frozen=True)
class QuizState:
    """A learner's progress in a quiz: the texts of the first and last options chosen."""

    first: str = ""
    last: str = ""


def folder_of(here: Path) -> Path:
    """Return the folder for the progress file: the lessons folder around `here`, or `here`."""
    return next((each for each in (here, *here.parents) if (each / MANIFEST).is_file()), here)


def read(folder: Path) -> ProgressFile:
    """Read the progress file in a folder; this never changes anything.

    Raises:
        BrokenProgressError: the file exists, but can't be read.
    """
    try:
        return parse((folder / FILE).read_bytes())
    except FileNotFoundError:
        return ProgressFile({})
    except OSError as error:
        raise BrokenProgressError(str(error)) from error


class ProgressFile:
    """The content of a progress file; entries of a newer mailtutor are preserved."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content

    def exercise(self, key: str) -> ExerciseState:
        """Return the progress in an exercise."""
        entry = self._entry("exercises", key)
        tries, hints = entry.get("tries"), entry.get("hints")
        return ExerciseState(
            done=entry.get("done") is True,
            tries=tuple(map(str, tries)) if isinstance(tries, list) else (),
            hints=hints if isinstance(hints, int) else 0,
            solution=entry.get("solution") is True,
        )

    def quiz(self, key: str) -> QuizState:
        """Return the progress in a quiz."""
        entry = self._entry("quizzes", key)
        return QuizState(str(entry.get("first") or ""), str(entry.get("last") or ""))

    @property
    def started(self) -> str:
        """The time of the first check or quiz; empty if an older mailtutor made the file."""
        return str(self.content.get("started") or "")

    @property
    def updated(self) -> str:
        """The time of the last change; empty if an older mailtutor made the file."""
        return str(self.content.get("updated") or "")

    def stamp(self) -> None:
        """Note the version of mailtutor that is about to save this, and the time."""
        from mailtutor import __version__

        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        self.content.setdefault("started", now)
        self.content |= {"version": __version__, "updated": now}

    def keys(self) -> list[str]:
        """Return the ids of the exercises and quizzes that have an entry."""
        parts = (self.content.get(part) for part in ("exercises", "quizzes"))
        return sorted(key for part in parts if isinstance(part, dict) for key in part)

    def update(self, part: str, key: str, **news: Any) -> None:
        """Update the entry of an exercise or a quiz."""
        entries = self.content.get(part)
        if not isinstance(entries, dict):
            entries = self.content[part] = {}
        entries[key] = {**self._entry(part, key), **news}

    def forget(self, key: str) -> None:
        """Remove the entry of an exercise or a quiz."""
        for part in ("exercises", "quizzes"):
            entries = self.content.get(part)
            if isinstance(entries, dict):
                entries.pop(key, None)

    def _entry(self, part: str, key: str) -> dict[str, Any]:
        entries = self.content.get(part)
        entry = entries.get(key) if isinstance(entries, dict) else None
        return entry if isinstance(entry, dict) else {}


class Progress:
    """A learner's progress, read each time because another notebook may have added to it.

    If the folder isn't writable, progress lasts until Python exits.

    Args:
        folder: the folder of the progress file.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._unsaved: dict[str, Any] | None = None
        self._notices: list[str] = []

    def record(self) -> ProgressFile:
        """Read the current progress."""
        if self._unsaved is not None:
            return ProgressFile(self._unsaved)
        try:
            return read(self.folder)
        except BrokenProgressError:
            return self._change(lambda _record: False)

    def notice(self) -> str:
        """Return messages for the learner about the file; each message is returned once."""
        text, self._notices = " ".join(self._notices), []
        return text

    def begin(self) -> ProgressFile:
        """Create the file if there is none, so that a learner who solves nothing has one too."""
        return self._change(lambda record: not record.started)

    def note_try(self, key: str, fingerprint: str) -> ExerciseState:
        """Record a wrong answer; the same answer again doesn't count twice."""

        def change(record: ProgressFile) -> bool:
            tries = record.exercise(key).tries
            if fingerprint in tries:
                return False
            record.update("exercises", key, tries=[*tries, fingerprint][-_MOST_TRIES_KEPT:])
            return True

        return self._change(change).exercise(key)

    def note_done(self, key: str) -> ProgressFile:
        """Record that an exercise was solved; returns all progress."""

        def change(record: ProgressFile) -> bool:
            if record.exercise(key).done:
                return False
            record.update("exercises", key, done=True)
            return True

        return self._change(change)

    def note_hints(self, key: str, count: int) -> ExerciseState:
        """Record how many hints were opened."""
        changed = self._change(lambda record: record.update("exercises", key, hints=count))
        return changed.exercise(key)

    def note_solution(self, key: str) -> ExerciseState:
        """Record that the solution was opened."""
        changed = self._change(lambda record: record.update("exercises", key, solution=True))
        return changed.exercise(key)

    def note_choice(self, key: str, text: str) -> None:
        """Record the option chosen in a quiz; the first choice is kept as well."""
        self._change(
            lambda record: record.update(
                "quizzes", key, first=record.quiz(key).first or text, last=text
            )
        )

    def forget(self, key: str) -> None:
        """Reset one exercise or quiz."""
        self._change(lambda record: record.forget(key))

    def forget_all(self) -> None:
        """Reset all progress; the file is kept under another name."""
        self._change(lambda _record: self._set_aside("Your progress was reset."))

    def _change(self, change: Callable[[ProgressFile], bool | None]) -> ProgressFile:
        """Read, change and write under the lock; nothing is written if `change` returns False."""
        if self._unsaved is None:
            try:
                with locked(self.folder / f"{FILE}.lock"):
                    record = self._load()
                    if change(record) is not False:
                        record.stamp()
                        content = json.dumps(record.content, indent=1, sort_keys=True)
                        write_atomically(self.folder / FILE, content.encode(), private=True)
                    return record
            except OSError as error:
                self._keep_in_memory(error)
        assert self._unsaved is not None
        record = ProgressFile(self._unsaved)
        change(record)
        return record

    def _load(self) -> ProgressFile:
        try:
            return read(self.folder)
        except BrokenProgressError as error:
            self._set_aside(f"Your progress file can't be read: {error}.")
            return ProgressFile({})

    def _set_aside(self, why: str) -> Literal[False]:
        if self._unsaved is not None:
            self._unsaved.clear()
            return False
        file = self.folder / FILE
        number = 1
        while (aside := file.with_name(f"{file.stem}.{number}.json")).exists():
            number += 1
        if file.exists():
            move_over(file, aside)
            self._notices.append(f"{why} The previous file is now {aside.name}.")
        return False

    def _keep_in_memory(self, error: OSError) -> None:
        try:
            self._unsaved = read(self.folder).content
        except BrokenProgressError:
            self._unsaved = {}
        self._notices.append(
            f"Your progress can't be saved in {self.folder}: {error.strerror or error}. "
            "It lasts until you restart the kernel."
        )


def parse(content: bytes) -> ProgressFile:
    """Parse the content of a progress file.

    Raises:
        BrokenProgressError: it isn't valid.

    >>> parse(b'{"exercises": {"01.1": {"done": true}}}').exercise("01.1").done
    True
    """
    try:
        parsed = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BrokenProgressError(str(error)) from error
    if not isinstance(parsed, dict):
        raise BrokenProgressError(f"it contains a {type(parsed).__name__}")
    return ProgressFile(parsed)
