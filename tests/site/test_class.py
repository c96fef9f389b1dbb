"""A class that serves the browser edition over plain http, with learners in a real browser.

Their pages come from a name that is neither localhost nor https, as a teacher's computer in a
network has it: without a service worker, and without a folder of lessons.
"""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from mailtutor.cli import submissions
from tests.classroom.running_class import RunningClass
from tests.site.test_site import LESSONS, open_lesson

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

JOIN = 'import mailtutor\nmailtutor.join("K7QM-3XRP", name="{}")'
RIGHT = """\
from email.message import EmailMessage
message = EmailMessage()
message["From"] = "me@example.com"
message["To"] = "ada@example.com"
message["Subject"] = "Hello"
message.set_content("Hi Ada")
mailtutor.check("01.1", message)"""
# Runs code in the first code cell, as a person would, and returns the text of its outputs.
RUN_CELL = """async source => {
  const app = window.jupyterapp;
  const notebook = app.shell.currentWidget;
  await notebook.context.ready;
  await notebook.sessionContext.ready;
  await notebook.sessionContext.session.kernel.info;
  const index = notebook.content.widgets.findIndex(cell => cell.model.type === 'code');
  const { model } = notebook.content.widgets[index];
  model.sharedModel.setSource(source);
  notebook.content.activeCellIndex = index;
  notebook.content.deselectAll();
  await app.commands.execute('notebook:run-cell').catch(() => {});
  return JSON.stringify(model.toJSON().outputs);
}"""


@pytest.fixture(scope="module")
def running(site: Path) -> Iterator[RunningClass]:
    with RunningClass(site=site) as made:
        yield made


@pytest.fixture
def at(running: RunningClass) -> str:
    return f"http://school.test:{running.made.port}"


@pytest.fixture
def learner(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context() as context:
        context.set_default_timeout(120_000)
        yield context


@pytest.fixture
def teacher(browser: Browser, running: RunningClass) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 720}) as context:
        page = context.new_page()
        page.goto(running.made.link())
        page.wait_for_url("**/teacher")
        yield page


def run_cell(page: Page, source: str) -> str:
    outputs: list[dict[str, Any]] = json.loads(page.evaluate(RUN_CELL, source))
    return "".join(
        "".join(output.get("text", "")) + "".join(output.get("traceback", "")) for output in outputs
    )


def test_browser_learners_join_and_their_checks_are_on_the_wall(
    browser: Browser, learner: BrowserContext, teacher: Page, at: str
) -> None:
    ada = learner.new_page()
    ada.goto(at)
    assert not ada.evaluate("isSecureContext")
    assert ada.get_by_text("opening a lesson needs the connection").is_visible()
    assert not ada.get_by_text("works without").is_visible()
    open_lesson(ada, at, "01_write_a_message.ipynb")
    assert "You joined the class" in run_cell(ada, JOIN.format("Ada"))
    run_cell(ada, RIGHT)
    row = teacher.get_by_role("row", name="Ada")
    row.locator("td.done").wait_for()

    with browser.new_context() as other:
        grace = other.new_page()
        open_lesson(grace, at, "01_write_a_message.ipynb")
        run_cell(grace, JOIN.format("Grace"))
        run_cell(grace, 'mailtutor.check("01.1", "wrong")')
        teacher.get_by_role("row", name="Grace").locator("td.not-yet").wait_for()

    with teacher.expect_popup() as popup:
        teacher.get_by_role("link", name="Open the wall").click()
    wall = popup.value
    wall.get_by_text("2 learners").wait_for()
    assert "Ada" not in wall.locator("#panel").inner_text()
    assert f"http://localhost:{at.rpartition(':')[2]}/" in wall.locator("#how").inner_text()

    run_cell(ada, "mailtutor.leave()")
    row.wait_for(state="detached")


def test_two_notebooks_of_a_browser_are_one_learner(
    learner: BrowserContext, running: RunningClass, at: str
) -> None:
    for lesson in ("01_write_a_message.ipynb", "03_connect_to_a_server.ipynb"):
        page = learner.new_page()
        open_lesson(page, at, lesson)
        assert "You joined" in run_cell(page, JOIN.format("Linus"))
    names = running.do(lambda: [each.name for each in running.room.learners.values()])
    assert names.count("Linus") == 1


def test_the_line_for_laptops_sends_a_message_from_a_browser(
    learner: BrowserContext, teacher: Page, running: RunningClass, at: str
) -> None:
    page = learner.new_page()
    open_lesson(page, at, "06_send_and_handle_refusals.ipynb")
    connect = f'import smtplib\nclient = smtplib.SMTP("127.0.0.1", {running.made.mail_port})'
    run_cell(page, "%load_ext mailtutor")
    assert "ConnectionRefusedError" in run_cell(page, connect)
    assert "reaches the class inbox" in run_cell(page, JOIN.format("Ada"))
    run_cell(page, connect)
    said = run_cell(
        page,
        'client.login("ada", "K7QM-3XRP")\n'
        'print(client.sendmail("ada@example.com", "you@example.com", "Subject: From a tab"))\n'
        "print(client.quit())",
    )

    assert "Bye" in said
    teacher.get_by_role("button", name="Inbox").click()
    teacher.get_by_text("From a tab").wait_for()


def test_progress_is_shared_and_handed_in_with_the_notebooks(
    learner: BrowserContext, at: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = learner.new_page()
    open_lesson(first, at, "01_write_a_message.ipynb")
    run_cell(first, f"%load_ext mailtutor\nimport mailtutor\n{RIGHT}")
    run_cell(first, "")  # what the first cell changed is shared when it has ended
    second = learner.new_page()
    open_lesson(second, at, "02_attach_files.ipynb")
    run_cell(second, "%load_ext mailtutor")
    run_cell(second, "import mailtutor\nmailtutor.hand_in()")
    second.get_by_placeholder("such as Ada Lovelace").fill("Ada")
    second.get_by_text(f"{len(LESSONS)} notebooks, as last saved").wait_for()
    second.get_by_role("button", name="Make the zip").click()
    with second.expect_download() as download:
        second.get_by_role("link", name="Download Ada-mailtutor.zip").click()
    target = tmp_path / download.value.suggested_filename
    download.value.save_as(target)

    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
    assert ".mailtutor-progress.json" in names
    assert "02_attach_files.ipynb" in names
    assert submissions.run([str(tmp_path)], csv_file=None, details=False) == 0
    assert "1/1/" in capsys.readouterr().out


def test_work_is_there_after_reloading_over_plain_http(learner: BrowserContext, at: str) -> None:
    page = learner.new_page()
    open_lesson(page, at, "00_start_here.ipynb")
    first = "window.jupyterapp.shell.currentWidget.content.widgets[0].model.sharedModel"
    page.evaluate(
        f"""async () => {{
          const notebook = window.jupyterapp.shell.currentWidget;
          await notebook.context.ready;
          {first}.setSource('# Mine');
          await notebook.context.save();
        }}"""
    )
    open_lesson(page, at, "00_start_here.ipynb")
    page.wait_for_function(f"{first}.getSource() === '# Mine'")
