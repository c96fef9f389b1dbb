"""Says who has done what, from folders that learners handed in."""

from __future__ import annotations

import csv
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mailtutor.course import catalogue
from mailtutor.course.lessons import FOLDER
from mailtutor.course.progress import FILE, BrokenProgressError, Record, read

if TYPE_CHECKING:
    from collections.abc import Iterator

_COLUMNS = ("who", "lesson", "task", "outcome", "wrong answers", "hints", "solution opened")
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
    record: Record | None
    trouble: str = ""


def run(folders: list[str], *, as_csv: bool) -> int:
    """Print who has done what.

    Args:
        folders: one learner's, or folders in which learners' folders are, at any depth.
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


def _people(folder: Path) -> Iterator[Person]:
    if not folder.is_dir():
        yield Person(_printable(str(folder)), None, "there is no such folder")
        return
    found = False
    for here, inside, files in os.walk(folder):
        inside.sort()
        if FILE not in files:
            continue
        found = True
        inside.clear()
        name = _name(Path(here), folder)
        try:
            yield Person(name, read(Path(here)))
        except BrokenProgressError as error:
            yield Person(name, None, f"cannot be read: {_printable(str(error))}")
    if not found:
        yield Person(_name(folder, folder), None, f"no {FILE} in it")


def _name(here: Path, folder: Path) -> str:
    """Name a person by their folder below the one that was asked for."""
    if here.name == FOLDER and here != folder:
        here = here.parent
    if here == folder:
        whole = folder.resolve()
        return _printable(whole.parent.name if whole.name == FOLDER else whole.name)
    return _printable(here.relative_to(folder).as_posix())


def _print_table(people: list[Person]) -> None:
    lessons = [catalogue.lesson(number) for number in catalogue.NUMBERS]
    rows = [["", *(lesson.number for lesson in lessons), "questions"]]
    for person in people:
        record = person.record
        if record is None:
            rows.append([person.name, person.trouble])
            continue
        done = [
            f"{sum(record.tried(each.id).done for each in lesson.exercises)}"
            f"/{len(lesson.exercises)}"
            for lesson in lessons
        ]
        asked = [quiz.id for lesson in lessons for quiz in lesson.quizzes]
        answered = sum(bool(record.chosen(key).last) for key in asked)
        rows.append([person.name, *done, f"{answered}/{len(asked)}"])
    width = max(len(row[0]) for row in rows)
    for row in rows:
        print("  ".join([row[0].ljust(width), *(cell.ljust(4) for cell in row[1:])]).rstrip())


def _details(people: list[Person]) -> Iterator[list[str]]:
    for person in people:
        if person.record is None:
            yield [person.name, "", "", person.trouble, "", "", ""]
            continue
        for lesson in map(catalogue.lesson, catalogue.NUMBERS):
            for exercise in lesson.exercises:
                tried = person.record.tried(exercise.id)
                outcome = "done" if tried.done else "not yet" if tried.tries else "not tried"
                counts = [str(len(tried.tries)), str(tried.hints), "yes" if tried.solution else ""]
                yield [person.name, lesson.number, exercise.id, outcome, *counts]
            for quiz in lesson.quizzes:
                option = quiz.option(person.record.chosen(quiz.id).last)
                outcome = ("right" if option.right else "wrong") if option else "not answered"
                yield [person.name, lesson.number, quiz.id, outcome, "", "", ""]


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from taking the name of a folder for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
