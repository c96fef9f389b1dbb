"""The form of a lesson: what is shipped, how long it is, how it is built."""

from __future__ import annotations

import ast
import builtins
import json
import re
import smtplib
import ssl
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"


@pytest.fixture
def lesson(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


PROGRAM_TO_FIX = "# Your code: fix this program"
IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")


def cells(lesson: Any, kind: str) -> list[Any]:
    return [cell for cell in lesson["cells"] if cell["cell_type"] == kind]


def source(cell: Any) -> str:
    return "".join(cell["source"])


def prose(cell: Any) -> str:
    """Return the text of a cell without its pictures, whose descriptions may be long."""
    return IMAGE.sub("", source(cell))


def headings(lesson: Any) -> list[tuple[int, str]]:
    found = []
    for cell in cells(lesson, "markdown"):
        found += re.findall(r"(?m)^(#+) (.+)$", source(cell))
    return [(len(marks), text) for marks, text in found]


def minutes(lesson: Any) -> int:
    found = re.search(
        r"\*\*Time:\*\* (\d+) minutes|^(Five) minutes", source(lesson["cells"][0]), re.MULTILINE
    )
    assert found is not None
    return int(found[1]) if found[1] else 5


def test_it_is_a_valid_notebook(path: Path) -> None:
    library: Any = nbformat  # it has types in part only
    library.validate(library.read(path, as_version=library.NO_CONVERT))
    assert path.read_text("utf-8").endswith("}\n")


def test_notebook_has_no_outputs(lesson: Any) -> None:
    for cell in cells(lesson, "code"):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


def test_notebook_has_no_traces_of_the_authors_computer(lesson: Any) -> None:
    assert lesson["metadata"] == {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    assert (lesson["nbformat"], lesson["nbformat_minor"]) == (4, 5)
    for cell in lesson["cells"]:
        assert set(cell["metadata"]) <= {"mailtutor", "slideshow", "tags"}


def test_every_cell_has_a_unique_id(lesson: Any) -> None:
    ids = [cell["id"] for cell in lesson["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9-]{3,64}", each) for each in ids)


def test_it_has_a_good_length(path: Path, lesson: Any) -> None:
    # A lesson ends with the learner's own program, and a hard exercise has steps before it.
    fewest, most = (16, 38) if re.match("0[1-9]|1", path.stem) else (10, 20)
    if path.stem == "case_files":  # five cells for each of twelve cases
        fewest, most = 60, 70
    assert fewest <= len(lesson["cells"]) <= most


def test_code_cells_have_one_to_ten_lines(lesson: Any) -> None:
    for cell in cells(lesson, "code"):
        written = [line for line in source(cell).splitlines() if line.strip()]
        most = 24 if written[0] == PROGRAM_TO_FIX else 10
        if written[0].startswith("%%step "):
            most = 18  # whole functions, as they'll be in the learner's file
        assert 1 <= len(written) <= most, source(cell)
        assert max(map(len, written)) <= 88


def test_text_cells_have_fewer_than_110_words(lesson: Any) -> None:
    for cell in cells(lesson, "markdown"):
        assert len(prose(cell).split()) < 110, source(cell)


def test_sentences_are_short(lesson: Any) -> None:
    for cell in cells(lesson, "markdown"):
        for sentence in re.split(r"[.?!:]\s|\n\n|\n- |\n\d\. ", prose(cell)):
            assert len(sentence.split()) <= 30, sentence


def test_it_has_one_title_and_its_headings_go_down_step_by_step(lesson: Any) -> None:
    levels = [level for level, _ in headings(lesson)]
    assert source(lesson["cells"][0]).startswith("# ")
    assert levels.count(1) == 1
    assert set(levels) == {1, 2}
    texts = [text for _, text in headings(lesson)]
    assert len(set(texts)) == len(texts)


def test_a_lesson_says_what_you_will_do_learn_and_need(path: Path, lesson: Any) -> None:
    if path.stem[0].isdigit():
        first, last = source(lesson["cells"][0]), source(lesson["cells"][-1])
        for each in ("**You will**", "**You will learn**", "**You need**", "**Time:**"):
            assert each in first
        assert path.stem.startswith("00") or "**Your mailer** " in first
        assert ".ipynb)" in last


def test_a_lesson_lets_predict_look_change_and_make(path: Path, lesson: Any) -> None:
    if re.match("0[1-9]|1", path.stem):
        text = "\n".join(source(cell) for cell in cells(lesson, "markdown"))
        for each in ("**Predict.**", "**Look into it.**", "**Change it.**"):
            assert each in text
        assert [text for _, text in headings(lesson)][-3:] == [
            "Make your own",
            "Your mailer",
            "What you know now",
        ]


def test_task_of_an_exercise_is_right_before_its_cell(lesson: Any) -> None:
    for before, cell in pairwise(lesson["cells"]):
        asked = re.search(r'(?m)^check\("([^"]+)"', source(cell))
        if asked and cell["cell_type"] == "code":
            assert f"**Exercise {asked[1]}.**" in source(before)
            assert "# Your code" in source(cell)
            assert source(cell)[asked.start() :].count("\n") == 0, "check(...) is the last line"


def test_links_have_targets(lesson: Any) -> None:
    for cell in cells(lesson, "markdown"):
        for target in re.findall(r"\]\(([^)]+)\)", source(cell)):
            assert target.startswith("https://") or (FOLDER / target).is_file(), target


def test_pictures_exist_and_say_in_words_what_they_show(lesson: Any) -> None:
    for cell in cells(lesson, "markdown"):
        for alt, target in IMAGE.findall(source(cell)):
            assert (FOLDER / target).is_file(), target
            assert len(alt.split()) >= 8, f"{target} needs a description, not {alt!r}"


def test_cells_that_fail_on_purpose_name_their_exception(lesson: Any) -> None:
    for cell in lesson["cells"]:
        named = cell["metadata"].get("mailtutor", {}).get("raises")
        tagged = "raises-exception" in cell["metadata"].get("tags", [])
        assert tagged == (named is not None)
        if named is not None:
            errors = {**vars(builtins), **vars(ssl), **vars(smtplib)}
            assert issubclass(errors[named], Exception)


def test_it_needs_no_threads_no_programs_and_no_files_elsewhere(lesson: Any) -> None:
    imported: set[str] = set()
    for cell in cells(lesson, "code"):
        python = "".join(line for line in cell["source"] if not line.startswith("%"))
        for node in ast.walk(ast.parse(python)):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(str(node.module))
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "open":
                assert not re.search(r"[/\\]", ast.unparse(node.args[0]))
            elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "os":
                assert node.attr in {"environ", "path", "remove"}
    allowed = {
        "IPython.display",
        "base64",
        "email",
        "email.message",
        "email.utils",
        "getpass",
        "mailer",
        "mailtutor",
        "mailtutor.course.cases",
        "mailtutor.course.run_tests",
        "mailtutor.course.sample_files",
        "mailtutor.mime",
        "mimetypes",
        "os",
        "pytest",
        "secrets",
        "smtplib",
        "ssl",
        "sys",
        "test_mailer",
        "unittest.mock",
    }
    assert imported <= allowed


def test_the_teachers_minutes_are_the_lessons(path: Path, lesson: Any) -> None:
    guide = (FOLDER / "TEACHING.md").read_text("utf-8")
    part = re.search(rf"(?ms)^## [^\n]*\({path.name}\).*?(?=^## |\Z)", guide)
    assert part is not None
    steps = re.findall(r"(?m)^\| +(\d+) +\|", part[0])
    assert sum(map(int, steps)) == minutes(lesson)


def test_teacher_guide_links_have_targets() -> None:
    guide = (FOLDER / "TEACHING.md").read_text("utf-8")
    targets = re.findall(r"\]\(([^)]+)\)", guide)
    assert targets
    for target in targets:
        assert target.startswith("https://") or (FOLDER / target).is_file(), target
