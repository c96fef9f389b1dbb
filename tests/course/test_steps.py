"""The learner's own program: each lesson adds to it, and nothing of theirs is lost."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

import pytest

from mailtutor.course import steps
from mailtutor.course.steps import StepError, Taken, shipped_steps, take

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAILER = [step for step in shipped_steps() if step.file == "mailer.py"]


@pytest.fixture(autouse=True)
def _new_kernel(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(steps, "_taken", set())
    yield
    for name in ("mailer", "test_mailer"):
        sys.modules.pop(name, None)


def walk(folder: Path, *numbers: str) -> list[Taken]:
    """Take the steps of these lessons."""
    chosen = [step for number in numbers for step in shipped_steps() if step.number == number]
    return [take(f"{step.number} {step.file}", step.source, folder) for step in chosen]


def test_each_lesson_has_a_step_and_each_step_adds_something(tmp_path: Path) -> None:
    numbers = [f"{number:02}" for number in range(1, 11)]
    assert [step.number for step in shipped_steps()] == numbers
    for taken in walk(tmp_path, *numbers):
        assert taken.new
        assert taken.backup is None


@pytest.mark.parametrize("number", [step.number for step in MAILER])
def test_learner_who_skips_lessons_gets_the_same_program(tmp_path: Path, number: str) -> None:
    whole = [step.number for step in MAILER if step.number <= number]
    *_, after_all = walk(tmp_path / "all", *whole)
    (after_one,) = walk(tmp_path / "one", number)
    assert after_one.program == after_all.program


def test_learner_who_goes_back_has_the_whole_program_after_the_next_new_lesson(
    tmp_path: Path,
) -> None:
    numbers = [step.number for step in MAILER]
    *_, straight = walk(tmp_path / "straight", *numbers)
    *_, back = walk(tmp_path / "back", *numbers[:6], "03", *numbers[6:])
    assert sorted(back.program.splitlines()) == sorted(straight.program.splitlines())


def test_test_file_comes_with_the_program_that_it_imports(tmp_path: Path) -> None:
    walk(tmp_path, "10")
    *_, mailer = walk(tmp_path / "other", "09")
    assert (tmp_path / "mailer.py").read_text("utf-8") == mailer.program


def test_what_learners_changed_stays_where_no_step_replaces_it(tmp_path: Path) -> None:
    walk(tmp_path, "01")
    mine = edit(tmp_path, 'SENDER = "shop@example.com"', 'SENDER = "me@ada.example"  # mine')
    (taken,) = walk(tmp_path, "02")
    assert 'SENDER = "me@ada.example"  # mine' in taken.program
    assert taken.backup is None
    assert set(mine.splitlines()) < set(taken.program.splitlines())


def test_what_a_step_replaces_of_the_learners_own_is_kept_in_backups(tmp_path: Path) -> None:
    walk(tmp_path, "03")
    mine = edit(tmp_path, "timeout=10", "timeout=99")
    (taken,) = walk(tmp_path, "04")
    assert "timeout=99" not in taken.program
    assert taken.backup == tmp_path / "backups" / "mailer_1.py"
    assert taken.backup.read_text("utf-8") == mine
    edit(tmp_path, "timeout=10", "timeout=98")
    (taken,) = walk(tmp_path, "05")
    assert taken.backup == tmp_path / "backups" / "mailer_2.py"


def test_changing_a_cell_and_running_it_again_needs_no_backup(tmp_path: Path) -> None:
    for answer in "1", "2", "3":
        taken = take("03 mailer.py", f"def send():\n    return {answer}\n", tmp_path)
        assert taken.new == ("send",)
        assert taken.backup is None


def test_file_that_is_not_python_is_left_alone_and_its_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "mailer.py").write_text("import ssl\ndef send(:\n", "utf-8")
    with pytest.raises(StepError, match=r"`mailer.py` isn't valid Python: .* in line 2"):
        walk(tmp_path, "03")
    assert (tmp_path / "mailer.py").read_text("utf-8") == "import ssl\ndef send(:\n"


def test_cell_that_is_not_python_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(SyntaxError) as caught:
        take("03 mailer.py", "def send(:\n", tmp_path)
    assert (caught.value.filename, caught.value.lineno) == ("mailer.py", 2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("line", ["", "03", "mailer.py", "3 mailer.py", "03 ../mailer.py", "03 a"])
def test_line_in_another_form_is_explained(tmp_path: Path, line: str) -> None:
    with pytest.raises(StepError, match=r"`%%step 03 mailer\.py`"):
        take(line, "", tmp_path)


def test_next_import_reads_the_new_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    for answer in 1, 2:  # as long, and within the same second
        take("03 mailer.py", f"def send():\n    return {answer}\n", tmp_path)
        assert importlib.import_module("mailer").send() == answer


def edit(folder: Path, old: str, new: str) -> str:
    """Change the learner's file as they'd do in an editor; return all of it."""
    path = folder / "mailer.py"
    program = path.read_text("utf-8")
    assert old in program
    path.write_text(program.replace(old, new), "utf-8")
    return path.read_text("utf-8")
