"""Read requirements.txt: the locked packages, and which of them the lessons need."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.txt"

# The module to import, by package name. A test compares both with pyproject.toml.
LAB = {
    name: name
    for name in ("aiosmtpd", "anywidget", "ipywidgets", "jupyterlab", "pytest", "trustme")
}
TESTS = {
    "aiosmtplib": "aiosmtplib",
    "axe-playwright-python": "axe_playwright_python",
    "codespell": "codespell_lib",
    "hypothesis": "hypothesis",
    "mypy": "mypy",
    "nbclient": "nbclient",
    "notebook": "notebook",
    "packaging": "packaging",
    "playwright": "playwright",
    "pytest-mock": "pytest_mock",
    "pytest-timeout": "pytest_timeout",
    "pytest-xdist": "xdist",
    "pyyaml": "yaml",
    "ruff": "ruff",
    "tlslite-ng": "tlslite",
}


@dataclass(frozen=True)
class Pin:
    """An entry of the lock: a package in one version."""

    name: str
    version: str
    conditional: bool  # only for some systems or Python versions
    required_by: frozenset[str]
    text: str  # the entry in the file, including hashes


def pins(text: str) -> list[Pin]:
    r"""Read the entries of a lock.

    Args:
        text: the lock file, as `uv pip compile` or `pip-compile` writes it.

    >>> lock = "a==1.0 \\\n    --hash=sha256:00\n    # via b\nb==2.0 ; sys_platform == 'win32'"
    >>> [(pin.name, pin.version, pin.conditional, sorted(pin.required_by)) for pin in pins(lock)]
    [('a', '1.0', False, ['b']), ('b', '2.0', True, [])]
    """
    found = []
    for entry in re.split(r"\n(?=\w)", text):
        head = re.match(r"([\w.-]+)==([^\s;]+)( ;)?", entry)
        if head:
            required_by = frozenset(re.findall(r"^ +# +(?:via )?([\w.-]+)", entry, re.MULTILINE))
            found.append(Pin(head[1], head[2], bool(head[3]), required_by, entry.strip()))
    return found


def needed_by(roots: set[str], entries: list[Pin]) -> list[Pin]:
    """Return the entries for `roots` and everything they need, directly or indirectly."""
    names = set(roots)
    while more := {pin.name for pin in entries if pin.required_by & names} - names:
        names |= more
    return [pin for pin in entries if pin.name in names]


def modules(*, tests: bool) -> dict[str, str]:
    """Return the modules that the lessons, or also the tests, import, by package name."""
    return LAB | TESTS if tests else LAB


def locked(*, tests: bool) -> list[Pin]:
    """Return the entries of the lock that the lessons, or also the tests, need."""
    entries = pins(LOCK.read_text("utf-8"))
    return entries if tests else needed_by(set(LAB), entries)


def fingerprint() -> str:
    """Return the SHA-256 of the lock file, in hexadecimal."""
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()
