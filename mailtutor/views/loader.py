"""Joins the JavaScript modules beside it into the one text that anywidget takes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_STYLES = (
    *("style.css", "mail.css", "source.css", "anatomy.css", "compare.css", "ladder.css"),
    "find.css",
    "layout.css",
)
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w.]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


@cache
def script(name: str) -> str:
    """Join the module ``name`` with all that it imports, each once, what is needed first.

    A module here imports by name and from its own folder only, and no two of them use
    the same name for something of their own, so that they can stand in one scope.
    """
    done: dict[str, str] = {}

    def add(module: str) -> None:
        if module in done:
            return
        text = (_HERE / module).read_text(encoding="utf-8")
        for needed in _IMPORT.findall(text):
            add(needed)
        done[module] = _EXPORT.sub("", _IMPORT.sub("", text))

    add(name)
    return "\n".join(done.values())


@cache
def style() -> str:
    """Join the stylesheets of all views, what holds for all of them first."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in _STYLES)
