"""`%load_ext mailtutor` in IPython: a card after the traceback, and nothing else."""

from __future__ import annotations

import smtplib
import socket
import subprocess
import sys
import time
import weakref
from typing import TYPE_CHECKING, Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import mailtutor
from mailtutor.clinic import hook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REFUSED = 'import smtplib; smtplib.SMTP("localhost", 1)'
HEADLINE = "Nothing is listening on port 1 of this computer"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    # A server in memory that another test has left stands in the traceback otherwise.
    monkeypatch.setattr(smtplib, "socket", socket)
    config = Config({"HistoryManager": {"enabled": False}})
    make: Any = InteractiveShell  # it has types in some versions of IPython only
    shell = make(config=config, ipython_dir=str(tmp_path), colors="nocolor")
    yield shell
    shell.reset()
    shell.restore_sys_module_state()
    for each in ("last_type", "last_value", "last_traceback", "last_exc"):
        if hasattr(sys, each):
            delattr(sys, each)


@pytest.fixture
def printed(shell: Any, capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a function that runs a cell and returns its output."""

    def run(cell: str) -> str:
        capsys.readouterr()
        shell.run_cell(cell)
        return capsys.readouterr().out

    return run


def test_the_explanation_follows_the_traceback(shell: Any, printed: Any) -> None:
    without = printed(REFUSED)
    assert "ConnectionRefusedError" in without
    assert HEADLINE not in without
    shell.run_line_magic("load_ext", "mailtutor")
    with_it = printed(REFUSED)
    assert with_it.startswith(without)  # byte for byte the same traceback
    assert with_it[len(without) :].startswith(HEADLINE)


def test_loading_twice_explains_once(shell: Any, printed: Any) -> None:
    hook.load_ipython_extension(shell)
    hook.load_ipython_extension(shell)
    assert printed(REFUSED).count(HEADLINE) == 1


def test_reloading_explains_once(shell: Any, printed: Any) -> None:
    shell.run_line_magic("load_ext", "mailtutor")
    shell.run_line_magic("reload_ext", "mailtutor")
    assert printed(REFUSED).count(HEADLINE) == 1


def test_unloading_stops_the_explanations(shell: Any, printed: Any) -> None:
    shell.run_line_magic("load_ext", "mailtutor")
    shell.run_line_magic("unload_ext", "mailtutor")
    assert hook._after_cell not in shell.events.callbacks["post_run_cell"]
    assert HEADLINE not in printed(REFUSED)


def test_unloading_what_is_not_loaded_does_no_harm(shell: Any) -> None:
    hook.unload_ipython_extension(shell)


def test_it_is_silent_on_other_errors(shell: Any, printed: Any) -> None:
    cells = [
        "1 / 0",
        "for",
        "open('no such file')",
        "import socket; socket.create_connection(('localhost', 1))",
    ]
    without = [printed(cell) for cell in cells]
    shell.run_line_magic("load_ext", "mailtutor")
    assert [printed(cell) for cell in cells] == without


def test_it_is_silent_if_nothing_fails(shell: Any, printed: Any) -> None:
    shell.run_line_magic("load_ext", "mailtutor")
    assert printed("x = 1") == ""


def test_it_survives_an_error_that_cannot_be_printed(shell: Any, printed: Any) -> None:
    cell = """
import smtplib

class Odd(ConnectionRefusedError):
    def __str__(self):
        raise RuntimeError("no words")
    def __getattribute__(self, name):
        raise RuntimeError("no " + name)

class Client(smtplib.SMTP):
    def _get_socket(self, *_):
        raise Odd

Client("localhost", 25)
"""
    without = printed(cell)
    hook.load_ipython_extension(shell)
    with_it = printed(cell)
    assert with_it.startswith(without)
    assert "Error in callback" not in with_it


def test_a_failure_of_the_clinic_itself_adds_no_output(
    shell: Any, printed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = printed(REFUSED)

    def fails(_: BaseException) -> None:
        raise RuntimeError("a fault in the clinic")

    hook.load_ipython_extension(shell)
    monkeypatch.setattr("mailtutor.clinic.diagnosis.explain", fails)
    assert printed(REFUSED) == without


def test_the_variables_of_the_notebook_are_known(shell: Any, printed: Any) -> None:
    hook.load_ipython_extension(shell)
    printed("import smtplib; from mailtutor import LocalServer; mine = LocalServer(); mine")
    assert "`mine` hasn't been started" in printed('smtplib.SMTP("localhost", mine.port)')


def test_the_exception_is_not_kept_alive(shell: Any) -> None:
    hook.load_ipython_extension(shell)
    shell.run_cell("""
import smtplib

class Refusal(ConnectionRefusedError): ...

class Client(smtplib.SMTP):
    def _get_socket(self, *_):
        raise Refusal
""")
    result = shell.run_cell('Client("localhost", 25)')
    kept = weakref.ref(result.error_in_exec)
    hook.unload_ipython_extension(shell)
    # What IPython and Python themselves keep of the last error goes with the next one.
    del result
    shell.run_cell("1 / 0")
    shell.InteractiveTB.tb = None
    import gc

    gc.collect()
    assert kept() is None


def test_nobody_waits_for_it(shell: Any) -> None:
    result = shell.run_cell(REFUSED)
    hook._after_cell(result)  # the first one loads the table
    began = time.thread_time()
    hook._after_cell(result)
    assert time.thread_time() - began < 0.2  # it's 10 to 20 ms


def test_loading_brings_in_neither_the_table_nor_the_server() -> None:
    code = (
        "import sys; from mailtutor import load_ipython_extension\n"
        "print(sorted(name for name in sys.modules if name.startswith('mailtutor')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=mailtutor.__path__[0] + "/..",
    )
    assert done.stdout.split() == [
        "['mailtutor',",
        "'mailtutor.clinic',",
        "'mailtutor.clinic.hook',",
        "'mailtutor.extension',",
        "'mailtutor.platform']",
    ]


def test_the_table_is_loaded_ahead_and_does_not_hold_up_the_cell() -> None:
    code = (
        "import sys, threading; from mailtutor import load_ipython_extension\n"
        "class Events:\n    def register(self, *_): ...\n"
        "class Magics:\n    def register_function(self, *_): ...\n"
        "class Shell:\n    events = Events()\n    magics_manager = Magics()\n"
        "load_ipython_extension(Shell())\n"
        "[thread.join(30) for thread in threading.enumerate() if thread.daemon]\n"
        "print('mailtutor.clinic.causes' in sys.modules, 'mailtutor.server' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=mailtutor.__path__[0] + "/..",
    )
    assert done.stdout.split() == ["True", "False"]
