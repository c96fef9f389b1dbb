"""Runs pytest in the notebook, with tests that are written in its cells."""

from __future__ import annotations

import copy
import inspect
import io
import sys
import textwrap
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from .time_limit import limited

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FILE = "test_notebook"
_CELLS = "cells"
_OPTIONS = (
    "--quiet",
    "--import-mode=importlib",
    "--strict-markers",  # a misspelled marker would be ignored, and the test would pass
    "-overbosity_assertions=2",  # show addresses in full
    "--capture=sys",  # a browser has no file descriptors to capture
    "-Wdefault::SyntaxWarning",  # no error for learners, even where warnings are errors
    "-Wdefault::UserWarning",  # the same
    "-pmailtutor.pytest_plugin",
    "-pno:cacheprovider",  # it would keep what failed, for a next time that never comes
    "-pno:faulthandler",  # it needs a file, which the output of a notebook isn't
    "-pno:threadexception",  # these two collect the garbage of the whole notebook
    "-pno:unraisableexception",
)
# Settings of the computer, and of a pytest that this one may run in.
_SETTINGS = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_CURRENT_TEST")


def run_tests(*tests: Any) -> None:
    """Run tests from the notebook with pytest, and print its report.

    pytest gets a file with these functions. They may use everything that the notebook has
    defined, and the fixtures of mailtutor.

    Raises:
        TypeError: one of them isn't a function.
    """
    report = io.StringIO()  # in one piece: pytest writes each dot alone
    try:
        with redirect_stdout(report):
            run_pytest(tests, options=("--color=yes",))
    finally:
        print(report.getvalue(), end="")  # noqa: T201 - that's what it's for


def run_pytest(
    tests: tuple[Any, ...],
    *,
    replacing: Mapping[str, Any] | None = None,
    options: tuple[str, ...] = (),
    plugins: tuple[object, ...] = (),
) -> None:
    """Run tests from the notebook with pytest.

    Args:
        tests: the test functions.
        replacing: other values for names of the notebook, while the tests run.
        options: more options for pytest's command line.
        plugins: objects with hooks that pytest calls.

    Raises:
        TypeError: one of the tests isn't a function.
    """
    source = "\n\n".join([f"from {_CELLS} import *\n", *map(_source_of, tests)])
    namespace = tests[0].__globals__ if tests else {}
    with TemporaryDirectory() as folder, _replaced(namespace, replacing or {}, folder):
        path = Path(folder) / f"{_FILE}.py"
        path.write_text(source, "utf-8")
        Path(folder, "pytest.ini").write_text("[pytest]\n", "utf-8")  # no other settings count
        try:
            stop = _Stop()
            ours = [*plugins, stop, _TimeLimit()]
            code = pytest.main([*_OPTIONS, *options, path.name], plugins=ours)
        finally:
            sys.modules.pop(_FILE, None)  # or the next run would see this run's tests
    if stop.interrupt is not None:
        raise stop.interrupt
    if code in {pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR}:
        raise RuntimeError("pytest couldn't run the tests; it says why above")


class _Stop:
    """A pytest plugin that keeps the KeyboardInterrupt of a learner, which pytest only reports."""

    interrupt: BaseException | None = None

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keep the exception, unless pytest itself raised it."""
        if excinfo.type is KeyboardInterrupt:
            self.interrupt = excinfo.value


class _TimeLimit:
    """A pytest plugin that lets a test fail that never ends."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> None:
        """Limit the test's time; pytest itself rejects an asynchronous one."""
        if not inspect.iscoroutinefunction(pyfuncitem.obj):
            pyfuncitem.obj = limited(pyfuncitem.obj)


def _source_of(test: Any) -> str:
    if not isinstance(test, FunctionType):
        raise TypeError(
            f"run_tests needs test functions, by their names, without quotes or (), not {test!r}"
        )
    return textwrap.dedent(inspect.getsource(test))


@contextmanager
def _replaced(
    namespace: dict[str, Any], replacing: Mapping[str, Any], folder: str
) -> Iterator[None]:
    """Offer the notebook's names to the test file, in a folder where it can leave nothing."""
    with pytest.MonkeyPatch.context() as patch:
        for name in _SETTINGS:
            patch.delenv(name, raising=False)
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        patch.chdir(folder)
        for name, value in replacing.items():
            patch.setitem(namespace, name, value)
        cells = ModuleType(_CELLS)
        vars(cells).update({name: _fresh(value) for name, value in namespace.items()})
        vars(cells)["__all__"] = [name for name in namespace if _is_offered(name, namespace)]
        patch.setitem(sys.modules, _CELLS, cells)
        yield


def _fresh(value: Any) -> Any:
    """Copy data that a test may change, as a file is read anew for each run."""
    return copy.copy(value) if type(value) in {list, dict, set} else value


def _is_offered(name: str, namespace: dict[str, Any]) -> bool:
    """Return whether the test file gets this name; pytest would run every test it finds there."""
    is_test = callable(namespace[name]) and name.lower().startswith("test")
    return not is_test and not name.startswith("__")
