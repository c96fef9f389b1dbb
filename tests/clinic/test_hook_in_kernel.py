"""The hook in a real kernel: what a notebook gets, message by message."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jupyter_client.manager import KernelManager

from mailtutor.cli.slides.notebook import kernel_config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Run = Callable[..., list[dict[str, Any]]]

HAS_GROUPS = sys.version_info >= (3, 11)
REFUSED = 'smtplib.SMTP("localhost", 1)'


@contextmanager
def a_kernel(home: Path) -> Iterator[Run]:
    """Return a function that runs a cell in a kernel and returns its messages."""
    env = os.environ | {
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "IPYTHONDIR": str(home),
    }
    manager = KernelManager(kernel_name="python3", config=kernel_config())
    manager.start_kernel(env=env)
    client = manager.client()
    client.start_channels()

    def run(cell: str, *, silent: bool = False) -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []
        client.execute_interactive(cell, silent=silent, output_hook=sent.append, timeout=60)
        shown = {"error", "display_data", "execute_result", "stream"}
        return [message for message in sent if message["msg_type"] in shown]

    try:
        client.wait_for_ready(timeout=60)
        yield run
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[Run]:
    with a_kernel(tmp_path) as run:
        yield run


def lines(error: dict[str, Any]) -> str:
    """Return a published traceback without its colors."""
    return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error["content"]["traceback"]))


def html(message: dict[str, Any]) -> str:
    return str(message["content"]["data"]["text/html"])


def test_the_card_follows_the_traceback(kernel: Run) -> None:
    kernel("import smtplib\n%load_ext mailtutor")
    error, card = kernel(REFUSED)
    assert error["msg_type"] == "error"
    assert error["content"]["ename"] == "ConnectionRefusedError"
    assert card["msg_type"] == "display_data"
    assert "Nothing is listening on port 1" in card["content"]["data"]["text/html"]
    assert "Nothing is listening on port 1" in card["content"]["data"]["text/plain"]


@pytest.mark.parametrize("mode", ["Context", "Plain"])
def test_library_frames_are_folded_and_the_whole_traceback_is_below(kernel: Run, mode: str) -> None:
    kernel(f"import smtplib\n%xmode {mode}")
    (plain,) = kernel(REFUSED)
    kernel("%load_ext mailtutor")
    error, card = kernel(REFUSED)
    shown = error["content"]["traceback"]
    own = [part for part in plain["content"]["traceback"] if "lib/python" not in part]
    assert [part.replace("In[2]", "In[4]") for part in own] == [
        part for part in shown if "…" not in part
    ]
    assert "frames inside smtplib and socket folded" in lines(error)
    assert "smtplib.py" not in lines(error)
    assert lines(error).splitlines()[-1].startswith("ConnectionRefusedError: ")
    assert html(card).count("smtplib.py") == lines(plain).count("smtplib.py") > 0
    assert "<summary>The full traceback</summary>" in html(card)
    assert "\x1b" not in html(card)


@pytest.mark.parametrize("mode", ["Verbose", "Minimal"])
def test_other_modes_of_tracebacks_stay_whole(kernel: Run, mode: str) -> None:
    kernel(f"import smtplib\n%xmode {mode}")
    (plain,) = kernel(REFUSED)
    kernel("%load_ext mailtutor")
    error, card = kernel(REFUSED)
    assert len(error["content"]["traceback"]) == len(plain["content"]["traceback"])
    assert "folded" not in lines(error)
    assert "The full traceback" not in html(card)


def test_tb_debug_and_the_exception_see_the_whole_traceback(kernel: Run) -> None:
    kernel("import smtplib, sys, traceback\n%load_ext mailtutor")
    error, _ = kernel(REFUSED)
    assert "folded" in lines(error)
    (again,) = kernel("%tb")
    assert "smtplib.py" in lines(again)
    assert "folded" not in lines(again)
    (printed,) = kernel(
        "names = [each.name for each in traceback.extract_tb(sys.last_traceback)]\n"
        "own = [each.name for each in traceback.extract_tb(sys.last_value.__traceback__)]\n"
        "print('create_connection' in names, names == own, get_ipython().InteractiveTB.mode)\n"
        "print(get_ipython().InteractiveTB.tb is sys.last_traceback)"  # %debug starts there
    )
    assert printed["content"]["text"] == "True True Context\nTrue\n"


def test_each_part_of_a_chain_is_folded_alike(kernel: Run) -> None:
    kernel("%load_ext mailtutor\nimport smtplib")
    error, _ = kernel(
        f"try:\n    {REFUSED}\nexcept OSError:\n"
        '    smtplib.SMTP("localhost", 1, "h", 5, ("127.0.0.1", 0))'
    )
    said = lines(error)
    assert "During handling of the above exception" in said
    assert said.count("frames inside smtplib and socket folded") == 2
    assert said.count("see below or %tb") == 1
    assert said.count("Cell In[2]") == 2
    error, whole = kernel(f"try:\n    {REFUSED}\nexcept OSError as e:\n    raise KeyError from e")
    assert "direct cause of the following exception" in lines(error)
    assert "frames inside smtplib and socket folded" in lines(error)
    assert "smtplib.py" in html(whole)


def test_a_learners_frames_are_never_folded(kernel: Run, tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("def call(act):\n    return act()\n")
    kernel(
        f"%load_ext mailtutor\nimport smtplib, sys\nsys.path.insert(0, {str(tmp_path)!r})\n"
        "import helper\n"
        "class Client(smtplib.SMTP):\n"
        "    def _get_socket(self, *arguments):\n"
        "        return helper.call(lambda: super(Client, self)._get_socket(*arguments))"
    )
    error, _ = kernel('Client("localhost", 1)')
    said = lines(error)
    assert "helper.py:2, in call" in said
    assert said.count("Cell In[1]") == 2
    assert said.index("2 frames inside smtplib folded") < said.index("helper.py:2")
    assert "frames inside smtplib and socket folded" in said[said.index("helper.py:2") :]


def test_traceback_without_an_explanation_stays_whole_unless_it_is_about_email(kernel: Run) -> None:
    kernel("import json, smtplib\nfrom email.message import EmailMessage")
    cells = [
        "json.loads('{')",
        "for",
        "raise ExceptionGroup('several', [OSError()])" if HAS_GROUPS else "1 / 0",
        "class E(OSError):\n    def _render_traceback_(self): return ['mine']\nraise E",
    ]
    kernel("%load_ext mailtutor")
    with_it = [[message["content"] for message in kernel(cell)] for cell in cells]
    assert "folded" not in str(with_it)
    assert all(len(each) == 1 for each in with_it), with_it


def test_an_error_inside_the_folding_leaves_the_plain_traceback(kernel: Run) -> None:
    kernel("import smtplib\n%load_ext mailtutor")
    kernel(
        "from mailtutor.clinic import traceback_folding\n"
        "def broken(*_): raise RuntimeError('a fault of ours')\ntraceback_folding.fold = broken"
    )
    error, card = kernel(REFUSED)
    assert "smtplib.py" in lines(error)
    assert "a fault of ours" not in lines(error)
    assert "Nothing is listening on port 1" in html(card)


def test_a_traceback_without_a_cell_is_not_shown_under_a_later_one(kernel: Run) -> None:
    kernel("import smtplib\n%load_ext mailtutor")
    kernel(REFUSED, silent=True)
    assert len(kernel("1 / 0")) == 1


def test_unloading_restores_the_shell(kernel: Run) -> None:
    show = "print(type(get_ipython()._showtraceback).__name__)"
    kernel("import smtplib\n%load_ext mailtutor\n%load_ext mailtutor\n%reload_ext mailtutor")
    assert kernel(show)[0]["content"]["text"] == "_Folding\n"
    kernel("%unload_ext mailtutor")
    assert kernel(show)[0]["content"]["text"] == "method\n"
    (error,) = kernel(REFUSED)
    assert "smtplib.py" in lines(error)


def test_other_errors_and_results_stay_alone(kernel: Run) -> None:
    kernel("%load_ext mailtutor")
    assert [message["msg_type"] for message in kernel("1 / 0")] == ["error"]
    assert [message["msg_type"] for message in kernel("1 + 1")] == ["execute_result"]


def test_unloaded_it_shows_nothing(kernel: Run) -> None:
    kernel("%load_ext mailtutor\nimport smtplib")
    assert len(kernel(REFUSED)) == 2
    kernel("%unload_ext mailtutor")
    assert [message["msg_type"] for message in kernel(REFUSED)] == ["error"]


def test_an_error_in_a_script_under_run_has_its_card_too(kernel: Run, tmp_path: Path) -> None:
    script = tmp_path / "send.py"
    script.write_text(f"import smtplib\n{REFUSED}\n", "utf-8")
    kernel("%load_ext mailtutor")
    messages = kernel(f"%run {script}")
    assert [message["msg_type"] for message in messages] == ["error", "display_data"]
    assert "Nothing is listening on port 1" in html(messages[1])
    assert kernel("1 + 1")[0]["msg_type"] == "execute_result"  # and it is shown once
