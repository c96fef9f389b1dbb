"""The progress that setup prints, and the lock that lets only one setup run at a time."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from mailtutor.cli.console import step
from mailtutor.cli.environment import one_at_a_time
from mailtutor.cli.errors import SetupError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_step_is_one_line_with_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    with step("Installing") as show_progress:
        show_progress("Collecting anyio==4.16.0\n")

    printed = capsys.readouterr().err
    assert printed.startswith("  Installing ... ")
    assert printed.endswith(" s\n")
    assert printed.count("\n") == 1
    assert "\r" not in printed


def test_a_terminal_shows_progress_and_then_only_the_time(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    with step("Installing") as show_progress:
        show_progress("Collecting anyio==4.16.0\n")
        show_progress("  Downloading anyio\n")
        show_progress("Collecting arrow==1.4.0\n")
        show_progress("Installing collected packages: anyio, arrow\n")

    shown = [part.rstrip() for part in capsys.readouterr().err.split("\r")]
    assert shown[:4] == [
        "  Installing ...",
        "  Installing ... downloaded 1",
        "  Installing ... downloaded 2",
        "  Installing ... unpacking",
    ]
    assert shown[4] == "  Installing ..."
    assert shown[5].endswith(" s")


def test_a_step_that_fails_ends_with_failed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyboardInterrupt), step("Installing"):
        raise KeyboardInterrupt

    assert capsys.readouterr().err == "  Installing ... failed\n"


def test_a_read_only_folder_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"(?s)nowhere, but can't write there.*Copy the"):
        one_at_a_time(tmp_path / "nowhere").__enter__()


def test_the_lock_is_released_when_a_setup_ends(tmp_path: Path) -> None:
    for _ in range(2):
        with one_at_a_time(tmp_path):
            pass
