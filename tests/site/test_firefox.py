"""The browser edition in Firefox."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mailtutor.course.lessons import shipped_folder
from tests.site.firefox import Firefox
from tests.site.lesson_cells import RUN_ALL, check_cells, code_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]
LESSONS = sorted(path.name for path in shipped_folder().glob("*.ipynb"))
# Answers whatever asks for a password.
ANSWER = """new MutationObserver(() => {
  for (const field of document.querySelectorAll('.jp-Stdin-input, .mt-question input')) {
    if (field.value) continue;
    field.value = 'typed';
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  }
}).observe(document.body, { childList: true, subtree: true })"""
# Calls back as soon as the notebook is there: JupyterLab tells when it's about to be.
SHOWN = """new Promise(resolve => {
  const look = () => window.jupyterapp?.shell.currentWidget?.content?.widgets?.length
    ? resolve(true) : requestAnimationFrame(look);
  look();
})"""


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with Firefox(tmp_path_factory.mktemp("firefox")) as browser:
        yield browser


def test_the_landing_page_shows_the_lessons(firefox: Firefox, address: str) -> None:
    firefox.open(address)
    assert firefox.evaluate("document.querySelectorAll('li a').length") >= 11
    assert "mailtutor" in firefox.evaluate("document.title")
    assert firefox.errors == []


@pytest.mark.parametrize("name", LESSONS)
def test_every_cell_of_a_lesson_does_what_it_should(
    firefox: Firefox, address: str, name: str
) -> None:
    firefox.open(f"{address}/notebooks/index.html?path={name}")
    assert firefox.evaluate(SHOWN)
    firefox.evaluate(ANSWER)

    check_cells(code_cells(firefox.evaluate(f"({RUN_ALL})()")))
