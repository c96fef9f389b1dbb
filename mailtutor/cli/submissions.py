"""Summarize progress from submitted folders or zip files."""

from __future__ import annotations

import csv
import os
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from mailtutor.course import catalog
from mailtutor.course.lessons import FOLDER
from mailtutor.course.progress import FILE, ProgressFile, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_COLUMNS = ("who", "lesson", "task", "outcome", "wrong answers", "hints", "solution opened")
_MAX_SIZE = 1_000_000  # bytes; a progress file has a few thousand
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Submission:
    """The progress in one submitted folder or zip.

    Attributes:
        name: the name of the folder or zip.
        record: the contents of its progress file; None if it can't be read.
        problem: why it can't be read.
    """

    name: str
    record: ProgressFile | None
    problem: str = ""


def run(folders: list[str], *, as_csv: bool) -> int:
    """Print a summary of the submissions.

    Args:
        folders: learners' folders or zips, or folders that contain them at any depth.
        as_csv: print CSV with a line per learner and task, instead of a table with a
            line per learner.
    """
    submissions = [found for folder in folders for found in _submissions(Path(folder))]
    if as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows([_harmless(cell) for cell in row] for row in _details(submissions))
    else:
        _print_table(submissions)
    return 0 if any(submission.record for submission in submissions) else 1


def _submissions(path: Path) -> Iterator[Submission]:
    if path.is_file():
        yield from _in_zip(path, path.stem)
    elif not path.is_dir():
        yield Submission(_printable(str(path)), None, "no such folder")
    else:
        found = list(_below(path))
        yield from found or [Submission(_printable(_name(path, path)), None, f"no {FILE} in it")]


def _below(folder: Path) -> Iterator[Submission]:
    for place, inside, files in os.walk(folder):
        here = Path(place)
        inside.sort()
        if FILE in files:
            inside.clear()
            yield _submission(_name(here, folder), here.joinpath(FILE).read_bytes)
            continue
        for name in sorted(files):
            if name.lower().endswith(".zip"):
                within = (here / name).relative_to(folder).with_suffix("").as_posix()
                yield from _in_zip(here / name, within)


def _in_zip(path: Path, name: str) -> Iterator[Submission]:
    """Find the progress files in a zip, without unpacking it."""
    try:
        with ZipFile(path) as packed:
            found = [each for each in packed.namelist() if PurePosixPath(each).name == FILE]
            for each in found:
                inner = f"/{PurePosixPath(each).parent}" if len(found) > 1 else ""
                yield _submission(name + inner, partial(_unpacked, packed, each))
            if not found:
                yield Submission(_printable(name), None, f"no {FILE} in it")
    except (OSError, BadZipFile) as error:
        yield Submission(_printable(name), None, f"can't be read: {_printable(str(error))}")


def _unpacked(packed: ZipFile, name: str) -> bytes:
    with packed.open(name) as file:
        return file.read(_MAX_SIZE)


def _submission(name: str, content: Callable[[], bytes]) -> Submission:
    try:
        return Submission(_printable(name), parse(content()))
    except Exception as error:  # noqa: BLE001 - learners hand in anything
        return Submission(_printable(name), None, f"can't be read: {_printable(str(error))}")


def _name(here: Path, folder: Path) -> str:
    """Name a submission by its path below the folder that was given."""
    if here.name == FOLDER and here != folder:
        here = here.parent
    if here == folder:
        whole = folder.resolve()
        return whole.parent.name if whole.name == FOLDER else whole.name
    return here.relative_to(folder).as_posix()


def _print_table(submissions: list[Submission]) -> None:
    lessons = [catalog.lesson(number) for number in catalog.NUMBERS]
    rows = [["", *(lesson.number for lesson in lessons), "questions"]]
    for submission in submissions:
        record = submission.record
        if record is None:
            rows.append([submission.name, submission.problem])
            continue
        done = [
            f"{sum(record.exercise(each.id).done for each in lesson.exercises)}"
            f"/{len(lesson.exercises)}"
            for lesson in lessons
        ]
        asked = [quiz.id for lesson in lessons for quiz in lesson.quizzes]
        answered = sum(bool(record.quiz(key).last) for key in asked)
        rows.append([submission.name, *done, f"{answered}/{len(asked)}"])
    width = max(len(row[0]) for row in rows)
    for row in rows:
        print("  ".join([row[0].ljust(width), *(cell.ljust(4) for cell in row[1:])]).rstrip())


def _details(submissions: list[Submission]) -> Iterator[list[str]]:
    for submission in submissions:
        if submission.record is None:
            yield [submission.name, "", "", submission.problem, "", "", ""]
            continue
        for lesson in map(catalog.lesson, catalog.NUMBERS):
            for exercise in lesson.exercises:
                state = submission.record.exercise(exercise.id)
                outcome = "done" if state.done else "not yet" if state.tries else "not tried"
                counts = [str(len(state.tries)), str(state.hints), "yes" if state.solution else ""]
                yield [submission.name, lesson.number, exercise.id, outcome, *counts]
            for quiz in lesson.quizzes:
                option = quiz.option(submission.record.quiz(quiz.id).last)
                outcome = ("right" if option.right else "wrong") if option else "not answered"
                yield [submission.name, lesson.number, quiz.id, outcome, "", "", ""]


def _printable(text: str) -> str:
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from reading a folder's name as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
