"""Holds for every test: a `browser` test is run by `python3 -m mailtutor test`, which finds one."""

from __future__ import annotations

import os

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where plain `pytest` is run without a browser named, say what to do instead of failing."""
    del config
    if os.environ.get("MAILTUTOR_BROWSER"):
        return
    reason = "no MAILTUTOR_BROWSER; `python3 -m mailtutor test` finds or installs a browser"
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=reason))
