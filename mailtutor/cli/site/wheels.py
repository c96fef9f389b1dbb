"""The Python packages of the browser edition: trimmed wheels, and the lock that lists them."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mailtutor
from mailtutor.course.lessons import shipped_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE = Path(mailtutor.__file__).parent
# What no lesson needs: commands of a terminal, tests, and files for JupyterLab's own server.
_LEFT_OUT = re.compile(
    r"^mailtutor/cli/|(^|/)(tests?|__pycache__)/"
    r"|\.data/|\.pyi$|\.pyc$|(^|/)py\.typed$|^anywidget/static/"
)
_REQUIREMENT = re.compile(rb"^Requires-Dist: .*\n", re.MULTILINE)
_WHEEL_NAME = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+)-.*\.whl")


def write_ours(folder: Path) -> None:
    """Write mailtutor itself as a wheel, and an empty one instead of jedi.

    JupyterLite's kernel insists on jedi, which is as large as all the other packages together.
    IPython completes names without it.
    """
    files = {
        f"mailtutor/{path.relative_to(PACKAGE).as_posix()}": path.read_bytes()
        for path in sorted(PACKAGE.rglob("*"))
        if path.is_file()
    }
    # The case files run the programs that they were shipped with.
    for notebook in shipped_folder().glob("*.ipynb"):
        files[f"mailtutor/lessons/{notebook.name}"] = notebook.read_bytes()
    _write_new(folder, "mailtutor", mailtutor.__version__, files)
    _write_new(folder, "jedi", "0", {})


def _write_new(folder: Path, name: str, version: str, files: dict[str, bytes]) -> None:
    info = f"{name}-{version}.dist-info"
    about = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    _write(folder / f"{name}-{version}-py3-none-any.whl", (files | about).items())


def trim(wheel: Path) -> None:
    """Leave out of a wheel what no lesson needs, and its requirements: the lock decides."""
    with zipfile.ZipFile(wheel) as archive:
        files = [(name, archive.read(name)) for name in archive.namelist()]
    _write(
        wheel,
        [
            (name, _REQUIREMENT.sub(b"", content) if name.endswith("/METADATA") else content)
            for name, content in files
        ],
    )


def _write(wheel: Path, files: Iterable[tuple[str, bytes]]) -> None:
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files:
            if not _LEFT_OUT.search(name) and not name.endswith("/"):
                # The same date for every file, so that the same content has the same hash.
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)


def write_lock(pyodide: Path) -> list[str]:
    """Replace Pyodide's lock by one that only lists the wheels in its folder.

    Args:
        pyodide: the folder of Pyodide, with the wheels.

    Returns:
        The names of the packages, to load with Pyodide.
    """
    path = pyodide / "pyodide-lock.json"
    info = json.loads(path.read_text("utf-8"))["info"]
    packages = {}
    for wheel in sorted(pyodide.glob("*.whl")):
        entry = _entry(wheel)
        packages[entry["name"]] = entry
    path.write_text(json.dumps({"info": info, "packages": packages}), "utf-8")
    return sorted(packages)


def _entry(wheel: Path) -> dict[str, Any]:
    match = _WHEEL_NAME.fullmatch(wheel.name)
    assert match is not None, wheel
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0].removesuffix(".py") for name in archive.namelist()}
    return {
        "name": re.sub(r"[-_.]+", "-", match["name"]).lower(),
        "version": match["version"],
        "file_name": wheel.name,
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "imports": sorted(top for top in tops if top.isidentifier()),
        "depends": [],
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
    }
