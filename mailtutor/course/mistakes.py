"""Names for mistakes that say nothing about the answer: they identify a sentence of ours.

A `Mistake` quotes what a learner wrote. Its name is the function that found it, and a
fingerprint of the sentence without the values. Both are read from our own source, so the
authors of checks don't have to invent names, and a name can be turned back into the sentence.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import re
import smtplib
import socket
import ssl
from functools import cache
from importlib import import_module
from pathlib import Path

from .time_limit import TimeUp

_HERE = Path(__file__).parent
GAP = "…"  # stands for a value

CHECK_LINE = "check-line"
NO_ANSWER = "no-answer"
OTHER_KIND = "other-kind"
STILL_RUNNING = "still-running"
OTHER = "other"
_STOPPED = "stopped"

_GENERAL = {
    CHECK_LINE: "The line with `check(...)` was changed.",
    NO_ANSWER: "The code ran, but there is no answer in the variable.",
    OTHER_KIND: "The answer isn't the kind of thing that the check expects.",
    STILL_RUNNING: "The code ran for too long, so it was stopped.",
    OTHER: "A mistake that has no name here: this learner may have another version of mailtutor.",
    _STOPPED: "The code raised an exception, so `check` wasn't reached.",
}
_LETTER = re.compile(r"[a-z]")
_LEGIBLE = 10  # letters that aren't values; fewer don't say what the mistake is
_VARIES = "The sentence depends on the answer. Ask someone who has it to read it aloud."


def name_of(mistake: BaseException) -> str:
    """Return the name of a mistake that a check has raised; "other" if it has none."""
    if isinstance(mistake, TimeUp):
        return STILL_RUNNING
    trace = mistake.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return OTHER
    path = Path(trace.tb_frame.f_code.co_filename)
    if path.parent != _HERE:
        return OTHER
    line = trace.tb_lineno
    found = [each for each in _raised_in(path.stem) if each.first <= line <= each.last]
    return min(found, key=lambda each: each.last - each.first).name if found else OTHER


def name_of_stop(error: BaseException) -> str:
    """Return the name for an exception that stopped a cell before its check.

    Only Python's own exceptions are named, because a learner's class may have any name.

    >>> name_of_stop(NameError("x")), name_of_stop(type("Secret", (Exception,), {})())
    ('stopped-NameError', 'stopped')
    """
    name = f"{_STOPPED}-{type(error).__name__}"
    return name if name in _stops() and _stops()[name] is type(error) else _STOPPED


@cache
def sentences() -> dict[str, str]:
    """Return the sentence of every name, with "…" for the values."""
    raised = {
        each.name: each.sentence if len(_LETTER.findall(each.sentence)) >= _LEGIBLE else _VARIES
        for path in sorted(_HERE.glob("*.py"))
        if "Mistake(" in path.read_text("utf-8")
        for each in _raised_in(path.stem)
    }
    stops = {
        name: f"The code raised {kind.__name__}, so `check` wasn't reached."
        for name, kind in _stops().items()
    }
    return {**_GENERAL, **stops, **raised}


@cache
def _stops() -> dict[str, type[BaseException]]:
    return {
        f"{_STOPPED}-{kind.__name__}": kind
        for module in (ssl, socket, smtplib, builtins)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, BaseException)
    }


class _Raised:
    """One `raise Mistake(...)` in our source."""

    def __init__(self, node: ast.Raise, function: str, sentence: str) -> None:
        self.first, self.last = node.lineno, node.end_lineno or node.lineno
        self.sentence = sentence
        digest = hashlib.sha256(sentence.encode()).hexdigest()[:6]
        self.name = f"{function.strip('_')}-{digest}"


@cache
def _raised_in(module: str) -> list[_Raised]:
    try:
        tree = ast.parse((_HERE / f"{module}.py").read_text("utf-8"))
    except (OSError, SyntaxError):  # installed without its source
        return []
    constants = vars(import_module(f"mailtutor.course.{module}"))
    found = []
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        texts: dict[str, list[ast.expr]] = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                texts.setdefault(node.targets[0].id, []).append(node.value)
        once = {name: values[0] for name, values in texts.items() if len(values) == 1}
        for node in ast.walk(function):
            if isinstance(node, ast.Raise) and (text := _argument(node.exc)) is not None:
                sentence = _tidy(_template(text, once, constants))
                found.append(_Raised(node, function.name, sentence))
    return found


def _argument(raised: ast.expr | None) -> ast.expr | None:
    """Return the argument of ``Mistake(...)``; None if something else is raised."""
    if isinstance(raised, ast.Call) and ast.unparse(raised.func) == "Mistake" and raised.args:
        return raised.args[0]
    return None


def _template(node: ast.expr, local: dict[str, ast.expr], constants: dict[str, object]) -> str:
    """Return the constant text of an expression, with a gap for everything else."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_template(each, local, constants) for each in node.values)
    if isinstance(node, ast.FormattedValue):
        return _template(node.value, local, constants)
    if isinstance(node, ast.Name):
        text = local.get(node.id)
        if isinstance(text, (ast.Constant, ast.JoinedStr)):
            # Without local names: a text that refers to itself would never end.
            return _template(text, {}, constants)
        if isinstance(known := constants.get(node.id), str):
            return known
    return GAP


def _tidy(sentence: str) -> str:
    """Join gaps, and remove those that only add a hint after a sentence.

    >>> _tidy("`To` is …. Expected ……. Fix it.…")
    '`To` is …. Expected …. Fix it.'
    """
    joined = re.sub(f"{GAP}(?: ?{GAP})+", GAP, sentence)
    return re.sub(rf"(?<=[.?!]) ?{GAP}$", "", joined).strip()
