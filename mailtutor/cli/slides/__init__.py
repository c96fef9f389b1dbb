"""Makes slides of the lessons: one HTML file each, which needs no network."""

from __future__ import annotations

import tempfile
from pathlib import Path

from mailtutor.cli.console import step
from mailtutor.cli.errors import SetupError
from mailtutor.cli.lab import set_variables
from mailtutor.course import lessons

FOLDER = "mailtutor-slides"


def run(lesson: str | None) -> int:
    """Run lessons, and write their slides into `mailtutor-slides` in the current folder.

    A lesson that was changed in the working copy is taken from there.

    Args:
        lesson: which one, as "03"; all of them if not given.
    """
    try:
        found = lessons.working_copy(Path.cwd()).notebooks(lesson)
    except lessons.LessonError as error:
        raise SetupError(str(error)) from error
    set_variables()
    folder = Path.cwd() / FOLDER
    folder.mkdir(exist_ok=True)
    for path in found:
        with step(f"Running {path.stem}"):
            made = _made(path)
        target = folder / f"{path.stem}.html"
        target.write_text(made, "utf-8")
        print(target)
    print("Open a file in a browser. Arrow keys or space go on; n shows the notes; F11 fills.")
    return 0


def _made(path: Path) -> str:
    from mailtutor.cli.slides.page import deck, played

    try:
        # In a folder of its own, so that nobody's progress and files are touched.
        with tempfile.TemporaryDirectory() as room:
            return deck(played(path.read_text("utf-8"), Path(room)))
    except (OSError, ValueError) as error:  # it cannot be read, or is no notebook
        raise SetupError(f"{path} cannot be shown: {error}") from error
