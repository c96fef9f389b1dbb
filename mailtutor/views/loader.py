"""Bundle the JavaScript modules of a view into the single text that anywidget needs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_STYLES = (
    "style.css",
    "inbox/list.css",
    *(f"message/{name}.css" for name in ("mail", "source", "anatomy", "compare")),
    "transcript/ladder.css",
    "inbox/find.css",
    "layout.css",
)
_IMPORT = re.compile(r'^import \{[^}]*\} from "(\.{1,2}/[\w./]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


@cache
def script(name: str) -> str:
    """Return a module with everything it imports, each module once, dependencies first.

    The modules only import names from these folders, and no two of them define the same
    name, so that they can share one scope.

    Args:
        name: the module's path in this folder, such as ``"inbox/inbox.js"``.
    """
    done: dict[Path, str] = {}

    def add(module: Path) -> None:
        if module in done:
            return
        text = module.read_text(encoding="utf-8")
        for needed in _IMPORT.findall(text):
            add((module.parent / needed).resolve())
        done[module] = _EXPORT.sub("", _IMPORT.sub("", text))

    add((_HERE / name).resolve())
    return "\n".join(done.values())


@cache
def style() -> str:
    """Return the stylesheets of all views, the shared one first."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in _STYLES)
