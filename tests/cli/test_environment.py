"""Setting up: from nothing but a Python to an environment, and from every half-way state."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from mailtutor.cli import environment, requirements
from tests.cli.checkout import Checkout, a_pip, bare_python, clean_variables, tiny_wheel


@pytest.fixture
def checkout(made_checkout: Checkout, tmp_path: Path) -> Checkout:
    """Give each test its own copy of one that was set up."""
    return made_checkout.copied_to(tmp_path / "my mailtutor")


def installed(checkout: Checkout) -> set[str]:
    found = checkout.venv.rglob("*.dist-info")
    return {path.name.split("-")[0] for path in found} - {"pip", "setuptools"}


def stamp(checkout: Checkout) -> dict[str, object]:
    content: dict[str, object] = json.loads((checkout.venv / "mailtutor.json").read_text())
    return content


def test_the_first_run_makes_an_environment_and_runs_the_command_there(
    made_checkout: Checkout,
) -> None:
    result = made_checkout.run("demo")

    assert result.stdout == f"ran in {made_checkout.venv}\n"
    assert result.stderr == ""  # the second run has nothing to set up
    assert stamp(made_checkout)["tests"] is False


def test_the_first_run_says_each_step_with_its_time(made_checkout: Checkout) -> None:
    lines = made_checkout.said_at_first.splitlines()

    assert [line.split(" ...")[0].strip() for line in lines[1:]] == [
        "Creating the environment",
        "Installing the packages (270 MB)",
        "Checking the packages",
    ]
    assert all(line.endswith(" s") for line in lines[1:])


def test_lessons_need_less_than_tests(checkout: Checkout) -> None:
    assert installed(checkout) == {*requirements.LAB, "needed_by_lab"}

    result = checkout.run("test")

    assert result.stdout == f"ran in {checkout.venv}\n"
    assert {"pytest", "needed_by_tests"} <= installed(checkout)
    assert stamp(checkout)["tests"] is True
    assert checkout.run("demo").stderr == ""


def test_a_moved_checkout_still_works_and_uses_the_mailtutor_of_its_new_place(
    checkout: Checkout, tmp_path: Path
) -> None:
    moved = checkout.moved_to(tmp_path / "elsewhere é")

    result = moved.run("demo", PIP_FIND_LINKS="")

    assert result.stdout == f"ran in {moved.venv}\n", result.stderr
    where = subprocess.run(
        [moved.venv / "bin" / "python", "-c", "import mailtutor; print(mailtutor.__file__)"],
        cwd=tmp_path,
        env=moved.variables,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert where.stdout.strip() == str(moved.folder / "mailtutor" / "__init__.py")


@pytest.mark.slow
def test_a_set_up_that_was_cut_off_is_made_anew(checkout: Checkout) -> None:
    (checkout.venv / "mailtutor.json").write_text('{"unfinished": true}')
    for path in checkout.venv.rglob("aiosmtpd*"):  # gone, while its record says it is there
        if path.suffix == ".py":
            path.unlink()

    result = checkout.run("demo")

    assert result.stdout == f"ran in {checkout.venv}\n", result.stderr
    assert "an earlier setup was interrupted" in result.stderr
    assert list(checkout.venv.rglob("aiosmtpd.py"))


@pytest.mark.slow
def test_an_environment_whose_python_is_gone_is_made_anew(checkout: Checkout) -> None:
    for path in (checkout.venv / "bin").glob("python*"):
        path.unlink()

    result = checkout.run("demo")

    assert result.stdout == f"ran in {checkout.venv}\n", result.stderr


def test_a_changed_lock_is_installed_and_what_the_learner_added_stays(
    checkout: Checkout, tmp_path: Path
) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    digest = tiny_wheel(wheels, "aiosmtpd", "aiosmtpd", "2.0")
    locked = checkout.folder / "requirements.txt"
    old = next(pin for pin in requirements.pins(locked.read_text()) if pin.name == "aiosmtpd")
    new = f"aiosmtpd==2.0 --hash=sha256:{digest}"
    locked.write_text(locked.read_text().replace(old.text, new))
    packages = next(checkout.venv.rglob("site-packages"))
    (packages / "matplotlib.py").touch()
    links = f"{checkout.variables['PIP_FIND_LINKS']} {wheels.as_uri()}"

    result = checkout.run("demo", PIP_FIND_LINKS=links)

    assert result.returncode == 0, result.stderr
    assert "Creating" not in result.stderr
    assert [path.name for path in packages.glob("aiosmtpd-*")] == ["aiosmtpd-2.0.dist-info"]
    assert (packages / "matplotlib.py").exists()


def test_without_a_connection_the_old_environment_survives_and_the_reason_is_given(
    checkout: Checkout,
) -> None:
    before = stamp(checkout)
    offline = {"PIP_NO_INDEX": "", "PIP_FIND_LINKS": "", "PIP_RETRIES": "0"}

    result = checkout.run("test", PIP_INDEX_URL="https://127.0.0.1:9/simple", **offline)

    assert result.returncode == 1
    assert "no connection to the package index" in result.stderr
    assert "Traceback" not in result.stderr
    assert stamp(checkout) == before
    assert checkout.run("demo").stdout == f"ran in {checkout.venv}\n"


def test_a_package_that_is_not_the_locked_one_is_refused(checkout: Checkout) -> None:
    locked = checkout.folder / "requirements.txt"
    locked.write_text(re.sub(r"sha256:\w{64}", "sha256:" + "0" * 64, locked.read_text()))

    result = checkout.run("test")

    assert result.returncode == 1
    assert "DO NOT MATCH THE HASHES" in result.stderr


@pytest.mark.slow
def test_an_environment_that_the_person_made_is_used(
    empty_checkout: Checkout, tmp_path: Path
) -> None:
    checkout = empty_checkout.copied_to(tmp_path / "own venv")
    subprocess.run([sys.executable, "-m", "venv", checkout.venv], check=True)
    (checkout.venv / "mine.txt").touch()
    checkout.python = checkout.venv / "bin" / "python"

    result = checkout.run("demo")

    assert result.stdout == f"ran in {checkout.venv}\n", result.stderr
    assert (checkout.venv / "mine.txt").exists()


def test_a_folder_in_the_way_is_not_deleted(empty_checkout: Checkout, tmp_path: Path) -> None:
    checkout = empty_checkout.copied_to(tmp_path / "in the way")
    checkout.venv.mkdir()
    (checkout.venv / "thesis.txt").touch()

    result = checkout.run("demo")

    assert result.returncode == 1
    assert f"{checkout.venv} is in the way" in result.stderr
    assert (checkout.venv / "thesis.txt").exists()


@pytest.mark.slow
def test_two_at_once_set_up_once(empty_checkout: Checkout, tmp_path: Path) -> None:
    checkout = empty_checkout.copied_to(tmp_path / "two")
    command = [str(checkout.python), "-m", "mailtutor", "demo"]
    both = [
        subprocess.Popen(
            command,
            cwd=checkout.folder,
            env=checkout.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for _ in range(2)
    ]
    said = [process.communicate() for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert sum(err.count("Creating the environment") for _, err in said) == 1


def python_of_a_poor_system(folder: Path, *without: str) -> Path:
    """Copy the running Python, by links, and leave parts of it out, as Debian does."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    python = folder / "bin" / version
    library = folder / "lib" / version
    library.mkdir(parents=True)
    python.parent.mkdir()
    shutil.copy2(os.path.realpath(sys.executable), python)
    for path in Path(sysconfig.get_path("stdlib")).iterdir():
        if path.name not in {"site-packages", "dist-packages", *without}:
            (library / path.name).symlink_to(path)
    return python


