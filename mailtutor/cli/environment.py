"""Create and repair the checkout's `.venv`, and rerun mailtutor inside it."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import stat
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from mailtutor.cli import installer, requirements
from mailtutor.cli.console import say, step
from mailtutor.cli.errors import SetupError
from mailtutor.course.file_lock import take

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = requirements.ROOT
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "mailtutor.json"

_LONGEST_VENV_ON_WINDOWS = 90  # characters; JupyterLab's files need 170 of the 260 allowed


def in_checkout() -> bool:
    """Return whether mailtutor runs from a checkout, where it may create an environment."""
    return requirements.LOCK.is_file() and (ROOT / "pyproject.toml").is_file()


def in_venv() -> bool:
    """Return whether this Python is the one in the checkout's `.venv`."""
    return os.path.realpath(sys.prefix) == os.path.realpath(VENV)


def missing_packages(*, tests: bool) -> list[str]:
    """Return the required packages that this Python can't import."""
    needed = requirements.modules(tests=tests)
    return [package for package, module in needed.items() if find_spec(module) is None]


def ensure_environment(*, tests: bool = False) -> None:
    """Ensure the dependencies are available, rerunning the command in `.venv` if necessary.

    Args:
        tests: whether the tests' dependencies are required, too.

    Raises:
        SetupError: the environment can't be created.
    """
    if not (in_checkout() and in_venv()):  # the stamp answers for `.venv`
        missing = missing_packages(tests=tests)
        if not missing:
            return
        if not in_checkout():
            package = "mailtutor[test]" if tests else "mailtutor"
            raise SetupError(
                f"This Python ({sys.executable}) lacks: {', '.join(missing)}.\n"
                f'Install them with:  "{sys.executable}" -m pip install "{package}"'
            )
    if not _is_up_to_date(tests=tests):
        with one_at_a_time(ROOT):
            if not _is_up_to_date(tests=tests):
                _set_up(tests=tests)
    if not in_venv():
        _rerun_in_venv()
    importlib.invalidate_caches()


def run_in_venv_if_present() -> None:
    """Rerun the command in `.venv` if that has a Python; create and repair nothing."""
    if in_checkout() and not in_venv() and missing_packages(tests=False) and _python_of_venv():
        _rerun_in_venv()


def _rerun_in_venv() -> NoReturn:
    command = [str(PYTHON), "-m", "mailtutor", *sys.argv[1:]]
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "nt":  # exec would return to the shell at once, and both would read the keyboard
        try:
            sys.exit(subprocess.call(command))
        except KeyboardInterrupt:
            sys.exit(130)
    os.execv(PYTHON, command)  # noqa: S606  no shell is wanted


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Make a second mailtutor wait until this one has set up the folder.

    Raises:
        SetupError: the folder isn't writable.
    """
    try:
        file = (folder / ".venv.lock").open("a+b")
    except OSError as error:
        raise SetupError(
            f"mailtutor installs its environment in {folder}, but can't write there: "
            f"{error.strerror}.\n"
            "Copy the folder to a place where you can write, and run this there."
        ) from error
    with file:
        if not take(file.fileno()):
            say("Another mailtutor is setting up this folder. Waiting for it to finish ...")
            while not take(file.fileno()):
                time.sleep(0.5)
        yield  # closing the file releases the lock, and so does the end of the process


def _read_stamp() -> dict[str, object]:
    """Return what `.venv` was last set up with; empty if that was never finished."""
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _write_stamp(stamp: dict[str, object]) -> None:
    STAMP.write_text(json.dumps(stamp), "utf-8")


def _is_up_to_date(*, tests: bool) -> bool:
    stamp = _read_stamp()
    return (
        stamp.get("lock") == requirements.fingerprint()
        and (bool(stamp.get("tests")) or not tests)
        and stamp.get("python") == _python_of_venv()
    )


def _python_of_venv() -> str:
    """Return the version of the Python in `.venv`, as in "3.12"; empty if it doesn't run."""
    if in_venv():
        return f"{sys.version_info.major}.{sys.version_info.minor}"
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        return subprocess.check_output(
            [PYTHON, "-I", "-S", "-c", code], stderr=subprocess.DEVNULL, text=True, timeout=60
        ).strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def _set_up(*, tests: bool) -> None:
    stamp = _read_stamp()
    tests = tests or bool(stamp.get("tests"))
    interrupted = "an earlier setup was interrupted" if STAMP.exists() else "only this once"
    say(f"Setting up mailtutor in {VENV} ({'updating it' if stamp else interrupted})")
    if sys.platform == "win32" and len(str(VENV)) > _LONGEST_VENV_ON_WINDOWS:
        say("If this fails, move the folder to a shorter path, such as C:\\mailtutor.")
    try:
        installer.LOG.unlink(missing_ok=True)  # what failed earlier must not be the reason now
        if _must_be_recreated(stamp):
            with step("Creating the environment"):
                _create_venv()
        size = "550 MB with those for the tests" if tests else "270 MB"
        with step(f"Installing the packages ({size})") as show_progress:
            _install(show_progress, stamp, tests=tests)
        _write_stamp(
            {"lock": requirements.fingerprint(), "python": _python_of_venv(), "tests": tests}
        )
    except OSError as error:
        raise SetupError(
            f"mailtutor couldn't write its environment: {error}.\n"
            "Make sure that there's space on the disk and that you may write to this folder, "
            "then run this again."
        ) from error


