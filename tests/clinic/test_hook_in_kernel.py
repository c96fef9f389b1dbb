"""The hook in a real kernel: what a notebook gets, message by message."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jupyter_client.manager import start_new_kernel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Run = Callable[[str], list[dict[str, Any]]]

REFUSED = 'smtplib.SMTP("localhost", 1)'


@contextmanager
def a_kernel(home: Path) -> Iterator[Run]:
    """Start a kernel; gives a function that runs a cell and returns the messages it sent."""
    env = os.environ | {
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "IPYTHONDIR": str(home),
    }
    manager, client = start_new_kernel(kernel_name="python3", env=env)

    def run(cell: str) -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []
        client.execute_interactive(cell, output_hook=sent.append, timeout=60)
        shown = {"error", "display_data", "execute_result", "stream"}
        return [message for message in sent if message["msg_type"] in shown]

    try:
        yield run
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[Run]:
    with a_kernel(tmp_path) as run:
        yield run


def test_the_card_follows_the_unchanged_traceback(kernel: Run, tmp_path: Path) -> None:
    # Two kernels, for the number of the cell stands in the traceback.
    with a_kernel(tmp_path / "without") as without:
        without("import smtplib")
        (plain,) = without(REFUSED)
    kernel("import smtplib\n%load_ext mailtutor")
    error, card = kernel(REFUSED)
    assert error["msg_type"] == "error"
    assert error["content"] == plain["content"]
    assert card["msg_type"] == "display_data"
    assert "Nothing is listening on port 1" in card["content"]["data"]["text/html"]
    assert "Nothing is listening on port 1" in card["content"]["data"]["text/plain"]


def test_other_errors_and_results_stay_alone(kernel: Run) -> None:
    kernel("%load_ext mailtutor")
    assert [message["msg_type"] for message in kernel("1 / 0")] == ["error"]
    assert [message["msg_type"] for message in kernel("1 + 1")] == ["execute_result"]


def test_unloaded_it_shows_nothing(kernel: Run) -> None:
    kernel("%load_ext mailtutor\nimport smtplib")
    assert len(kernel(REFUSED)) == 2
    kernel("%unload_ext mailtutor")
    assert [message["msg_type"] for message in kernel(REFUSED)] == ["error"]
