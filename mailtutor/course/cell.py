"""Reads a learner's cell: whether they tried the exercise, and why the answer is None."""

from __future__ import annotations

import ast
import json
import sys
import time
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from .lessons import LessonError, shipped_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

# Methods that change something and return None.
_RETURNS_NONE = {
    "add_alternative": "changes the message",
    "add_attachment": "changes the message",
    "add_header": "changes the message",
    "add_related": "changes the message",
    "append": "changes the list",
    "attach": "changes the message",
    "extend": "changes the list",
    "load_verify_locations": "changes the context",
    "replace_header": "changes the message",
    "set_content": "changes the message",
    "set_debuglevel": "changes the client",
    "sort": "changes the list",
    "stop": "stops the server",
    "update": "changes the dict",
}

_started = 0.0


def note_start() -> None:
    """Record when a cell starts: it didn't cause anything that happened before."""
    global _started  # noqa: PLW0603 - only one cell runs at a time
    _started = time.time()


def running() -> Cell | None:
    """Return the cell that is running; None outside IPython."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    cells = getattr(shell, "user_ns", {}).get("In")
    return Cell(str(cells[-1]), _started) if cells else None


@dataclass(frozen=True)
class Cell:
    r"""The cell of an exercise, with the learner's code above ``check(...)``.

    Args:
        source: its code.
        began: when it started to run, in seconds since 1970; 0 if unknown.

    Example:
        >>> Cell('greeting = None\ncheck("01.1", greeting)').is_untouched
        True
        >>> cell = Cell('hello = "Hi"\ngreeting = None\ncheck("01.1", greeting)')
        >>> print(cell.explain_none())
        Your cell assigns its result to `hello`, but `check` gets `greeting`, which is None.
    """

    source: str
    began: float = 0.0

    @cached_property
    def _tree(self) -> ast.Module:
        try:
            return ast.parse(self.source)
        except (SyntaxError, ValueError, RecursionError):  # it ran, but has magics
            return ast.Module([], [])

    @cached_property
    def _check(self) -> ast.Call | None:
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call) and _is_call(node, "check") and node.args:
                return node
        return None

    @cached_property
    def key(self) -> str:
        """The exercise in ``check(...)``, such as "01.1"; empty if that can't be read."""
        first = self._check.args[0] if self._check else None
        return str(first.value) if isinstance(first, ast.Constant) else ""

    @cached_property
    def answer(self) -> str:
        """The variable that ``check`` gets as the answer; empty if it isn't a variable."""
        given = self._check.args[1] if self._check and len(self._check.args) > 1 else None
        return given.id if isinstance(given, ast.Name) else ""

    @cached_property
    def _own(self) -> list[ast.stmt]:
        """The statements that the learner added to the shipped cell."""
        shipped = {ast.dump(each) for each in ast.parse(shipped_cell(self.key)).body}
        return [
            each
            for each in self._tree.body
            if ast.dump(each) not in shipped and not _does_nothing(each) and not self._checks(each)
        ]

    def _checks(self, statement: ast.stmt) -> bool:
        return isinstance(statement, ast.Expr) and _is_call(statement.value, "check")

    @property
    def is_untouched(self) -> bool:
        """True if it does no more than the shipped cell."""
        return bool(self._tree.body) and not self._own

    @property
    def is_as_shipped(self) -> bool:
        """True if it does exactly what the shipped cell does."""
        shipped = ast.parse(shipped_cell(self.key))
        return bool(shipped.body) and ast.dump(self._tree) == ast.dump(shipped)

    def explain_none(self) -> str:
        """Return a sentence that says why the answer is None, although code ran."""
        name = self.answer
        if not name:
            return "Your code ran, but `check` got None."
        values = list(self._assigned(name))
        given = [each for each in values if not _is_none(each)]
        if values and given and _is_none(values[-1]) and self._is_last(values[-1]):
            return (
                f"The line `{name} = None` still comes after your code and overwrites your answer. "
                "Delete that line."
            )
        if not given:
            return self._never_assigned(name)
        return self._why_left(given[-1], name)

    def _why_left(self, value: ast.expr, name: str) -> str:
        around = self._around(value)
        function = next((each for each in around if isinstance(each, ast.FunctionDef)), None)
        if function is not None:
            return (
                f"`{name}` is assigned inside the function `{function.name}`, where it's a local "
                "variable. Return the value, and below the function write "
                f"`{name} = {function.name}(...)`."
            )
        if why := _why_none(value, name):
            return why
        if any(isinstance(each, (ast.If, ast.For, ast.While, ast.Try)) for each in around):
            return (
                f"Your code ran, but `{name}` is None, because the line that assigns it was never "
                "reached."
            )
        if isinstance(value, ast.Call):
            return f"`{ast.unparse(value.func)}(...)` returned None, so `{name}` is None."
        return f"Your code ran, but `{name}` is None, because you assigned None to it."

    def _never_assigned(self, name: str) -> str:
        others = [each for each in self._names() if each != name]
        alike = [each for each in others if each.lower() == name.lower()]
        prints = any(_is_call(node, "print") for part in self._own for node in ast.walk(part))
        if prints and not alike:
            return f"Your cell prints its result, but doesn't keep it. Assign it to `{name}`."
        if len(others) == 1 or alike:
            other = (alike or others)[0]
            return (
                f"Your cell assigns its result to `{other}`, but `check` gets `{name}`, which is "
                "None."
            )
        if others:
            listed = ", ".join(f"`{each}`" for each in others)
            return (
                f"Your cell sets {listed}, but `check` gets `{name}`, which is None. Assign your "
                f"answer to `{name}`."
            )
        return f"Your code ran, but `{name}` is still None. Assign your answer to `{name}`."

    def _assigned(self, name: str) -> Iterator[ast.expr]:
        """Return everything that is assigned to a variable, in the order of the source."""
        for statement in self._tree.body:
            for node in ast.walk(statement):
                if isinstance(node, ast.Assign):
                    targets, value = node.targets, node.value
                elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value:
                    targets, value = [node.target], node.value
                else:
                    continue
                if any(isinstance(each, ast.Name) and each.id == name for each in targets):
                    yield value

    def _names(self) -> list[str]:
        """Return the names that the learner's statements assign or define outside functions."""
        names: dict[str, None] = {}
        stack: list[ast.AST] = list(reversed(self._own))
        while stack:
            node = stack.pop()
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                names[node.name] = None
                continue
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names[node.id] = None
            elif isinstance(node, (ast.withitem, ast.Lambda)):
                continue
            stack.extend(reversed(list(ast.iter_child_nodes(node))))
        return list(names)

    def _is_last(self, value: ast.expr) -> bool:
        """Return whether a top-level statement below all of the learner's code assigns this."""
        return any(
            isinstance(each, ast.Assign) and each.value is value for each in self._tree.body
        ) and all(each.lineno < value.lineno for each in self._own)

    def _around(self, inner: ast.AST) -> list[ast.AST]:
        """Return the statements that contain this node, the outermost first."""
        return [
            node
            for node in ast.walk(self._tree)
            if isinstance(node, ast.stmt) and any(each is inner for each in ast.walk(node))
        ]

    @property
    def prints_answer(self) -> bool:
        """True if its code prints the answer, as in ``print(password)``."""
        return any(
            isinstance(node, ast.Call)
            and _is_call(node, "print")
            and any(isinstance(each, ast.Name) and each.id == self.answer for each in node.args)
            for statement in self._own
            for node in ast.walk(statement)
        )

    def names(self, name: str) -> bool:
        """Return whether the learner's statements use this variable or attribute."""
        return any(
            name in {getattr(node, "id", ""), getattr(node, "attr", "")}
            for statement in self._own
            for node in ast.walk(statement)
        )

    def other_server(self, *servers: str) -> str:
        """Return the first other server that its code uses, as in ``server.port``; or ""."""
        for statement in self._own:
            for node in ast.walk(statement):
                if (
                    isinstance(node, ast.Attribute)
                    and node.attr in {"port", "ports", "answering"}
                    and isinstance(node.value, ast.Name)
                    and node.value.id not in servers
                ):
                    return node.value.id
        return ""


