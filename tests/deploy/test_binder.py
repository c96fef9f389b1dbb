"""Binder: an environment that it can cache, and a copy that learners may see."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from typing import TYPE_CHECKING

import pytest
import yaml

from mailtutor.cli.requirements import ROOT
from tests.tools import missing, new_environment

if TYPE_CHECKING:
    from pathlib import Path


def test_the_environment_names_no_file_so_binder_can_cache_it() -> None:
    content = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))

    # A mapping would be a list for pip, where "." makes repo2docker copy the repository first.
    assert [line for line in content["dependencies"] if not isinstance(line, str)] == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no executable bit")
def test_the_script_for_binder_can_be_run() -> None:
    assert os.access(ROOT / "postBuild", os.X_OK)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(os.name == "nt", reason="Binder runs Linux")
def test_learners_on_binder_get_lessons_and_no_answers(tmp_path: Path) -> None:
    home, environment = tmp_path / "home", tmp_path / "environment"
    home.mkdir()
    for name in ("postBuild", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, home)
    for name in ("mailtutor", "notebooks"):
        unused = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, home / name, ignore=unused)
    answers = "tests/course/answers"
    shutil.copytree(ROOT / answers, home / answers)
    new_environment(environment)
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "ours.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    variables = kept | {"PATH": f"{environment / 'bin'}{os.pathsep}{kept['PATH']}"}

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=home, env=variables, capture_output=True, encoding="utf-8", check=False
        )

    built = run("./postBuild")
    if "hatchling" in built.stderr and built.returncode:
        missing(f"pip can't get hatchling: {built.stderr.strip()[-600:]}")
    assert built.returncode == 0, built.stderr

    lessons = home / "mailtutor-lessons"
    numbered = {file.name for file in (ROOT / "notebooks").glob("[01]*.ipynb")}
    assert numbered <= {file.name for file in lessons.iterdir()}
    assert list(home.rglob("TEACHING.md")) == []
    assert list(home.rglob("answers")) == []
    imported = run(
        str(environment / "bin" / "python"), "-c", "import mailtutor; print(mailtutor.__file__)"
    )
    assert str(packages) in imported.stdout
    variables["JUPYTERHUB_USER"] = "jovyan"  # as on Binder, where `lab` must not start another
    assert "open the folder mailtutor-lessons" in run("mailtutor", "lab").stdout
