"""Each lesson runs from top to bottom, and fails only where it says so."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from mailtutor.course.progress import FILE
from tests.notebooks.typed_password import secrets_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.notebooks.played import Played


@pytest.fixture
def played(path: Path, play: Callable[[str], Played]) -> Any:
    """Return the lesson with its results, after its first run."""
    return play(path.stem).runs[0]


def test_a_lesson_leaves_only_the_progress_and_the_mailer_behind(
    path: Path, play: Callable[[str], Played]
) -> None:
    mailer = {"mailer.py", "test_mailer.py", "__pycache__"}
    assert {name.removesuffix(".lock") for name in play(path.stem).left} <= {FILE, *mailer}


def errors(cell: Any) -> list[str]:
    return [output.ename for output in cell.get("outputs", []) if output.output_type == "error"]


def test_cells_raise_what_their_tag_names_and_nothing_else(played: Any) -> None:
    code = [cell for cell in played.cells if cell.cell_type == "code"]
    raised = {cell.id: errors(cell) for cell in code}
    promised = {
        cell.id: [name] if (name := cell.metadata.get("mailtutor", {}).get("raises")) else []
        for cell in code
    }
    assert raised == promised
    assert all(cell.execution_count for cell in code)


def test_each_rejection_shows_a_card(played: Any) -> None:
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


def test_nothing_unexpected_is_printed(played: Any) -> None:
    for cell in played.cells:
        if "set_debuglevel" not in cell.source:
            assert not [each for each in cell.get("outputs", []) if each.get("name") == "stderr"]


def test_no_password_is_saved_in_the_notebook(played: Any) -> None:
    assert secrets_in(json.dumps(played)) == set()
