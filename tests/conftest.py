"""Holds for every test: in which order, on which core, and what a `browser` test needs."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import sys
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

# jsonschema loads this to validate URLs that no notebook has: 1.4 seconds in each process.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

# A computer that's busy with something else is no fault of the code.
hypothesis.settings.register_profile("default", deadline=None)
hypothesis.settings.load_profile("default")

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that shows whether a test needs an earlier one."""
    parser.addoption(
        "--shuffle", type=int, metavar="SEED", help="run the tests in another order, browser first"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put mypy and browser tests first; skip these, with the reason, where there is none.

    Both keep a process busy for a long time, and the other tests fill what is left.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    if (seed := config.getoption("shuffle")) is not None:
        random.Random(seed).shuffle(items)  # noqa: S311 - an order, not a secret
    items.sort(key=turn)
    if os.environ.get("MAILTUTOR_BROWSER"):
        return
    reason = "no MAILTUTOR_BROWSER; `python3 -m mailtutor test` finds or installs a browser"
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=reason))


def turn(item: pytest.Item) -> int:
    """Return the place of a test in the order."""
    if item.path.name == "test_style.py":
        return 0
    return 1 if item.get_closest_marker("browser") else 2


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays until the end anyway: modules, and the tests.

    Some tests collect garbage before and after they count what is left. They took three
    times as long when each collection went through all of this.
    """
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Start one process more than there are cores: there's always a test that only waits.

    The slow ones don't wait: each keeps a browser busy, or a hub with 20 learners.
    """
    spare = 0 if config.option.markexpr == "slow" else 1
    return (os.cpu_count() or 1) + spare


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Deal out the tests to the processes of pytest-xdist, in their order, by what they share.

    Its own way, `--dist loadgroup`, has no effect from pytest 9.2 on:
    https://github.com/pytest-dev/pytest-xdist/issues/1386
    """
    from xdist.scheduler import LoadScopeScheduling

    config.option.loadscopereorder = False  # or files with many tests would come first
    scheduling = LoadScopeScheduling(config, log)
    scheduling._split_scope = shared_by
    return scheduling


def shared_by(nodeid: str) -> str:
    """Name the tests that run in the same process as this one.

    Those of a file share its fixtures. Those that look at lessons share the results, so that
    each lesson runs once. Browser tests share a browser and a JupyterLab. The answers to
    exercises wait for silent servers most of the time, so those of different lessons do it at
    the same time.

    >>> shared_by("tests/server/test_login.py::test_a_password[1]")
    'tests/server/test_login.py'
    >>> shared_by("tests/course/test_exercises.py::test_wrong_answers[07.2]")
    'tests/course/test_exercises.py 07'
    """
    path = nodeid.partition("::")[0]
    if path == "tests/course/test_exercises.py":
        return f"{path} {nodeid.rpartition('[')[2][:2]}"
    folder = path.rpartition("/")[0]  # in tests/site, they share a site
    return folder if folder in {"tests/browser", "tests/notebooks", "tests/site"} else path


@pytest.fixture(autouse=True)
def _close_widgets() -> Iterator[None]:
    """Close the widgets that a test leaves open.

    ipywidgets keeps every open widget, as a notebook needs. Its server would stay in memory
    too, and a memory server would keep smtplib redirected in all later tests.
    """
    yield
    if (ipywidgets := sys.modules.get("ipywidgets")) is not None:
        ipywidgets.Widget.close_all()


@pytest.fixture(autouse=True)
def _outside_the_browsers_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a test without a browser call ``asyncio.run``, in whatever order the tests come.

    Playwright's own event loop counts as running in the tests' thread from its first test on.
    """
    if "browser" in request.fixturenames:
        yield
        return
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start a real browser, once: Playwright allows only one in a process."""
    from playwright.sync_api import sync_playwright

    from tests.browser.lab import BROWSER_FLAGS, browser_path

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=list(BROWSER_FLAGS)
        )
        yield browser
        browser.close()
