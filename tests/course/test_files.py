"""Learners' files are never half written, and locks never block for long."""

from __future__ import annotations

import errno
import sys
import time
from typing import TYPE_CHECKING

import pytest

from mailtutor.course import file_lock, files
from mailtutor.course.files import move_over, write_atomically

if TYPE_CHECKING:
    from pathlib import Path


def test_writing_creates_the_folder_and_leaves_no_temporary_file(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a" / "b.txt", b"one")
    write_atomically(tmp_path / "a" / "b.txt", b"two")
    assert (tmp_path / "a" / "b.txt").read_bytes() == b"two"
    assert [each.name for each in (tmp_path / "a").iterdir()] == ["b.txt"]


class OpenElsewhere:
    """A file that another program has open for the first few tries, as on Windows."""

    def __init__(self, source: Path, tries: int) -> None:
        self.source, self.tries = source, tries

    def replace(self, target: Path) -> None:
        self.tries -= 1
        if self.tries >= 0:
            raise PermissionError(errno.EACCES, "The process cannot access the file")
        self.source.replace(target)


def test_replacing_retries_while_another_program_has_the_file_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(files, "time", Clock(waits))
    (tmp_path / "new").write_bytes(b"new")
    move_over(OpenElsewhere(tmp_path / "new", 3), tmp_path / "old")  # type: ignore[arg-type]
    assert (tmp_path / "old").read_bytes() == b"new"
    assert len(waits) == 3


def test_replacing_fails_if_another_program_keeps_the_file_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "time", Clock([]))
    (tmp_path / "new").write_bytes(b"new")
    with pytest.raises(PermissionError):
        move_over(OpenElsewhere(tmp_path / "new", 99), tmp_path / "old")  # type: ignore[arg-type]


class Clock:
    """A clock that records waits without waiting."""

    def __init__(self, waits: list[float]) -> None:
        self.waits = waits
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def monotonic(self) -> float:
        return self.now


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no flock")
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL])
def test_drive_without_locks_causes_no_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    import fcntl

    def fail(*_: object) -> None:
        raise OSError(number, "No locks available")

    monkeypatch.setattr(fcntl, "flock", fail)
    waits: list[float] = []
    monkeypatch.setattr(file_lock, "time", Clock(waits))
    with file_lock.locked(tmp_path / "lock"):
        pass
    assert waits == []


def test_held_lock_is_ignored_after_the_timeout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    with file_lock.locked(tmp_path / "lock"):
        monkeypatch.setattr(file_lock, "time", Clock(waits))
        began = time.perf_counter()
        with file_lock.locked(tmp_path / "lock"):
            pass
    assert waits
    assert sum(waits) == pytest.approx(file_lock._TIMEOUT, abs=0.1)
    assert time.perf_counter() - began < file_lock._TIMEOUT
