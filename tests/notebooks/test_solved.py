"""Each lesson with our solutions put into its cells, run from top to bottom."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import pytest

from mailtutor.course import catalog
from mailtutor.course.progress import FILE
from tests.course.notebook_cells import asked_in, filled_in, notebook
from tests.notebooks.kernels import client_of
from tests.notebooks.typed_password import secrets_in, sit_down

read: Any = partial(nbformat.read, as_version=4)  # it has no types
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "number",
    # One shows whether solutions and checks still agree in a kernel; all take 15 seconds.
    [
        each if each == "03" else pytest.param(each, marks=pytest.mark.slow)
        for each in catalog.NUMBERS
    ],
)
def test_with_our_solutions_every_exercise_is_done_and_that_is_kept(
    number: str, tmp_path: Path
) -> None:
    path = notebook(number)
    exercises = catalog.lesson(number).exercises
    cells, _ = asked_in(path)
    solved = {cells[each.id]: filled_in(cells[each.id], each.solution) for each in exercises}
    lesson = read(path)
    for cell in lesson.cells:
        cell.source = solved.get(cell.source, cell.source)
    folder = tmp_path / "lessons"
    folder.mkdir()
    env = os.environ | {"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path / "ipython")}
    sit_down(tmp_path / "ipython")
    client = client_of(lesson, folder)

    client.execute(env=env)

    done = set(solved.values())
    said = [cell.outputs[-1].data["text/plain"] for cell in lesson.cells if cell.source in done]
    assert [text.split(",")[0] for text in said] == [f"Exercise {each.id}" for each in exercises]
    assert [text for text in said if ": done. " not in text] == []
    kept = json.loads((folder / FILE).read_text("utf-8"))
    assert kept["exercises"] == {each.id: {"done": True} for each in exercises}
    assert secrets_in(json.dumps(lesson)) == set()
