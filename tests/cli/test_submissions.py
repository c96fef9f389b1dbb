"""`python3 -m mailtutor progress`: a row for everything that was handed in."""

# ruff: noqa: RUF001 - names in other scripts look like Latin letters

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
import tracemalloc
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from mailtutor import cli
from mailtutor.cli import requirements
from mailtutor.cli.submission_names import learner
from mailtutor.course.hand_in import hand_in as make_zip
from mailtutor.course.lessons import MANIFEST
from mailtutor.course.progress import FILE, Progress
from tests.cli.pile import HAND_INS, LESSON, hand_in, pile_up, progress, zipped

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def pile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with all the hand-ins of `pile.py`."""
    return pile_up(tmp_path_factory.mktemp("class") / "class")


def printed(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[str]:
    """Return the lines that `progress` prints below its header."""
    capsys.readouterr()
    cli.main(["progress", *map(str, arguments)])
    return capsys.readouterr().out.splitlines()[2:]


def saved(path: Path) -> dict[str, dict[str, str]]:
    """Return the rows of a CSV file by their first column."""
    rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
    return {row["learner"]: row for row in rows}


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", HAND_INS)
def test_each_hand_in_of_a_pile_has_a_row(
    name: str, pile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    learner_name, cell = HAND_INS[name][1]
    rows = [line for line in printed(capsys, pile) if line.startswith(f"{learner_name}  ")]
    assert any(cell in row for row in rows), rows


@pytest.mark.parametrize(
    "name", [name for name in HAND_INS if not re.search(r"Teams|\(1\)|nothing", name)]
)
def test_each_hand_in_has_a_row_when_given_alone(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, (_, cell) = HAND_INS[name]
    write(tmp_path, name, content)
    if cell.startswith("an older"):
        cell = "2/3/5"
    lines = printed(capsys, tmp_path / name.partition("/")[0])
    assert any(cell.removeprefix(f"{name}: ") in line for line in lines), lines


def test_a_pile_with_something_unreadable_exits_with_1_and_counts_it(
    pile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["progress", str(pile)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == (
        "20 learners, 2 older versions, 22 unreadable."
    )


def test_a_progress_file_at_the_top_hides_nobody(
    pile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = printed(capsys, pile)
    assert any(row.startswith("class  ") for row in rows)
    assert any(row.startswith("folder  ") for row in rows)
    assert any(row.startswith("Ada Moodle  ") for row in rows)


def test_a_pile_in_the_teachers_own_lessons_folder_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (MANIFEST, LESSON, "notes.txt", "images/a.svg"):
        write(tmp_path, name, b"{}")
    write(tmp_path, FILE, progress(1))
    write(tmp_path, "class/ada-mailtutor.zip", hand_in(2))
    write(tmp_path, "class/broken.zip", b"PK")
    write(tmp_path, "bob-mailtutor.zip", hand_in(1))
    rows = printed(capsys, tmp_path)
    assert [row.split("  ")[0] for row in rows[:-1]] == [
        *(tmp_path.name, "bob", "class/ada", "class/broken")
    ]


def test_a_learners_own_attachments_are_not_submissions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (MANIFEST, LESSON, "photos/a.png", "data.zip", "Untitled.ipynb", "images/a.svg"):
        write(tmp_path, f"ada/mailtutor-lessons/{name}", b"")
    write(tmp_path, f"ada/mailtutor-lessons/{FILE}", progress(1))
    write(tmp_path, "ada/mailtutor-lessons/.mailtutor-progress.1.json", progress(2))
    assert printed(capsys, tmp_path)[-1] == "1 learner, 0 unreadable."


def test_the_zip_in_a_learners_folder_is_an_older_version_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "class" / "ada" / "mailtutor-lessons"
    write(folder, MANIFEST, b"{}")
    Progress(folder).note_done("01.1")
    make_zip(folder, "student")
    rows = printed(capsys, tmp_path / "class")
    assert [row.split("  ")[0] for row in rows] == [
        "ada",
        "ada",
        "1 learner, 1 older version, 0 unreadable.",
    ]


def test_everything_readable_exits_with_0(tmp_path: Path) -> None:
    write(tmp_path, "ada.zip", hand_in(1))
    assert cli.main(["progress", str(tmp_path)]) == 0


def test_a_star_is_expanded_where_the_terminal_does_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, "ada-mailtutor.zip", hand_in(1))
    write(tmp_path, "bob[1].zip", hand_in(2))
    rows = printed(capsys, tmp_path / "*.zip", tmp_path / "bob[1].zip", tmp_path / "eve*")
    assert [row.split()[0] for row in rows] == ["ada", "bob[1]", "eve*", "2"]
    assert "no such file or folder" in rows[2]


def test_learners_with_the_same_name_in_two_folders_both_have_a_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for day in ("monday", "friday"):
        write(tmp_path, f"{day}/ada/{FILE}", progress(1, started=day))
    csv_file = tmp_path / "grades.csv"
    folders = [tmp_path / "monday" / "ada", tmp_path / "friday" / "ada"]
    assert printed(capsys, *folders, "--csv", csv_file)[-1] == "2 learners, 0 unreadable."
    assert len(saved(csv_file)) == 2


def test_the_parent_folder_names_a_lessons_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, f"ada/mailtutor-lessons/{FILE}", progress(1))
    assert printed(capsys, tmp_path / "ada" / "mailtutor-lessons")[0].startswith("ada  ")


def test_a_progress_file_alone_is_named_by_its_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, f"ada/mailtutor-lessons/{FILE}", progress(1))
    assert printed(capsys, path)[0].startswith("ada  ")


def test_a_link_is_named_and_not_followed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, f"secret/{FILE}", progress(1))
    folder = tmp_path / "class"
    folder.mkdir()
    try:
        (folder / "loop").symlink_to(tmp_path / "secret", target_is_directory=True)
        (folder / FILE).symlink_to(tmp_path / "secret" / FILE)
    except OSError:
        pytest.skip("this account may not make links")
    rows = printed(capsys, folder)
    assert len([row for row in rows if "a link, which isn't followed" in row]) == 2


def test_the_gradebook_has_a_row_per_learner_and_a_column_per_lesson(
    pile: Path, tmp_path: Path
) -> None:
    csv_file = tmp_path / "grades.csv"
    cli.main(["progress", str(pile), "--csv", str(csv_file)])

    assert csv_file.read_bytes().startswith(b"\xef\xbb\xbflearner,01 Write a message (of 5),")
    rows = saved(csv_file)
    assert rows["Zoë"]["01 Write a message (of 5)"] == "2"
    assert rows["Zoë"]["exercises tried"] == "3"
    assert [text for key, text in rows["Zoë"].items() if key.startswith("questions right")] == ["1"]
    assert rows["Zoë"]["questions answered"] == "2"
    assert rows["twice"]["note"] == "an older version: twice-mailtutor.zip"
    assert rows["seven"]["01 Write a message (of 5)"] == ""
    assert "'=1+1" in rows
    lines = csv_file.read_text("utf-8-sig").splitlines()
    assert len(lines) == len(rows) + 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_name_is_never_a_formula(start: str, tmp_path: Path) -> None:
    write(tmp_path, f"class/{start}SUM(A1)/{FILE}", progress(1))
    csv_file = tmp_path / "grades.csv"
    cli.main(["progress", str(tmp_path / "class"), "--csv", str(csv_file)])
    assert f"'{start}SUM(A1)" in saved(csv_file)


def test_details_list_each_task(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ada = Progress(tmp_path / "class" / "ada")
    ada.folder.mkdir(parents=True)
    ada.note_try("01.1", "x")
    ada.note_hints("01.1", 3)
    ada.note_done("01.2")
    ada.note_choice("01.a", "Six")
    csv_file = tmp_path / "details.csv"
    cli.main(["progress", str(tmp_path / "class"), "--details", "--csv", str(csv_file)])

    words = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["ada", "01", "01.1", "not", "yet", "1", "3"] in words
    assert ["ada", "01", "01.2", "done", "0", "0"] in words
    assert ["ada", "01", "01.a", "right"] in words
    assert ["ada", "01", "01.3", "not", "tried", "0", "0"] in words
    assert len(csv_file.read_text("utf-8-sig").splitlines()) == len(words)


def test_csv_never_overwrites_a_hand_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "ada.zip", hand_in(1))
    before = path.read_bytes()
    assert cli.main(["progress", str(tmp_path), "--csv", str(path)]) == 1
    assert "isn't the name of a CSV file" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_csv_file_in_the_pile_is_not_read_as_a_hand_in(tmp_path: Path) -> None:
    write(tmp_path, "ada.zip", hand_in(1))
    for _ in range(2):
        csv_file = tmp_path / "grades.csv"
        assert cli.main(["progress", str(tmp_path), "--csv", str(csv_file)]) == 0


def test_a_zip_with_a_huge_list_of_files_is_rejected_in_little_memory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.zip"
    with ZipFile(path, "w") as archive:
        for number in range(150):
            archive.writestr(f"{number}/{'x' * 60_000}", b"")
    tracemalloc.start()
    (row, _) = printed(capsys, path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "its list of files is too long" in row
    assert peak < 5_000_000


def test_many_bombs_in_a_zip_use_up_its_budget(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bomb = b" " * 999_999
    path = write(tmp_path, "bombs.zip", zipped({f"{n}/{FILE}": bomb for n in range(110)}))
    rows = printed(capsys, path)
    assert len(rows) == 111
    assert "unpacks to far more than its own size" in rows[-2]


@pytest.mark.parametrize(
    ("where", "name"),
    [
        (("Ada Lovelace_1_assignsubmission_file_", "a-mailtutor.zip"), "Ada Lovelace"),
        (("Submitted files", "Ada Lovelace", "Email", "a-mailtutor.zip"), "Ada Lovelace"),
        (("Eingereicht", "Ada Lovelace", "E-Mail", "Version 1", "x.zip"), "Ada Lovelace"),
        (("Ada Lovelace - a-mailtutor.zip",), "Ada Lovelace"),
        (("a-mailtutor_Ada Lovelace.zip",), "Ada Lovelace"),
        (("lovelaceada_12_34_a-mailtutor.zip",), "lovelaceada"),
        (("Email_alove_attempt_2026-11-26-12-00-00_a-mailtutor.zip",), "alove"),
        (("Zoe\u0308-mailtutor (2).zip", "mailtutor-lessons"), "Zo\u00eb"),
        (("می\u200cخواهم-mailtutor.zip",), "می\u200cخواهم"),
        (("a\x1b[2J-mailtutor.zip",), "a\\x1b[2J"),
    ],
)
def test_the_learner_is_named_as_their_site_names_them(where: tuple[str, ...], name: str) -> None:
    assert learner("class", where).name == name


def run(*arguments: str, code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=requirements.ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_progress_needs_only_the_standard_library(tmp_path: Path) -> None:
    write(tmp_path, "ada.zip", hand_in(1))
    code = (
        "import sys; before = set(sys.modules); from mailtutor import cli; "
        "code = cli.main(['progress', sys.argv[1]]); "
        "loaded = {name.split('.')[0] for name in set(sys.modules) - before}; "
        "sys.exit(code or ' '.join(loaded - sys.stdlib_module_names - {'mailtutor'}) or 0)"
    )
    result = run(str(tmp_path), code=code)
    assert (result.returncode, result.stderr) == (0, "")
    assert "ada" in result.stdout


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    write(tmp_path, "ada.zip", hand_in(1))
    reader, writer = os.pipe()
    os.close(reader)
    try:
        result = subprocess.run(
            [sys.executable, "-m", "mailtutor", "progress", str(tmp_path), "--details"],
            cwd=requirements.ROOT,
            stdout=writer,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    finally:
        os.close(writer)
    assert (result.returncode, result.stderr) == (0, "")
