"""`python3 -m mailtutor slides`: how cells become slides, and that they load nothing."""

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
from mailtutor.cli.slides.outputs import RECORDING, Shared, shown_by
from mailtutor.cli.slides.page import render_slides
from mailtutor.course import catalog, lessons

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
        cell("markdown", "# Title\n\nMore words", "slide"),
        code("secret = 1", "skip"),
        cell("markdown", "## Next", "slide"),
        cell("markdown", "Ask them first", "notes"),
    )
    assert "Title" in first
    assert "More words" in first
    assert "secret" not in first + second
    assert re.search(r'(?s)<aside class="notes".*Ask them first.*</aside>', second)


def test_a_cells_output_appears_after_its_code_so_that_people_can_guess() -> None:
    printed = {"output_type": "stream", "name": "stdout", "text": "220 ready\n"}
    (slide,) = slides_of(code("connect()", "slide", printed))
    first, fragment = slide.split('<div class="piece fragment">')
    assert '<span class="n">connect</span>' in first
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
    (slide,) = slides_of(code('quiz("03.a")', "fragment"))
    quiz = catalog.quiz("03.a")
    assert quiz.question in slide
    assert all(option.text in slide for option in quiz.options)
    assert "quiz(" not in slide
    source, asked = slides_of(code('server.start()\nquiz("03.a")', "fragment"))
    assert "start" in source
    assert quiz.question in asked


def test_the_right_answer_and_its_reason_come_with_the_next_key() -> None:
    (slide,) = slides_of(code('quiz("03.a")', "fragment"))
    screen, _, notes = slide.partition("<aside")
    (right,) = re.findall(r'<li class="right">.*?</li>', screen)
    assert '<span class="reason fragment"><b>Right.</b> No program has this port' in right
    assert "Python waits only if nothing answers" not in screen
    assert "Python waits only if nothing answers" in notes


def test_a_prediction_is_on_the_slide_of_its_code_unless_a_question_asks_for_it() -> None:
    told = "**Predict.** What will the same line do?"
    (slide,) = slides_of(cell("markdown", f"## Stop\n\n{told}", "slide"), code("stop()", ""))
    assert "the same line" in slide
    (slide,) = slides_of(cell("markdown", f"## Stop\n\n{told}", "slide"), code('quiz("03.a")', ""))
    assert "the same line" in slide.partition("<aside")[2]


def test_an_exercise_has_a_slide_with_its_task_and_its_cell_and_the_answer_is_in_the_notes() -> (
    None
):
    text, exercise = slides_of(
        cell("markdown", "## Read it\n\nWords.\n\n**Exercise 03.1.** Catch it.", "slide"),
        code('# Your code\ncaught = None\n\ncheck("03.1", caught)', "skip"),
    )
    assert "Words." in text
    screen, _, notes = exercise.partition("<aside")
    assert f"Exercise 03.1: {catalog.exercise('03.1').title}" in screen
    assert "Catch it." in screen
    assert "# Your code" in screen
    assert "except" not in screen
    assert "except" in notes


def test_what_readers_do_in_the_notebook_is_for_the_speaker() -> None:
    (slide,) = slides_of(
        cell("markdown", "## Wire\n\nBytes.\n\n**Look into it.** Press *Anatomy*.", "slide")
    )
    screen, _, notes = slide.partition("<aside")
    assert "Bytes." in screen
    assert "Anatomy" not in screen
    assert "Anatomy" in notes


def test_long_output_continues_on_the_next_slides_and_nothing_is_lost() -> None:
    lines = [f"line {number}" for number in range(50)]
    printed = {"output_type": "stream", "name": "stdout", "text": "\n".join(lines)}
    first, *rest = slides_of(code("show()", "", printed))
    assert len(rest) == 3
    assert re.findall(r"line \d+", "".join([first, *rest])) == lines


def test_a_transcript_is_drawn_with_the_client_on_the_left_and_codes_in_color() -> None:
    printed = "{}\nS: 220 ready\nC: QUIT\nS: 550 no <b>\n"
    output = {"output_type": "stream", "name": "stdout", "text": printed}
    (slide,) = slides_of(code("print(t)", "", output))
    assert '<pre class="printed">{}</pre>' in slide
    assert '<li class="client"><span class="unseen">client: </span><span>QUIT</span>' in slide
    assert '<span><b class="code-5">550</b> no &lt;b&gt;</span>' in slide


def test_a_numbered_heading_is_no_list() -> None:
    (slide,) = slides_of(cell("markdown", "## 1. A `program` wants\n\nWords", "slide"))
    assert "<h2>1. A <code>program</code> wants</h2>" in slide


def test_a_sentence_to_say_is_in_the_notes_and_nowhere_else() -> None:
    text = cell("markdown", "## Send it", "slide")
    text["metadata"]["mailtutor"] = {"say": "Watch the inbox."}
    (slide,) = slides_of(text, code("send()", ""))
    screen, _, notes = slide.partition("<aside")
    assert "Watch the inbox." not in screen
    assert "<b>Say:</b> Watch the inbox." in notes


def test_a_card_is_shown_without_what_it_has_folded_up() -> None:
    card = "<style>.a {}</style><div><p>Refused</p><details>More</details></div>"
    output = {"output_type": "display_data", "metadata": {}, "data": {"text/html": card}}
    (slide,) = slides_of(code("fail()", "", output))
    assert '<div class="card"><div><p>Refused</p></div></div>' in slide


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

    assert '<pre class="printed">16</pre>' in (
        tmp_path / slides.FOLDER / "05_log_in.html"
    ).read_text("utf-8")
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
    assert page.count("<section class") == kinds.count("slide") == 7
    assert "ConnectionRefusedError" in page
    assert "Nothing is listening on port" in page
    assert '<b class="code-2">220</b> localhost' in page
    assert "Inbox: listening on localhost" in page
    assert not re.search(r"(?i)<(link|iframe|script[^>]*src)", page)
    assert not re.search(r"(?i)@import|url\(", page.partition("</style>")[0])
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
        cell("markdown", "## Refused\n\n![No server.](images/refused.svg)\n\nWords", "slide")
    )
    assert "Words" in slide  # below such a wide picture
    assert 'src="data:image/svg+xml;base64,' in slide
    assert 'alt="No server."' in slide


def test_a_long_transcript_continues_on_the_next_slide_with_the_raw_bytes_of_its_own_lines() -> (
    None
):
    lines = [{"n": number} for number in range(1, 16)]
    pieces = [{"n": number} for number in [*range(1, 16), 0]]
    recording = {
        "id": "view",
        "script": "",
        "style": "",
        "answers": [
            {"ask": "lines", "content": {"lines": lines, "ending": "closed"}, "buffers": []},
            {"ask": "lines", "wire": True, "content": {"wire": {"pieces": pieces}}, "buffers": []},
        ],
    }
    data = {"text/plain": "Session 1", RECORDING: recording}
    output = {"output_type": "execute_result", "metadata": {}, "data": data, "execution_count": 1}
    shared = Shared()
    shown = shown_by([output], shared, press="Eavesdropper")
    assert [each.html.count('data-press="Eavesdropper"') for each in shown] == [1, 1]
    first, second = (each["answers"] for each in shared.recordings)
    assert [line["n"] for line in first[0]["content"]["lines"]] == [*range(1, 9)]
    assert [piece["n"] for piece in first[1]["content"]["wire"]["pieces"]] == [*range(1, 9)]
    assert [piece["n"] for piece in second[1]["content"]["wire"]["pieces"]] == [*range(9, 16), 0]
    assert [each[0]["content"]["ending"] for each in (first, second)] == ["", "closed"]
