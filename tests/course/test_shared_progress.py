"""One progress for notebooks that each have a folder of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mailtutor.course.progress import Progress
from mailtutor.course.shared_progress import SharedProgress

if TYPE_CHECKING:
    from pathlib import Path


class Memory:
    """A store without a browser."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.writes = 0

    def get(self) -> str:
        return self.text

    def put(self, text: str) -> None:
        self.text = text
        self.writes += 1


class Notebook:
    """A notebook with a folder of its own."""

    def __init__(self, folder: Path, store: Memory) -> None:
        folder.mkdir()
        self.progress = Progress(folder)
        self.shared = SharedProgress(folder, store)
        self.shared.sync()

    def done(self, key: str) -> bool:
        self.shared.sync()
        return self.progress.record().exercise(key).done


def test_what_one_notebook_did_the_other_knows(tmp_path: Path) -> None:
    store = Memory()
    one, two = Notebook(tmp_path / "1", store), Notebook(tmp_path / "2", store)
    one.progress.note_done("01.1")
    one.shared.sync()
    two.progress.note_choice("02.a", "yes")

    assert two.done("01.1")
    assert one.done("01.1")
    assert one.progress.record().quiz("02.a").last == "yes"


def test_what_both_did_since_the_last_time_is_kept(tmp_path: Path) -> None:
    store = Memory()
    one, two = Notebook(tmp_path / "1", store), Notebook(tmp_path / "2", store)
    one.progress.note_done("01.1")
    two.progress.note_done("02.1")
    one.shared.sync()

    assert two.done("01.1")
    assert two.done("02.1")
    assert one.done("02.1")


def test_what_one_notebook_forgot_stays_forgotten(tmp_path: Path) -> None:
    store = Memory()
    one, two = Notebook(tmp_path / "1", store), Notebook(tmp_path / "2", store)
    one.progress.note_done("01.1")
    one.shared.sync()
    assert two.done("01.1")
    one.progress.forget("01.1")

    assert not one.done("01.1")
    assert not two.done("01.1")


def test_a_notebook_opened_later_starts_with_all_of_it(tmp_path: Path) -> None:
    store = Memory()
    one = Notebook(tmp_path / "1", store)
    one.progress.note_done("01.1")
    one.shared.sync()

    assert Notebook(tmp_path / "2", store).done("01.1")


def test_nothing_is_written_if_nothing_changed(tmp_path: Path) -> None:
    store = Memory()
    one = Notebook(tmp_path / "1", store)
    assert store.writes == 0
    one.progress.note_done("01.1")
    for _ in range(3):
        one.shared.sync()
    assert store.writes == 1


@pytest.mark.parametrize("text", ["[broken", "[]", "null"])
def test_a_shared_text_that_cannot_be_read_is_replaced(tmp_path: Path, text: str) -> None:
    store = Memory(text)
    one = Notebook(tmp_path / "1", store)
    one.progress.note_done("01.1")

    assert one.done("01.1")
    assert "01.1" in store.text


def test_the_first_start_is_kept(tmp_path: Path) -> None:
    store = Memory('{"started": "2020-01-01T00:00:00+00:00"}')
    one = Notebook(tmp_path / "1", store)
    one.progress.note_done("01.1")
    one.shared.sync()

    assert one.progress.record().started == "2020-01-01T00:00:00+00:00"
