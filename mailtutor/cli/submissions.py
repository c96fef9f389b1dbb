"""Says who has done what, from folders or zips that learners handed in."""

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
_MOST = 1_000_000  # bytes; a file of progress has some thousand
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Person:
    """One handed-in folder.

    Attributes:
        name: what the folder is called.
        record: what is in its file of progress; None if that cannot be told.
        trouble: why it cannot be told.
    """

    name: str
    record: ProgressFile | None
    trouble: str = ""


def run(folders: list[str], *, as_csv: bool) -> int:
    """Print who has done what.

    Args:
        folders: one learner's, or folders in which learners' folders are, at any depth;
            zips of them too.
        as_csv: a line for each person and task, to be opened as a spreadsheet, instead of
            a table with a line for each person.
    """
    people = [person for folder in folders for person in _people(Path(folder))]
    if as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows([_harmless(cell) for cell in row] for row in _details(people))
    else:
        _print_table(people)
    return 0 if any(person.record for person in people) else 1


def _people(path: Path) -> Iterator[Person]:
    if path.is_file():
        yield from _in_zip(path, path.stem)
    elif not path.is_dir():
        yield Person(_printable(str(path)), None, "there is no such folder")
    else:
        people = list(_below(path))
        yield from people or [Person(_printable(_name(path, path)), None, f"no {FILE} in it")]


def _below(folder: Path) -> Iterator[Person]:
    for place, inside, files in os.walk(folder):
        here = Path(place)
        inside.sort()
        if FILE in files:
            inside.clear()
            yield _person(_name(here, folder), here.joinpath(FILE).read_bytes)
            continue
        for name in sorted(files):
            if name.lower().endswith(".zip"):
                within = (here / name).relative_to(folder).with_suffix("").as_posix()
                yield from _in_zip(here / name, within)


def _in_zip(path: Path, name: str) -> Iterator[Person]:
    """Find the files of progress in a zip, without unpacking it."""
    try:
        with ZipFile(path) as packed:
            found = [each for each in packed.namelist() if PurePosixPath(each).name == FILE]
            for each in found:
                inner = f"/{PurePosixPath(each).parent}" if len(found) > 1 else ""
                yield _person(name + inner, partial(_unpacked, packed, each))
            if not found:
                yield Person(_printable(name), None, f"no {FILE} in it")
    except (OSError, BadZipFile) as error:
        yield Person(_printable(name), None, f"cannot be read: {_printable(str(error))}")


def _unpacked(packed: ZipFile, name: str) -> bytes:
    with packed.open(name) as file:
        return file.read(_MOST)


def _person(name: str, content: Callable[[], bytes]) -> Person:
    try:
        return Person(_printable(name), parse(content()))
    except Exception as error:  # noqa: BLE001 - learners hand in anything
        return Person(_printable(name), None, f"cannot be read: {_printable(str(error))}")


def _name(here: Path, folder: Path) -> str:
    """Name a person by their folder below the one that was asked for."""
    if here.name == FOLDER and here != folder:
        here = here.parent
    if here == folder:
        whole = folder.resolve()
        return whole.parent.name if whole.name == FOLDER else whole.name
    return here.relative_to(folder).as_posix()


def _print_table(people: list[Person]) -> None:
    lessons = [catalog.lesson(number) for number in catalog.NUMBERS]
    rows = [["", *(lesson.number for lesson in lessons), "questions"]]
    for person in people:
        record = person.record
        if record is None:
            rows.append([person.name, person.trouble])
            continue
        done = [
            f"{sum(record.exercise(each.id).done for each in lesson.exercises)}"
            f"/{len(lesson.exercises)}"
            for lesson in lessons
        ]
        asked = [quiz.id for lesson in lessons for quiz in lesson.quizzes]
        answered = sum(bool(record.quiz(key).last) for key in asked)
        rows.append([person.name, *done, f"{answered}/{len(asked)}"])
    width = max(len(row[0]) for row in rows)
    for row in rows:
        print("  ".join([row[0].ljust(width), *(cell.ljust(4) for cell in row[1:])]).rstrip())


def _details(people: list[Person]) -> Iterator[list[str]]:
    for person in people:
        if person.record is None:
            yield [person.name, "", "", person.trouble, "", "", ""]
            continue
        for lesson in map(catalog.lesson, catalog.NUMBERS):
            for exercise in lesson.exercises:
                tried = person.record.exercise(exercise.id)
                outcome = "done" if tried.done else "not yet" if tried.tries else "not tried"
                counts = [str(len(tried.tries)), str(tried.hints), "yes" if tried.solution else ""]
                yield [person.name, lesson.number, exercise.id, outcome, *counts]
            for quiz in lesson.quizzes:
                option = quiz.option(person.record.quiz(quiz.id).last)
                outcome = ("right" if option.right else "wrong") if option else "not answered"
                yield [person.name, lesson.number, quiz.id, outcome, "", "", ""]


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from taking the name of a folder for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
