"""Summarize progress from submitted folders, zips and whatever else was handed in."""

from __future__ import annotations

import glob
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from mailtutor.cli import submission_tables as tables
from mailtutor.cli.errors import SetupError
from mailtutor.cli.submission_names import composed
from mailtutor.cli.submission_search import Submission, search
from mailtutor.cli.submission_tables import Row
from mailtutor.course.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator


def run(folders: list[str], *, csv_file: str | None, details: bool) -> int:
    """Print a summary of the submissions.

    Args:
        folders: learners' folders or zips, or folders or zips that contain them at any depth.
        csv_file: also save the summary there as CSV, with a row per learner; with details,
            a row per learner and task.
        details: print a line per learner and task.

    Returns:
        0 if everything was read, 1 if anything couldn't be.

    Raises:
        SetupError: the CSV file can't be written.
    """
    if csv_file is not None and not csv_file.lower().endswith(".csv"):
        raise SetupError(
            f"{csv_file!r} isn't the name of a CSV file, so nothing was saved.\n"
            "Put a name such as progress.csv after --csv."
        )
    seen = {os.path.realpath(csv_file)} if csv_file else set()
    found = [each for path in _expanded(folders) for each in search(path, seen)]
    rows = list(_rows(found))
    try:
        for line in tables.aligned(tables.details(rows)) if details else tables.summary(rows):
            print(line)
        sys.stdout.flush()
    except OSError:  # a closed pipe, as by `| head`; Windows has another error for that
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if csv_file is not None:
        _save(csv_file, tables.details(rows) if details else tables.gradebook(rows))
    return 0 if all(row.record or row.is_older for row in rows) and rows else 1


def _save(csv_file: str, table: list[list[str]]) -> None:
    try:
        write_atomically(Path(csv_file), tables.as_csv(table))
    except OSError as error:
        raise SetupError(f"{csv_file} can't be written: {error.strerror or error}") from error
    print(f"Saved {csv_file}.", file=sys.stderr)


def _expanded(folders: list[str]) -> Iterator[Path]:
    """Yield the paths; on Windows, the terminal leaves `*` to the program."""
    for folder in folders:
        matches = [] if os.path.lexists(folder) else sorted(glob.glob(folder))  # noqa: PTH207
        yield from map(Path, matches or [folder])


def _rows(found: list[Submission]) -> Iterator[Row]:
    """Yield a row for everything found; only a learner's newest version has its progress."""
    newest: dict[tuple[str, str], Submission] = {}
    for each in found:
        if each.record:
            best = newest.setdefault(_key(each), each)
            if (each.changed, each.time) > (best.changed, best.time):
                newest[_key(each)] = each
    uses = Counter(each.learner.name for each in newest.values())
    is_single = len({each.given for each in found}) == 1
    for each in found:
        learner = each.learner.name
        if uses[learner] > 1:
            place = each.path if is_single else composed(str(each.given.joinpath(*each.where)))
            learner += f" ({each.learner.id or place})"
        if newest.get(_key(each)) is each:
            yield Row(learner, each.record)
        elif each.record:
            yield Row(learner, None, f"an older version: {each.path}", is_older=True)
        else:
            hint = "" if learner == each.path else f"{each.path}: "
            yield Row(learner, None, f"{hint}{each.problem}")


def _key(submission: Submission) -> tuple[str, str]:
    """Tell learners apart; a file's name alone doesn't, since several may be called "student"."""
    learner = submission.learner
    name = learner.name.casefold()
    if learner.certain:
        return name, learner.id
    started = submission.record.started if submission.record else ""
    given = submission.given
    return name, started or str(given if submission.where else given.parent)
