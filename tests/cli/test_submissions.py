"""`python3 -m mailtutor progress`: a summary of submitted folders and zips."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from mailtutor import cli
from mailtutor.cli import requirements
from mailtutor.course.progress import FILE, Progress

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def submitted(tmp_path: Path) -> Path:
    """Return the folders of Ada, who did two exercises and a question, Bob and Eve."""
    for name in ("ada/mailtutor-lessons", "bob", "eve", "=1+1"):
        (tmp_path / "class" / name).mkdir(parents=True)
    ada, bob = (Progress(tmp_path / "class" / name) for name in ("ada/mailtutor-lessons", "bob"))
    ada.note_try("01.1", "x")
    ada.note_done("01.1")
    ada.note_done("01.2")
    ada.note_choice("01.a", "Six")
    ada.note_done("99.1")
    bob.note_try("01.1", "x")
    bob.note_hints("01.1", 3)
    (tmp_path / "class" / "eve" / FILE).write_bytes(b"\xff{")
    (tmp_path / "class" / "=1+1" / FILE).write_text(json.dumps({"exercises": {"01.1": 5}}))
    return tmp_path / "class"


def test_class_is_summarized_in_one_table_that_names_broken_submissions(
    submitted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["progress", str(submitted), str(submitted / "nobody")]) == 0

    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    rows = {line[0]: line[1:] for line in lines}
    assert lines[0][0] == "01"
    assert lines[0][-1] == "questions"
    assert rows["ada"][0] == "2/5"
    assert rows["ada"][-1].startswith("1/")
    assert rows["bob"][0] == rows["=1+1"][0] == "0/5"
    assert rows["eve"][:3] == ["can't", "be", "read:"]
    assert rows[str(submitted / "nobody")] == ["no", "such", "folder"]


def test_the_parent_folder_names_a_submission(
    submitted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        cli.main(["progress", str(submitted / "ada" / "mailtutor-lessons"), str(submitted / "bob")])
        == 0
    )

    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]]
    assert names == ["ada", "bob"]


def test_csv_lists_each_task_and_escapes_formulas(
    submitted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["progress", str(submitted), "--csv"]) == 0

    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    told = {(row["who"], row["task"]): row for row in rows}
    assert told["ada", "01.1"]["outcome"] == "done"
    assert told["ada", "01.1"]["wrong answers"] == "1"
    assert told["ada", "01.a"]["outcome"] == "right"
    assert told["ada", "01.b"]["outcome"] == "not answered"
    assert told["bob", "01.1"]["outcome"] == "not yet"
    assert told["bob", "01.1"]["hints"] == "3"
    assert told["bob", "01.2"]["outcome"] == "not tried"
    assert told["eve", ""]["outcome"].startswith("can't be read")
    assert ("'=1+1", "01.1") in told


def test_zips_are_read_without_unpacking(
    submitted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.make_archive(str(submitted / "Ada L_assign 12"), "zip", submitted / "ada")
    shutil.make_archive(str(submitted.parent / "all"), "zip", submitted, "bob")
    (submitted / "broken.zip").write_bytes(b"PK")
    with ZipFile(submitted / "empty.zip", "w"):
        pass

    assert cli.main(["progress", str(submitted), str(submitted.parent / "all.zip")]) == 0

    lines = capsys.readouterr().out.splitlines()
    rows = {line[:17].strip(): line[17:].split() for line in lines}
    assert rows["Ada L_assign 12"][0] == "2/5"
    assert rows["all"][0] == "0/5"
    assert rows["broken"][:3] == ["can't", "be", "read:"]
    assert rows["empty"][0] == "no"


def test_a_folder_without_progress_exits_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["progress", str(tmp_path)]) == 1
    assert f"no {FILE} in it" in capsys.readouterr().out


def test_progress_needs_only_the_standard_library(submitted: Path) -> None:
    code = (
        "import sys; before = set(sys.modules); from mailtutor import cli; "
        "code = cli.main(['progress', sys.argv[1]]); "
        "loaded = {name.split('.')[0] for name in set(sys.modules) - before}; "
        "sys.exit(code or ' '.join(loaded - sys.stdlib_module_names - {'mailtutor'}) or 0)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, str(submitted)],
        cwd=requirements.ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert "ada" in result.stdout
