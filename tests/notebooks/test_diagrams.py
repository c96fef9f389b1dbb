"""The diagrams of the lessons: drawn in one style, readable in light and dark, self-contained."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
DIAGRAMS = sorted((FOLDER / "images").glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=DIAGRAMS, ids=lambda path: path.stem)
def diagram(request: pytest.FixtureRequest) -> ET.Element:
    return ET.fromstring(request.param.read_text("utf-8"))  # noqa: S314 - our own file


def test_a_diagram_has_a_title_and_a_description(diagram: ET.Element) -> None:
    assert diagram.get("role") == "img"
    for name in ("title", "desc"):
        assert (diagram.findtext(f"{SVG}{name}") or "").strip()


def test_a_diagram_loads_nothing_and_runs_nothing(diagram: ET.Element) -> None:
    shapes = {"svg", "title", "desc", "style", "rect", "line", "path", "text"}
    assert {element.tag.removeprefix(SVG) for element in diagram.iter()} <= shapes
    style = diagram.findtext(f"{SVG}style") or ""
    assert "url(" not in style
    assert "@import" not in style


def test_all_diagrams_share_one_style_for_light_and_dark() -> None:
    styles = {re.search(r"(?s)<style>.*</style>", path.read_text("utf-8")) for path in DIAGRAMS}
    texts = {style[0] for style in styles if style}
    assert len(texts) == 1
    assert "prefers-color-scheme: dark" in texts.pop()


def test_text_stays_inside_its_diagram(diagram: ET.Element) -> None:
    width, height = float(diagram.get("width", 0)), float(diagram.get("height", 0))
    for text in diagram.iter(f"{SVG}text"):
        assert 0 < float(text.get("x", 0)) < width, text.text
        assert 10 < float(text.get("y", 0)) < height, text.text


def test_every_diagram_is_used_by_a_lesson() -> None:
    lessons = "".join(path.read_text("utf-8") for path in FOLDER.glob("*.ipynb"))
    used = set(re.findall(r"\(images/([\w-]+\.svg)\)", lessons))
    assert used == {path.name for path in DIAGRAMS}
