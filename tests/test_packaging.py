"""What is written down twice is the same in both places, and the wheel has all it needs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mailtutor.cli import requirements
from tests.cli.checkout import find_pip

if TYPE_CHECKING:
    from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = requirements.ROOT
PINS = requirements.pins(requirements.LOCK.read_text("utf-8"))


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """Read the project table of pyproject.toml."""
    content: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    table: dict[str, Any] = content["project"]
    return table


def by_name(requirements: list[str]) -> dict[str, str]:
    """Return what a computer needs, with its versions; a browser needs other packages."""
    parsed = [Requirement(line) for line in requirements]
    return {
        str(canonicalize_name(each.name)): str(each.specifier)
        for each in parsed
        if each.marker is None or "== 'emscripten'" not in str(each.marker).replace('"', "'")
    }


def test_conda_gets_the_same_packages_in_the_same_versions(project: dict[str, Any]) -> None:
    content = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    lines = [line for line in content["dependencies"] if isinstance(line, str)]
    (python,) = (line for line in lines if line.startswith("python "))
    conda = by_name([line for line in lines if line != python])

    assert conda.pop("pip") == ""
    assert conda == by_name(project["dependencies"])


def test_binder_gets_a_python_that_is_promised_and_tested(project: dict[str, Any]) -> None:
    content = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    name, _, version = content["dependencies"][0].partition(" =")
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))

    assert name == "python"
    assert Requirement(f"python{project['requires-python']}").specifier.contains(version)
    assert version in workflow["jobs"]["test"]["strategy"]["matrix"]["python"]


def test_every_package_that_is_asked_for_is_locked_in_a_version_that_fits(
    project: dict[str, Any],
) -> None:
    asked = project["dependencies"] + project["optional-dependencies"]["test"]
    for requirement in map(Requirement, asked):
        versions = [pin.version for pin in PINS if pin.name == canonicalize_name(requirement.name)]
        assert versions, f"{requirement} is not in the lock"
        for version in versions:
            assert requirement.specifier.contains(version), (requirement, version)


def test_the_lock_holds_nothing_that_is_not_asked_for(project: dict[str, Any]) -> None:
    asked = by_name(project["dependencies"] + project["optional-dependencies"]["test"])

    assert {pin.name for pin in requirements.needed_by(set(asked), PINS)} == {
        pin.name for pin in PINS
    }
    direct = {pin.name for pin in PINS if "mailtutor" in pin.required_by}
    assert direct == set(asked)


def test_every_pin_has_hashes_and_the_lock_names_no_address() -> None:
    text = requirements.LOCK.read_text("utf-8")

    assert all("--hash=sha256:" in pin.text for pin in PINS)
    assert "://" not in text
    assert not [line for line in text.splitlines() if line.startswith("-")]


@pytest.mark.parametrize("python", ["3.10", "3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_each_system_and_python_gets_each_package_in_one_version(system: str, python: str) -> None:
    default = {name: str(value) for name, value in default_environment().items()}
    environment = default | {
        "sys_platform": system,
        "os_name": "nt" if system == "win32" else "posix",
        "python_version": python,
        "python_full_version": f"{python}.7",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    chosen: list[str] = []
    for pin in PINS:
        marker = Requirement(pin.text.split(" \\")[0]).marker
        if marker is None or marker.evaluate(
            {key: str(value) for key, value in environment.items()}
        ):
            chosen.append(pin.name)

    assert sorted(chosen) == sorted(set(chosen))
    assert set(requirements.LAB) <= set(chosen)


def test_the_set_up_looks_for_the_packages_that_are_asked_for(project: dict[str, Any]) -> None:
    assert set(requirements.LAB) == set(by_name(project["dependencies"]))
    types_and_backports = {"types-pyyaml", "tomli"}
    tests = set(by_name(project["optional-dependencies"]["test"]))
    assert set(requirements.TESTS) == tests - types_and_backports


def test_the_version_is_the_same_everywhere(project: dict[str, Any]) -> None:
    import mailtutor

    assert mailtutor.__version__ == project["version"]


def test_ci_runs_the_commands_that_a_person_is_given() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    commands = [line.split(" <")[0] for line in lines if line.startswith("python3")]

    assert commands == ["python3 -m mailtutor test", "python3 -m mailtutor test --slow"]
    assert "python3 -m mailtutor test" in (ROOT / "README.md").read_text("utf-8")


def test_the_workflow_runs_the_same_commands_on_three_systems_and_the_pythons_promised(
    project: dict[str, Any],
) -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))
    job = workflow["jobs"]["test"]
    matrix = job["strategy"]["matrix"]
    assert [each.split("-")[0] for each in matrix["os"]] == ["ubuntu", "windows", "macos"]
    assert f">={matrix['python'][0]}" == project["requires-python"]
    assert len(matrix["python"]) >= 2
    commands = [step["run"] for step in job["steps"] if "run" in step]
    command = "${{ matrix.command }} -m mailtutor test"
    assert commands == [command, f"{command} --slow"]
    assert matrix["include"][0]["command"] == "python3"
    assert workflow["permissions"] == {"contents": "read"}


@pytest.mark.slow
def test_the_wheel_has_types_scripts_styles_and_lessons(tmp_path: Path) -> None:
    command = [*find_pip(), "wheel", "-q", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True)
    (path,) = tmp_path.glob("mailtutor-*.whl")
    with zipfile.ZipFile(path) as wheel:
        held = set(wheel.namelist())

    folder = ROOT / "mailtutor"
    expected = {
        file.relative_to(ROOT).as_posix()
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    lessons = {f"mailtutor/lessons/{file.name}" for file in (ROOT / "notebooks").glob("*.ipynb")}
    assert expected | lessons <= held
    assert "mailtutor/py.typed" in held
    assert any(name.endswith(".js") for name in held)
    assert any(name.endswith(".css") for name in held)
    assert any(name.endswith("page_config.json") for name in held)
    assert not [name for name in held if name.startswith(("tests/", "notebooks/"))]

    # Installed, in a folder that is no checkout, the commands just run.
    installed = tmp_path / "installed"
    subprocess.run([*find_pip(), "install", "-q", "--no-deps", "-t", installed, path], check=True)
    for name in ("reset", "demo", "doctor"):
        result = subprocess.run(
            [sys.executable, "-m", "mailtutor", name],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(installed)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr
    assert (tmp_path / "mailtutor-lessons" / "00_start_here.ipynb").is_file()
    assert not list(tmp_path.rglob(".venv"))
