"""`python3 -m mailtutor lessons`, and `lab` on a hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mailtutor import cli
from mailtutor.cli import doctor
from mailtutor.course import lessons

if TYPE_CHECKING:
    from pathlib import Path


def content(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    return tmp_path


def test_lessons_makes_the_copy_and_a_second_run_keeps_the_learners_work(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["lessons"]) == 0
    folder = home / lessons.FOLDER
    (folder / "00_start_here.ipynb").write_bytes(b"mine")
    before = content(folder)

    assert cli.main(["lessons"]) == 0

    after = content(folder)
    manifest = str(folder / lessons.MANIFEST)
    assert after.pop(manifest)[0] == before.pop(manifest)[0]
    assert after == before
    assert capsys.readouterr().out.splitlines()[-1] == f"Your lessons are in {folder}"


def test_lessons_that_cannot_be_written_exit_with_1_and_a_sentence(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / lessons.FOLDER).write_bytes(b"a file")
    assert cli.main(["lessons"]) == 1
    assert "Can't write the lessons" in capsys.readouterr().err


def test_lab_on_a_hub_makes_the_copy_says_where_to_click_and_ends(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def installed(*, tests: bool = False) -> None:
        raise AssertionError(tests)

    monkeypatch.setattr(cli, "ensure_environment", installed)
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    assert cli.main(["lab"]) == 0
    assert (home / lessons.FOLDER / "00_start_here.ipynb").is_file()
    assert "open the folder mailtutor-lessons, then 00_start_here.ipynb" in " ".join(
        capsys.readouterr().out.split()
    )


def test_doctor_says_that_it_is_on_a_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.hub().what.startswith("not on a hub")
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    assert doctor.hub().what.startswith("on a hub, as ada")
