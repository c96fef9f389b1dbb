"""A small checkout with tiny packages, so that setting up is tried for real within seconds."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailtutor.cli import requirements

if TYPE_CHECKING:
    from pathlib import Path

SAYS_WHERE = """
import sys
def run(*args, **kwargs):
    print("ran in", sys.prefix)
    return 0
"""


def clean_variables(home: Path) -> dict[str, str]:
    """Return what a fresh machine has: no settings for pip, no PYTHONPATH, an empty HOME."""
    kept = ("PATH", "SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT", "TEMP", "TMP", "LANG")
    home.mkdir(exist_ok=True)
    found = {name: os.environ[name] for name in kept if name in os.environ}
    return found | {"HOME": str(home), "USERPROFILE": str(home)}


@dataclass
class Checkout:
    """A folder with mailtutor's front door, and a Python that has nothing else."""

    folder: Path
    python: Path
    variables: dict[str, str]
    said_at_first: str = ""  # on stderr, while it was set up

    @property
    def venv(self) -> Path:
        """Where its environment is made."""
        return self.folder / ".venv"

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m mailtutor` there as a person would."""
        return subprocess.run(
            [str(self.python), "-m", "mailtutor", *arguments],
            cwd=self.folder,
            env=self.variables | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def moved_to(self, folder: Path) -> Checkout:
        """Move it; the Python to run it with stays."""
        shutil.move(self.folder, folder)
        return Checkout(folder, self.python, self.variables)

    def copied_to(self, folder: Path) -> Checkout:
        """Copy it, whatever was set up in it included."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Checkout(folder, self.python, self.variables)


def bare_python(folder: Path) -> Path:
    """Make a Python with the standard library alone."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def lock_of_tiny_packages(wheels: Path) -> str:
    """Make a wheel for each package that mailtutor needs; return the lock of them."""
    names = dict.fromkeys([*requirements.LAB, *requirements.TESTS], "mailtutor (pyproject.toml)")
    names |= {"needed-by-lab": "aiosmtpd", "needed-by-tests": "pytest"}
    modules = requirements.LAB | requirements.TESTS
    entries = []
    for name, wanted_by in names.items():
        wheel = tiny_wheel(wheels, name, modules.get(name, name.replace("-", "_")))
        entries.append(f"{name}==1.0 \\\n    --hash=sha256:{wheel}\n    # via {wanted_by}\n")
    return "".join(entries)


def tiny_wheel(folder: Path, name: str, module: str, version: str = "1.0") -> str:
    """Make a wheel with one empty module; return its SHA-256."""
    stem = f"{name.replace('-', '_')}-{version}"
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{module}.py", "")
        info = f"{stem}.dist-info"
        wheel.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def a_pip() -> list[str]:
    """Find a pip: this Python's, or that of the Python which this environment was made with."""
    for python in (sys.executable, str(getattr(sys, "_base_executable", sys.executable))):
        command = [python, "-m", "pip"]
        if not subprocess.run([*command, "--version"], capture_output=True, check=False).returncode:
            return command
    raise RuntimeError("neither this Python nor the one below it has pip: install python3-pip")
