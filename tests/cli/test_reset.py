"""`python3 -m mailtutor reset`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailtutor import cli
from mailtutor.course import lessons

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_reset_restores_one_lesson_and_backs_up_the_learners_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    lessons.working_copy(tmp_path).update()
    lesson = tmp_path / lessons.FOLDER / "00_start_here.ipynb"
    shipped = lesson.read_bytes()
    lesson.write_text("my notes")

    assert cli.main(["reset", "00"]) == 0

    assert lesson.read_bytes() == shipped
    kept = list((tmp_path / lessons.FOLDER / lessons.BACKUPS).rglob("*.ipynb"))
    assert [path.read_text() for path in kept] == ["my notes"]
    assert "Your version is now backups/" in capsys.readouterr().out


def test_an_unknown_lesson_is_an_error_that_lists_the_lessons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert cli.main(["reset", "77"]) == 1

    printed = capsys.readouterr().err
    assert "There is no lesson '77'" in printed
    assert "00_start_here.ipynb" in printed
    assert not (tmp_path / lessons.FOLDER).exists()
