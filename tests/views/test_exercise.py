"""The boxes of exercises and quizzes, and the progress table, used as a person does."""

from __future__ import annotations

import re
import threading
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest

from mailtutor import check, hand_in, progress, quiz
from mailtutor.course import catalog, skills
from mailtutor.course.catalog import NUMBERS, lesson
from mailtutor.course.lessons import MANIFEST
from mailtutor.course.progress import FILE, Progress, read
from mailtutor.views.components import FormStyle
from tests.views.button_clicks import parts_of, press

if TYPE_CHECKING:
    from pathlib import Path

    from mailtutor.views.components import Form

SOLUTION = catalog.exercise("01.1").solution


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def html(form: Form) -> str:
    return "".join(str(each.value) for each in parts_of(form) if type(each).__name__ == "HTML")


def counts(view: Form) -> tuple[str, ...]:
    """Return the counts for lesson 01 in the progress table."""
    row = html(view).split('<th scope="row">01 Write a message')[1].split("</tr>")[0]
    return tuple(re.findall(r"<td>(\d of \d)</td>", row))


def solved() -> EmailMessage:
    namespace: dict[str, Any] = {"EmailMessage": EmailMessage}
    exec(SOLUTION, namespace)  # noqa: S102 - our own solution
    message: EmailMessage = namespace["greeting"]
    return message


def test_an_untried_exercise_says_so_and_creates_the_progress_file(folder: Path) -> None:
    view = check("01.1", None)
    assert "Not tried" in html(view)
    assert view.text().startswith("Exercise 01.1, Write a message of your own: not tried.")
    assert read(folder).keys() == []
    assert read(folder).started


def test_a_quiz_creates_the_progress_file_before_it_is_answered(folder: Path) -> None:
    quiz("01.a")
    assert read(folder).started


def test_a_button_makes_the_zip_without_showing_a_path(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "ada-at-home")
    (folder / MANIFEST).write_text("{}")
    check("01.1", None)
    view = hand_in()
    saved = repr([each.get_state() for each in parts_of(view)]) + view.text()
    assert "ada-at-home" not in saved
    press(view, "Make the zip")
    assert (folder / "ada-at-home-mailtutor.zip").is_file()
    view.name.value = "Ada <b>"
    press(view, "Make the zip")
    assert (folder / "Ada b-mailtutor.zip").is_file()
    assert "Ada b-mailtutor.zip is ready." in html(view)
    assert str(folder) not in html(view)


def test_lesson_without_a_number_is_listed_by_its_title() -> None:
    view = progress()
    row = html(view).split("Case files</th>")[1].split("</tr>")[0]
    assert "0 of 12" in row
    assert 'aria-label="case.12 Log in from both places: not tried"' in row
    assert "case Case files" not in html(view) + view.text()
    assert re.search(r"\n  Case files +0 of 12 exercises", view.text())


def test_a_wrong_answer_gets_its_mistake_and_a_right_one_is_recorded(folder: Path) -> None:
    assert "Not yet" in html(check("01.1", "Hi"))
    assert "but got a str, 'Hi'" in html(check("01.1", "Hi"))
    assert "Done" in html(check("01.1", solved()))
    assert read(folder).exercise("01.1").done
    assert "You solved this before" in html(check("01.1", None))


def test_every_icon_has_a_word_beside_it() -> None:
    for view, word in ((check("01.1", None), "Not tried"), (check("01.1", "Hi"), "Not yet")):
        assert re.search(rf"<svg [^>]+aria-hidden=\"true\">.+?</svg>{word}", html(view))
        assert html(view).isascii()


def test_answer_is_never_parsed_as_html() -> None:
    assert "<img" not in html(check("01.1", "<img src=x onerror=alert(1)>"))


def test_hints_open_one_by_one_and_stay_open(folder: Path) -> None:
    view = check("01.1", None)
    first, second, _ = hints = catalog.exercise("01.1").hints
    press(view, "Hint")
    assert view.hints == (first,)
    assert f"Hint: {first}" in view.text()
    assert f"Hint: {second}" not in view.text()
    press(view, "Hint")
    press(view, "Hint")
    press(view, "Hint")
    assert "There are no more hints." in html(view)
    assert check("01.1", None).hints == hints
    assert read(folder).exercise("01.1").hints == 3


def test_without_an_answer_the_open_hints_are_still_shown() -> None:
    press(check("01.1", "Hi"), "Hint")
    assert check("01.1").text().startswith("Exercise 01.1, Write a message of your own: not tried.")
    assert len(check("01.1").hints) == 1


def test_the_solution_opens_after_three_different_answers() -> None:
    for answer in ("a", "b", "b"):
        view = check("01.1", answer)
    press(view, "Solution")
    assert view.solution == ""
    assert "So far: 2." in html(view)
    view = check("01.1", "c")
    press(view, "Solution")
    assert view.solution == SOLUTION
    assert SOLUTION in view.text()
    assert check("01.1", None).solution == SOLUTION


def test_the_solution_opens_when_the_exercise_is_done() -> None:
    view = check("01.1", solved())
    assert view.solution == ""
    press(view, "Solution")
    assert view.solution == SOLUTION


