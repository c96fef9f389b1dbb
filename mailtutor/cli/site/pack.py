"""Pack the packages of the browser edition. Runs in Pyodide: bytecode belongs to one Python.

A browser would compile every module at each visit, which takes as long as all the rest. So the
modules that a first lesson needs are packed as bytecode, and everything is unpacked at once.
"""

from __future__ import annotations

import importlib.util
import json
import marshal
import os
import re
import site
import sys
import zipfile
from pathlib import Path

PYODIDE = Path("/site")
STDLIB = "/lib/python314.zip/"
PACKAGES = Path(site.getsitepackages()[0])
# Modules of the standard library that may be in a learner's traceback: their source is kept, too.
SHOWN = re.compile(
    r"(email|json|pathlib|urllib)/"
    r"|(smtplib|socket|ssl|base64|getpass|contextlib|csv|datetime|functools|calendar|random"
    r"|mimetypes|quopri|shutil|string|tempfile|textwrap|threading|traceback|warnings)\.py"
)
# Nobody's computer needs them to run a lesson, so they are in a file that is only read by people.
LICENSE = re.compile(r"\.dist-info/.*(LICEN[SC]E|COPYING|NOTICE|AUTHORS)", re.IGNORECASE)
LESSON = "03_connect_to_a_server.ipynb"


def unpack_wheels() -> None:
    """Unpack the wheels that are next to Pyodide."""
    for wheel in sorted(PYODIDE.glob("*.whl")):
        zipfile.ZipFile(wheel).extractall(PACKAGES)
    importlib.invalidate_caches()


def run_lesson() -> set[str]:
    """Run a lesson; return the files of all modules that have been imported."""
    from pyodide_kernel import ipython_shell  # type: ignore[import-not-found]

    cells = json.loads((PACKAGES / "mailtutor" / "lessons" / LESSON).read_text("utf-8"))["cells"]
    for cell in cells:
        if cell["cell_type"] == "code":
            ipython_shell.run_cell("".join(cell["source"]))
    found = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return {os.path.abspath(file) for file in found if file}  # noqa: PTH100 - not in a folder


def bytecode(source: bytes, file: str) -> bytes:
    """Compile a module, so that Python doesn't ask whether its source has changed."""
    code = compile(source, file, "exec", dont_inherit=True)
    flags = (1).to_bytes(4, "little")  # PEP 552: has a hash, which isn't checked
    return importlib.util.MAGIC_NUMBER + flags + bytes(8) + marshal.dumps(code)


def pack_stdlib(used: set[str]) -> None:
    """Replace the sources of used modules by their bytecode, in Pyodide's standard library."""
    path = PYODIDE / "python_stdlib.zip"
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            if STDLIB + name not in used or SHOWN.match(name):
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)
            if STDLIB + name in used:
                code = bytecode(content, STDLIB + name)
                archive.writestr(zipfile.ZipInfo(f"{name}c"), code, zipfile.ZIP_DEFLATED, 9)


def pack_packages(used: set[str]) -> None:
    """Write all packages as one compressed dictionary, with the bytecode of used modules."""
    from compression import zstd  # type: ignore[import-not-found]

    files = {}
    licenses = []
    for path in sorted(PACKAGES.rglob("*")):
        if LICENSE.search(str(path)) and path.is_file():
            licenses.append(f"{path.relative_to(PACKAGES)}\n\n{path.read_text('utf-8')}\n")
        elif path.is_file() and path.suffix != ".pyc":
            content = path.read_bytes()
            files[path.relative_to(PACKAGES).as_posix()] = content
            if str(path) in used:
                cached = Path(importlib.util.cache_from_source(str(path)))
                name = cached.relative_to(PACKAGES).as_posix()
                files[name] = bytecode(content, str(path))
    # Sources next to sources compress better.
    ordered = dict(sorted(files.items(), key=lambda file: file[0].endswith(".pyc")))
    (PYODIDE / "licenses.txt").write_text("\n".join(licenses), "utf-8")
    (PYODIDE / "packages.zst").write_bytes(zstd.compress(marshal.dumps(ordered), level=22))


if __name__ == "__main__":
    unpack_wheels()
    files_used = run_lesson()
    pack_stdlib(files_used)
    pack_packages(files_used)
