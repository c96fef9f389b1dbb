"""The box of a step, and `%%step` in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ipywidgets import HTML

from mailtutor.course import steps
from mailtutor.course.steps import take
from mailtutor.views.course.step import StepView
from tests.views.button_clicks import parts_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _new_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_taken", set())


def html(view: StepView) -> str:
    return "".join(each.value for each in parts_of(view) if type(each) is HTML)


def test_box_says_what_is_new_and_marks_it_in_the_program(tmp_path: Path) -> None:
    take("01 mailer.py", "PORT = 25\n", tmp_path)
    view = StepView(take("01 mailer.py", "def send():\n    return 1 < 2\n", tmp_path))
    assert view.text() == "mailer.py now has 5 lines. New: send."
    assert '<span class="mt-new">+ def send():</span>' in html(view)
    assert '<span class="mt-new">+     return 1 &lt; 2</span>' in html(view)
    assert "<span" not in html(view).partition("PORT")[2].partition("+ def")[0].split("\n")[0]


def test_box_says_when_there_is_nothing_new(tmp_path: Path) -> None:
    take("01 mailer.py", "PORT = 25\n", tmp_path)
    view = StepView(take("01 mailer.py", "PORT = 25\n", tmp_path))
    assert view.text() == "mailer.py has all of this already. It has 1 line."


def test_box_names_the_copy_of_what_the_learner_wrote(tmp_path: Path) -> None:
    (tmp_path / "mailer.py").write_text("PORT = 2525\n", "utf-8")
    view = StepView(take("01 mailer.py", "PORT = 25\n", tmp_path))
    assert "Your version is now backups/mailer_1.py." in view.text()
    assert (tmp_path / "backups" / "mailer_1.py").read_text("utf-8") == "PORT = 2525\n"
