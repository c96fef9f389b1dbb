"""Pack the learner's lessons and progress into one zip to hand in."""

from __future__ import annotations

from pathlib import Path

from mailtutor.cli.command import COMMAND
from mailtutor.cli.errors import SetupError
from mailtutor.course import hand_in, lessons


def run(name: str | None) -> int:
    """Make the zip in the current folder's copy of the lessons.

    Args:
        name: the learner's name; the name they logged in with if omitted.

    Raises:
        SetupError: there are no lessons here, or the zip can't be written.
    """
    folder = lessons.working_copy(Path.cwd()).folder
    if not folder.is_dir():
        raise SetupError(
            f"There are no lessons in {Path.cwd()}, so there's nothing to hand in.\n"
            f"Run this in the folder that contains {lessons.FOLDER}:  {COMMAND} hand-in"
        )
    try:
        made = hand_in.hand_in(folder, name or hand_in.user_name())
    except OSError as error:
        raise SetupError(f"The zip can't be made: {error}") from error
    print("\n".join([f"Hand in this file:\n\n    {made.path}\n", *hand_in.remarks(made)]))
    return 0
