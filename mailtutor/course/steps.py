"""The steps of the learner's own program: each lesson adds its functions to `mailer.py`."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .files import write_atomically
from .lessons import BACKUPS, shipped_folder
from .program import Part, parts, put

_FIRST_LINE = re.compile(r"%%step (\d\d) (\w+\.py)")
_LINE = re.compile(r"\s*(\d\d)\s+(\w+\.py)\s*")

# What steps have put into files since the kernel started: it's still in the learner's cells.
_taken: set[tuple[str, str]] = set()


class StepError(Exception):
    """A step couldn't be added; the text says why, and what to do."""


@dataclass(frozen=True)
class Step:
    """The functions that one lesson adds to a file."""

    number: str
    file: str
    source: str


@dataclass(frozen=True)
class Taken:
    """The result of a step.

    Attributes:
        file: the name of the file.
        program: all of it, with the step.
        new: the keys of the parts that are new, or differ from before.
        backup: the copy that was made because the step replaced the learner's own work;
            None if it replaced none.
    """

    file: str
    program: str
    new: tuple[str, ...]
    backup: Path | None


@cache
def shipped_steps() -> tuple[Step, ...]:
    """Return the steps in the lessons as shipped, in their order."""
    found = []
    for path in sorted(shipped_folder().glob("[01]*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            first, _, source = "".join(cell["source"]).partition("\n")
            if match := _FIRST_LINE.fullmatch(first):
                found.append(Step(match[1], match[2], source))
    return tuple(found)


def take(line: str, source: str, folder: Path) -> Taken:
    """Add a step to a file, which is created if needed.

    A learner may have skipped lessons, so the steps before this one come first, unless the
    learner has a version of their own. What this step replaces of the learner's own work is
    kept in `backups`.

    Args:
        line: the lesson's number and the name of the file: "03 mailer.py".
        source: the functions, constants and imports to add.
        folder: the learner's folder.

    Raises:
        StepError: the line has another form, or the file isn't valid Python.
        SyntaxError: the source isn't valid Python.
        OSError: the file can't be written.
    """
    match = _LINE.fullmatch(line)
    if match is None:
        raise StepError(f"Expected a lesson and a file, as in `%%step 03 mailer.py`; got {line!r}.")
    number, name = match.groups()
    compile(f"\n{source}", name, "exec")  # the cell's first line counts, too
    earlier = [step for step in shipped_steps() if step.number < number]
    for other in {step.file for step in earlier} - {name}:
        _write(folder / other, _caught_up(_read(folder / other), earlier, other))
    before = _read(folder / name)
    program = _caught_up(before, earlier, name)
    not_lost = _shipped() | _taken
    backup = None
    new = []
    for part in parts(source):
        there = _find(program, part.key)
        if there is None or there.text != part.text:
            new.append(part.key)
            if there and (there.key, there.text) not in not_lost and backup is None:
                backup = _back_up(folder, name, before)
        program = put(program, part)
        _taken.add((part.key, part.text))
    _write(folder / name, program)
    return Taken(name, program, tuple(new), backup)


def _caught_up(program: str, steps: list[Step], name: str) -> str:
    """Return a program with these steps, except where the learner has a version of their own."""
    try:
        there = {part.key: part.text for part in parts(program)}
    except SyntaxError as error:
        raise StepError(
            f"`{name}` isn't valid Python: {error.msg} in line {error.lineno}. Nothing was "
            "changed. Open it from the file browser, fix this line, and run the cell again."
        ) from None
    added = [part for step in steps if step.file == name for part in parts(step.source)]
    for part in added:
        if part.key not in there or (part.key, there[part.key]) in _shipped():
            program = put(program, part)
    return program


@cache
def _shipped() -> frozenset[tuple[str, str]]:
    """Return every version of every part that mailtutor ships."""
    steps = shipped_steps()
    return frozenset((part.key, part.text) for step in steps for part in parts(step.source))


def _find(program: str, key: str) -> Part | None:
    return next((part for part in parts(program) if part.key == key), None)


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


def _write(path: Path, program: str) -> None:
    """Write a program, and let the next `import` read it."""
    if _read(path) != program:
        write_atomically(path, program.encode())
    # Python compares the time to the second, so it could take an older version for this one.
    Path(importlib.util.cache_from_source(str(path))).unlink(missing_ok=True)
    importlib.invalidate_caches()
    sys.modules.pop(path.stem, None)


def _back_up(folder: Path, name: str, program: str) -> Path:
    """Keep a version of a program, under the first name that's free."""
    stem, number = Path(name).stem, 1
    while (folder / BACKUPS / f"{stem}_{number}.py").exists():
        number += 1
    backup = folder / BACKUPS / f"{stem}_{number}.py"
    write_atomically(backup, program.encode())
    return backup
