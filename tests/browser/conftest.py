"""A real browser and a JupyterLab for the tests of this folder, each started once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import comm
import pytest
from playwright.sync_api import expect

from tests.browser.bare import BarePage, Relay
from tests.browser.lab import LabServer, leave_notebooks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize


expect.set_options(timeout=60_000)  # milliseconds: a busy computer is slow, not broken
SIZE: ViewportSize = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    server = LabServer(tmp_path_factory.mktemp("lab")).start()
    yield server
    server.stop()


@pytest.fixture
def lab(lab_server: LabServer) -> Iterator[LabServer]:
    """Lend the shared JupyterLab, and leave it as it was: no kernel, no file."""
    yield lab_server
    lab_server.close_notebooks()
    for file in lab_server.notebooks.iterdir():
        if file.is_file():
            file.unlink()


@pytest.fixture(scope="session")
def lab_context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def lab_page(lab_context: BrowserContext) -> Iterator[Page]:
    """Lend a page that stays in JupyterLab from test to test: to load it takes 3 seconds.

    A test that reloads the page, or opens another, takes `page` instead.
    """
    page = lab_context.pages[0] if lab_context.pages else lab_context.new_page()
    page.set_viewport_size(SIZE)
    yield page
    if not leave_notebooks(page):
        page.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=SIZE)
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def bare(page: Page, monkeypatch: pytest.MonkeyPatch) -> Iterator[BarePage]:
    """Open a page without Jupyter. Views are made after it: they open their comms to it."""
    relay = Relay()
    monkeypatch.setattr(comm, "create_comm", relay.open)
    bare = BarePage(page, relay)
    yield bare
    bare.close()
    relay.stop()