def _why_none(value: ast.expr, name: str) -> str:
    """Return why a call always returns None, if it's one of those that do."""
    if not isinstance(value, ast.Call) or not isinstance(value.func, (ast.Attribute, ast.Name)):
        return ""
    called = value.func.attr if isinstance(value.func, ast.Attribute) else value.func.id
    if called == "print":
        return f"`print` shows a value and returns None. Assign the value itself to `{name}`."
    if called in _RETURNS_NONE:
        return (
            f"`{called}` {_RETURNS_NONE[called]} and returns None. Call it on its own line, "
            f"without `{name} =` in front."
        )
    return ""


def _is_call(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value in {None, ...}


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, (ast.Import, ast.ImportFrom, ast.Pass)):
        return True
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Assign):
        return _is_none(statement.value)
    if isinstance(statement, (ast.FunctionDef, ast.With)):
        return all(map(_does_nothing, statement.body))
    return False


@cache
def shipped_cell(key: str) -> str:
    """Return the source of an exercise's cell as shipped; empty if it doesn't exist."""
    try:
        paths = sorted(shipped_folder().glob(f"{key.partition('.')[0]}_*.ipynb")) if key else []
    except LessonError:
        return ""
    for path in paths:
        try:
            cells = json.loads(path.read_bytes())["cells"]
        except (OSError, ValueError, KeyError):
            continue
        for cell in cells:
            source = "".join(cell.get("source", ""))
            if cell.get("cell_type") == "code" and f'check("{key}"' in source:
                return source
    return ""
