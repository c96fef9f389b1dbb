"""Settings that are text, and so count as true, whatever they say."""

from __future__ import annotations

import ast
import os
import re
import textwrap
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .traceback_frames import Traceback

_MEANS_NO = {"false", "no", "off", "0", "none", "f", "n", "disabled"}
_CONDITION = re.compile(r"^(\s*)(?:el)?if\s+(.+?):\s*(#.*)?$")
_PORT = re.compile(r"(?i)(?<![a-z])port\b|(?:smtp|mail)port\b")
_SMTP = r"\bSMTP(?:_SSL)?\("
_READS_SETTING = re.compile(r"environ|getenv|config|setting|option|args|\benv\b", re.IGNORECASE)


class SettingsText:
    """The conditions that lead to the learner's line, and the settings in them.

    Args:
        traceback: the frames of the error.
    """

    def __init__(self, traceback: Traceback) -> None:
        self.traceback = traceback

    @cached_property
    def _conditions(self) -> list[str]:
        """The conditions of the `if` blocks that the line is in, the innermost first."""
        before = self.traceback.lines_before
        depth = _depth(self.traceback.line)
        found = []
        for line in reversed(before):
            if not line.strip() or _depth(line) >= depth:
                continue
            depth = _depth(line)
            condition = _CONDITION.match(line)
            if condition:
                found.append(condition[2])
        inline = re.match(r"\s*if\s+(.+?):\s*\S", self.traceback.line)
        return [inline[1], *found] if inline else found

    @cached_property
    def _tested(self) -> list[ast.expr]:
        """The expressions that are tested for being true, without a comparison."""
        return [each for text in self._conditions for each in _operands(text)]

    @cached_property
    def text_taken_for_true(self) -> str:
        """The setting that holds a text such as "False", and decides; or empty."""
        for each in self._tested:
            text = self._value(each)
            if type(text) is str and text.strip().lower() in _MEANS_NO:
                return ast.unparse(each)
            written = self._written(each)
            if written:
                return ast.unparse(each)
        return ""

    @cached_property
    def may_be_taken_for_true(self) -> float | None:
        """Return how likely a text decides; None if the code isn't known, 0 if none can."""
        if self.text_taken_for_true:
            return 1.0
        if not self.traceback.line:
            return None
        reads = any(_READS_SETTING.search(ast.unparse(each)) for each in self._tested)
        return 0.5 if reads else 0.0

    @cached_property
    def port_fault(self) -> str:
        """What the setting for the port of an SMTP server is instead of a number; or empty."""
        if not self._reads_port:
            return ""
        if type(self.traceback.error) is TypeError:
            return "None" if self.traceback.text.endswith("not 'NoneType'") else ""
        literal = self.traceback.text.partition("invalid literal for int() with base 10: ")[2]
        return ("empty" if not literal[1:-1].strip() else "no whole number") if literal else ""

    @property
    def _reads_port(self) -> bool:
        """Return whether the line makes a number of a port, and SMTP gets that port."""
        line, source = self.traceback.line, self.traceback.source
        if self.traceback.mail_frames or "int(" not in line or not re.search(_SMTP, source):
            return False
        if _PORT.search(line) and re.search("(?i)smtp|mail", line):
            return True
        named = re.match(r"\s*(\w+)\s*(?::\s*int\s*)?=", line)
        return named is not None and (
            re.search(rf"{_SMTP}[^#]{{0,200}}\b{named[1]}\b", source) is not None
        )

    def _value(self, node: ast.expr) -> Any:
        """Return the value of a name, an attribute or an item, without running any code."""
        value = None
        if isinstance(node, ast.Name):
            value = self.traceback.variable(node.id)
        elif isinstance(node, ast.Attribute):
            value = _attribute(self._value(node.value), node.attr)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            value = _item(self._value(node.value), node.slice.value)
        elif isinstance(node, ast.Call):
            value = self._result(node)
        return value

    def _result(self, node: ast.Call) -> Any:
        """Return what `getenv(...)` or `get(...)` gives for keys that are in the code."""
        keys = [each.value for each in node.args if isinstance(each, ast.Constant)]
        if not keys:
            return None
        if ast.unparse(node.func).endswith("getenv"):
            return os.environ.get(str(keys[0]))
        if not isinstance(node.func, ast.Attribute) or node.func.attr != "get":
            return None
        found = _item(self._value(node.func.value), keys[0])
        # `configparser` takes the section and the option.
        return _item(found, keys[-1]) if _is_config(found) else found

    def _written(self, node: ast.expr) -> bool:
        """Return whether the source gives the setting such a text, which may be changed by now."""
        values = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
        names = [value for value in values if isinstance(value, str) and value.isidentifier()]
        return any(
            found.lower() in _MEANS_NO
            for name in names
            for found in re.findall(
                rf"[\"']{name}[\"']\]?\s*[=:,]\s*[\"'](\w+)[\"']", self.traceback.source
            )
        )


def _operands(condition: str) -> list[ast.expr]:
    try:
        test = ast.parse(textwrap.dedent(condition), mode="eval").body
    except SyntaxError:
        return []
    parts = test.values if isinstance(test, ast.BoolOp) else [test]
    return [
        each
        for each in parts
        if isinstance(each, ast.Name | ast.Attribute | ast.Subscript | ast.Call)
    ]


def _attribute(owner: Any, name: str) -> Any:
    if owner is os:
        return os.environ if name == "environ" else None
    for known in (owner, type(owner)):
        space = getattr(known, "__dict__", {})
        if name in space:
            return space[name]
    return None


def _item(owner: Any, key: Any) -> Any:
    if owner is os.environ:
        return os.environ.get(str(key))
    if _is_config(owner):
        with suppress(KeyError):
            return owner[key]
        return None
    return owner.get(key) if type(owner) is dict else None


def _is_config(value: Any) -> bool:
    return type(value).__module__ == "configparser"


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
