"""The learner's copy of the lessons: created, updated and reset without losing their work."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .files import move_over, write_atomically

FOLDER = "mailtutor-lessons"
MANIFEST = ".mailtutor.json"
BACKUPS = "backups"
_NOT_FOR_LEARNERS = {"TEACHING.md", "gallery.ipynb", "screenshots"}


class LessonError(Exception):
    """A problem with the learner's copy; the text says what it is, and what to do."""


@dataclass(frozen=True)
class _Known:
    """A file's entry in the manifest: how mailtutor last wrote it."""

    work: str  # the fingerprint of its cells, or of its bytes if it isn't a notebook
    shipped: str  # the fingerprint of the whole file as shipped


def shipped_folder() -> Path:
    """Return the folder of the lessons that mailtutor ships.

    Raises:
        LessonError: it's missing.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "lessons", package.parent / "notebooks"):
        if folder.is_dir():
            return folder
    raise LessonError(
        f"mailtutor's lessons are missing: {package / 'lessons'} doesn't exist.\n"
        "Reinstall mailtutor."
    )


def working_copy(here: Path) -> WorkingCopy:
    """Return the learner's copy: `here` if it is one, or `mailtutor-lessons` in it."""
    folder = here if (here / MANIFEST).is_file() else here / FOLDER
    return WorkingCopy(shipped_folder(), folder)


