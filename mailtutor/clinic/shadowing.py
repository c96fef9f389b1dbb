"""Finds the learner's files that hide standard modules, and imports past them.

A file `email.py` next to a script is what `import email` finds, in the script and in this
package. The clinic has to explain that, so it must not trip over the same file.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

# The modules that email code needs, the likeliest culprit first.
HIDEABLE = ("email", "smtplib", "ssl", "socket", "mimetypes", "getpass", "base64", "calendar",
             "datetime", "hashlib", "hmac", "quopri", "random", "re", "string", "urllib", "uu",
             "smtpd", "imaplib", "poplib", "copy")  # fmt: skip
_STANDARD_LIBRARY = Path(os.__file__).parent  # not sysconfig: it takes some 20 ms to load

_hiding: dict[str, str] = {}
_pythons: dict[str, ModuleType] = {}


def hiding_files() -> dict[str, str]:
    """Return the files that hide a standard module, by the module's name."""
    return {**_hiding, **_loaded()}


def is_pythons(file: str) -> bool:
    """Return whether a file belongs to the standard library."""
    return Path(file).is_relative_to(_STANDARD_LIBRARY)


def _loaded() -> dict[str, str]:
    found = {}
    for name in HIDEABLE:
        file = getattr(sys.modules.get(name), "__file__", None)
        if type(file) is str and name in sys.stdlib_module_names and not is_pythons(file):
            found[name] = file
    return found


@contextmanager
def standard_modules() -> Iterator[None]:
    """Import the standard modules in this block, and restore the learner's modules after it.

    If nothing is hidden, this does nothing.
    """
    hiding = _loaded()
    folders = {str(Path(file).parent) for file in [*hiding.values(), *_beside_the_script()]}
    if not folders:
        yield
        return
    path, theirs = sys.path[:], _take(set(hiding))
    sys.path[:] = [each for each in path if str(Path(each or ".").absolute()) not in folders]
    sys.modules.update(_pythons)
    _hiding.update(hiding)
    try:
        yield
    finally:
        _pythons.update(_take(set(hiding)))
        sys.modules.update(theirs)
        sys.path[:] = path
        _hiding.clear()


def _beside_the_script() -> list[str]:
    """Return the files that would hide a module as soon as it's imported."""
    folder = Path(sys.path[0] if sys.path else "").absolute()
    files = [folder / f"{name}.py" for name in HIDEABLE]
    return [str(file) for file in files if file.is_file() and not is_pythons(str(file))]


def _take(names: set[str]) -> dict[str, ModuleType]:
    """Remove modules and their submodules from the loaded ones, and return them."""
    loaded = [name for name in sys.modules if name.partition(".")[0] in names]
    return {name: sys.modules.pop(name) for name in loaded}
