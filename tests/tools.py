"""Programs that only a few slow tests need, installed once and kept in the user's cache."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import NoReturn

import pytest

from tests.cli.checkout import find_pip

_STAMP = "installed"


def venv_with(*packages: str) -> Path:
    """Return the Python of an environment with these packages from PyPI besides ours.

    The test is skipped where they can't be installed, and on CI it fails.
    """
    ours = sysconfig.get_path("purelib")
    folder = _folder("-".join(packages), f"{sys.version_info.major}.{sys.version_info.minor}")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if _stamped(folder, ours):
        return python
    shutil.rmtree(folder, ignore_errors=True)
    # Debian ships venv without pip, but the pip of another Python can install there.
    _run("venv", [sys.executable, "-m", "venv", "--without-pip", str(folder)])
    (theirs,) = folder.glob("lib/python*/site-packages" if os.name != "nt" else "Lib/site-packages")
    (theirs / "ours.pth").write_text(ours, "utf-8")
    _run("pip", [*find_pip(), "--python", str(python), "install", "-q", *packages])
    (folder / _STAMP).write_text(ours, "utf-8")
    return python


def new_environment(folder: Path) -> None:
    """Create an environment that has its own pip, with the same rules."""
    _run("venv", [sys.executable, "-m", "venv", str(folder)])


def npm_package(name: str, program: str) -> Path:
    """Return a program from npm, with the same rules."""
    folder = _folder(name, "npm")
    if not _stamped(folder, name):
        npm = shutil.which("npm")
        if npm is None:
            missing("npm isn't installed; it comes with Node.js")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        options = ["--no-audit", "--no-fund", "--prefix", str(folder)]
        _run("npm", [npm, "install", *options, name])
        (folder / _STAMP).write_text(name, "utf-8")
    return folder / "node_modules" / ".bin" / program


def missing(reason: str) -> NoReturn:
    """Skip the test with a reason that's shown at the end of the run, or fail on CI."""
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(reason)
    pytest.skip(reason)


def _folder(name: str, kind: str) -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    safe = "".join(char if char.isalnum() else "_" for char in name)
    return Path(cache) / "mailtutor-tests" / f"{safe}-{kind}"


def _stamped(folder: Path, text: str) -> bool:
    stamp = folder / _STAMP
    return stamp.is_file() and stamp.read_text("utf-8") == text


def _run(tool: str, command: list[str]) -> None:
    result = subprocess.run(
        command, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if result.returncode:
        missing(f"{tool} failed: {result.stderr.strip()[-600:]}")
