"""What an explanation costs in a large program: 5,000 variables, and 200 calls deep.

Run from the folder of the project: ``python tests/benchmarks/explain_cost.py``. It prints the
median of 15 explanations, of an error of email and of one that isn't; the second is paid for each
error of any cell, once the extension is loaded.
"""

# ruff: noqa: T201 - it prints what it measures

from __future__ import annotations

import smtplib
import socket
import statistics
import time
from typing import TYPE_CHECKING

from mailtutor import explain

if TYPE_CHECKING:
    from collections.abc import Callable

VARIABLES, CALLS, ROUNDS = 5000, 200, 15


def refused() -> None:
    """Connect to a port where nothing listens."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        smtplib.SMTP("127.0.0.1", reserved.getsockname()[1])


def key_error() -> None:
    """Fail in a way that has nothing to do with email."""
    {"present": 1}["missing"]


def raised_by(function: Callable[[], None]) -> BaseException:
    """Return what a function raises, called from far down."""

    def call(depth: int) -> None:
        if depth:
            call(depth - 1)
        else:
            function()

    try:
        call(CALLS)
    except (OSError, KeyError) as error:
        return error
    raise AssertionError(f"{function.__name__} raised nothing")


def main() -> None:
    """Explain both errors, and print what it took."""
    for number in range(VARIABLES):
        kind = "password" if number % 10 == 0 else "setting"
        globals()[f"{kind}_{number}"] = f"value {number}"
    for function in refused, key_error:
        error = raised_by(function)
        seconds = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            explain(error)
            seconds.append(time.perf_counter() - began)
        print(f"{type(error).__name__}: {1000 * statistics.median(seconds):.1f} ms")


if __name__ == "__main__":
    main()
