"""The style check and the strict type check, as tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def run(*arguments: str) -> str:
    """Run a tool in the checkout; return what it found, empty if nothing."""
    result = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return "" if result.returncode == 0 else result.stdout + result.stderr


def test_ruff_finds_nothing() -> None:
    assert run("ruff", "check", "--output-format", "concise") == ""


def test_every_file_is_formatted() -> None:
    assert run("ruff", "format", "--check") == ""


def test_mypy_finds_nothing() -> None:
    assert run("mypy") == ""


def test_codespell_finds_no_misspelt_word() -> None:
    texts = [path.name for path in ROOT.glob("*.md")]
    assert run("codespell_lib", *texts, "notebooks", "mailtutor", "tests") == ""
