"""The browser edition in a real browser, from a plain static server: every lesson, offline too."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from mailtutor.cli import submissions
from mailtutor.course.lessons import shipped_folder
from tests.browser.test_hostile_mail import SEND, VECTORS, Listener, armed, open_each_and_push
from tests.site.lesson_cells import RUN_ALL, check_cells, code_cells

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Request

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]
LESSONS = sorted(path.name for path in shipped_folder().glob("*.ipynb"))

ASKS = ".jp-Stdin-input, .mt-question input"  # over https or on localhost, and elsewhere

# Runs new code in a cell at the top.
RUN_CODE = """async code => {
  const { commands, shell } = window.jupyterapp;
  const notebook = shell.currentWidget;
  await notebook.context.ready;
  await notebook.sessionContext.ready;
  await notebook.sessionContext.session.kernel.info;
  notebook.content.model.sharedModel.insertCell(0, { cell_type: 'code', source: code });
  notebook.content.activeCellIndex = 0;
  await commands.execute('notebook:run-cell');
}"""


def held(request: Request) -> bool:
    return request.failure == "csp"


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Page]:
    """Lend a page of a person who is here for the first time; nothing else may be asked."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(120_000)
    page = context.new_page()
    elsewhere: set[str] = set()
    held_back: set[str] = set()  # by our own policy: Playwright reports these, too
    page.on("request", lambda request: elsewhere.add(request.url))
    page.on("requestfailed", lambda each: held_back.update({each.url} if held(each) else ()))
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    context.close()
    allowed = (address, "data:", "blob:")
    assert not [url for url in elsewhere - held_back if not url.startswith(allowed)]


def open_lesson(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/notebooks/index.html?path={name}")
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.content?.widgets?.length")


def run_all(page: Page) -> list[dict[str, Any]]:
    """Run all cells, and answer whatever asks for a password."""
    page.evaluate(f"() => {{ ({RUN_ALL})().then(cells => {{ window.cells = cells }}) }}")
    while not (cells := page.evaluate("window.cells")):
        page.wait_for_function(f"window.cells || document.querySelector('{ASKS}')")
        field = page.locator(ASKS)
        if field.count():
            field.first.fill("typed")
            field.first.press("Enter")
            field.first.wait_for(state="detached")
    return code_cells(cells)


@pytest.mark.parametrize("name", LESSONS)
def test_every_cell_of_a_lesson_does_what_it_should(visitor: Page, address: str, name: str) -> None:
    open_lesson(visitor, address, name)
    check_cells(run_all(visitor))


def test_the_card_stands_below_the_traceback(visitor: Page, address: str) -> None:
    open_lesson(visitor, address, "03_connect_to_a_server.ipynb")
    cells = run_all(visitor)
    refused = next(cell for cell in cells if cell["metadata"].get("mailtutor", {}).get("raises"))
    kinds = [output.get("name") or output["output_type"] for output in refused["outputs"]]
    assert kinds == ["stderr", "display_data"]
    card = "".join(refused["outputs"][1]["data"]["text/plain"])
    assert "`server` hasn't been started" in card


def test_a_lesson_never_opened_before_runs_without_a_connection(
    visitor: Page, address: str
) -> None:
    visitor.goto(address)
    visitor.wait_for_function("document.getElementById('warm').textContent.includes('ready.')")
    open_lesson(visitor, address, "00_start_here.ipynb")
    run_all(visitor)
    visitor.wait_for_load_state("networkidle")  # the worker has stored what it fetched
    visitor.context.set_offline(True)
    open_lesson(visitor, address, "01_write_a_message.ipynb")
    assert all(cell["execution_count"] for cell in run_all(visitor))


def test_work_is_there_after_reloading_and_gone_after_deleting(visitor: Page, address: str) -> None:
    open_lesson(visitor, address, "00_start_here.ipynb")
    visitor.evaluate(
        """async () => {
          const notebook = window.jupyterapp.shell.currentWidget;
          await notebook.context.ready;
          notebook.content.widgets[0].model.sharedModel.setSource('# Mine');
          await notebook.context.save();
        }"""
    )
    first = "window.jupyterapp.shell.currentWidget.content.widgets[0].model.sharedModel.getSource()"
    open_lesson(visitor, address, "00_start_here.ipynb")
    visitor.wait_for_function(f"{first} === '# Mine'")
    visitor.goto(address)
    visitor.click("#reset")
    visitor.wait_for_function("document.getElementById('gone').textContent")
    open_lesson(visitor, address, "00_start_here.ipynb")
    visitor.wait_for_function(f"{first}.startsWith('# Start here')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_landing_page_has_no_barriers(browser: Browser, address: str, scheme: Any) -> None:
    with browser.new_context(color_scheme=scheme, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(address)
        problems = Axe().run(page)
        assert problems.violations_count == 0, problems.generate_report()


def test_the_landing_page_fits_a_phone(browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.locator("a.start").is_visible()


def test_every_link_of_the_landing_page_leads_somewhere(site: Path) -> None:
    page = (site / "index.html").read_text("utf-8")
    links = [part.split('"')[0] for part in page.split('href="')[1:]]
    assert len(links) > len(LESSONS)
    for link in links:
        path, _, query = link.partition("?path=")
        assert (site / path).is_file(), link
        assert not query or (site / "files" / query).is_file(), link


def test_a_site_is_small(site: Path) -> None:
    sizes = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
    assert sum(sizes) < 40_000_000


def test_work_can_be_downloaded_and_its_progress_read(
    visitor: Page, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_lesson(visitor, address, "03_connect_to_a_server.ipynb")
    run_all(visitor)
    packed = visitor.evaluate(
        """async () => {
          const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
          await kernel.requestExecute({ code: `
            from pathlib import Path
            from mailtutor.course.hand_in import hand_in
            hand_in(Path(), "Ada")` }).done;
          const file = await window.jupyterapp.serviceManager.contents.get(
            'Ada-mailtutor.zip', { content: true, format: 'base64' });
          return file.content;
        }"""
    )
    (tmp_path / "Ada-mailtutor.zip").write_bytes(base64.b64decode(packed))
    assert submissions.run([str(tmp_path)], csv_file=None, details=False) == 0
    assert "Ada" in capsys.readouterr().out


@pytest.mark.parametrize("name", [LESSONS[3], LESSONS[5]])  # the second one asks for passwords
def test_a_lesson_runs_over_plain_http_in_a_network(
    browser: Browser, address: str, name: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto(address.replace("localhost", "school.test"))
        assert not page.evaluate("isSecureContext")
        open_lesson(page, address.replace("localhost", "school.test"), name)
        assert all(cell["execution_count"] for cell in run_all(page))


def test_hostile_html_neither_runs_nor_fetches_nor_leads_anywhere(
    visitor: Page, address: str
) -> None:
    listener = Listener()
    vectors = {name: armed(html, listener) for name, html in VECTORS.items()}
    open_lesson(visitor, address, LESSONS[0])
    lesson = visitor.url
    popups: list[Page] = []
    visitor.context.on("page", lambda popup: popups.append(popup))  # noqa: PLW0108 - inspected
    visitor.evaluate(RUN_CODE, f"VECTORS = {json.dumps(vectors)}\n{SEND}\nserver.inbox()")
    open_each_and_push(visitor, visitor.locator(".mailtutor").first, list(vectors))
    listener.stop()
    assert visitor.url == lesson
    assert not popups
    assert visitor.evaluate("() => window.hacked") is None
    assert listener.heard == []
