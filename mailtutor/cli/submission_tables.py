"""The tables of a class: one row per learner, one line per task, and a file for a gradebook."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailtutor.course import catalog
from mailtutor.record import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailtutor.course.progress import ProgressFile

_LEGEND = "Exercises: done/tried/all. Questions: right/answered/all."
_DETAILS = ("learner", "lesson", "task", "outcome", "wrong answers", "hints", "solution opened")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


@dataclass(frozen=True)
class Row:
    """One row of the summary.

    Attributes:
        learner: the learner's name, or what it was handed in as.
        record: the progress; None if it can't be read, or there's a newer version.
        note: why there is no progress in the row.
        is_older: whether there's a newer version.
    """

    learner: str
    record: ProgressFile | None
    note: str = ""
    is_older: bool = False


def summary(rows: list[Row]) -> Iterator[str]:
    """Yield the lines of the table with a row for everything that was handed in."""
    cells = [["", *catalog.NUMBERS, "questions"], *map(_summary_cells, rows)]
    width = max(len(row[0]) for row in cells)
    yield _LEGEND
    for first, *others in cells:
        yield "  ".join([first.ljust(width), *(cell.ljust(5) for cell in others)]).rstrip()
    read = sum(row.record is not None for row in rows)
    older = sum(row.is_older for row in rows)
    unreadable = len(rows) - read - older
    parts = [f"{count(read, 'learner')}", *([count(older, "older version")] if older else [])]
    yield f"{', '.join(parts)}, {unreadable} unreadable."


def details(rows: list[Row]) -> list[list[str]]:
    """Return a table with a row for each learner and task, below its header."""
    table = [list(_DETAILS)]
    for row in rows:
        if row.record is None:
            table.append([row.learner, "", "", row.note, "", "", ""])
        else:
            table.extend([row.learner, *cells] for cells in _tasks(row.record))
    return table


def aligned(table: list[list[str]]) -> Iterator[str]:
    """Yield the lines of a table whose columns are aligned."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    widths[3] = 12  # outcomes; a problem may be longer, because nothing follows it
    for row in table:
        cells = zip(row, widths, strict=True)
        yield "  ".join(cell.ljust(width) for cell, width in cells).rstrip()


def gradebook(rows: list[Row]) -> list[list[str]]:
    """Return a table with one row per learner and one column per lesson, below its header."""
    lessons = [catalog.lesson(number) for number in catalog.NUMBERS]
    questions = sum(len(lesson.quizzes) for lesson in lessons)
    header = [
        "learner",
        *(f"{lesson.number} {lesson.title} (of {len(lesson.exercises)})" for lesson in lessons),
        f"questions right (of {questions})",
        "exercises tried",
        "questions answered",
        "note",
    ]
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        by_name.setdefault(row.learner, []).append(row)
    table = [header]
    for name, theirs in by_name.items():
        record = next((row.record for row in theirs if row.record), None)
        note = "; ".join(row.note for row in theirs if row.note)
        table.append([name, *(_grades(record) if record else [""] * (len(header) - 2)), note])
    return table


def as_csv(table: list[list[str]]) -> bytes:
    """Return a table as CSV that Excel reads as UTF-8, and never as formulas."""
    text = io.StringIO()
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in table)
    return text.getvalue().encode("utf-8-sig", errors="backslashreplace")


def _summary_cells(row: Row) -> list[str]:
    if row.record is None:
        return [row.learner, row.note]
    cells = []
    all_right = all_answered = all_questions = 0
    for lesson in map(catalog.lesson, catalog.NUMBERS):
        done, tried, right, answered = _counts(row.record, lesson.number)
        cells.append(f"{done}/{tried}/{len(lesson.exercises)}")
        all_right, all_answered = all_right + right, all_answered + answered
        all_questions += len(lesson.quizzes)
    return [row.learner, *cells, f"{all_right}/{all_answered}/{all_questions}"]


def _grades(record: ProgressFile) -> list[str]:
    counts = [_counts(record, number) for number in catalog.NUMBERS]
    done, tried, right, answered = zip(*counts, strict=True)
    return [*map(str, done), str(sum(right)), str(sum(tried)), str(sum(answered))]


def _counts(record: ProgressFile, number: str) -> tuple[int, int, int, int]:
    """Count the exercises done and tried, and the questions right and answered."""
    lesson = catalog.lesson(number)
    states = [record.exercise(each.id) for each in lesson.exercises]
    chosen = [(quiz, record.quiz(quiz.id).last) for quiz in lesson.quizzes]
    options = [quiz.option(last) for quiz, last in chosen]
    return (
        sum(state.done for state in states),
        sum(state.done or bool(state.tries) for state in states),
        sum(option.right for option in options if option),
        sum(bool(last) for _, last in chosen),
    )


def _tasks(record: ProgressFile) -> Iterator[list[str]]:
    for lesson in map(catalog.lesson, catalog.NUMBERS):
        for exercise in lesson.exercises:
            state = record.exercise(exercise.id)
            outcome = "done" if state.done else "not yet" if state.tries else "not tried"
            counts = [str(len(state.tries)), str(state.hints), "yes" if state.solution else ""]
            yield [lesson.number, exercise.id, outcome, *counts]
        for quiz in lesson.quizzes:
            option = quiz.option(record.quiz(quiz.id).last)
            outcome = ("right" if option.right else "wrong") if option else "not answered"
            yield [lesson.number, quiz.id, outcome, "", "", ""]


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from reading a learner's name as a formula."""
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) or cell.startswith(_FORMULA) else cell
