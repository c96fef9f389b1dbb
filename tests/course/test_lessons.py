"""The learner's copy: updated where that loses nothing, and never a word of theirs lost."""

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
    """Ship two lessons and a picture; nothing is copied yet."""
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
def made(copy: WorkingCopy) -> WorkingCopy:
    """Copy the lessons once."""
    copy.bring_up_to_date()
    return copy


def ship(copy: WorkingCopy, content: bytes, name: str = "03_connect.ipynb") -> None:
    (copy.shipped / name).write_bytes(content)


def mine(copy: WorkingCopy, name: str = "03_connect.ipynb") -> Path:
    return copy.folder / name


def test_the_first_time_everything_is_copied_but_the_teachers_answers(copy: WorkingCopy) -> None:
    said = copy.bring_up_to_date()

    names = {path.relative_to(copy.folder).as_posix() for path in copy.folder.rglob("*")}
    assert names == {
        ".mailtutor.json",
        "00_start_here.ipynb",
        "03_connect.ipynb",
        "pictures",
        "pictures/cat.png",
    }
    assert said == [f"The lessons were copied to {copy.folder}: they are yours."]


def test_when_nothing_is_new_nothing_is_said_or_touched(made: WorkingCopy) -> None:
    before = mine(made).stat().st_mtime_ns

    assert made.bring_up_to_date() == []
    assert mine(made).stat().st_mtime_ns == before


def test_a_lesson_that_was_only_run_is_updated(made: WorkingCopy) -> None:
    mine(made).write_bytes(notebook("import smtplib", count=7))
    ship(made, notebook("import smtplib, ssl"))

    assert made.bring_up_to_date() == ["03_connect.ipynb: brought up to date."]
    assert mine(made).read_bytes() == notebook("import smtplib, ssl")


def test_a_lesson_that_was_edited_is_left_alone_and_the_new_one_put_beside(
    made: WorkingCopy,
) -> None:
    work = notebook("import smtplib", "my_own = 'idea'")
    mine(made).write_bytes(work)
    ship(made, notebook("import smtplib, ssl"))

    assert made.bring_up_to_date() == [
        "03_connect.ipynb: left alone, as you changed it. The new one is 03_connect.new.ipynb."
    ]
    assert mine(made).read_bytes() == work
    assert mine(made, "03_connect.new.ipynb").read_bytes() == notebook("import smtplib, ssl")


def test_the_new_one_is_put_beside_once_and_not_again_when_it_was_deleted(
    made: WorkingCopy,
) -> None:
    mine(made).write_bytes(notebook("mine"))
    ship(made, notebook("import smtplib, ssl"))
    made.bring_up_to_date()
    mine(made, "03_connect.new.ipynb").unlink()

    assert made.bring_up_to_date() == []
    assert not mine(made, "03_connect.new.ipynb").exists()


def test_a_still_newer_one_takes_the_place_of_the_one_beside_unless_that_was_edited(
    made: WorkingCopy,
) -> None:
    mine(made).write_bytes(notebook("mine"))
    ship(made, notebook("second"))
    made.bring_up_to_date()
    ship(made, notebook("third"))
    made.bring_up_to_date()
    assert mine(made, "03_connect.new.ipynb").read_bytes() == notebook("third")

    mine(made, "03_connect.new.ipynb").write_bytes(notebook("mine too"))
    ship(made, notebook("fourth"))
    said = made.bring_up_to_date()

    assert "The new one is 03_connect.new2.ipynb." in said[0]
    assert mine(made, "03_connect.new.ipynb").read_bytes() == notebook("mine too")
    assert mine(made, "03_connect.new2.ipynb").read_bytes() == notebook("fourth")


def test_a_change_of_tags_alone_reaches_a_lesson_that_was_not_edited(made: WorkingCopy) -> None:
    tagged = notebook("import smtplib", tags=("raises-exception",))
    ship(made, tagged)

    made.bring_up_to_date()

    assert mine(made).read_bytes() == tagged


def test_a_lesson_that_was_deleted_comes_back(made: WorkingCopy) -> None:
    mine(made).unlink()

    assert made.bring_up_to_date() == ["03_connect.ipynb: was gone, copied again."]
    assert mine(made).exists()


def test_a_strangers_file_in_the_way_is_not_overwritten(copy: WorkingCopy) -> None:
    mine(copy).parent.mkdir()
    mine(copy).write_text("my shopping list")

    said = copy.bring_up_to_date()

    assert mine(copy).read_text() == "my shopping list"
    assert any("not mailtutor's. The new one is 03_connect.new.ipynb" in line for line in said)


