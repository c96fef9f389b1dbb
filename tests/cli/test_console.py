"""What a person sees while they wait, and who has to wait for whom."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from mailtutor.cli.console import step
from mailtutor.cli.errors import SetupError
from mailtutor.cli.setup_lock import one_at_a_time

if TYPE_CHECKING:
    from pathlib import Path


def test_a_step_is_one_line_with_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    with step("Installing") as progress:
        progress.read("Collecting anyio==4.16.0\n")

    said = capsys.readouterr().err
    assert said.startswith("  Installing ... ")
    assert said.endswith(" s\n")
    assert said.count("\n") == 1
    assert "\r" not in said


def test_a_terminal_sees_how_far_it_is_and_then_the_time_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    with step("Installing") as progress:
        progress.read("Collecting anyio==4.16.0\n")
        progress.read("  Downloading anyio\n")
        progress.read("Collecting arrow==1.4.0\n")
        progress.read("Installing collected packages: anyio, arrow\n")

    shown = [part.rstrip() for part in capsys.readouterr().err.split("\r")]
    assert shown[:4] == [
        "  Installing ...",
        "  Installing ... downloaded 1",
        "  Installing ... downloaded 2",
        "  Installing ... unpacking",
    ]
    assert shown[4] == "  Installing ..."
    assert shown[5].endswith(" s")


def test_a_step_that_fails_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyboardInterrupt), step("Installing"):
        raise KeyboardInterrupt

    assert capsys.readouterr().err == "  Installing ... failed\n"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"(?s)nowhere, but can't write there.*Copy the"):
        one_at_a_time(tmp_path / "nowhere").__enter__()


def test_after_one_has_finished_the_next_may_begin(tmp_path: Path) -> None:
    for _ in range(2):
        with one_at_a_time(tmp_path):
            pass