def packages_of(python: Path) -> Path:
    """Return where this Python looks for packages: Debian's looks elsewhere than others."""
    code = "import site; print(site.getsitepackages()[0])"
    answer = subprocess.run([python, "-I", "-c", code], capture_output=True, check=True, text=True)
    folder = Path(answer.stdout.strip())
    folder.mkdir(parents=True, exist_ok=True)
    return folder


posix = pytest.mark.skipif(os.name == "nt", reason="Python for Windows always has venv and pip")


@posix
def test_without_venv_and_pip_the_one_line_to_run_is_said(
    empty_checkout: Checkout, tmp_path: Path
) -> None:
    checkout = empty_checkout.copied_to(tmp_path / "poor")
    checkout.python = python_of_a_poor_system(tmp_path / "system", "ensurepip")
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "apt-get").symlink_to("/bin/true")

    result = checkout.run("demo", PATH=str(programs))

    package = f"python3.{sys.version_info.minor}-venv"
    assert result.returncode == 1
    assert f"sudo apt-get install -y {package}" in result.stderr
    assert "Traceback" not in result.stderr


@posix
def test_without_venvs_pip_the_systems_own_pip_installs(
    empty_checkout: Checkout, tmp_path: Path
) -> None:
    code = "import pip; print(pip.__path__[0])"
    pip = subprocess.run([a_pip()[0], "-I", "-c", code], capture_output=True, check=True, text=True)
    checkout = empty_checkout.copied_to(tmp_path / "lent pip")
    checkout.python = python_of_a_poor_system(tmp_path / "system", "ensurepip")
    (packages_of(checkout.python) / "pip").symlink_to(pip.stdout.strip())

    result = checkout.run("demo", PATH="/nowhere")

    assert result.stdout == f"ran in {checkout.venv}\n", result.stderr


