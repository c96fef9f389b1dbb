"""What a learner has done: kept in one file in their folder, and never lost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from .file_lock import alone
from .files import put_in_place, write_whole
from .lessons import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE = ".mailtutor-progress.json"
TRIES = 3
_KEPT_TRIES = 100


class BrokenProgressError(Exception):
    """A file of progress that cannot be read; the text says why."""


@dataclass(frozen=True)
class Tried:
    """What the file says of an exercise.

    Attributes:
        done: it was right at least once.
        tries: the different answers that were not right, as fingerprints, oldest first.
        hints: how many hints were opened.
        solution: the solution was opened.
    """

    done: bool = False
    tries: tuple[str, ...] = ()
    hints: int = 0
    solution: bool = False

    @property
    def may_see_solution(self) -> bool:
        """The solution opens when the exercise is done, or after three tries."""
        return self.done or self.solution or len(self.tries) >= TRIES


@dataclass(frozen=True)
class Chosen:
    """What the file says of a quiz: the texts of the first and the last option chosen."""

    first: str = ""
    last: str = ""


def folder_of(here: Path) -> Path:
    """Return where progress is kept: the learner's copy that `here` is in, or else `here`."""
    return next((each for each in (here, *here.parents) if (each / MANIFEST).is_file()), here)


def read(folder: Path) -> Record:
    """Read the progress in a folder, for somebody who only looks at it.

    Raises:
        BrokenProgressError: there is a file, and it cannot be read.
    """
    try:
        return parse((folder / FILE).read_bytes())
    except FileNotFoundError:
        return Record({})
    except OSError as error:
        raise BrokenProgressError(str(error)) from error


class Record:
    """What a file of progress says; anything in it that we do not know is let be."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content

    def tried(self, key: str) -> Tried:
        """Return what is said of an exercise."""
        entry = self._entry("exercises", key)
        tries, hints = entry.get("tries"), entry.get("hints")
        return Tried(
            done=entry.get("done") is True,
            tries=tuple(map(str, tries)) if isinstance(tries, list) else (),
            hints=hints if isinstance(hints, int) else 0,
            solution=entry.get("solution") is True,
        )

    def chosen(self, key: str) -> Chosen:
        """Return what is said of a quiz."""
        entry = self._entry("quizzes", key)
        return Chosen(str(entry.get("first") or ""), str(entry.get("last") or ""))

    def keys(self) -> list[str]:
        """Name the exercises and quizzes of which something is said."""
        parts = (self.content.get(part) for part in ("exercises", "quizzes"))
        return sorted(key for part in parts if isinstance(part, dict) for key in part)

    def note(self, part: str, key: str, **news: Any) -> None:
        """Write down something of an exercise or a quiz."""
        entries = self.content.get(part)
        if not isinstance(entries, dict):
            entries = self.content[part] = {}
        entries[key] = {**self._entry(part, key), **news}

    def forget(self, key: str) -> None:
        """Take out what is said of an exercise or a quiz."""
        for part in ("exercises", "quizzes"):
            entries = self.content.get(part)
            if isinstance(entries, dict):
                entries.pop(key, None)

    def _entry(self, part: str, key: str) -> dict[str, Any]:
        entries = self.content.get(part)
        entry = entries.get(key) if isinstance(entries, dict) else None
        return entry if isinstance(entry, dict) else {}


class Progress:
    """A learner's progress, read anew each time: another notebook may have added to it.

    Where the folder cannot be written, it lasts as long as this Python.

    Args:
        folder: where the file is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._unsaved: dict[str, Any] | None = None
        self._notices: list[str] = []

    def record(self) -> Record:
        """Return what is known now."""
        if self._unsaved is not None:
            return Record(self._unsaved)
        try:
            return read(self.folder)
        except BrokenProgressError:
            self._change(lambda _record: False)
            return Record(self._unsaved or {})

    def notice(self) -> str:
        """Return what the learner should know of the file, each sentence once."""
        said, self._notices = " ".join(self._notices), []
        return said

    def note_try(self, key: str, fingerprint: str) -> None:
        """Count an answer that is not right; the same one again is no other try."""

        def change(record: Record) -> bool:
            tries = record.tried(key).tries
            if fingerprint in tries:
                return False
            record.note("exercises", key, tries=[*tries, fingerprint][-_KEPT_TRIES:])
            return True

        self._change(change)

    def note_done(self, key: str) -> None:
        """Keep that an exercise was done."""

        def change(record: Record) -> bool:
            if record.tried(key).done:
                return False
            record.note("exercises", key, done=True)
            return True

        self._change(change)

    def note_hints(self, key: str, count: int) -> None:
        """Keep how many hints were opened."""
        self._change(lambda record: record.note("exercises", key, hints=count))

    def note_solution(self, key: str) -> None:
        """Keep that the solution was opened."""
        self._change(lambda record: record.note("exercises", key, solution=True))

    def note_choice(self, key: str, text: str) -> None:
        """Keep what was chosen in a quiz, and what was chosen first."""
        self._change(
            lambda record: record.note(
                "quizzes", key, first=record.chosen(key).first or text, last=text
            )
        )

    def forget(self, key: str) -> None:
        """Begin again with one exercise or quiz."""
        self._change(lambda record: record.forget(key))

    def forget_all(self) -> None:
        """Begin again with everything; the file is kept under another name."""
        self._change(lambda _record: self._set_aside("You begin again."))

    def _change(self, change: Callable[[Record], bool | None]) -> None:
        """Read, change and write while no other notebook does; False writes nothing."""
        if self._unsaved is None:
            try:
                with alone(self.folder / f"{FILE}.lock"):
                    record = self._load()
                    if change(record) is not False:
                        content = json.dumps(record.content, indent=1, sort_keys=True)
                        write_whole(self.folder / FILE, content.encode())
                    return
            except OSError as error:
                self._keep_in_memory(error)
        assert self._unsaved is not None
        change(Record(self._unsaved))

    def _load(self) -> Record:
        try:
            return read(self.folder)
        except BrokenProgressError as error:
            self._set_aside(f"Your progress could not be read: {error}.")
            return Record({})

    def _set_aside(self, why: str) -> Literal[False]:
        if self._unsaved is not None:
            self._unsaved.clear()
            return False
        file = self.folder / FILE
        number = 1
        while (aside := file.with_name(f"{file.stem}.{number}.json")).exists():
            number += 1
        if file.exists():
            put_in_place(file, aside)
            self._notices.append(f"{why} What was there before is in {aside.name}.")
        return False

    def _keep_in_memory(self, error: OSError) -> None:
        try:
            self._unsaved = read(self.folder).content
        except BrokenProgressError:
            self._unsaved = {}
        self._notices.append(
            f"Your progress cannot be kept in {self.folder}: {error.strerror or error}. "
            "It lasts until the kernel is restarted."
        )


def parse(content: bytes) -> Record:
    """Read what a file of progress holds.

    Raises:
        BrokenProgressError: it cannot be read.

    >>> parse(b'{"exercises": {"01.1": {"done": true}}}').tried("01.1").done
    True
    """
    try:
        parsed = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BrokenProgressError(str(error)) from error
    if not isinstance(parsed, dict):
        raise BrokenProgressError(f"it holds a {type(parsed).__name__}")
    return Record(parsed)
