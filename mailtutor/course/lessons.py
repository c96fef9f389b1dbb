"""The learner's own copy of the lessons: made, updated and reset without losing their work."""

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
    """Something about the learner's copy; the text says what, and what to do."""


@dataclass(frozen=True)
class _Known:
    """What the manifest holds of a file: how it was last put there."""

    work: str  # the fingerprint of its cells, or of its bytes where it is no notebook
    shipped: str  # the fingerprint of the whole file that we shipped


def shipped_folder() -> Path:
    """Return where the lessons are that mailtutor came with.

    Raises:
        LessonError: when they are not there.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "lessons", package.parent / "notebooks"):
        if folder.is_dir():
            return folder
    raise LessonError(
        f"mailtutor's lessons are missing: there is no {package / 'lessons'}.\nInstall it again."
    )


def working_copy(here: Path) -> WorkingCopy:
    """Return the learner's copy: `mailtutor-lessons` in `here`, or `here` if it is one itself."""
    folder = here if (here / MANIFEST).is_file() else here / FOLDER
    return WorkingCopy(shipped_folder(), folder)


def fingerprint_of_work(content: bytes) -> str:
    """Return a fingerprint of what a person writes in a notebook: the cells, not their outputs.

    Args:
        content: a notebook as a file holds it. Anything else is taken byte by byte.

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

    A file there belongs to the learner as soon as they have changed its cells; from then on
    it is never written to, except by `reset`, which keeps what was there in `backups`.

    Args:
        shipped: the folder of the lessons that mailtutor came with.
        folder: the learner's folder; made when it is not there.
    """

    def __init__(self, shipped: Path, folder: Path) -> None:
        self.shipped = shipped
        self.folder = folder

    def bring_up_to_date(self) -> list[str]:
        """Copy what is missing, and bring in a newer version where that loses nothing.

        Returns:
            a sentence for each thing that the learner should know.

        Raises:
            LessonError: when the folder cannot be written.
        """
        try:
            return self._bring_up_to_date()
        except OSError as error:
            raise LessonError(
                f"The lessons cannot be written to {self.folder}: {error}.\n"
                "Run this in a folder where you may write."
            ) from error

    def reset(self, lesson: str | None = None) -> list[str]:
        """Put lessons back as shipped; whatever was there goes to `backups` first.

        Args:
            lesson: the start of its name, as in "03"; all of them if not given.

        Returns:
            a sentence for each lesson that was put back.

        Raises:
            LessonError: when there is no such lesson, or the folder cannot be written.
        """
        names = self._matching(lesson)
        try:
            return self._reset(names)
        except OSError as error:
            raise LessonError(
                f"The lessons cannot be put back in {self.folder}: {error}.\n"
                f"What was there before is in {self.folder / BACKUPS} or still in its place."
            ) from error

    def notebooks(self, lesson: str | None = None) -> list[Path]:
        """Return the files of the lessons: the learner's, or ours where there is none.

        Args:
            lesson: the beginning of its name, such as "03"; all of them if not given.

        Raises:
            LessonError: there is no such lesson.
        """
        files = [(self.folder / name, self.shipped / name) for name in self._matching(lesson)]
        return [mine if mine.is_file() else ours for mine, ours in files if ours.suffix == ".ipynb"]

    def _bring_up_to_date(self) -> list[str]:
        is_new = not self.folder.exists()
        self.folder.mkdir(parents=True, exist_ok=True)
        known = self._read_manifest()
        said = []
        for name in self._names():
            content = (self.shipped / name).read_bytes()
            sentence = self._bring_one(name, content, known)
            if sentence:
                said.append(sentence)
            self._write_manifest(known)
        return [f"The lessons were copied to {self.folder}: they are yours."] if is_new else said

    def _bring_one(self, name: str, content: bytes, known: dict[str, _Known]) -> str:
        target = self.folder / name
        now = _Known(fingerprint_of_work(content), _sha(content))
        before = known.get(name)
        there = _work_in(target)
        if there is None:
            write_atomically(target, content)
            known[name] = now
            return f"{name}: copied." if before is None else f"{name}: was gone, copied again."
        if before and before.shipped == now.shipped:
            return ""
        if there == now.work or (before and there == before.work):
            if target.read_bytes() != content:
                write_atomically(target, content)
                known[name] = now
                return f"{name}: brought up to date."
            known[name] = now
            return ""
        beside = self._put_beside(name, content, known)
        known[name] = _Known(before.work if before else "", now.shipped)
        whose = "you changed it" if before else "it is not mailtutor's"
        return f"{name}: left alone, as {whose}. The new one is {beside}."

    def _put_beside(self, name: str, content: bytes, known: dict[str, _Known]) -> str:
        """Write `content` under the first name of its own that loses nothing."""
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
        said = []
        for name in names:
            content = (self.shipped / name).read_bytes()
            target = self.folder / name
            kept = ""
            if os.path.lexists(target) and not (
                target.is_file() and target.read_bytes() == content
            ):
                (backup / name).parent.mkdir(parents=True, exist_ok=True)
                move_over(target, backup / name)
                kept = f" Yours is {(backup / name).relative_to(self.folder).as_posix()}."
            write_atomically(target, content)
            known[name] = _Known(fingerprint_of_work(content), _sha(content))
            self._write_manifest(known)
            said.append(f"{name}: as it was.{kept}")
        return said

    def _matching(self, lesson: str | None) -> list[str]:
        names = self._names()
        if lesson is None:
            return names
        wanted = Path(lesson).name.removesuffix(".ipynb")
        found = [name for name in names if name.endswith(".ipynb") and name.startswith(wanted)]
        if not wanted or not found:
            there = "\n".join(f"  {name}" for name in names if name.endswith(".ipynb"))
            raise LessonError(f"There is no lesson {lesson!r}. There are:\n{there}")
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
        """Read what we put there; where that cannot be read, every file counts as the learner's."""
        try:
            files = json.loads((self.folder / MANIFEST).read_bytes())["files"]
            return {name: _Known(entry["work"], entry["shipped"]) for name, entry in files.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}

    def _write_manifest(self, known: dict[str, _Known]) -> None:
        files = {name: vars(entry) for name, entry in sorted(known.items())}
        write_atomically(self.folder / MANIFEST, json.dumps({"files": files}, indent=1).encode())


def _work_in(path: Path) -> str | None:
    """Fingerprint what is at `path`; None if nothing is, "-" for what is no file."""
    if not os.path.lexists(path):
        return None
    if not path.is_file():
        return "-"
    return fingerprint_of_work(path.read_bytes())


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
