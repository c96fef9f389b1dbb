"""Make or update the learner's copy of the lessons, and start nothing."""

from __future__ import annotations

import os
from pathlib import Path

from mailtutor.cli.errors import SetupError
from mailtutor.course import lessons

FIRST = "00_start_here.ipynb"


def run() -> int:
    """Copy or update the lessons; on a hub, also say where to click."""
    copy = bring_up_to_date()
    print(f"Your lessons are in {copy.folder}")
    if hub_user():
        print(
            "You're on a hub, so JupyterLab is already running. In its file browser, on the\n"
            f"left, open the folder {copy.folder.name}, then {FIRST}."
        )
    return 0


def bring_up_to_date() -> lessons.WorkingCopy:
    """Copy or update the lessons in the current folder, and print what changed.

    Raises:
        SetupError: the folder can't be written.
    """
    try:
        copy = lessons.working_copy(Path.cwd())
        for line in copy.update():
            print(line)
    except lessons.LessonError as error:
        raise SetupError(str(error)) from error
    return copy


def hub_user() -> str:
    """Return the name of the user if this is a JupyterHub; empty if it isn't."""
    return os.environ.get("JUPYTERHUB_USER", "")
