"""A small checkout with tiny packages, so that tests can run a real setup within seconds."""

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

PRINT_PREFIX = """
import sys
def run(*args, **kwargs):
    print("ran in", sys.prefix)
    return 0
"""


def clean_variables(home: Path) -> dict[str, str]:
    """Return the variables of a fresh machine: nothing for pip, no PYTHONPATH, an empty HOME."""
    kept = ("PATH", "SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT", "TEMP", "TMP", "LANG")
    home.mkdir(exist_ok=True)
    found = {name: os.environ[name] for name in kept if name in os.environ}
    return found | {"HOME": str(home), "USERPROFILE": str(home)}


@dataclass
class Checkout:
    """A folder with mailtutor's command line, and a Python with the standard library only."""

    folder: Path
    python: Path
    variables: dict[str, str]
    setup_output: str = ""  # what the first run printed on stderr

    @property
    def venv(self) -> Path:
        """Return the path of its environment."""
        return self.folder / ".venv"

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m mailtutor` there, as a user would."""
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
        """Move it; the Python that runs it stays where it is."""
        shutil.move(self.folder, folder)
        return Checkout(folder, self.python, self.variables)

    def copied_to(self, folder: Path) -> Checkout:
        """Copy it, including its environment."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Checkout(folder, self.python, self.variables)


def bare_python(folder: Path) -> Path:
    """Create a Python with the standard library only."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def lock_of_tiny_packages(wheels: Path) -> str:
    """Build a wheel for each package that mailtutor needs; return their lock."""
    names = dict.fromkeys([*requirements.LAB, *requirements.TESTS], "mailtutor (pyproject.toml)")
    names |= {"needed-by-lab": "aiosmtpd", "needed-by-tests": "hypothesis"}
    modules = requirements.LAB | requirements.TESTS
    entries = []
    for name, required_by in names.items():
        wheel = tiny_wheel(wheels, name, modules.get(name, name.replace("-", "_")))
        entries.append(f"{name}==1.0 \\\n    --hash=sha256:{wheel}\n    # via {required_by}\n")
    return "".join(entries)


def tiny_wheel(folder: Path, name: str, module: str, version: str = "1.0") -> str:
    """Build a wheel with one empty module; return its SHA-256."""
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


def find_pip() -> list[str]:
    """Return a command for pip: this Python's, or that of the Python below this environment."""
    for python in (sys.executable, str(getattr(sys, "_base_executable", sys.executable))):
        command = [python, "-m", "pip"]
        if not subprocess.run([*command, "--version"], capture_output=True, check=False).returncode:
            return command
    raise RuntimeError("neither this Python nor the one below it has pip: install python3-pip")
