"""The learner's copy of the lessons: updated without losing any of their work."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mailtutor.course import lessons
from mailtutor.course.lessons import LessonError, WorkingCopy


def notebook(*sources: str, count: int | None = None, tags: tuple[str, ...] = ()) -> bytes:
    cells = [
        {
            "cell_type": "code",
            "source": source,
            "metadata": {"tags": list(tags)} if tags else {},
            "outputs": [] if count is None else [{"output_type": "stream", "text": "hello"}],
            "execution_count": count,
        }
        for source in sources
    ]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5}).encode()


@pytest.fixture
def copy(tmp_path: Path) -> WorkingCopy:
    """Return a copy of two lessons and a picture, before its first update."""
    shipped = tmp_path / "shipped"
    (shipped / "pictures").mkdir(parents=True)
    (shipped / "00_start_here.ipynb").write_bytes(notebook("1 + 1"))
    (shipped / "03_connect.ipynb").write_bytes(notebook("import smtplib"))
    (shipped / "pictures" / "cat.png").write_bytes(b"\x89PNG one")
    (shipped / "TEACHING.md").write_text("the answers")
    (shipped / "gallery.ipynb").write_text("{}")
    (shipped / "screenshots").mkdir()
    (shipped / "screenshots" / "inbox.png").write_bytes(b"\x89PNG")
    return WorkingCopy(shipped, tmp_path / "mine")


@pytest.fixture
def updated(copy: WorkingCopy) -> WorkingCopy:
    """Return a copy after its first update."""
    copy.update()
    return copy


def ship(copy: WorkingCopy, content: bytes, name: str = "03_connect.ipynb") -> None:
    (copy.shipped / name).write_bytes(content)


def mine(copy: WorkingCopy, name: str = "03_connect.ipynb") -> Path:
    return copy.folder / name


def test_first_update_copies_everything_except_the_teachers_files(copy: WorkingCopy) -> None:
    messages = copy.update()

    names = {path.relative_to(copy.folder).as_posix() for path in copy.folder.rglob("*")}
    assert names == {
        ".mailtutor.json",
        "00_start_here.ipynb",
        "03_connect.ipynb",
        "pictures",
        "pictures/cat.png",
    }
    assert messages == [f"The lessons were copied to {copy.folder}. They're yours to change."]


def test_update_without_changes_reports_and_writes_nothing(updated: WorkingCopy) -> None:
    before = mine(updated).stat().st_mtime_ns

    assert updated.update() == []
    assert mine(updated).stat().st_mtime_ns == before


def test_lesson_that_was_only_run_is_updated(updated: WorkingCopy) -> None:
    mine(updated).write_bytes(notebook("import smtplib", count=7))
    ship(updated, notebook("import smtplib, ssl"))

    assert updated.update() == ["03_connect.ipynb: updated."]
    assert mine(updated).read_bytes() == notebook("import smtplib, ssl")


def test_edited_lesson_is_kept_and_the_new_version_is_written_beside_it(
    updated: WorkingCopy,
) -> None:
    work = notebook("import smtplib", "my_own = 'idea'")
    mine(updated).write_bytes(work)
    ship(updated, notebook("import smtplib, ssl"))

    (message,) = updated.update()
    assert message == (
        "03_connect.ipynb: not updated, because you changed it. "
        "The new version is 03_connect.new.ipynb."
    )
    assert mine(updated).read_bytes() == work
    assert mine(updated, "03_connect.new.ipynb").read_bytes() == notebook("import smtplib, ssl")


def test_deleted_new_version_is_not_written_again(
    updated: WorkingCopy,
) -> None:
    mine(updated).write_bytes(notebook("mine"))
    ship(updated, notebook("import smtplib, ssl"))
    updated.update()
    mine(updated, "03_connect.new.ipynb").unlink()

    assert updated.update() == []
    assert not mine(updated, "03_connect.new.ipynb").exists()


def test_newer_version_replaces_the_one_beside_unless_that_was_edited(
    updated: WorkingCopy,
) -> None:
    mine(updated).write_bytes(notebook("mine"))
    ship(updated, notebook("second"))
    updated.update()
    ship(updated, notebook("third"))
    updated.update()
    assert mine(updated, "03_connect.new.ipynb").read_bytes() == notebook("third")

    mine(updated, "03_connect.new.ipynb").write_bytes(notebook("mine too"))
    ship(updated, notebook("fourth"))
    messages = updated.update()

    assert "The new version is 03_connect.new2.ipynb." in messages[0]
    assert mine(updated, "03_connect.new.ipynb").read_bytes() == notebook("mine too")
    assert mine(updated, "03_connect.new2.ipynb").read_bytes() == notebook("fourth")


def test_unedited_lesson_gets_a_change_of_tags(updated: WorkingCopy) -> None:
    tagged = notebook("import smtplib", tags=("raises-exception",))
    ship(updated, tagged)

    updated.update()

    assert mine(updated).read_bytes() == tagged


def test_deleted_lesson_is_copied_again(updated: WorkingCopy) -> None:
    mine(updated).unlink()

    assert updated.update() == ["03_connect.ipynb: was missing, copied again."]
    assert mine(updated).exists()


def test_file_from_elsewhere_is_not_overwritten(copy: WorkingCopy) -> None:
    mine(copy).parent.mkdir()
    mine(copy).write_text("my shopping list")

    messages = copy.update()

    assert mine(copy).read_text() == "my shopping list"
    assert any(
        "isn't from mailtutor. The new version is 03_connect.new.ipynb" in line for line in messages
    )


def test_unreadable_notebook_counts_as_edited(updated: WorkingCopy) -> None:
    mine(updated).write_text('{"cells": [<<<<<<< half a merge')
    ship(updated, notebook("new"))

    updated.update()

    assert mine(updated).read_text() == '{"cells": [<<<<<<< half a merge'


def test_without_the_manifest_files_that_differ_count_as_edited(
    updated: WorkingCopy,
) -> None:
    work = notebook("mine")
    mine(updated).write_bytes(work)
    (updated.folder / lessons.MANIFEST).write_text("not json")
    ship(updated, notebook("new"))

    updated.update()

    assert mine(updated).read_bytes() == work


@pytest.mark.skipif(os.name == "nt", reason="symlinks need special rights on Windows")
def test_symlink_is_replaced_and_its_target_kept(updated: WorkingCopy, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.ipynb"
    mine(updated).replace(elsewhere)
    mine(updated).symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    ship(updated, notebook("new"))

    updated.update()
    updated.reset()

    assert elsewhere.read_bytes() == before
    assert mine(updated).read_bytes() == notebook("new")


def test_file_that_is_not_a_notebook_is_compared_byte_by_byte(updated: WorkingCopy) -> None:
    mine(updated, "pictures/cat.png").write_bytes(b"a drawing of mine")
    ship(updated, b"\x89PNG two", "pictures/cat.png")

    updated.update()

    assert mine(updated, "pictures/cat.png").read_bytes() == b"a drawing of mine"
    assert mine(updated, "pictures/cat.new.png").read_bytes() == b"\x89PNG two"


def test_reset_restores_one_lesson_and_backs_up_the_learners(updated: WorkingCopy) -> None:
    work = notebook("mine")
    mine(updated).write_bytes(work)
    mine(updated, "00_start_here.ipynb").write_bytes(work)

    messages = updated.reset("03")

    assert mine(updated).read_bytes() == notebook("import smtplib")
    assert mine(updated, "00_start_here.ipynb").read_bytes() == work
    kept = list((updated.folder / lessons.BACKUPS).rglob("*.ipynb"))
    assert [path.read_bytes() for path in kept] == [work]
    assert kept[0].relative_to(updated.folder).as_posix() in messages[0]


def test_reset_backs_up_a_lesson_that_was_only_run(updated: WorkingCopy) -> None:
    run = notebook("import smtplib", count=3)
    mine(updated).write_bytes(run)

    updated.reset()

    kept = list((updated.folder / lessons.BACKUPS).rglob("*.ipynb"))
    assert [path.read_bytes() for path in kept] == [run]


def test_two_resets_keep_two_backups(updated: WorkingCopy) -> None:
    for work in ("one", "two"):
        mine(updated).write_bytes(notebook(work))
        updated.reset("03_connect.ipynb")

    kept = {path.read_bytes() for path in (updated.folder / lessons.BACKUPS).rglob("*.ipynb")}
    assert kept == {notebook("one"), notebook("two")}


def test_reset_lesson_is_updated_again(updated: WorkingCopy) -> None:
    mine(updated).write_bytes(notebook("mine"))
    updated.reset()
    ship(updated, notebook("new"))

    assert updated.update() == ["03_connect.ipynb: updated."]


@pytest.mark.parametrize("name", ["99", "", "../00", "TEACHING", "cat"])
def test_unknown_lesson_is_named_with_a_list_of_lessons(updated: WorkingCopy, name: str) -> None:
    if name == "../00":  # only the last part of a path counts, so nothing outside is touched
        assert updated.reset(name) == ["00_start_here.ipynb: restored."]
        return
    with pytest.raises(LessonError, match=r"(?s)There is no lesson.*00_start_here.ipynb"):
        updated.reset(name)


def test_file_with_the_folders_name_is_not_overwritten(copy: WorkingCopy) -> None:
    copy.folder.write_text("mine")

    with pytest.raises(LessonError, match="Can't write the lessons"):
        copy.update()
    assert copy.folder.read_text() == "mine"


def test_copy_is_created_in_the_current_folder_and_found_from_inside(tmp_path: Path) -> None:
    copy = lessons.working_copy(tmp_path)
    assert copy.folder == tmp_path / "mailtutor-lessons"
    copy.update()

    assert lessons.working_copy(copy.folder).folder == copy.folder


def test_every_shipped_lesson_is_copied(tmp_path: Path) -> None:
    copy = lessons.working_copy(tmp_path)

    copy.update()

    for shipped in lessons.shipped_folder().glob("[0-9d]*.ipynb"):
        assert (copy.folder / shipped.name).read_bytes() == shipped.read_bytes()


class AYearWithALearner(RuleBasedStateMachine):
    """Whatever happens, in any order, the learner's work still exists somewhere."""

    names = st.sampled_from(["a.ipynb", "b.ipynb", "a.new.ipynb", "a.new2.ipynb"])
    words = st.sampled_from(["red", "green", "blue", "white"])

    def __init__(self) -> None:
        super().__init__()
        self.base = Path(tempfile.mkdtemp())
        self.written: set[str] = set()
        (self.base / "shipped").mkdir()
        self.copy = WorkingCopy(self.base / "shipped", self.base / "mine")

    def teardown(self) -> None:
        shutil.rmtree(self.base)

    @initialize()
    def begin(self) -> None:
        self.ship("a.ipynb", "red", tags=False)
        self.ship("b.ipynb", "red", tags=False)
        self.copy.update()

    @rule(name=st.sampled_from(["a.ipynb", "b.ipynb"]), word=words, tags=st.booleans())
    def ship(self, name: str, word: str, *, tags: bool) -> None:
        content = notebook(word, tags=("x",) if tags else ())
        (self.copy.shipped / name).write_bytes(content)

    @rule(name=names, word=st.text("xyz", min_size=1, max_size=3))
    def edit(self, name: str, word: str) -> None:
        path = self.copy.folder / name
        if path.exists():
            self.written.discard(lessons.fingerprint_of_work(path.read_bytes()))
        path.write_bytes(notebook(word))
        self.written.add(lessons.fingerprint_of_work(notebook(word)))
        self.forget_what_the_learner_overwrote()

    @rule(name=names)
    def run(self, name: str) -> None:
        path = self.copy.folder / name
        if path.exists():
            cells = json.loads(path.read_bytes())["cells"]
            path.write_bytes(notebook(*(cell["source"] for cell in cells), count=1))

    @rule(name=names)
    def delete(self, name: str) -> None:
        (self.copy.folder / name).unlink(missing_ok=True)
        self.forget_what_the_learner_overwrote()

    @rule(old=names, new=names)
    def rename(self, old: str, new: str) -> None:
        if (self.copy.folder / old).exists():
            (self.copy.folder / old).replace(self.copy.folder / new)
        self.forget_what_the_learner_overwrote()

    @rule()
    def lose_the_manifest(self) -> None:
        (self.copy.folder / lessons.MANIFEST).unlink(missing_ok=True)

    @rule()
    def update(self) -> None:
        self.copy.update()

    @rule(lesson=st.sampled_from([None, "a", "b"]))
    def reset(self, lesson: str | None) -> None:
        self.copy.reset(lesson)

    def forget_what_the_learner_overwrote(self) -> None:
        self.written &= self.there()

    def there(self) -> set[str]:
        files = self.copy.folder.rglob("*.ipynb")
        return {lessons.fingerprint_of_work(path.read_bytes()) for path in files}

    @invariant()
    def nothing_is_lost(self) -> None:
        assert self.written <= self.there()

    @invariant()
    def no_half_written_file_stays(self) -> None:
        assert not list(self.copy.folder.rglob("*.unfinished"))


TestAYearWithALearner = AYearWithALearner.TestCase
TestAYearWithALearner.settings = settings(max_examples=60, stateful_step_count=30, database=None)
