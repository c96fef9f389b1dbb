"""Turn the lessons into slides: one HTML file each, which works offline."""

from __future__ import annotations

import tempfile
from pathlib import Path

from mailtutor.cli.console import step
from mailtutor.cli.errors import SetupError
from mailtutor.cli.lab import set_variables
from mailtutor.course import lessons

FOLDER = "mailtutor-slides"


def run(lesson: str | None) -> int:
    """Run lessons, and write their slides to `mailtutor-slides` in the current folder.

    A lesson that you changed in your working copy is read from there.

    Args:
        lesson: the lesson, such as "03"; all of them if omitted.
    """
    try:
        found = lessons.working_copy(Path.cwd()).notebooks(lesson)
    except lessons.LessonError as error:
        raise SetupError(str(error)) from error
    for path in found:
        with step(f"Running {path.stem}"):
            made = write_slides(path, Path.cwd() / FOLDER)
        print(made)
    print("Open a file in a browser, and press f for full screen. Space: next; ?: all keys.")
    return 0


def write_slides(notebook: Path, folder: Path) -> Path:
    """Run a lesson, and write its slides.

    Args:
        notebook: the file of the lesson.
        folder: the folder to write to; it's created if it's missing.

    Returns:
        The file, named like the lesson.

    Raises:
        SetupError: the lesson can't be read, or a cell fails that shouldn't.
    """
    from mailtutor.cli.slides.notebook import execute
    from mailtutor.cli.slides.page import render_slides

    set_variables()
    try:
        # In a temporary folder, so that nobody's progress and files are touched.
        with tempfile.TemporaryDirectory() as work:
            played = execute(notebook.read_text("utf-8"), Path(work))
        number = notebook.stem.partition("_")[0]
        page = render_slides(played, notebook.parent, number)
    except (OSError, ValueError) as error:  # it can't be read, or isn't a notebook
        raise SetupError(f"Can't make slides of {notebook}: {error}") from error
    folder.mkdir(exist_ok=True)
    target = folder / f"{notebook.stem}.html"
    target.write_text(page, "utf-8")
    return target