def test_an_error_behind_a_button_is_shown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("the disk is gone")

    view, question = check("01.1", None), quiz("01.a")
    monkeypatch.setattr("mailtutor.course.progress.write_atomically", broken)
    press(view, "Hint")
    question.choices.value = "Six"
    assert "the disk is gone" in html(view)
    assert "the disk is gone" in html(question)
    assert read(folder).keys() == []


def test_buttons_work_from_another_thread() -> None:
    view = check("01.1", None)
    thread = threading.Thread(target=press, args=(view, "Hint"))
    thread.start()
    thread.join()
    assert len(view.hints) == 1


def test_each_option_has_its_reason_and_the_choice_is_recorded(folder: Path) -> None:
    view = quiz("01.a")
    assert "( ) Six" in view.text()
    for option in catalog.quiz("01.a").options:
        view.choices.value = option.text
        assert ("Yes." if option.right else "No.") in html(view)
        assert option.reason in view.text()
    assert "(x) Six" in quiz("01.a").text()
    assert read(folder).quiz("01.a").first == "Three: a body isn't a header"


def test_a_choice_that_no_longer_exists_is_ignored(folder: Path) -> None:
    (folder / FILE).write_text('{"quizzes": {"01.a": {"first": "Ten", "last": "Ten"}}}')
    assert quiz("01.a").choices.value is None
    assert read(folder).quiz("01.a").last == "Ten"


def test_progress_is_counted_by_lesson_and_can_be_reset(folder: Path) -> None:
    (folder / MANIFEST).write_text("{}")
    check("01.1", solved())
    quiz("01.b").choices.value = "As Olá!"
    check("01.3", "Hi")
    view = progress()
    assert counts(view) == ("1 of 5", "1 of 3")
    assert "1 of 5 exercises, 1 of 3 questions; left: 01.2, 01.3, 01.4, 01.5" in view.text()
    assert view.text().count("left:") == 1
    outcomes = re.findall(r'aria-label="(01\.\d) [^"]+: ([^"]+)"', html(view))
    assert outcomes == [
        *(("01.1", "done"), ("01.2", "not tried"), ("01.3", "not yet")),
        *(("01.4", "not tried"), ("01.5", "not tried")),
    ]
    press(view, "Reset")
    assert "Choose what to reset first" in html(view)
    view.reset.value = "01.1"
    press(view, "Reset")
    assert counts(view) == ("0 of 5", "1 of 3")
    view.reset.value = "all"
    press(view, "Reset")
    assert counts(view) == ("0 of 5", "0 of 3")
    assert "The previous file is now .mailtutor-progress.1.json" in html(view)


def test_map_marks_the_first_lesson_that_is_not_finished(folder: Path) -> None:
    view = progress()
    for number, following in (("01", "02 Attach files"), ("02", "03 Connect to a server")):
        for each in lesson(number).exercises:
            Progress(folder).note_done(each.id)
        press(view, "Refresh")
        (row,) = re.findall(r'<tr aria-current="step">.*?</tr>', html(view))
        assert following in row
        assert "you are here" in row
        (line,) = [line for line in view.text().splitlines() if "you are here" in line]
        assert following in line
    assert "encrypts what it sends" in html(view)


def test_right_answer_says_what_the_learner_can_do_now() -> None:
    view = check("01.1", solved())
    for shown in (html(view), view.text()):
        assert "You can now write a message from scratch." in shown
        assert "last exercise" not in shown
    assert "You can now" not in check("01.2", b"Hi").text()


def test_last_exercise_of_a_lesson_says_what_the_next_one_adds(folder: Path) -> None:
    for each in lesson("01").exercises[1:]:
        Progress(folder).note_done(each.id)
    shown = check("01.1", solved()).text()
    assert "That was the last exercise: you've finished 01 Write a message." in shown
    assert "In lesson 02, it attaches a flyer." in shown


def test_every_exercise_has_its_skill_and_every_lesson_with_a_number_its_step() -> None:
    for number in NUMBERS:
        assert bool(skills.mailer(number)) == number.isdigit()
        assert skills.finish(number)
        for each in lesson(number).exercises:
            assert skills.skill(each.id).endswith(".")


def test_refresh_shows_progress_from_another_notebook() -> None:
    view = progress()
    check("01.1", solved())
    press(view, "Refresh")
    assert "<td>1 of 5</td>" in html(view)


def test_a_check_reads_the_progress_file_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[Path] = []

    def counted(folder: Path) -> Any:
        reads.append(folder)
        return read(folder)

    monkeypatch.setattr("mailtutor.course.progress.read", counted)
    for answer in (None, "Hi", solved()):
        reads.clear()
        check("01.1", answer)
        assert len(reads) == 1
    reads.clear()
    progress()
    assert len(reads) == 1


def test_all_boxes_share_one_stylesheet() -> None:
    views = [check("01.1", None), quiz("01.a"), progress()]
    (style,) = {each for view in views for each in parts_of(view) if isinstance(each, FormStyle)}
    rest = {each for view in views for each in parts_of(view)} - {style}
    assert ".mt-exercise" in style._css
    assert not any("_css" in each.get_state() for each in rest)


def test_a_stylesheet_that_was_closed_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = FormStyle()
    monkeypatch.setattr(FormStyle, "_shared", closed)
    closed.close()
    style = FormStyle.shared()
    assert style.comm is not None
    assert style in parts_of(check("01.1", None))
