"""Checkouts to run a real setup in: an empty one, and one that is set up."""

from __future__ import annotations

import shutil

import pytest

from mailtutor.cli import requirements
from tests.cli.checkout import (
    PRINT_PREFIX,
    Checkout,
    bare_python,
    clean_variables,
    lock_of_tiny_packages,
)


@pytest.fixture(scope="session")
def empty_checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """Return a checkout without an environment, in a folder with a space and an umlaut."""
    base = tmp_path_factory.mktemp("toy")
    folder = base / "dir mit Ü"
    shutil.copytree(requirements.ROOT / "mailtutor", folder / "mailtutor")
    for command in ("demo", "run_tests"):
        (folder / "mailtutor" / "cli" / f"{command}.py").write_text(PRINT_PREFIX)
    (folder / "pyproject.toml").touch()
    wheels = base / "wheels"
    wheels.mkdir()
    (folder / "requirements.txt").write_text(lock_of_tiny_packages(wheels))
    variables = clean_variables(base / "home")
    variables |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels.as_uri()}
    return Checkout(folder, bare_python(base / "python"), variables)


@pytest.fixture(scope="session")
def ready_checkout(empty_checkout: Checkout, tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """Return a checkout that a first run has set up; copy it before you change it."""
    checkout = empty_checkout.copied_to(tmp_path_factory.mktemp("made") / "dir mit Ü")
    result = checkout.run("demo")
    assert result.returncode == 0, result.stderr
    checkout.setup_output = result.stderr
    return checkout
