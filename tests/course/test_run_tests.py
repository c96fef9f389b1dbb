"""Tests from a notebook, run with pytest inside the notebook's own process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mailtutor.course.failures import explain_failure
from mailtutor.course.run_tests import run_pytest, run_tests

ROOT = Path(__file__).parents[2]
number = 1
data = ["ada"]


def test_changes_its_data() -> None:
    data.append("bob")
    assert data == ["ada", "bob"]


def test_is_one() -> None:
    assert number == 1


def test_is_two() -> None:
    assert number == 2


def test_has_a_server_and_writes_a_file(smtp_server: Any, mailbox: Any) -> None:
    Path("left.txt").write_text(str(smtp_server.port), "utf-8")
    assert len(mailbox) == 0


def test_runs_until_it_is_interrupted() -> None:
    raise KeyboardInterrupt


for each in (
    test_changes_its_data,
    test_runs_until_it_is_interrupted,
    test_is_one,
    test_is_two,
    test_has_a_server_and_writes_a_file,
):
    vars(each)["__test__"] = False  # they're for the tests below


def test_the_report_is_pytests_own_with_values(capsys: pytest.CaptureFixture[str]) -> None:
    run_tests(test_is_one, test_is_two)

    said = capsys.readouterr().out
    assert "assert 1 == 2" in said
    assert "1 failed" in said
    assert "1 passed" in said


def test_only_the_tests_that_are_passed_run(capsys: pytest.CaptureFixture[str]) -> None:
    run_tests(test_is_one)

    assert "1 passed" in capsys.readouterr().out


def test_names_are_replaced_only_during_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    run_pytest((test_is_two,), replacing={"number": 2})

    assert "1 passed" in capsys.readouterr().out
    assert number == 1


def test_nothing_is_left_in_the_folder_the_modules_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    before = set(sys.modules), dict(os.environ), list(sys.meta_path)

    run_tests(test_has_a_server_and_writes_a_file)

    assert "1 passed" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
    assert {"cells", "test_notebook"} & set(sys.modules) == set()
    assert (dict(os.environ), list(sys.meta_path)) == before[1:]
    assert Path.cwd() == tmp_path


def test_data_that_a_test_changes_is_fresh_in_the_next_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run_tests(test_changes_its_data)
    run_tests(test_changes_its_data)

    assert capsys.readouterr().out.count("1 passed") == 2
    assert data == ["ada"]


def test_a_changed_test_is_run_as_it_is_now(capsys: pytest.CaptureFixture[str]) -> None:
    run_tests(test_is_two)
    run_tests(test_is_one)

    first, last = capsys.readouterr().out.split("1 failed")
    assert "assert 1 == 2" in first
    assert "1 passed" in last


@pytest.mark.parametrize("thing", ["test_is_one", None, Path])
def test_what_is_not_a_function_is_named(thing: Any) -> None:
    with pytest.raises(TypeError, match=r"by their names, without quotes or \(\)"):
        run_tests(thing)


def test_an_interrupted_test_interrupts_the_cell(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_tests(test_runs_until_it_is_interrupted)

    assert "KeyboardInterrupt" in capsys.readouterr().out


def test_settings_of_the_computer_do_not_count(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")

    run_tests(test_is_one)

    assert "1 passed" in capsys.readouterr().out


def test_a_misspelled_marker_is_named() -> None:
    # In a process of its own, because this one already rejects the marker.
    code = """
import linecache, pytest
source = '''
@pytest.mark.smtp_sever(refuse={})
def test_it(smtp_server):
    assert smtp_server
'''
linecache.cache["<cell>"] = (len(source), None, source.splitlines(True), "<cell>")
exec(compile(source, "<cell>", "exec"))
from mailtutor.course.failures import explain_failure
from mailtutor.course.written_tests import WrittenTest, results
(failed,) = results([WrittenTest(test_it)], {}).failed
print(explain_failure(*failed))
"""
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "pytest can't load your test." in ended.stdout
    assert "The marker is called `smtp_server`." in ended.stdout


def test_a_long_exception_is_shortened() -> None:
    assert explain_failure("test_it", ValueError("x" * 999)).endswith("xxx…")
