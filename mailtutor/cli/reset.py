"""Restore the original lessons; the learner's versions are backed up."""

from __future__ import annotations

from pathlib import Path

from mailtutor.cli.errors import SetupError
from mailtutor.course import lessons


def run(lesson: str | None) -> int:
    """Reset one lesson, or all of them, in the current folder's copy."""
    copy = lessons.working_copy(Path.cwd())
    try:
        for line in copy.reset(lesson):
            print(line)
    except lessons.LessonError as error:
        raise SetupError(str(error)) from error
    print(f"Your lessons are in {copy.folder}")
    return 0
