"""The command that runs the tests, with and without a browser."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from mailtutor.cli import browser, run_tests
from mailtutor.cli.errors import SetupError

FOUND = browser.Search(browser.Browser("/opt/chromium", "156"), ())
NONE = browser.Search(None, ("Playwright's own: not installed",))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Collect what would be run; a run within this run would have no end."""
    commands: list[list[str]] = []

    def call(command: list[str], **_: Any) -> int:
        commands.append(command)
        return 5

    monkeypatch.setattr(subprocess, "call", call)
    monkeypatch.delenv("MAILTUTOR_BROWSER", raising=False)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(browser, "search", lambda: FOUND)
    return commands


@pytest.mark.parametrize(("slow", "marker"), [(False, "not slow"), (True, "slow")])
def test_pytest_is_run_with_what_was_asked_for_and_its_exit_code_handed_on(
    started: list[list[str]], *, slow: bool, marker: str
) -> None:
    assert run_tests.run(["-k", "inbox"], slow=slow) == 5

    assert started == [[sys.executable, "-m", "pytest", "-m", marker, "-k", "inbox"]]


def test_without_arguments_all_cores_are_used(started: list[list[str]]) -> None:
    run_tests.run([], slow=False)

    assert started[0][3:7] == ["-m", "not slow", "-n", "logical"]


def test_the_tests_are_told_which_browser(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILTUTOR_BROWSER", "")

    run_tests.run([], slow=False)

    assert (len(started), os.environ["MAILTUTOR_BROWSER"]) == (1, "/opt/chromium")


def test_without_a_browser_one_is_installed(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "search", lambda: NONE)
    monkeypatch.setattr(browser, "install", lambda: FOUND)
    monkeypatch.setenv("CI", "true")

    run_tests.run([], slow=False)

    assert started[0][4] == "not slow"


def test_here_the_tests_in_a_browser_are_left_out_loudly(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(browser, "search", lambda: NONE)
    monkeypatch.setattr(browser, "install", lambda: NONE)

    run_tests.run([], slow=False)

    said = capsys.readouterr()
    assert started[0][4] == "not slow and not browser"
    assert "SKIPPING THE BROWSER TESTS" in said.out
    assert "Playwright's own: not installed" in said.err
    assert "playwright install" in said.err


def test_where_every_test_must_run_a_missing_browser_is_a_failure(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "search", lambda: NONE)
    monkeypatch.setattr(browser, "install", lambda: NONE)
    monkeypatch.setenv("CI", "true")

    assert run_tests.run([], slow=False) == 1
    assert started == []


def test_a_browser_that_was_named_and_does_not_work_is_not_replaced(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def install() -> browser.Search:
        pytest.fail("another browser was installed")

    monkeypatch.setattr(browser, "search", lambda: NONE)
    monkeypatch.setattr(browser, "install", install)
    monkeypatch.setenv("MAILTUTOR_BROWSER", "/no/such/browser")
    monkeypatch.setenv("CI", "true")

    assert run_tests.run([], slow=False) == 1
    assert started == []


def test_an_installed_mailtutor_has_no_tests_and_says_so(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_tests, "ROOT", tmp_path)

    with pytest.raises(SetupError, match="come with the source"):
        run_tests.run([], slow=False)
