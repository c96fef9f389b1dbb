"""Windows: the commands that it prints, its ports and colors, and folders in use."""

from __future__ import annotations

import errno
import importlib
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from mailtutor.cli import command, demo, environment, serve
from mailtutor.cli.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make the commands believe that this is Windows."""
    monkeypatch.setattr(sys, "platform", "win32")
    importlib.reload(command)
    yield
    monkeypatch.undo()
    importlib.reload(command)


@pytest.mark.usefixtures("windows")
def test_commands_start_with_py_on_windows() -> None:
    assert command.COMMAND == "py -m mailtutor"


def test_no_printed_text_spells_out_python3() -> None:
    from mailtutor.cli import requirements

    for path in (requirements.ROOT / "mailtutor").rglob("*.py"):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            spelled = "python3 -m mailtutor" in line and not line.lstrip().startswith(("#", '"""'))
            in_docstring = "`python3 -m mailtutor" in line or "the words after" in line
            assert not spelled or in_docstring, f"{path.name}, line {number}: {line}"


@pytest.mark.usefixtures("windows")
def test_a_port_reserved_by_windows_is_named_as_such() -> None:
    assert "Hyper-V" in serve._why(PermissionError(errno.EACCES, "Permission denied"))


def test_the_classic_windows_console_gets_no_colors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "sys", type("Sys", (), {"platform": "win32"}))
    monkeypatch.delenv("WT_SESSION", raising=False)
    monkeypatch.delenv("TERM", raising=False)
    assert not demo._shows_colors()
    monkeypatch.setenv("WT_SESSION", "1")
    assert demo._shows_colors()


def test_a_folder_with_read_only_files_is_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").write_bytes(b"")
    (folder / "bin" / "python").chmod(stat.S_IREAD)
    environment._delete(folder)
    assert not folder.exists()
    environment._delete(folder)  # and again, where there's nothing


def test_a_folder_in_use_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_use(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "in use", "python.exe")

    monkeypatch.setattr("shutil.rmtree", in_use)
    with pytest.raises(SetupError, match=r"another program is using it: in use, python\.exe"):
        environment._delete(tmp_path)
