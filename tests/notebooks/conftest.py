"""The lessons as they are shipped, each run once a session."""

from __future__ import annotations

import copy
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from tests.notebooks.kernels import client_of
from tests.notebooks.played import Played
from tests.notebooks.typed_password import sit_down

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks"
TWICE = ("05_log_in", "06_send_and_handle_refusals")  # as a learner does who runs all again


def pytest_generate_tests(metafunc: Any) -> None:
    if "path" in metafunc.fixturenames:
        # The gallery is no lesson; tests/browser/test_gallery.py runs it.
        paths = sorted(set(FOLDER.glob("*.ipynb")) - {FOLDER / "gallery.ipynb"})
        metafunc.parametrize("path", paths, ids=lambda path: path.stem, scope="module")


@pytest.fixture(scope="session")
def play(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Played]:
    """Run a lesson in a new kernel, in an empty folder, with nobody's settings.

    The first test that asks for a lesson runs it, and all others get the same results: give
    every test that uses this fixture to one process (`tests/conftest.py` does).
    """

    @cache
    def run(name: str) -> Played:
        read: Any = nbformat.read  # it has no types
        lesson = read(FOLDER / f"{name}.ipynb", as_version=4)
        room = tmp_path_factory.mktemp("room")
        env = os.environ | {"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(room / "ipython")}
        sit_down(room / "ipython")
        folder = room / "lessons"
        folder.mkdir()
        client = client_of(lesson, folder)
        runs = []
        with client.setup_kernel(env=env):
            for _ in range(2 if name in TWICE else 1):
                for number, cell in enumerate(lesson.cells):
                    client.execute_cell(cell, number)
                runs.append(copy.deepcopy(lesson))
        return Played(runs, [path.name for path in folder.iterdir()])

    return run
