"""A small checkout with tiny packages, so that setting up is tried for real within seconds."""

from __future__ import annotations

import shutil

import pytest

from mailtutor.cli import requirements
from tests.cli.checkout import (
    SAYS_WHERE,
    Checkout,
    bare_python,
    clean_variables,
    lock_of_tiny_packages,
)


@pytest.fixture(scope="session")
def empty_checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """Make a checkout where nothing is set up, in a folder whose name is not plain ASCII."""
    base = tmp_path_factory.mktemp("toy")
    folder = base / "dir mit Ü"
    shutil.copytree(requirements.ROOT / "mailtutor", folder / "mailtutor")
    for command in ("demo", "run_tests"):
        (folder / "mailtutor" / "cli" / f"{command}.py").write_text(SAYS_WHERE)
    (folder / "pyproject.toml").touch()
    wheels = base / "wheels"
    wheels.mkdir()
    (folder / "requirements.txt").write_text(lock_of_tiny_packages(wheels))
    variables = clean_variables(base / "home")
    variables |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels.as_uri()}
    return Checkout(folder, bare_python(base / "python"), variables)


@pytest.fixture(scope="session")
def made_checkout(empty_checkout: Checkout, tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """Set it up by a first run; copy it before you change it."""
    checkout = empty_checkout.copied_to(tmp_path_factory.mktemp("made") / "dir mit Ü")
    result = checkout.run("demo")
    assert result.returncode == 0, result.stderr
    checkout.said_at_first = result.stderr
    return checkout
