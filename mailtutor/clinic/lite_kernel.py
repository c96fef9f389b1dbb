"""Publish errors in JupyterLite in the order of a real kernel, and let supposed ones pass.

JupyterLite's kernel publishes a traceback after the cell, below our card, and every error cancels
the cells that wait, whatever their tags: it doesn't read `stop_on_error`.
"""

from __future__ import annotations

import sys
from typing import Any


def publish(shell: Any, kind: type[BaseException], error: BaseException, parts: list[str]) -> None:
    """Print a traceback now, and leave the kernel to report what is left to report.

    Args:
        shell: JupyterLite's shell.
        kind: the type of the error.
        error: the error.
        parts: its traceback, as IPython formats it.
    """
    print("\n".join(parts), file=sys.stderr)  # noqa: T201 - this is how a cell shows it
    fails_on_purpose = "raises-exception" in _tags(shell)
    shell._last_traceback = None if fails_on_purpose else {  # noqa: SLF001 - the kernel's contract
        "ename": kind.__name__,
        "evalue": str(error),
        "traceback": ["The cell stopped at this error."],
    }  # fmt: skip


def _tags(shell: Any) -> list[str]:
    message = shell.kernel.get_parent() or {}
    return list(message.get("metadata", {}).get("tags", []))