def _must_be_recreated(stamp: dict[str, object]) -> bool:
    if not VENV.exists():
        return True
    python = _python_of_venv()
    if STAMP.exists():
        return python != stamp.get("python")
    # Somebody else created it: use it, but never delete it.
    if python and tuple(map(int, python.split("."))) >= (3, 10):
        return False
    if any(VENV.iterdir()):
        raise SetupError(
            f"{VENV} is in the way: mailtutor didn't create it, and it isn't an environment "
            "with Python 3.10 or later.\nMove or delete it, then run this again."
        )
    return True


def _create_venv() -> None:
    if in_venv():
        raise SetupError(
            f"The environment {VENV} is damaged, and mailtutor can't replace it from inside.\n"
            "Leave it with `deactivate`, then run this again."
        )
    _delete(VENV)
    VENV.mkdir(exist_ok=True)
    _write_stamp({})
    venv = [sys.executable, "-m", "venv", str(VENV)]
    # Debian ships venv without pip, and then an environment can only be created without it.
    if not installer.run(venv) and not installer.run([*venv, "--without-pip"]):
        raise SetupError(f"This Python can't create an environment.\n{installer.how_to_get_venv()}")


def _delete(folder: Path) -> None:
    """Delete a folder, including read-only files in it.

    Raises:
        SetupError: another program is using it.
    """

    def make_writable_and_retry(function: Callable[[str], object], path: str, _: object) -> None:
        Path(path).chmod(stat.S_IWRITE | stat.S_IREAD)
        function(path)

    handler = "onexc" if sys.version_info >= (3, 12) else "onerror"
    on_error: Any = {handler: make_writable_and_retry}
    try:
        if folder.exists():
            shutil.rmtree(folder, **on_error)
    except OSError as error:
        raise SetupError(
            f"The folder {folder} must be replaced, but another program is using it: "
            f"{error.strerror}, {error.filename}.\n"
            "Close every JupyterLab and Python that runs from it, delete the folder, and run "
            "this again."
        ) from error


def _install(
    show_progress: Callable[[str], None], stamp: dict[str, object], *, tests: bool
) -> None:
    chosen = VENV / "mailtutor-packages.txt"
    chosen.write_text("".join(f"{pin.text}\n" for pin in requirements.locked(tests=tests)), "utf-8")
    install = [*installer.choose(PYTHON), "--require-hashes", "-r", str(chosen)]
    if stamp:  # once it's interrupted, nobody knows which files are there
        _write_stamp({})
    if not installer.run(install, show_progress):
        if stamp:  # nothing has changed: pip downloads everything first
            _write_stamp(stamp)
        raise SetupError(installer.why_it_failed())
    # A relative path is plain ASCII whatever the folder is called, and survives a move.
    library = "Lib" if os.name == "nt" else f"lib/python{_python_of_venv()}"
    packages = VENV / library / "site-packages"
    (packages / "mailtutor.pth").write_text(os.path.relpath(ROOT, packages) + "\n", "ascii")
    modules = ", ".join(requirements.modules(tests=tests).values())
    if not installer.run([str(PYTHON), "-c", f"import mailtutor, {modules}"]):
        raise SetupError(
            f"{installer.why_it_failed()}\nDelete the folder {VENV} and run this again."
        )