def test_a_notebook_that_cannot_be_read_counts_as_edited(made: WorkingCopy) -> None:
    mine(made).write_text('{"cells": [<<<<<<< half a merge')
    ship(made, notebook("new"))

    made.bring_up_to_date()

    assert mine(made).read_text() == '{"cells": [<<<<<<< half a merge'


def test_without_the_manifest_every_file_that_differs_counts_as_the_learners(
    made: WorkingCopy,
) -> None:
    work = notebook("mine")
    mine(made).write_bytes(work)
    (made.folder / lessons.MANIFEST).write_text("not json")
    ship(made, notebook("new"))

    made.bring_up_to_date()

    assert mine(made).read_bytes() == work


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own on Windows")
def test_a_link_is_not_written_through(made: WorkingCopy, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.ipynb"
    mine(made).replace(elsewhere)
    mine(made).symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    ship(made, notebook("new"))

    made.bring_up_to_date()
    made.reset()

    assert elsewhere.read_bytes() == before
    assert mine(made).read_bytes() == notebook("new")


def test_another_file_than_a_notebook_is_compared_byte_by_byte(made: WorkingCopy) -> None:
    mine(made, "pictures/cat.png").write_bytes(b"a drawing of mine")
    ship(made, b"\x89PNG two", "pictures/cat.png")

    made.bring_up_to_date()

    assert mine(made, "pictures/cat.png").read_bytes() == b"a drawing of mine"
    assert mine(made, "pictures/cat.new.png").read_bytes() == b"\x89PNG two"


def test_reset_puts_one_lesson_back_and_keeps_what_was_there(made: WorkingCopy) -> None:
    work = notebook("mine")
    mine(made).write_bytes(work)
    mine(made, "00_start_here.ipynb").write_bytes(work)

    said = made.reset("03")

    assert mine(made).read_bytes() == notebook("import smtplib")
    assert mine(made, "00_start_here.ipynb").read_bytes() == work
    kept = list((made.folder / lessons.BACKUPS).rglob("*.ipynb"))
    assert [path.read_bytes() for path in kept] == [work]
    assert kept[0].relative_to(made.folder).as_posix() in said[0]


def test_reset_keeps_what_was_run_as_well(made: WorkingCopy) -> None:
    run = notebook("import smtplib", count=3)
    mine(made).write_bytes(run)

    made.reset()

    kept = list((made.folder / lessons.BACKUPS).rglob("*.ipynb"))
    assert [path.read_bytes() for path in kept] == [run]


def test_reset_twice_keeps_both(made: WorkingCopy) -> None:
    for work in ("one", "two"):
        mine(made).write_bytes(notebook(work))
        made.reset("03_connect.ipynb")

    kept = {path.read_bytes() for path in (made.folder / lessons.BACKUPS).rglob("*.ipynb")}
    assert kept == {notebook("one"), notebook("two")}


def test_after_a_reset_the_lesson_is_updated_again(made: WorkingCopy) -> None:
    mine(made).write_bytes(notebook("mine"))
    made.reset()
    ship(made, notebook("new"))

    assert made.bring_up_to_date() == ["03_connect.ipynb: brought up to date."]


@pytest.mark.parametrize("name", ["99", "", "../00", "TEACHING", "cat"])
def test_an_unknown_lesson_is_named_and_the_known_ones_listed(made: WorkingCopy, name: str) -> None:
    if name == "../00":  # a path is taken by its last part: nothing outside can be meant
        assert made.reset(name) == ["00_start_here.ipynb: as it was."]
        return
    with pytest.raises(LessonError, match=r"(?s)There is no lesson.*00_start_here.ipynb"):
        made.reset(name)


def test_a_file_where_the_folder_should_be_is_left_alone(copy: WorkingCopy) -> None:
    copy.folder.write_text("mine")

    with pytest.raises(LessonError, match="cannot be written"):
        copy.bring_up_to_date()
    assert copy.folder.read_text() == "mine"


def test_the_copy_is_made_in_the_current_folder_and_found_from_within(tmp_path: Path) -> None:
    copy = lessons.working_copy(tmp_path)
    assert copy.folder == tmp_path / "mailtutor-lessons"
    copy.bring_up_to_date()

    assert lessons.working_copy(copy.folder).folder == copy.folder


def test_every_lesson_that_ships_can_be_copied(tmp_path: Path) -> None:
    copy = lessons.working_copy(tmp_path)

    copy.bring_up_to_date()

    for shipped in lessons.shipped_folder().glob("[0-9d]*.ipynb"):
        assert (copy.folder / shipped.name).read_bytes() == shipped.read_bytes()


class AYearWithALearner(RuleBasedStateMachine):
    """Whatever happens in whatever order: what the learner wrote is still somewhere."""

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
        self.copy.bring_up_to_date()

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
        self.copy.bring_up_to_date()

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
TestAYearWithALearner.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, database=None
)
