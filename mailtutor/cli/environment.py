"""Create and repair the checkout's `.venv`, and rerun mailtutor inside it."""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from mailtutor.cli import requirements
from mailtutor.cli.console import ProgressLine, say, step
from mailtutor.cli.errors import SetupError
from mailtutor.cli.setup_lock import one_at_a_time

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = requirements.ROOT
VENV = ROOT / ".venv"
STAMP = VENV / "mailtutor.json"
_LONGEST_PATH_INSIDE = 170  # characters; JupyterLab's files are nested deeply
_LONGEST_PATH_OF_WINDOWS = 260
LOG = VENV / "mailtutor-setup.log"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

_NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|Temporary failure in name resolution|"
    r"ConnectTimeout|ReadTimeout|Network is unreachable|ProxyError|dns error|"
    r"error sending request|\(from versions: none\)"
)
_NO_SPACE = re.compile(r"No space left on device|Errno 28\b|WinError 112\b")


def in_checkout() -> bool:
    """Return whether mailtutor runs from a checkout, where it may create an environment."""
    return requirements.LOCK.is_file() and (ROOT / "pyproject.toml").is_file()


def in_venv() -> bool:
    """Return whether this Python is the one in the checkout's `.venv`."""
    return os.path.realpath(sys.prefix) == os.path.realpath(VENV)


def missing_packages(*, tests: bool) -> list[str]:
    """Return the required packages that this Python can't import."""
    needed = requirements.LAB | requirements.TESTS if tests else requirements.LAB
    return [package for package, module in needed.items() if find_spec(module) is None]


