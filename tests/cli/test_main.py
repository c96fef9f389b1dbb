"""The command line itself: help, mistakes in the command, and a Python that's too old."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mailtutor import __main__ as front
from mailtutor import cli
from mailtutor.cli import requirements
from tests.cli.checkout import clean_variables

_FOR_ANY_PYTHON = ("mailtutor/__init__.py", "mailtutor/__main__.py")


def test_the_help_lists_every_command_and_fits_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main([]) == 0

    printed = capsys.readouterr().out
    for command in ("lab", "demo", "serve", "doctor", "reset", "test"):
        assert f"python3 -m mailtutor {command}" in printed
    assert max(map(len, printed.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["lab", "--prot", "1"], "lab doesn't accept: --prot 1"),
        (["serve", "--port", "0"], "'0' isn't a port. Use a number from 1 to 65535"),
        (["serve", "--port", "65536"], "'65536' isn't a port"),
        (["lab", "--port", "smtp"], "'smtp' isn't a port"),
        (["lap"], "invalid choice: 'lap'"),
        (["reset", "03", "04"], "reset doesn't accept: 04"),
    ],
)
def test_a_mistake_in_the_command_is_named(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ending:
        cli.main(arguments)

    assert ending.value.code == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("name", _FOR_ANY_PYTHON)
def test_the_entry_point_has_only_syntax_of_python_3_6(name: str) -> None:
    ast.parse((requirements.ROOT / name).read_text("utf-8"), feature_version=(3, 6))


def test_an_old_python_is_rejected_with_a_fix_and_no_traceback() -> None:
    pretend = (
        "import runpy, sys; sys.version_info = (3, 8, 18, 'final', 0); "
        "sys.version = '3.8.18 (main)'; runpy.run_module('mailtutor', run_name='__main__')"
    )

    result = subprocess.run(
        [sys.executable, "-c", pretend],
        cwd=requirements.ROOT,
        env=clean_variables(Path.home()) | {"PATH": "/nowhere"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        f"mailtutor needs Python 3.10 or later. This is Python 3.8.18 ({sys.executable}).",
        "Get a newer one from https://www.python.org/downloads/, then run this again.",
    ]


def test_an_old_python_suggests_a_newer_one_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("python3.9", "python3.11", "python3.12"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert "Run:  python3.12 -m mailtutor lab" in front.too_old()


def old_pythons() -> list[str]:
    """Return the Pythons before 3.10 on this machine, including those of pyenv."""
    names = [f"python3.{minor}" for minor in range(6, 10)]
    on_path = [which for name in names if (which := shutil.which(name)) and "shims" not in which]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    return on_path + [str(path) for path in sorted(pyenv.glob("3.[6-9].*/bin/python"))]


@pytest.mark.skipif(not old_pythons(), reason="there is no Python before 3.10 on this machine")
def test_real_old_pythons_are_rejected() -> None:
    for python in old_pythons():
        result = subprocess.run(
            [python, "-m", "mailtutor", "lab"],
            cwd=requirements.ROOT,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

        assert result.returncode == 1
        assert result.stderr.startswith("mailtutor needs Python 3.10 or later."), result.stderr


def test_the_command_line_loads_only_the_standard_library() -> None:
    code = (
        "import sys; before = set(sys.modules); import mailtutor.cli; "
        "print(*{name.split('.')[0] for name in set(sys.modules) - before})"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code],
        cwd=requirements.ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert set(loaded.stdout.split()) - sys.stdlib_module_names == {"mailtutor"}