def fingerprint_of_work(content: bytes) -> str:
    """Return a fingerprint of a notebook's cells without their outputs.

    Args:
        content: the bytes of a notebook file; any other file is compared byte by byte.

    >>> cell = {"cell_type": "code", "source": "1 + 1", "outputs": [], "execution_count": None}
    >>> as_shipped = json.dumps({"cells": [cell]}).encode()
    >>> run = json.dumps({"cells": [cell | {"execution_count": 3}]}, indent=1).encode()
    >>> edited = json.dumps({"cells": [cell | {"source": "1 + 2"}]}).encode()
    >>> fingerprint_of_work(run) == fingerprint_of_work(as_shipped)
    True
    >>> fingerprint_of_work(edited) == fingerprint_of_work(as_shipped)
    False
    """
    try:
        work = [
            (cell["cell_type"], _text(cell["source"]), cell.get("attachments") or {})
            for cell in json.loads(content)["cells"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return _sha(content)
    return _sha(json.dumps(work, sort_keys=True).encode())


class WorkingCopy:
    """The lessons in the learner's folder.

    Once learners change the cells of a file, it belongs to them: only `reset` overwrites it,
    and that moves their version to `backups`.

    Args:
        shipped: the folder of the lessons that mailtutor ships.
        folder: the learner's folder; created if needed.
    """

    def __init__(self, shipped: Path, folder: Path) -> None:
        self.shipped = shipped
        self.folder = folder

    def update(self) -> list[str]:
        """Copy missing files, and update others if that loses none of the learner's work.

        Returns:
            A message for each change that the learner should know about.

        Raises:
            LessonError: the folder can't be written.
        """
        try:
            return self._update()
        except OSError as error:
            raise LessonError(
                f"Can't write the lessons to {self.folder}: {error}.\n"
                "Run this in a folder that you can write to."
            ) from error

    def reset(self, lesson: str | None = None) -> list[str]:
        """Restore lessons as shipped, after moving the learner's versions to `backups`.

        Args:
            lesson: the beginning of its name, such as "03"; all of them if not given.

        Returns:
            A message for each lesson that was restored.

        Raises:
            LessonError: there is no such lesson, or the folder can't be written.
        """
        names = self._matching(lesson)
        try:
            return self._reset(names)
        except OSError as error:
            raise LessonError(
                f"Can't restore the lessons in {self.folder}: {error}.\n"
                f"Your versions are in {self.folder / BACKUPS}, or still in place."
            ) from error

    def notebooks(self, lesson: str | None = None) -> list[Path]:
        """Return the notebooks of the lessons: the learner's, or the shipped one if there is none.

        Args:
            lesson: the beginning of its name, such as "03"; all of them if not given.

        Raises:
            LessonError: there is no such lesson.
        """
        files = [(self.folder / name, self.shipped / name) for name in self._matching(lesson)]
        return [mine if mine.is_file() else ours for mine, ours in files if ours.suffix == ".ipynb"]

    def _update(self) -> list[str]:
        is_new = not self.folder.exists()
        self.folder.mkdir(parents=True, exist_ok=True)
        known = self._read_manifest()
        messages = []
        for name in self._names():
            content = (self.shipped / name).read_bytes()
            if message := self._update_file(name, content, known):
                messages.append(message)
            self._write_manifest(known)
        if is_new:
            return [f"The lessons were copied to {self.folder}. They're yours to change."]
        return messages

    def _update_file(self, name: str, content: bytes, known: dict[str, _Known]) -> str:
        target = self.folder / name
        now = _Known(fingerprint_of_work(content), _sha(content))
        before = known.get(name)
        there = _work_in(target)
        if there is None:
            write_atomically(target, content)
            known[name] = now
            return f"{name}: copied." if before is None else f"{name}: was missing, copied again."
        if before and before.shipped == now.shipped:
            return ""
        if there == now.work or (before and there == before.work):
            if target.read_bytes() != content:
                write_atomically(target, content)
                known[name] = now
                return f"{name}: updated."
            known[name] = now
            return ""
        beside = self._write_beside(name, content, known)
        known[name] = _Known(before.work if before else "", now.shipped)
        why = "you changed it" if before else "it isn't from mailtutor"
        return f"{name}: not updated, because {why}. The new version is {beside}."

    def _write_beside(self, name: str, content: bytes, known: dict[str, _Known]) -> str:
        """Write the new version beside the learner's, under the first name that's free."""
        path = Path(name)
        number = 1
        while True:
            mark = "new" if number == 1 else f"new{number}"
            beside = path.with_name(f"{path.stem}.{mark}{path.suffix}").as_posix()
            there = _work_in(self.folder / beside)
            if there is None or (beside in known and there == known[beside].work):
                write_atomically(self.folder / beside, content)
                known[beside] = _Known(fingerprint_of_work(content), _sha(content))
                return beside
            number += 1

    def _reset(self, names: list[str]) -> list[str]:
        self.folder.mkdir(parents=True, exist_ok=True)
        known = self._read_manifest()
        backup = self._new_backup_folder()
        messages = []
        for name in names:
            content = (self.shipped / name).read_bytes()
            target = self.folder / name
            kept = ""
            if os.path.lexists(target) and not (
                target.is_file() and target.read_bytes() == content
            ):
                (backup / name).parent.mkdir(parents=True, exist_ok=True)
                move_over(target, backup / name)
                kept = (
                    f" Your version is now {(backup / name).relative_to(self.folder).as_posix()}."
                )
            write_atomically(target, content)
            known[name] = _Known(fingerprint_of_work(content), _sha(content))
            self._write_manifest(known)
            messages.append(f"{name}: restored.{kept}")
        return messages

    def _matching(self, lesson: str | None) -> list[str]:
        names = self._names()
        if lesson is None:
            return names
        start = Path(lesson).name.removesuffix(".ipynb")
        found = [name for name in names if name.endswith(".ipynb") and name.startswith(start)]
        if not start or not found:
            there = "\n".join(f"  {name}" for name in names if name.endswith(".ipynb"))
            raise LessonError(f"There is no lesson {lesson!r}. The lessons are:\n{there}")
        return found

    def _names(self) -> list[str]:
        files = (path for path in self.shipped.rglob("*") if path.is_file())
        names = (path.relative_to(self.shipped) for path in files)
        return sorted(
            name.as_posix()
            for name in names
            if name.parts[0] not in _NOT_FOR_LEARNERS
            and not any(part.startswith((".", "__")) for part in name.parts)
        )

    def _new_backup_folder(self) -> Path:
        now = datetime.now().astimezone().strftime("%Y-%m-%d_%H-%M-%S")
        number = 1
        while True:
            folder = self.folder / BACKUPS / (now if number == 1 else f"{now}_{number}")
            if not folder.exists():
                return folder
            number += 1

    def _read_manifest(self) -> dict[str, _Known]:
        """Read the manifest; if that fails, every file counts as the learner's."""
        try:
            files = json.loads((self.folder / MANIFEST).read_bytes())["files"]
            return {name: _Known(entry["work"], entry["shipped"]) for name, entry in files.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}

    def _write_manifest(self, known: dict[str, _Known]) -> None:
        files = {name: vars(entry) for name, entry in sorted(known.items())}
        write_atomically(self.folder / MANIFEST, json.dumps({"files": files}, indent=1).encode())


def _work_in(path: Path) -> str | None:
    """Return the fingerprint of a file; None if it doesn't exist, "-" if it isn't a file."""
    if not os.path.lexists(path):
        return None
    if not path.is_file():
        return "-"
    return fingerprint_of_work(path.read_bytes())


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
