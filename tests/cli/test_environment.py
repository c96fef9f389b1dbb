"""Setup: from a bare Python to a working environment, and from every state in between."""

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

from mailtutor.cli import environment, installer, requirements
from tests.cli.checkout import Checkout, bare_python, clean_variables, find_pip, tiny_wheel


@pytest.fixture
def checkout(ready_checkout: Checkout, tmp_path: Path) -> Checkout:
    """Return a copy of the checkout that was set up, one for each test."""
    return ready_checkout.copied_to(tmp_path / "my mailtutor")


def installed(checkout: Checkout) -> set[str]:
    found = checkout.venv.rglob("*.dist-info")
    return {path.name.split("-")[0] for path in found} - {"pip", "setuptools"}


def stamp(checkout: Checkout) -> dict[str, object]:
    content: dict[str, object] = json.loads((checkout.venv / "mailtutor.json").read_text())
    return content


def test_the_first_run_creates_an_environment_and_runs_the_command_in_it(
    ready_checkout: Checkout,
) -> None:
    result = ready_checkout.run("demo")

    assert result.stdout == f"ran in {ready_checkout.venv}\n"
    assert result.stderr == ""  # the second run has nothing to set up
    assert stamp(ready_checkout)["tests"] is False


def test_the_first_run_prints_each_step_with_its_time(ready_checkout: Checkout) -> None:
    lines = ready_checkout.setup_output.splitlines()

    assert [line.split(" ...")[0].strip() for line in lines[1:]] == [
        "Creating the environment",
        "Installing the packages (270 MB)",
    ]
    assert all(line.endswith(" s") for line in lines[1:])


@pytest.mark.slow
def test_only_the_test_command_installs_the_packages_for_tests(checkout: Checkout) -> None:
    assert installed(checkout) == {*requirements.LAB, "needed_by_lab"}

    result = checkout.run("test")

    assert result.stdout == f"ran in {checkout.venv}\n"
    assert {"hypothesis", "needed_by_tests"} <= installed(checkout)
    assert stamp(checkout)["tests"] is True
    assert checkout.run("demo").stderr == ""


