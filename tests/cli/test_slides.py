"""`python3 -m mailtutor slides`: what the slides contain, and that they load nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from mailtutor import cli
from mailtutor.cli import slides
from mailtutor.cli.errors import SetupError
from mailtutor.cli.slides.page import render_slides
from mailtutor.course import lessons

SHIPPED = Path(__file__).parents[2] / "notebooks"


def code(source: str, kind: str, *outputs: Any) -> dict[str, Any]:
    return cell("code", source, kind) | {"outputs": list(outputs), "execution_count": None}


def cell(cell_type: str, source: str, kind: str) -> dict[str, Any]:
    metadata = {"slideshow": {"slide_type": kind}} if kind else {}
    return {"cell_type": cell_type, "id": "some-cell", "source": source, "metadata": metadata}


def slides_of(*cells: dict[str, Any]) -> list[str]:
    """Render cells as slides; return the HTML of each slide."""
    whole: Any = nbformat
    notebook = whole.from_dict(
        {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    )
    return re.findall(r"(?s)<section.*?</section>", render_slides(notebook, SHIPPED))


def test_a_cells_metadata_decides_where_it_is_shown() -> None:
    first, second = slides_of(
        cell("markdown", "# Title", "slide"),
        cell("markdown", "More words", ""),
        code("secret = 1", "skip"),
        cell("markdown", "## Next", "slide"),
        cell("markdown", "Ask them first", "notes"),
    )
    assert "Title" in first
    assert "More words" in first
    assert "secret" not in first + second
    assert re.search(r'(?s)<aside class="notes">.*Ask them first.*</aside>', second)


def test_a_cells_output_appears_after_its_code_so_that_people_can_guess() -> None:
    printed = {"output_type": "stream", "name": "stdout", "text": "220 ready\n"}
    (slide,) = slides_of(code("connect()", "slide", printed))
    first, fragment = slide.split('<div class="piece fragment">')
    assert "connect" in first
    assert "220 ready" not in first
    assert "220 ready" in fragment


def test_an_error_is_shown_as_its_last_line_and_a_widget_as_its_text() -> None:
    error = {
        "output_type": "error",
        "ename": "ValueError",
        "evalue": "no",
        "traceback": ["in a library", "ValueError: no"],
    }
    data = {"text/plain": "Inbox: no messages", "application/vnd.jupyter.widget-view+json": {}}
    widget = {"output_type": "display_data", "metadata": {}, "data": data}
    (slide,) = slides_of(code("fail()", "slide", error, widget))
    assert "ValueError: no" in slide
    assert "in a library" not in slide
    assert "Inbox: no messages" in slide


def test_a_quiz_is_shown_without_its_call() -> None:
    asked = {"output_type": "stream", "name": "stdout", "text": "Question 03.a: What?\n"}
    (slide,) = slides_of(code('quiz("03.a")', "slide", asked))
    assert "Question 03.a: What?" in slide
    assert "quiz" not in slide
    (slide,) = slides_of(code('server.start()\nquiz("03.a")', "slide", asked))
    assert "start" in slide


def test_link_to_a_lesson_is_turned_into_text() -> None:
    (slide,) = slides_of(
        cell("markdown", "See [Log in](05_log_in.ipynb), [RFC](https://a.example/)", "slide")
    )
    assert "See Log in, " in slide
    assert 'href="https://a.example/"' in slide
    assert ".ipynb" not in slide


def test_a_password_prompt_in_a_lesson_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "ensure_environment", lambda **_: None)
    lesson = tmp_path / lessons.FOLDER / "05_log_in.ipynb"
    lesson.parent.mkdir()
    ask = code("from getpass import getpass\nprint(len(getpass()))", "slide")
    fail = code("1 / 0", "slide")
    about = {"metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    lesson.write_text(json.dumps({"cells": [ask], **about}), "utf-8")

    assert cli.main(["slides", "05"]) == 0

    assert "<pre>16" in (tmp_path / slides.FOLDER / "05_log_in.html").read_text("utf-8")
    lesson.write_text(json.dumps({"cells": [fail], **about}), "utf-8")
    with pytest.raises(SetupError, match="that shouldn't: ZeroDivisionError: division by zero"):
        slides.run("05")


def test_the_slides_of_the_demo_load_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "ensure_environment", lambda **_: None)
    monkeypatch.setattr(slides, "set_variables", lambda: None)
    monkeypatch.setenv("PYTHONPATH", str(SHIPPED.parent))

    assert cli.main(["slides", "demo"]) == 0

    (made,) = (tmp_path / slides.FOLDER).iterdir()
    assert str(made) in capsys.readouterr().out
    page = made.read_text("utf-8")
    shipped = json.loads((SHIPPED / "demo_connection_refused.ipynb").read_text("utf-8"))
    kinds = [each["metadata"]["slideshow"]["slide_type"] for each in shipped["cells"]]
    assert page.count("<section") == kinds.count("slide") > 5
    assert "ConnectionRefusedError" in page
    assert "Nothing is listening on port" in page
    assert "S: 220 localhost" in page
    assert not re.search(r"""(?i)<(link|iframe|script[^>]*src)|@import|url\(""", page)
    assert all(source.startswith("data:") for source in re.findall(r'<img[^>]* src="([^"]*)', page))
    assert "default-src 'none'" in page


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_lesson_is_turned_into_slides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert slides.run(None) == 0

    made = {path.stem for path in (tmp_path / slides.FOLDER).iterdir()}
    assert made == {path.stem for path in SHIPPED.glob("*.ipynb")} - {"gallery"}
    for path in (tmp_path / slides.FOLDER).iterdir():
        assert path.read_text("utf-8").count("<section") >= 7, path.name


def test_an_unknown_lesson_is_an_error_that_lists_the_lessons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "ensure_environment", lambda **_: None)

    assert cli.main(["slides", "77"]) == 1

    printed = capsys.readouterr().err
    assert "There is no lesson '77'" in printed
    assert "demo_connection_refused.ipynb" in printed


def test_the_learners_changed_lesson_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / lessons.FOLDER / "demo_connection_refused.ipynb"
    mine.parent.mkdir()
    mine.write_text("{}", "utf-8")
    monkeypatch.chdir(tmp_path)
    copy = lessons.working_copy(tmp_path)
    assert copy.notebooks("demo") == [mine]
    assert copy.notebooks("03") == [copy.shipped / "03_connect_to_a_server.ipynb"]


def test_a_picture_is_embedded_so_that_the_slides_load_nothing() -> None:
    (slide,) = slides_of(
        cell("markdown", "# Refused\n\n![No server.](images/refused.svg)", "slide")
    )
    assert 'src="data:image/svg+xml;base64,' in slide
    assert 'alt="No server."' in slide
