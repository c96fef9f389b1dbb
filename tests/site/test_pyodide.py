"""The server and the clinic in Pyodide do the same as in CPython."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def in_pyodide(site: Path, script: str) -> Any:
    command = ["node", HERE / "run_in_pyodide.mjs", site / "static" / "pyodide", HERE / script]
    return _output(command)


def in_cpython(script: str) -> Any:
    return _output([sys.executable, HERE / script])


def _output(command: list[Any]) -> Any:
    result = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=200,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    return json.loads(result.stdout.splitlines()[-1])


def test_every_script_of_the_contract_gets_the_same_transcript(site: Path) -> None:
    browser, cpython = in_pyodide(site, "record_scripts.py"), in_cpython("record_scripts.py")
    assert len(browser) == len(cpython) > 10
    for ours, real in zip(browser, cpython, strict=True):
        assert ours == real


def test_the_clinic_explains_errors_alike(site: Path) -> None:
    browser, cpython = in_pyodide(site, "explain_errors.py"), in_cpython("explain_errors.py")
    assert not {"no error", "no card"} & set(browser)
    assert browser == cpython
