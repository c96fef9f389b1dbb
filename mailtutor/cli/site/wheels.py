"""The Python packages of the browser edition: trimmed wheels."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import mailtutor
from mailtutor.course.lessons import shipped_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE = Path(mailtutor.__file__).parent
# What no lesson needs: commands of a terminal, tests, documentation, files for JupyterLab's own
# server, and the colors of languages that no lesson shows.
_LEFT_OUT = re.compile(
    r"^mailtutor/cli/|(^|/)(tests?|__pycache__)/|\.data/|\.pyi$|\.pyc$|(^|/)py\.typed$"
    r"|\.dist-info/RECORD|(^|/)sphinxext"
    r"|^anywidget/(labextension|nbextension|static)/|^aiosmtpd/(docs|qa|testing)/"
    r"|^IPython/(external|testing/plugin)/|^IPython/terminal/(?!__init__|pt_inputhooks/__init__)"
    r"|^pygments/lexers/(?!__init__|_mapping|python|special|html|javascript|css|diff|email|text)"
    r"|^pygments/formatters/(bbcode|img|irc|pangomarkup|rtf|svg)|^ecdsa/test_"
)
_REQUIREMENT = re.compile(rb"^Requires-Dist: .*\n", re.MULTILINE)


_NO_INSTALLER = b'''"""JupyterLite asks this module to install packages, for `%pip install`."""


async def get_transformed_code(arguments):
    """Return the code that runs instead of `%pip`."""
    return 'print("Nothing can be installed here. The lessons have all that they need.")'
'''


def write_ours(folder: Path) -> None:
    """Write mailtutor itself as a wheel, and one that replaces JupyterLite's installer."""
    files = {
        f"mailtutor/{path.relative_to(PACKAGE).as_posix()}": path.read_bytes()
        for path in sorted(PACKAGE.rglob("*"))
        if path.is_file()
    }
    # The case files run the programs that they were shipped with.
    for notebook in shipped_folder().glob("*.ipynb"):
        files[f"mailtutor/lessons/{notebook.name}"] = notebook.read_bytes()
    _write_new(folder, "mailtutor", mailtutor.__version__, files)
    installer = {
        "piplite/__init__.py": b"",
        "piplite/piplite.py": b"",
        "piplite/cli.py": _NO_INSTALLER,
    }
    _write_new(folder, "piplite", "0", installer)


def _write_new(folder: Path, name: str, version: str, files: dict[str, bytes]) -> None:
    info = f"{name}-{version}.dist-info"
    about = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    _write(folder / f"{name}-{version}-py3-none-any.whl", (files | about).items())


def trim(wheel: Path) -> None:
    """Leave out of a wheel what no lesson needs, its description, and its requirements."""
    with zipfile.ZipFile(wheel) as archive:
        files = [(name, archive.read(name)) for name in archive.namelist()]
    _write(
        wheel,
        [
            (name, _about(content) if name.endswith("/METADATA") else content)
            for name, content in files
        ],
    )


def _about(metadata: bytes) -> bytes:
    """Shorten what a wheel says about itself: the description follows an empty line."""
    fields = metadata.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return _REQUIREMENT.sub(b"", fields.rstrip() + b"\n")


def _write(wheel: Path, files: Iterable[tuple[str, bytes]]) -> None:
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files:
            if not _LEFT_OUT.search(name) and not name.endswith("/"):
                # The same date for every file, so that the same content has the same hash.
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)


def copy_from_kernel(extension: Path, folder: Path) -> None:
    """Copy the packages that JupyterLite's kernel brings along.

    Args:
        extension: the folder of the kernel's extension.
        folder: the folder to copy them to.
    """
    for name in ("ipykernel", "pyodide_kernel"):
        (wheel,) = extension.rglob(f"{name}-*.whl")
        shutil.copy(wheel, folder)
        trim(folder / wheel.name)
