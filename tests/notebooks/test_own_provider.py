"""The lesson on one's own provider: nothing goes out, and every refusal is the provider's."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.notebooks.played import Played

ROOT = Path(__file__).parents[2]
LESSON = ROOT / "notebooks" / "07_use_your_own_provider.ipynb"


@pytest.fixture
def shown(play: Callable[[str], Played]) -> dict[str, str]:
    return play(LESSON.stem).shown()


def sources() -> dict[str, str]:
    cells = json.loads(LESSON.read_text("utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    written = {cell["id"]: "".join(cell["source"]) for cell in code}
    del written["mailer-step"]  # it defines functions in a file, and calls none
    return written


def calls(node: ast.AST) -> list[ast.Call]:
    used = {"deliver", "check_connection", "mailer.main"}
    inside = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
    return [each for each in inside if ast.unparse(each.func) in used]


def test_as_shipped_every_connection_stays_inside_the_block() -> None:
    connected = 0
    for source in sources().values():
        tree = ast.parse(source.replace("%load_ext mailtutor", ""))
        blocks = [each for each in ast.walk(tree) if isinstance(each, ast.With)]
        answered = [each for each in blocks if ".answering(" in ast.unparse(each).split("\n")[0]]
        assert len(calls(tree)) == sum(len(calls(block)) for block in answered)
        connected += len(calls(tree))
    assert connected >= 5


def test_one_line_is_left_out_and_it_would_send_with_the_same_function() -> None:
    source = sources()["go-out"]
    (line,) = [each for each in source.splitlines() if each.startswith("# deliver(")]
    (rehearsed,) = calls(ast.parse(source))
    (real,) = calls(ast.parse(line.removeprefix("# ")))
    same = len(rehearsed.args) - 2
    assert list(map(ast.unparse, real.args[:same])) == list(map(ast.unparse, rehearsed.args[:same]))
    assert list(map(ast.unparse, real.args[same:])) == ["getpass()", "ssl.create_default_context()"]


def test_the_check_goes_through_to_the_login(shown: dict[str, str]) -> None:
    assert "smtp.example.com port 587 works" in shown["check-587"]
    assert "a LocalServer answers for this name" in shown["check-587"]
    assert "ada@example.com is logged in" in shown["check-587"]


def test_rehearsals_are_accepted(shown: dict[str, str]) -> None:
    assert shown["rehearse"].startswith("{}\n")
    assert shown["go-out"].startswith("{}\n")


def test_the_refusals_are_those_that_the_text_names(shown: dict[str, str]) -> None:
    assert "534" in shown["wants-app-password"]
    assert "Application-specific password required" in shown["wants-app-password"]
    assert "553" in shown["from-the-shop"]
    assert "doesn't let you send as this sender" in shown["from-the-shop"]
