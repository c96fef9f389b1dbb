"""Joins the JavaScript modules of the views into the one text that anywidget takes."""

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
    """Join a module with all that it imports, each once, what is needed first.

    A module here imports by name and from these folders only, and no two of them use the
    same name for something of their own, so that they can stand in one scope.

    Args:
        name: the module's place in this folder, as ``"inbox/inbox.js"``.
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
    """Join the stylesheets of all views, what holds for all of them first."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in _STYLES)
