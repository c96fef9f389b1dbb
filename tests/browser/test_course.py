"""An exercise and a quiz in a real browser, by keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.accessible import violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.lab import LabServer

pytestmark = pytest.mark.browser


@pytest.fixture
def page(lab_page: Page) -> Page:
    """Return the page that stays in JupyterLab."""
    return lab_page


CELLS = (
    'from mailtutor import check, progress, quiz\nquiz("01.a")',
    'check("01.1", None)',
    "progress()",
)


def test_a_quiz_and_an_exercise_are_used_by_keyboard_and_kept(lab: LabServer, page: Page) -> None:
    notebook = lab.open(page, *CELLS)
    notebook.restart_and_run_all()
    quiz, exercise = page.locator(".mt-quiz"), page.locator(".mt-exercise")
    question = quiz.get_by_role("radio")
    expect(question).to_have_count(4)
    quiz.get_by_label("Four").press("Space")
    expect(quiz.get_by_text("No.")).to_be_visible()
    quiz.get_by_label("Four").press("ArrowDown")
    quiz.get_by_label("Five").press("ArrowDown")
    expect(quiz.get_by_text("Yes.")).to_be_visible()
    expect(quiz.get_by_label("Six")).to_be_checked()

    # In JupyterLab's command mode these would cut, merge and delete cells.
    cells = page.locator(".jp-Notebook .jp-Cell")
    for key in ("x", "Shift+ArrowDown", "Shift+M", "d", "d"):
        quiz.get_by_label("Six").press(key)
    expect(cells).to_have_count(len(CELLS))
    quiz.get_by_label("Six").press("Shift+Enter")
    expect(cells.nth(1)).to_have_class(re.compile("jp-mod-active"))

    exercise.get_by_role("button", name="Hint").press("Enter")
    expect(exercise.get_by_text("Hint 1 of 3.")).to_be_visible()
    exercise.get_by_role("button", name="Solution").press("Enter")
    expect(exercise.get_by_text("So far: 0.")).to_be_visible()
    for answer in ("'a'", "'b'", "'c'"):
        notebook.choose_cell(1)
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(f'check("01.1", {answer})')
        page.keyboard.press("Control+Enter")
        expect(exercise.get_by_text(f"but got a str, {answer}")).to_be_visible()
    exercise.get_by_role("button", name="Solution").press("Enter")
    expect(exercise.get_by_label("Code to copy")).to_contain_text("greeting = EmailMessage()")

    assert violations(page) == []
    progress = page.locator(".mt-progress")
    progress.get_by_role("button", name="Refresh").press("Enter")
    row = progress.get_by_role("row", name="01 Write a message")
    expect(row.get_by_role("cell")).to_have_text(["writes a message", "0 of 5", "12345", "1 of 3"])
    expect(row.get_by_role("img", name="01.1 Write a message of your own: not yet")).to_be_visible()


@pytest.mark.slow
def test_the_zip_to_hand_in_appears_in_the_file_browser(lab: LabServer, page: Page) -> None:
    notebook = lab.open(page, "from mailtutor import hand_in\nhand_in()")
    notebook.restart_and_run_all()
    form = notebook.output(0)
    form.get_by_label("Your name").fill("Ada Lovelace")
    form.get_by_role("button", name="Make the zip").press("Enter")
    expect(form.get_by_text("Ada Lovelace-mailtutor.zip is ready.")).to_be_visible()
    assert violations(page) == []
    page.evaluate("jupyterapp.commands.execute('filebrowser:activate')")
    page.evaluate("jupyterapp.commands.execute('filebrowser:refresh')")
    listed = page.locator(".jp-DirListing-itemText", has_text="Ada Lovelace-mailtutor.zip")
    expect(listed).to_be_visible()


FAILS = (
    (
        "%load_ext mailtutor\nimport smtplib\nfrom mailtutor import LocalServer, check\n"
        "server = LocalServer()"
    ),
    (
        "# Your code\ncaught = None\nclient = smtplib.SMTP('localhost', server.port)\n\n"
        'check("03.1", caught)'
    ),
)


def test_an_error_before_check_shows_the_learners_line_the_card_and_the_exercise(
    lab: LabServer, page: Page
) -> None:
    page.set_viewport_size({"width": 1024, "height": 768})
    notebook = lab.open(page, *FAILS)
    for _ in FAILS:  # "run all" would stop at the error, and so does a person
        notebook.run_next_cell()
    output = notebook.output(1)
    exercise = output.locator(".mt-exercise")
    expect(
        exercise.get_by_text("Your code raised ConnectionRefusedError in line 3")
    ).to_be_visible()
    traceback = output.locator("[data-mime-type='application/vnd.jupyter.stderr']")
    expect(traceback).to_contain_text("client = smtplib.SMTP(")
    expect(traceback).to_contain_text("frames inside smtplib and socket folded")
    expect(traceback).not_to_contain_text("smtplib.py")
    shown = (traceback, output.locator(".mailtutor-card"), exercise)
    tops = [each.evaluate("each => each.getBoundingClientRect().top") for each in shown]
    assert tops == sorted(tops)

    exercise.get_by_role("button", name="Hint").press("Enter")
    expect(exercise.get_by_text("Hint 1 of")).to_be_visible()
    whole = output.get_by_role("region", name="The full traceback")
    expect(whole).to_be_hidden()
    output.get_by_text("The full traceback", exact=True).click()
    expect(whole).to_contain_text("smtplib.py")
    assert violations(page, output) == []
