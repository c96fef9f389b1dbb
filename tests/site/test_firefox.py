"""The browser edition in Firefox."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.site.firefox import Firefox
from tests.site.lesson_cells import RUN_ALL, check_cells, code_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]
LESSON = "03_connect_to_a_server.ipynb"
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


def test_every_cell_of_lesson_3_does_what_it_should(firefox: Firefox, address: str) -> None:
    firefox.open(f"{address}/notebooks/index.html?path={LESSON}")
    assert firefox.evaluate(SHOWN)
    cells = code_cells(firefox.evaluate(f"({RUN_ALL})()"))

    check_cells(cells)
    kinds = [each.get("data", {}) for cell in cells for each in cell["outputs"]]
    assert any("application/vnd.jupyter.widget-view+json" in kind for kind in kinds)
