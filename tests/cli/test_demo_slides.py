"""The demo as slides: a presenter can run it without looking at the keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mailtutor.cli.slides.notebook import execute
from mailtutor.cli.slides.page import render_slides

SHIPPED = Path(__file__).parents[2] / "notebooks"


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Run the demo; return the HTML of each slide."""
    monkeypatch.setenv("PYTHONPATH", str(SHIPPED.parent))
    text = (SHIPPED / "demo_connection_refused.ipynb").read_text("utf-8")
    return re.findall(r"(?s)<section.*?</section>", render_slides(execute(text, tmp_path), SHIPPED))


def test_the_demo_has_five_screens_and_each_takes_two_presses_and_one_sentence(
    demo: list[str],
) -> None:
    guide = (SHIPPED / "TEACHING.md").read_text("utf-8")
    said = [re.findall(r"<b>Say:</b> (.*?)</p>", slide) for slide in demo]
    assert [len(sentences) for sentences in said] == [1] * 7
    assert all(f'"{sentence}"' in guide for (sentence,) in said)
    title, *screens, end = demo
    assert [screen.count('class="piece fragment"') for screen in screens] == [1] * 5
    assert "fragment" not in title + end
