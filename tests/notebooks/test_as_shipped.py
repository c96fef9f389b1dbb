"""Each lesson runs from top to bottom, and fails only where it says so."""

from __future__ import annotations

import json
import os
import re
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.notebooks.typed_password import secrets_in, sit_down

read: Any = partial(nbformat.read, as_version=4)  # it has no types
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def played(path: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Run the lesson in a new kernel, in an empty folder, with nobody's settings."""
    lesson = read(path)
    tmp_path = tmp_path_factory.mktemp("room")
    env = os.environ | {"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path / "ipython")}
    sit_down(tmp_path / "ipython")
    folder = tmp_path / "lessons"
    folder.mkdir()
    client = NotebookClient(lesson, timeout=60, resources={"metadata": {"path": str(folder)}})
    client.execute(env=env)
    assert list(folder.iterdir()) == []
    return lesson


def errors(cell: Any) -> list[str]:
    return [output.ename for output in cell.get("outputs", []) if output.output_type == "error"]


def test_cells_raise_what_their_tag_names_and_nothing_else(played: Any) -> None:
    code = [cell for cell in played.cells if cell.cell_type == "code"]
    raised = {cell.id: errors(cell) for cell in code}
    promised = {
        cell.id: [cell.metadata.mailtutor.raises] if "mailtutor" in cell.metadata else []
        for cell in code
    }
    assert raised == promised
    assert all(cell.execution_count for cell in code)


def test_the_card_stands_under_each_refusal(played: Any) -> None:
    for cell in played.cells:
        if errors(cell) != ["ConnectionRefusedError"]:
            continue
        error, card = cell.outputs
        assert error.output_type == "error"
        assert "ConnectionRefusedError" in error.traceback[-1]
        assert card.data["text/plain"].startswith("Nothing is listening on port ")
        assert "mailtutor-card" in card.data["text/html"]


def test_every_exercise_says_that_it_was_not_tried(played: Any) -> None:
    for cell in played.cells:
        for key in re.findall(r'(?m)^check\("([^"]+)"', cell.source):
            (output,) = cell.outputs
            said = output.data["text/plain"]
            assert said.startswith(f"Exercise {key}, ")
            assert ": not tried. " in said


def test_nothing_is_printed_that_nobody_asked_for(played: Any) -> None:
    for cell in played.cells:
        if "set_debuglevel" not in cell.source:
            assert not [each for each in cell.get("outputs", []) if each.get("name") == "stderr"]


def test_no_password_stands_in_what_would_be_saved(played: Any) -> None:
    assert secrets_in(json.dumps(played)) == set()
