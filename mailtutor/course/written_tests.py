"""Tests that learners write: reads them, runs them, and explains why they fail."""

from __future__ import annotations

import ast
import inspect
import io
import re
import textwrap
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import cached_property
from types import FunctionType
from typing import TYPE_CHECKING, Any

from .expectations import Mistake, NotTried
from .time_limit import TimeUp
from .wording import describe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass(frozen=True)
class WrittenTest:
    """A test function that a learner has written."""

    function: FunctionType

    @property
    def name(self) -> str:
        """Its name."""
        return self.function.__name__

    @cached_property
    def _tree(self) -> ast.Module:
        return ast.parse(textwrap.dedent(inspect.getsource(self.function)))

    @property
    def is_empty(self) -> bool:
        """True if its body does nothing."""
        (function,) = self._tree.body
        return all(
            isinstance(each, ast.Pass)
            or (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
            for each in getattr(function, "body", [function])
        )

    @property
    def why_it_cannot_fail(self) -> str:
        """The reason why the test passes whatever happens; empty if it can fail."""
        nodes = list(ast.walk(self._tree))
        asserts = [node for node in nodes if isinstance(node, ast.Assert)]
        if any(isinstance(node, ast.Try) and _hides_asserts(node) for node in nodes):
            return (
                "The `except` in your test also catches the AssertionError of a failed `assert`, "
                "so the test can't fail. Remove it."
            )
        names = {getattr(node, "attr", getattr(node, "id", "")) for node in nodes}
        if asserts or any(re.search("raises|assert|fail", name) for name in names):
            return next(filter(None, map(_why_in_vain, asserts)), "")
        if any(isinstance(node, ast.Return) and node.value for node in nodes):
            return (
                f"`{self.name}` returns the result of a comparison, and pytest ignores that. "
                "Write `assert` instead of `return`."
            )
        return f"`{self.name}` has no `assert`, so it can't fail. Compare what arrived."


def _why_in_vain(node: ast.Assert) -> str:
    """Return why an `assert` never fails, or doesn't test all that it seems to; or ""."""
    if isinstance(node.test, ast.Tuple):
        return (
            "`assert (a, b)` never fails, because a tuple that isn't empty counts as true. "
            "Write `assert a == b`."
        )
    if isinstance(node.msg, (ast.Compare, ast.BoolOp)):
        return (
            "What comes after the comma of an `assert` is the text for its failure. It isn't "
            "tested: give each comparison its own `assert`."
        )
    if _is_always_true(node.test):
        return f"`{ast.unparse(node.test)}` is always true. Compare each value with `==`."
    return ""


def _is_always_true(test: ast.expr) -> bool:
    """Return whether a comparison ends with `or` and a constant, as in ``a == 1 or 2``."""
    return (
        isinstance(test, ast.BoolOp)
        and isinstance(test.op, ast.Or)
        and any(isinstance(each, ast.Constant) and each.value for each in test.values)
    )


def _hides_asserts(node: ast.Try) -> bool:
    """Return whether a failed `assert` in a `try` block is caught and forgotten."""
    inside = [each for statement in node.body for each in ast.walk(statement)]
    if not any(isinstance(each, ast.Assert) for each in inside):
        return False
    return any(
        not any(isinstance(each, (ast.Raise, ast.Assert)) for each in ast.walk(handler))
        for handler in node.handlers
        if handler.type is None
        or re.search(r"\b(BaseException|Exception|AssertionError)\b", ast.unparse(handler.type))
    )


def require_test(thing: Any) -> WrittenTest:
    """Return the answer as a test.

    Raises:
        Mistake: it isn't a function.
        NotTried: its body is empty.
    """
    if not isinstance(thing, FunctionType):
        raise Mistake(
            f"Expected your test, a function that pytest can run, but got {describe(thing)}. Pass "
            "its name, without quotes or `()`."
        )
    test = WrittenTest(thing)
    if test.is_empty:
        raise NotTried(f"The body of `{test.name}` is empty.")
    return test


@dataclass
class Results:
    """The results of tests; a pytest plugin that collects them."""

    passed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    failed: list[tuple[str, BaseException]] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note a test that passed or was skipped."""
        if report.skipped:
            self.skipped.append(report.head_line)
        elif report.when == "call" and report.passed:
            self.passed.append(report.location[2].partition("[")[0])

    def pytest_exception_interact(self, node: Any, call: Any) -> None:
        """Note the exception of a test, or of the file with the tests."""
        self.failed.append((node.name, call.excinfo.value))
        if isinstance(call.excinfo.value, TimeUp):
            node.session.shouldstop = "one wait is enough"


def results(
    tests: Sequence[WrittenTest],
    replacing: Mapping[str, Callable[..., Any]],
    options: tuple[str, ...] = (),
) -> Results:
    """Run tests with other functions instead of those of the notebook.

    Args:
        tests: the tests.
        replacing: the other functions, by name.
        options: options for pytest's command line.
    """
    from .run_tests import run_pytest  # late: `progress` works without pytest

    found = Results()
    with redirect_stdout(io.StringIO()):
        functions = tuple(test.function for test in tests)
        run_pytest(functions, replacing=replacing, options=options, plugins=(found,))
    return found
