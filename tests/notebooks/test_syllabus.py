"""Every sentence and every line of code of the notes has its place in a lesson."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.notebooks.syllabus import CODE, SENTENCES

FOLDER = Path(__file__).parents[2] / "notebooks"


def cells(number: str) -> dict[str, str]:
    """Return the cells of a lesson by id."""
    return {
        cell["id"]: "".join(cell["source"])
        for path in FOLDER.glob(f"{number}_*.ipynb")
        for cell in json.loads(path.read_text("utf-8"))["cells"]
    }


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_is_taught_where_it_is_said_to_be(key: str) -> None:
    assert SENTENCES[key]
    for place, taught in SENTENCES[key].items():
        number, _, cell = place.partition(":")
        assert taught in words(cells(number)[cell]), place
        assert taught or cells(number)[cell].startswith("quiz("), place


@pytest.mark.parametrize("code", CODE)
def test_line_of_code_is_in_its_cell_unchanged(code: str) -> None:
    number, _, cell = CODE[code].partition(":")
    assert code in cells(number)[cell], CODE[code]


def test_the_code_of_the_notes_comes_in_their_order() -> None:
    places = [place.partition(":") for place in CODE.values()]
    assert [number for number, _, _ in places] == sorted(number for number, _, _ in places)
