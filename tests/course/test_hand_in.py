"""The zip that a learner hands in: everything of theirs, and nothing else."""

# ruff: noqa: RUF001 - names in other scripts look like Latin letters

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from mailtutor import cli
from mailtutor.course.hand_in import hand_in, remarks, safe_name
from mailtutor.course.lessons import MANIFEST
from mailtutor.course.progress import FILE, Progress

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a lessons folder with progress, caches, backups and a notebook in a folder."""
    folder = tmp_path / "mailtutor-lessons"
    for name in (
        *(MANIFEST, "01_write_a_message.ipynb", "mine/extra.ipynb", ".secret/key", ".netrc"),
        *(".ipynb_checkpoints/x.ipynb", "backups/2026/x.ipynb", "__pycache__/x.pyc"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"{}")
    Progress(folder).begin()
    return folder


def packed(path: Path) -> list[str]:
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        return sorted(archive.namelist())


ALL = [FILE, MANIFEST, "01_write_a_message.ipynb", "mine/extra.ipynb"]


def test_the_zip_has_the_lessons_and_the_progress_and_no_caches_or_secrets(folder: Path) -> None:
    made = hand_in(folder, "Ada Lovelace")
    assert made.path == folder / "Ada Lovelace-mailtutor.zip"
    assert packed(made.path) == ALL
    assert made.has_progress
    assert remarks(made) == ["It contains 4 files, as last saved."]


def test_a_second_hand_in_replaces_the_zip_and_does_not_contain_the_first(folder: Path) -> None:
    hand_in(folder, "Ada")
    (folder / "new.txt").write_text("new")
    made = hand_in(folder, "Ada")
    assert packed(made.path) == [*ALL, "new.txt"]
    assert [path.name for path in folder.glob("*.zip")] == ["Ada-mailtutor.zip"]
    assert not list(folder.glob("*.unfinished"))


def test_a_hand_in_that_fails_keeps_the_previous_zip(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = hand_in(folder, "Ada")
    before = made.path.read_bytes()

    def no_room(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mailtutor.course.files.move_over", no_room)
    with pytest.raises(OSError, match="No space left"):
        hand_in(folder, "Ada")
    assert made.path.read_bytes() == before
    assert not list(folder.glob("*.unfinished"))


def test_large_files_are_named_and_left_out(folder: Path) -> None:
    with (folder / "video.mp4").open("wb") as file:
        file.truncate(11_000_000)
    made = hand_in(folder, "Ada")
    assert packed(made.path) == ALL
    assert remarks(made)[1:] == ["Not in it: video.mp4 (it has more than 10 MB)."]


def test_the_zip_has_a_bound_and_lessons_come_first(folder: Path) -> None:
    for number in range(7):
        with (folder / f"{number}.dat").open("wb") as file:
            file.truncate(9_000_000)
    made = hand_in(folder, "Ada")
    assert set(ALL[:3]) < set(packed(made.path))
    assert [text.split()[0] for text in made.left_out] == ["5.dat", "6.dat"]


def test_thousands_of_stray_files_are_summarized(folder: Path) -> None:
    (folder / "stray").mkdir()
    for number in range(1_020):
        (folder / "stray" / f"{number}.txt").touch()
    made = hand_in(folder, "Ada")
    assert made.count == 1_000
    assert "; and 14 more." in remarks(made)[1]


def test_links_out_of_the_folder_are_named_and_never_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "key").write_text("secret")
    try:
        (folder / "folder").symlink_to(tmp_path / "private", target_is_directory=True)
        (folder / "file.txt").symlink_to(tmp_path / "private" / "key")
        (folder / FILE).unlink()
        (folder / FILE).symlink_to(tmp_path / "private" / "key")
    except OSError:
        pytest.skip("this account may not make links")
    made = hand_in(folder, "Ada")
    assert packed(made.path) == ALL[1:]
    assert len(made.left_out) == 3
    assert not made.has_progress


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert hand_in(folder, "Ada").left_out == ("pipe (it isn't a file)",)


def test_a_learner_without_progress_is_told_so(folder: Path) -> None:
    (folder / FILE).unlink()
    assert "Your progress isn't in it" in remarks(hand_in(folder, "Ada"))[1]


def test_a_file_from_before_1980_is_packed(folder: Path) -> None:
    os.utime(folder / "mine" / "extra.ipynb", (0, 0))
    assert packed(hand_in(folder, "Ada").path) == ALL


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Zoë Müller", "Zoë Müller"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("李明", "李明"),
        ("Ольга", "Ольга"),
        ("محمد", "محمد"),
        ("प्रिया", "प्रिया"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("../../etc/passwd", "etc passwd"),
        ("C:\\Users\\ada", "C Users ada"),
        ("a\x00b\nc\u202e", "a b c"),
        ("con", "con_"),
        ("COM1.x", "COM1_.x"),
        ("ada@example.com", "ada@example.com"),
        (" .-. ", "learner"),
        ("", "learner"),
        ("\udcff", "learner"),
        ("👩\u200d🚀", "👩\u200d🚀"),
    ],
)
def test_a_name_becomes_one_that_every_system_allows(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_is_cut_between_letters(folder: Path) -> None:
    made = hand_in(folder, "李" * 300)
    assert made.path.is_file()
    assert len(made.path.name.encode()) < 143


def test_the_command_takes_a_name_and_prints_the_zip(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder.parent)
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    assert cli.main(["hand-in"]) == 0
    assert str(folder / "ada-mailtutor.zip") in capsys.readouterr().out
    assert cli.main(["hand-in", "Ada Lovelace"]) == 0
    assert (folder / "Ada Lovelace-mailtutor.zip").is_file()


def test_the_command_says_that_there_is_nothing_to_hand_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["hand-in"]) == 1
    assert "nothing to hand in" in capsys.readouterr().err


def test_a_user_without_a_name_can_hand_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise KeyError

    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    monkeypatch.setattr("getpass.getuser", unknown)
    monkeypatch.chdir(folder)
    assert cli.main(["hand-in"]) == 0
    assert (folder / "learner-mailtutor.zip").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_progress_file_is_private(folder: Path) -> None:
    Progress(folder).note_done("01.1")
    assert (folder / FILE).stat().st_mode & 0o777 == 0o600
