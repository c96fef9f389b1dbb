"""Every sentence and every line of code of the notes has its place in a lesson."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.notebooks.notes import CODE, SENTENCES

FOLDER = Path(__file__).parents[2] / "notebooks"


def cells(number: str) -> dict[str, str]:
    """Return the cells of a lesson by id; empty while there is no such lesson."""
    return {
        cell["id"]: "".join(cell["source"])
        for path in FOLDER.glob(f"{number}_*.ipynb")
        for cell in json.loads(path.read_text("utf-8"))["cells"]
    }


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_has_its_cell(key: str) -> None:
    assert SENTENCES[key]
    for place in SENTENCES[key]:
        number, _, cell = place.partition(":")
        assert cell in cells(number) if cell else not cells(number), place


@pytest.mark.parametrize("code", CODE)
def test_a_line_of_code_stands_in_its_cell_as_it_is(code: str) -> None:
    number, _, cell = CODE[code].partition(":")
    assert code in cells(number).get(cell, "") if cell else not cells(number), CODE[code]
