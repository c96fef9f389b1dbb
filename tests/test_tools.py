"""A tool that a slow test lacks is named: the test is skipped, and on CI it fails."""

from __future__ import annotations

import pytest

from tests.tools import missing


def test_a_missing_tool_skips_the_test_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match="npm isn't installed"):
        missing("npm isn't installed")


def test_a_missing_tool_is_a_failure_on_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")

    with pytest.raises(pytest.fail.Exception, match="npm isn't installed"):
        missing("npm isn't installed")
