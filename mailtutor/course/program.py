"""A program that grows: puts new functions into a file, and leaves everything else in it alone."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import IntEnum


class _Place(IntEnum):
    """The order of the parts of a file, from top to bottom."""

    DOCSTRING = 0
    IMPORT = 1
    CONSTANT = 2
    FUNCTION = 3
    MAIN = 4


@dataclass(frozen=True)
class Part:
    """A statement at the top level of a program: an import, a constant, a function.

    Attributes:
        key: what it defines: the name of a function or constant, or the import itself.
        text: its lines.
        start: the index of its first line, decorators included.
        end: the index after its last line.
    """

    key: str
    text: str
    start: int
    end: int
    place: _Place


def parts(source: str) -> list[Part]:
    r"""Return the statements at the top level of a program.

    Raises:
        SyntaxError: it isn't valid Python.

    >>> [part.key for part in parts("import ssl\n\nPORT = 25\n\ndef send():\n    ...\n")]
    ['import ssl', 'PORT', 'send']
    """
    lines = source.splitlines()
    found = []
    for index, node in enumerate(ast.parse(source).body):
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
        end = node.end_lineno or node.lineno
        key, place = _about(node, is_first=index == 0)
        text = "\n".join(lines[first - 1 : end])
        found.append(Part(key, text, first - 1, end, place))
    return found


def _about(node: ast.stmt, *, is_first: bool) -> tuple[str, _Place]:
    """Return the key of a statement, and where it belongs."""
    key, place = ast.unparse(node), _Place.FUNCTION
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        key = node.name
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        place = _Place.IMPORT
    elif isinstance(node, ast.Assign):
        key, place = ", ".join(map(ast.unparse, node.targets)), _Place.CONSTANT
    elif isinstance(node, ast.AnnAssign):
        key, place = ast.unparse(node.target), _Place.CONSTANT
    elif isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
        key, place = "__main__", _Place.MAIN
    elif is_first and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        key, place = "docstring", _Place.DOCSTRING
    return key, place


def put(program: str, part: Part) -> str:
    """Return a program with a part in it, replacing the one with the same key."""
    there = parts(program)
    lines = program.splitlines()
    for each in there:
        if each.key == part.key:
            lines[each.start : each.end] = part.text.splitlines()
            return "\n".join(lines) + "\n"
    earlier = [each for each in there if _order(each) <= _order(part)]
    later = [each for each in there if _order(each) > _order(part)]
    cut = earlier[-1].end if earlier else 0
    above, below = _stripped(lines[:cut]), _stripped(lines[cut:])
    if above:
        above += [""] * _gap(earlier[-1], part)
    if below:
        below = [""] * (_gap(part, later[0]) if later else 2) + below
    return "\n".join([*above, *part.text.splitlines(), *below]) + "\n"


def _order(part: Part) -> tuple[int, bool, str]:
    """Sort imports as formatters do, `import x` first and by name, and put `main` last."""
    if part.place is _Place.IMPORT:
        return part.place, part.key.startswith("from"), part.key
    return part.place, part.key == "main", ""


def _gap(above: Part, below: Part) -> int:
    """Return the number of empty lines between two parts, after PEP 8."""
    if _Place.FUNCTION in {above.place, below.place} or below.place is _Place.MAIN:
        return 2
    return 0 if above.place == below.place else 1


def _stripped(lines: list[str]) -> list[str]:
    """Return lines without the empty ones at both ends."""
    return "\n".join(lines).strip("\n").splitlines()
