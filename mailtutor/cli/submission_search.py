"""Find everything that was handed in, and read its progress: nothing is passed over."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from mailtutor.cli.submission_entries import DEEPEST, Entry, UnreadableError, on_disk
from mailtutor.cli.submission_names import (
    Learner,
    composed,
    is_from_a_site,
    learner,
    names_a_learner,
)
from mailtutor.course.hand_in import SUFFIX
from mailtutor.course.lessons import BACKUPS, FOLDER, MANIFEST
from mailtutor.course.progress import FILE, ProgressFile, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LARGEST = 1_000_000  # bytes; a progress file has a few thousand
_NO_PROGRESS = f"no {FILE} in it"
_ARCHIVES = (".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar")
_JUNK = {"__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini"}
_OURS = {"images", BACKUPS}  # folders of a lessons folder that contain no submissions
_LESSON = re.compile(r"(?:\d\d|case|demo)_\w+\.ipynb")
_SET_ASIDE = re.compile(r"\.mailtutor-progress\.\d+\.json")
_PROGRESS = re.compile(r".*mailtutor-progress[^/]*\.json$")


@dataclass(frozen=True)
class Submission:
    """One thing that was handed in.

    Attributes:
        given: the folder, zip or file that the teacher gave.
        where: the names of the folders and zips below it, and of the file.
        record: its progress; None if it can't be read.
        problem: why it can't be read.
        time: when the file was changed, in seconds since 1970.
        owner: the lessons folder that it's a copy of, if it isn't the learner's only one.
    """

    given: Path
    where: tuple[str, ...]
    record: ProgressFile | None = None
    problem: str = ""
    time: float = 0.0
    owner: tuple[str, ...] | None = None

    @property
    def learner(self) -> Learner:
        """The learner who handed it in."""
        around = self.given
        while around.name in {FOLDER, FILE}:
            around = around.parent
        where = self.where if self.owner is None else self.owner
        return learner(around.name or str(around), where)

    @property
    def path(self) -> str:
        """Where it is, below the folder that the teacher gave."""
        return composed("/".join(self.where) or self.given.name)

    @property
    def changed(self) -> float:
        """When the learner last made progress, in seconds since 1970."""
        try:
            parsed = datetime.fromisoformat(self.record.updated if self.record else "")
            zone = parsed.tzinfo or timezone.utc
            return parsed.replace(tzinfo=zone).timestamp()
        except (ValueError, OverflowError, OSError):
            return self.time


def search(path: Path, seen: set[str]) -> list[Submission]:
    """Return everything in a folder, zip or file that a teacher gave.

    Args:
        path: the folder or file.
        seen: the real paths that were found so far; more are added.
    """
    try:
        entry = on_disk(path, follow=True)
    except FileNotFoundError:
        return [Submission(path, (), problem="no such file or folder")]
    except OSError as error:
        return [Submission(path, (), problem=_reason(error))]
    if entry.identity in seen:
        return []
    return list(_Search(path.resolve(), seen).at(entry, (), top=True))


class _Folder:
    """The contents of a folder, sorted by their part in the search.

    Attributes:
        progress: its progress file, if there is one.
        loose: notebooks, pictures and other files that are neither progress nor an archive.
        others: the folders, archives and links, and progress files with another name.
        has_lessons: whether a notebook has the name of a lesson.
        is_copy: whether it's a learner's copy of the lessons, to which its files belong.
    """

    def __init__(self, entries: list[Entry]) -> None:
        wanted = [entry for entry in entries if _counts(entry)]
        files = {entry.name: entry for entry in wanted if entry.kind == "file"}
        self.progress = files.pop(FILE, None)
        self.has_lessons = any(map(_LESSON.fullmatch, files))
        has_manifest = bool(files.pop(MANIFEST, None))
        self.is_copy = has_manifest or bool(self.progress and self.has_lessons)
        self.loose = [entry for entry in files.values() if _is_loose(entry.name)]
        mine = {FILE, MANIFEST, *(entry.name for entry in self.loose)}
        self.others = [
            entry
            for entry in wanted
            if not (entry.kind == "file" and entry.name in mine)
            and not (self.is_copy and _SET_ASIDE.fullmatch(entry.name))
        ]


class _Search:
    """A search below one folder or file that the teacher gave."""

    def __init__(self, given: Path, seen: set[str]) -> None:
        self._given = given
        self._seen = seen
        self._zips = 0  # how many are open now

    def at(self, entry: Entry, where: tuple[str, ...], *, top: bool) -> Iterator[Submission]:
        """Yield what an entry is: at least one submission, unless it was found before."""
        if entry.identity in self._seen:
            return
        self._seen |= {entry.identity} - {""}
        name = entry.name.lower()
        if entry.kind == "folder":
            yield from self._in_folder(entry, where, top=top)
        elif entry.kind == "link":
            yield self._problem(where, "a link, which isn't followed")
        elif entry.kind == "other":
            yield self._problem(where, "not a file or folder")
        elif name.endswith(".zip"):
            yield from self._in_zip(entry, where, top=top)
        elif name.endswith(_ARCHIVES):
            kind = name.rpartition(".")[2]
            yield self._problem(where, f"a {kind} archive, which can't be read; ask for a zip")
        elif _PROGRESS.match(name):
            yield self._record(entry, where)
        elif name.endswith(".ipynb"):
            yield self._problem(where, f"a notebook without {FILE}")
        else:
            yield self._problem(where, "not a folder, zip or progress file")

    def _in_folder(
        self, entry: Entry, where: tuple[str, ...], *, top: bool
    ) -> Iterator[Submission]:
        try:
            folder = _Folder(entry.children())
        except OSError as error:
            yield self._problem(where, _reason(error))
            return
        if len(where) > 2 * DEEPEST:
            yield self._problem(where, "nested too deeply")
            return
        found = [self._record(folder.progress, where)] if folder.progress else []
        found += self._below(folder, where, top=top, started=_started(found))
        readable = any(each.record for each in found)
        if not folder.is_copy:
            found += self._loose(folder.loose, where, top=top, among=readable)
        is_learners = folder.is_copy or (folder.has_lessons and not readable)
        if not found or (is_learners and not folder.progress):
            yield self._problem(where, _NO_PROGRESS)
        yield from found

    def _below(
        self, folder: _Folder, where: tuple[str, ...], *, top: bool, started: str
    ) -> Iterator[Submission]:
        """Yield the submissions in the folders and archives in a folder.

        Args:
            folder: the folder.
            where: its place.
            top: whether the teacher gave it, so that it may be a learner's copy and the place
                of all submissions as well.
            started: the time in its own progress file, which the zips made of it share.
        """
        for each in folder.others:
            if each.kind == "other":
                outside = "its name points outside or is nested too deeply"
                reason = "not a file or folder" if each.identity else outside
                yield self._problem(where, f"{each.name}: {reason}")
                continue
            is_theirs = (folder.is_copy and not top) or (folder.has_lessons and each.name in _OURS)
            is_own = folder.is_copy and not top and each.name.endswith(SUFFIX)
            for one in self.at(each, (*where, each.name), top=False):
                if one.record and is_own and started == _started([one]) != "":
                    yield replace(one, owner=where)
                elif one.record or not is_theirs:  # learners make folders and zips to attach
                    yield one

    def _loose(
        self, files: list[Entry], where: tuple[str, ...], *, top: bool, among: bool
    ) -> Iterator[Submission]:
        """Yield the notebooks and other files that are submissions of their own.

        Args:
            files: the files.
            where: the folder.
            top: whether the teacher gave that folder, so that each file is somebody's.
            among: whether there are readable submissions in the folder, so that the notebooks
                of lessons are somebody's, too.
        """
        for each in files:
            if each.name.endswith(".ipynb"):
                counts = among or not _LESSON.fullmatch(each.name)
            else:
                counts = top or is_from_a_site(each.name)
            if counts:
                yield from self.at(each, (*where, each.name), top=False)

    def _in_zip(self, entry: Entry, where: tuple[str, ...], *, top: bool) -> Iterator[Submission]:
        if self._zips == 2:  # noqa: PLR2004  the teacher's zip, and a learner's in it
            yield self._problem(where, "a zip in a zip in a zip; unpack the outer one")
            return
        self._zips += 1
        try:
            with ExitStack() as stack:
                found = list(self._in_folder(entry.open_zip(stack), where, top=top))
        except Exception as error:  # noqa: BLE001 - learners hand in anything
            found = [self._problem(where, _reason(error))]
        finally:
            self._zips -= 1
        if len(found) == 1 and not names_a_learner(found[0].where[len(where) :]):
            found = [replace(found[0], where=where)]
        yield from found

    def _record(self, file: Entry, where: tuple[str, ...]) -> Submission:
        try:
            content = file.read(_LARGEST + 1)
            if len(content) > _LARGEST:
                raise UnreadableError("has more than 1 MB")  # noqa: TRY301
            record = parse(content)
        except Exception as error:  # noqa: BLE001 - learners hand in anything
            return self._problem(where, f"its progress file {_reason(error)}")
        return Submission(self._given, where, record, time=file.time)

    def _problem(self, where: tuple[str, ...], problem: str) -> Submission:
        return Submission(self._given, where, problem=problem)


def _counts(entry: Entry) -> bool:
    """Tell if an entry may be or contain a submission; systems add files of their own."""
    if entry.kind == "other":
        return True
    if entry.name in _JUNK or entry.name.startswith("._"):
        return False
    is_hidden = entry.name.startswith(".") and entry.name not in {FILE, MANIFEST}
    return not is_hidden or (entry.kind == "file" and not _is_loose(entry.name))


def _is_loose(name: str) -> bool:
    return not (_PROGRESS.match(name) or name.lower().endswith((".zip", *_ARCHIVES)))


def _started(found: list[Submission]) -> str:
    return next((each.record.started for each in found if each.record), "")


def _reason(error: Exception) -> str:
    if isinstance(error, UnreadableError):
        return composed(str(error))
    words = (error.strerror if isinstance(error, OSError) else "") or str(error)
    return f"can't be read: {composed(words) or type(error).__name__}"
