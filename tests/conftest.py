"""Holds for every test: which run last, and what a `browser` test needs."""

from __future__ import annotations

import os

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests in a browser last, and leave them out, with the reason, where there is none.

    Last, because Playwright keeps an event loop running in the main thread from its first
    test on, in which `asyncio.run` refuses to work.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    if os.environ.get("MAILTUTOR_BROWSER"):
        return
    reason = "no MAILTUTOR_BROWSER; `python3 -m mailtutor test` finds or installs a browser"
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=reason))