@posix
def test_where_uv_is_there_it_installs(empty_checkout: Checkout, tmp_path: Path) -> None:
    uv = shutil.which("uv")
    if not uv or subprocess.run([uv, "--version"], check=False, capture_output=True).returncode:
        pytest.skip("there is no uv on this machine")
    checkout = empty_checkout.copied_to(tmp_path / "uv")
    checkout.python = python_of_a_poor_system(tmp_path / "system", "ensurepip")
    links = {"UV_OFFLINE": "1", "UV_FIND_LINKS": checkout.variables["PIP_FIND_LINKS"]}

    result = checkout.run("demo", PATH=os.environ["PATH"], **links)

    assert result.stdout == f"ran in {checkout.venv}\n", result.stderr


def test_an_installed_mailtutor_installs_nothing_and_says_what_is_missing(tmp_path: Path) -> None:
    python = bare_python(tmp_path / "python")
    packages = next((tmp_path / "python").rglob("site-packages"))
    shutil.copytree(requirements.ROOT / "mailtutor", packages / "mailtutor")

    result = subprocess.run(
        [python, "-m", "mailtutor", "lab"],
        cwd=tmp_path,
        env=clean_variables(tmp_path / "home"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert result.returncode == 1
    assert "lacks: aiosmtpd, anywidget, ipywidgets, jupyterlab, trustme" in result.stderr
    assert '-m pip install "mailtutor"' in result.stderr
    assert not (packages / ".venv").exists()


def test_a_full_disk_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "LOG", tmp_path / "log")
    (tmp_path / "log").write_text("OSError: [Errno 28] No space left on device\n")

    assert environment._why_the_install_failed().startswith("The disk is full.")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_clean_copy_sets_itself_up_from_the_registry_and_tells_the_story(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "dir mit Ü"
    ignore = shutil.ignore_patterns(".*", "__pycache__", "mailtutor-lessons")
    shutil.copytree(requirements.ROOT, folder, ignore=ignore)
    python = bare_python(tmp_path / "python")
    checkout = Checkout(folder, python, clean_variables(tmp_path / "home"))

    first = checkout.run("demo")
    second = checkout.run("doctor")

    assert first.returncode == 0, first.stderr
    assert "Every step above happened" in first.stdout
    assert second.returncode == 0, second.stdout + second.stderr