@pytest.mark.slow
def test_a_moved_checkout_still_works_and_imports_mailtutor_from_its_new_place(
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
def test_an_interrupted_setup_starts_over(checkout: Checkout) -> None:
    (checkout.venv / "mailtutor.json").write_text("{}")
    for path in checkout.venv.rglob("aiosmtpd*"):  # missing, although pip lists it as installed
        if path.suffix == ".py":
            path.unlink()

    result = checkout.run("demo")

    assert result.stdout == f"ran in {checkout.venv}\n", result.stderr
    assert "an earlier setup was interrupted" in result.stderr
    assert list(checkout.venv.rglob("aiosmtpd.py"))


@pytest.mark.slow
def test_an_environment_without_its_python_is_recreated(checkout: Checkout) -> None:
    for path in (checkout.venv / "bin").glob("python*"):
        path.unlink()

    result = checkout.run("demo")

    assert result.stdout == f"ran in {checkout.venv}\n", result.stderr


@pytest.mark.slow
def test_a_changed_lock_is_installed_and_the_learners_own_packages_stay(
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


@pytest.mark.slow
def test_an_offline_update_says_why_it_failed_and_keeps_the_old_environment(
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


def test_a_package_with_the_wrong_hash_is_rejected(checkout: Checkout) -> None:
    locked = checkout.folder / "requirements.txt"
    locked.write_text(re.sub(r"sha256:\w{64}", "sha256:" + "0" * 64, locked.read_text()))
    (checkout.venv / "mailtutor-setup.log").write_text("ConnectTimeout\n")  # of an earlier run

    result = checkout.run("test")

    assert result.returncode == 1
    assert "DO NOT MATCH THE HASHES" in result.stderr
    assert "no connection" not in result.stderr


@pytest.mark.slow
def test_the_users_own_environment_is_used(empty_checkout: Checkout, tmp_path: Path) -> None:
    checkout = empty_checkout.copied_to(tmp_path / "own venv")
    subprocess.run([sys.executable, "-m", "venv", checkout.venv], check=True)
    (checkout.venv / "mine.txt").touch()
    checkout.python = checkout.venv / "bin" / "python"

    result = checkout.run("demo")

    assert result.stdout == f"ran in {checkout.venv}\n", result.stderr
    assert (checkout.venv / "mine.txt").exists()


def test_the_users_own_environment_survives_a_setup_that_fails(
    empty_checkout: Checkout, tmp_path: Path
) -> None:
    checkout = empty_checkout.copied_to(tmp_path / "own venv without pip")
    bare_python(checkout.venv)
    (checkout.venv / "mine.txt").touch()

    for _ in range(2):
        result = checkout.run("demo", PATH="/nowhere")

        assert "no pip" in result.stderr
        assert (checkout.venv / "mine.txt").exists()


def test_inside_the_environment_no_second_python_is_started_to_ask_its_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(environment, "VENV", Path(sys.prefix))
    monkeypatch.setattr(environment, "PYTHON", Path("/nowhere/python"))

    assert environment._python_of_venv() == ".".join(map(str, sys.version_info[:2]))


def test_a_folder_in_the_way_is_not_deleted(empty_checkout: Checkout, tmp_path: Path) -> None:
    checkout = empty_checkout.copied_to(tmp_path / "in the way")
    checkout.venv.mkdir()
    (checkout.venv / "thesis.txt").touch()

    result = checkout.run("demo")

    assert result.returncode == 1
    assert f"{checkout.venv} is in the way" in result.stderr
    assert (checkout.venv / "thesis.txt").exists()


@pytest.mark.slow
def test_two_mailtutors_started_at_once_set_up_once(
    empty_checkout: Checkout, tmp_path: Path
) -> None:
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
    printed = [process.communicate() for process in both]

    assert [process.returncode for process in both] == [0, 0], printed
    assert sum(err.count("Creating the environment") for _, err in printed) == 1


def python_without_modules(folder: Path, *without: str) -> Path:
    """Copy the running Python, using links, without some modules, as Debian packages it."""
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
    """Return the folder where this Python looks for packages; Debian's isn't the usual one."""
    code = "import site; print(site.getsitepackages()[0])"
    answer = subprocess.run([python, "-I", "-c", code], capture_output=True, check=True, text=True)
    folder = Path(answer.stdout.strip())
    folder.mkdir(parents=True, exist_ok=True)
    return folder


posix = pytest.mark.skipif(os.name == "nt", reason="Python for Windows always has venv and pip")


@posix
def test_without_venv_and_pip_the_command_that_installs_them_is_printed(
    empty_checkout: Checkout, tmp_path: Path
) -> None:
    checkout = empty_checkout.copied_to(tmp_path / "no pip")
    checkout.python = python_without_modules(tmp_path / "system", "ensurepip")
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "apt-get").symlink_to("/bin/true")

    result = checkout.run("demo", PATH=str(programs))

    package = f"python3.{sys.version_info.minor}-venv"
    assert result.returncode == 1
    assert f"sudo apt-get install -y {package}" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.slow
@posix
def test_without_ensurepip_the_systems_pip_installs(
    empty_checkout: Checkout, tmp_path: Path
) -> None:
    code = "import pip; print(pip.__path__[0])"
    pip = subprocess.run(
        [find_pip()[0], "-I", "-c", code], capture_output=True, check=True, text=True
    )
    checkout = empty_checkout.copied_to(tmp_path / "system pip")
    checkout.python = python_without_modules(tmp_path / "system", "ensurepip")
    (packages_of(checkout.python) / "pip").symlink_to(pip.stdout.strip())

    result = checkout.run("demo", PATH="/nowhere")

    assert result.stdout == f"ran in {checkout.venv}\n", result.stderr


@posix
def test_without_any_pip_uv_installs(empty_checkout: Checkout, tmp_path: Path) -> None:
    uv = shutil.which("uv")
    if not uv or subprocess.run([uv, "--version"], check=False, capture_output=True).returncode:
        pytest.skip("uv is not installed")
    checkout = empty_checkout.copied_to(tmp_path / "uv")
    checkout.python = python_without_modules(tmp_path / "system", "ensurepip")
    links = {"UV_OFFLINE": "1", "UV_FIND_LINKS": checkout.variables["PIP_FIND_LINKS"]}

    result = checkout.run("demo", PATH=os.environ["PATH"], **links)

    assert result.stdout == f"ran in {checkout.venv}\n", result.stderr


def test_an_installed_mailtutor_names_missing_packages_and_installs_nothing(tmp_path: Path) -> None:
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
    assert "lacks: aiosmtpd, anywidget, ipywidgets, jupyterlab, pytest, trustme" in result.stderr
    assert '-m pip install "mailtutor"' in result.stderr
    assert not (packages / ".venv").exists()


def test_an_environment_without_a_lock_is_used_if_it_has_all_packages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(environment, "in_venv", lambda: True)
    monkeypatch.setattr(environment, "in_checkout", lambda: False)

    environment.ensure_environment()


def test_a_full_disk_is_named_as_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installer, "LOG", tmp_path / "log")
    (tmp_path / "log").write_text("OSError: [Errno 28] No space left on device\n")

    assert installer.why_it_failed().startswith("The disk is full.")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_clean_copy_sets_itself_up_from_the_registry_and_runs_the_demo(
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
    assert "Every step above really happened" in first.stdout
    assert second.returncode == 0, second.stdout + second.stderr
