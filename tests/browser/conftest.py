"""A real browser and a JupyterLab for the tests of this folder, each started once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import comm
import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.bare import BarePage, Relay
from tests.browser.lab import BROWSER_FLAGS, LabServer, browser_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page


expect.set_options(timeout=30_000)  # milliseconds: a busy computer is slow, not broken


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=list(BROWSER_FLAGS)
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    server = LabServer(tmp_path_factory.mktemp("lab")).start()
    yield server
    server.stop()


@pytest.fixture
def lab(lab_server: LabServer, page: Page) -> Iterator[LabServer]:
    """Lend the shared JupyterLab, and leave it as it was: no page, no kernel, no file."""
    yield lab_server
    page.goto("about:blank")
    lab_server.close_notebooks()
    for file in lab_server.notebooks.iterdir():
        if file.is_file():
            file.unlink()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
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
