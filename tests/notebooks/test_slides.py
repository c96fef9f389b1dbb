"""Each cell of a lesson has a slide type."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.notebooks.slide_types import slide_type, types_in

if TYPE_CHECKING:
    from pathlib import Path


def test_each_cell_has_a_slide_type(path: Path) -> None:
    differing = [
        key
        for key, (wanted, there) in types_in(json.loads(path.read_text("utf-8"))).items()
        if wanted != there
    ]
    assert differing == [], "this mends it: python -m tests.notebooks.slide_types"


@pytest.mark.parametrize(
    ("kind", "source", "wanted"),
    [
        ("markdown", "# Write a message\n\nText", "slide"),
        ("markdown", "## Read the error\n\n**Exercise 03.1.** Catch it.", "slide"),
        ("markdown", "## Make your own\n\n**Exercise 03.5.** Write.", "skip"),
        ("markdown", "**Look into it.** Who spoke first?", "notes"),
        ("markdown", "An empty line.\n\n**Exercise 03.2.** Do it.", "notes"),
        ("markdown", "Then use what you can:", ""),
        ("code", "server.start()", "fragment"),
        ("code", 'quiz("03.a")', "fragment"),
        ("code", '# Your code\nmine = None\n\ncheck("03.2", mine)', "skip"),
    ],
)
def test_the_rule_is_short(kind: str, source: str, wanted: str) -> None:
    assert slide_type(kind, source) == wanted
