"""Files of a learner's are written whole or not at all, and locks never make them wait in vain."""

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


def test_a_file_is_written_with_its_folder_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a" / "b.txt", b"one")
    write_atomically(tmp_path / "a" / "b.txt", b"two")
    assert (tmp_path / "a" / "b.txt").read_bytes() == b"two"
    assert [each.name for each in (tmp_path / "a").iterdir()] == ["b.txt"]


class OpenElsewhere:
    """A file that another program has open for some tries, as on Windows."""

    def __init__(self, source: Path, tries: int) -> None:
        self.source, self.tries = source, tries

    def replace(self, target: Path) -> None:
        self.tries -= 1
        if self.tries >= 0:
            raise PermissionError(errno.EACCES, "The process cannot access the file")
        self.source.replace(target)


def test_a_file_that_a_scanner_reads_for_a_moment_is_replaced_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(files, "time", Clock(waits))
    (tmp_path / "new").write_bytes(b"new")
    move_over(OpenElsewhere(tmp_path / "new", 3), tmp_path / "old")  # type: ignore[arg-type]
    assert (tmp_path / "old").read_bytes() == b"new"
    assert len(waits) == 3


def test_a_file_that_stays_open_elsewhere_raises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "time", Clock([]))
    (tmp_path / "new").write_bytes(b"new")
    with pytest.raises(PermissionError):
        move_over(OpenElsewhere(tmp_path / "new", 99), tmp_path / "old")  # type: ignore[arg-type]


class Clock:
    """A clock that notes how long somebody wanted to wait, and does not."""

    def __init__(self, waits: list[float]) -> None:
        self.waits = waits
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def monotonic(self) -> float:
        return self.now


@pytest.mark.skipif(sys.platform == "win32", reason="flock is not Windows'")
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL])
def test_where_files_cannot_be_locked_nobody_waits(
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


def test_a_lock_that_another_has_is_waited_for_and_then_passed(
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
