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
    set_variables()
    folder = Path.cwd() / FOLDER
    folder.mkdir(exist_ok=True)
    for path in found:
        with step(f"Running {path.stem}"):
            page = _slides_of(path)
        target = folder / f"{path.stem}.html"
        target.write_text(page, "utf-8")
        print(target)
    print("Open a file in a browser. Arrow keys or space: next; n: notes; F11: full screen.")
    return 0


def _slides_of(path: Path) -> str:
    from mailtutor.cli.slides.notebook import execute
    from mailtutor.cli.slides.page import render_slides

    try:
        # In a temporary folder, so that nobody's progress and files are touched.
        with tempfile.TemporaryDirectory() as folder:
            notebook = execute(path.read_text("utf-8"), Path(folder))
        return render_slides(notebook, path.parent, path.stem.partition("_")[0])
    except (OSError, ValueError) as error:  # it can't be read, or isn't a notebook
        raise SetupError(f"Can't make slides of {path}: {error}") from error
