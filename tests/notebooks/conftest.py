"""The lessons as they are shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "notebooks"


def pytest_generate_tests(metafunc: Any) -> None:
    if "path" in metafunc.fixturenames:
        # The gallery is no lesson; tests/browser/test_gallery.py runs it.
        paths = sorted(set(FOLDER.glob("*.ipynb")) - {FOLDER / "gallery.ipynb"})
        metafunc.parametrize("path", paths, ids=lambda path: path.stem, scope="module")