def ensure_environment(*, tests: bool = False) -> None:
    """Ensure the dependencies are available, rerunning the command in `.venv` if necessary.

    Args:
        tests: whether the tests' dependencies are required, too.

    Raises:
        SetupError: the environment can't be created.
    """
    if not in_venv() and not missing_packages(tests=tests):
        return
    if not in_checkout():
        extra = "[test]" if tests else ""
        raise SetupError(
            f"This Python ({sys.executable}) lacks: {', '.join(missing_packages(tests=tests))}.\n"
            f'Install them with:  "{sys.executable}" -m pip install "mailtutor{extra}"'
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


# --- is it up to date? ----------------------------------------------------------------------


def read_stamp() -> dict[str, object]:
    """Return what `.venv` was last set up with; empty if setup never finished."""
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _is_up_to_date(*, tests: bool) -> bool:
    stamp = read_stamp()
    return (
        stamp.get("lock") == requirements.fingerprint()
        and (bool(stamp.get("tests")) or not tests)
        and stamp.get("python") == _python_of_venv()
    )


def _python_of_venv() -> str:
    """Return the version of the Python in `.venv`, as in '3.12'; empty if it doesn't run."""
    if in_venv():
        return f"{sys.version_info.major}.{sys.version_info.minor}"
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [PYTHON, "-I", "-c", code], capture_output=True, text=True, check=False, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


# --- create it ------------------------------------------------------------------------------


def _set_up(*, tests: bool) -> None:
    stamp = read_stamp()
    tests = tests or bool(stamp.get("tests"))
    why = "only this once"
    if VENV.exists():
        why = "updating it" if stamp.get("lock") else "an earlier setup was interrupted"
    say(f"Setting up mailtutor in {VENV} ({why})")
    if sys.platform == "win32" and len(str(VENV)) + _LONGEST_PATH_INSIDE > _LONGEST_PATH_OF_WINDOWS:
        say(
            f"This path has {len(str(VENV))} characters, and Windows only allows 260 in all. If "
            "setup fails, move the folder to a shorter path, such as C:\\mailtutor."
        )
    try:
        if _must_be_recreated(stamp):
            with step("Creating the environment"):
                _create_venv()
        STAMP.write_text(json.dumps({"unfinished": True}), "utf-8")
        size = "550 MB with those for the tests" if tests else "270 MB"
        with step(f"Installing the packages ({size})") as progress:
            try:
                _install(progress, tests=tests)
            except SetupError:
                if stamp.get("lock"):  # nothing was changed: pip fetches everything first
                    STAMP.write_text(json.dumps(stamp), "utf-8")
                raise
        with step("Checking the packages"):
            _check(tests=tests)
    except OSError as error:
        raise SetupError(
            f"mailtutor couldn't write its environment: {error}.\n"
            "Make sure that there's space on the disk and that you may write to this folder, "
            "then run this again."
        ) from error
    done = {"lock": requirements.fingerprint(), "python": _python_of_venv(), "tests": tests}
    STAMP.write_text(json.dumps(done), "utf-8")


def _must_be_recreated(stamp: dict[str, object]) -> bool:
    python = _python_of_venv()
    if not VENV.exists():
        return True
    if not stamp:  # somebody else created it: use it, but never delete it
        if python and tuple(map(int, python.split("."))) >= (3, 10):
            return False
        if any(VENV.iterdir()):
            raise SetupError(
                f"{VENV} is in the way: mailtutor didn't create it, and it isn't an environment "
                "with Python 3.10 or later.\nMove or delete it, then run this again."
            )
        return True
    return "unfinished" in stamp or python != stamp.get("python")


def _create_venv() -> None:
    if in_venv():
        raise SetupError(
            f"The environment {VENV} is damaged, and mailtutor can't replace it from inside.\n"
            "Leave it with `deactivate`, then run this again."
        )
    _delete(VENV)
    VENV.mkdir(exist_ok=True)
    STAMP.write_text(json.dumps({"unfinished": True}), "utf-8")
    # Debian ships venv without pip, and then an environment can only be created without it.
    if _run([sys.executable, "-m", "venv", str(VENV)]):
        return
    if _run([sys.executable, "-m", "venv", "--without-pip", str(VENV)]):
        return
    raise SetupError(f"This Python can't create an environment.\n{_how_to_get_venv()}")


def _delete(folder: Path) -> None:
    """Delete a folder, including read-only files in it.

    Raises:
        SetupError: another program is using it.
    """

    def make_writable_and_retry(function: Callable[[str], object], path: str, _: object) -> None:
        Path(path).chmod(stat.S_IWRITE | stat.S_IREAD)
        function(path)

    on_error: Any = (
        {"onexc": make_writable_and_retry}
        if sys.version_info >= (3, 12)
        else {"onerror": make_writable_and_retry}
    )
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


def _install(progress: ProgressLine, *, tests: bool) -> None:
    entries = requirements.pins(requirements.LOCK.read_text("utf-8"))
    wanted = VENV / "mailtutor-packages.txt"
    if not tests:
        entries = requirements.needed_by(set(requirements.LAB), entries)
    wanted.write_text("\n".join(pin.text for pin in entries) + "\n", "utf-8")
    if not _run([*_installer(), "--require-hashes", "-r", str(wanted)], progress):
        raise SetupError(_why_the_install_failed())
    # A relative path is plain ASCII whatever the folder is called, and survives a move.
    packages = _site_packages()
    (packages / "mailtutor.pth").write_text(os.path.relpath(ROOT, packages) + "\n", "ascii")


def _installer() -> list[str]:
    """Choose an installer: the environment's pip, this Python's, or uv."""
    if _run([str(PYTHON), "-m", "pip", "--version"]):
        return [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    # Since 22.3, pip can install for another Python.
    for_venv = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    if _run([*for_venv, "--version"]):
        return [*for_venv, "install", "--disable-pip-version-check"]
    if (uv := shutil.which("uv")) and _run([uv, "--version"]):
        return [uv, "pip", "install", "--python", str(PYTHON)]
    raise SetupError(
        f"This Python has no pip, not even one for new environments.\n{_how_to_get_venv()}"
    )


def _how_to_get_venv() -> str:
    package = f"python3.{sys.version_info.minor}-venv"
    if shutil.which("apt-get"):
        return f"Run:  sudo apt-get install -y {package}\nThen run this again."
    return "Install Python from https://www.python.org/downloads/, then run this again with it."


def _site_packages() -> Path:
    if os.name == "nt":
        return VENV / "Lib" / "site-packages"
    return VENV / "lib" / f"python{_python_of_venv()}" / "site-packages"


def _check(*, tests: bool) -> None:
    modules = requirements.LAB | requirements.TESTS if tests else requirements.LAB
    code = f"import mailtutor, {', '.join(sorted(modules.values()))}"
    if not _run([str(PYTHON), "-c", code]):
        raise SetupError(
            f"The packages are installed, but they don't work:\n{_end_of_log()}\n"
            f"Delete the folder {VENV} and run this again."
        )


def _why_the_install_failed() -> str:
    log = LOG.read_text("utf-8", "replace")
    if _NO_SPACE.search(log):
        return "The disk is full. Make about 1 GB of space, then run this again."
    if _NO_NETWORK.search(log):
        return (
            "The packages couldn't be downloaded: no connection to the package index.\n"
            "Check your connection (behind a proxy, set HTTPS_PROXY), then run this again.\n"
            f"The full log: {LOG}"
        )
    return f"The packages couldn't be installed:\n{_end_of_log()}\nThe full log: {LOG}"


def _end_of_log() -> str:
    lines = LOG.read_text("utf-8", "replace").strip().splitlines()
    # pip ignores the packages of other systems, one line each.
    relevant = [line for line in lines if not line.startswith("Ignoring ")]
    return "\n".join(f"  {line}" for line in relevant[-6:])


def _run(command: list[str], progress: ProgressLine | None = None) -> bool:
    """Run a command with its output in the log; return whether it succeeded."""
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n$ {command}\n")
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process:
            for line in process.stdout or ():
                log.write(line)
                if progress:
                    progress.read(line)
    return process.returncode == 0
