"""`%load_ext mailtutor`: puts the explanation under the traceback of an error of mail."""

from __future__ import annotations

import contextlib
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

_EVENT = "post_run_cell"


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Explain errors of mail from now on; called by ``%load_ext mailtutor``.

    Tracebacks stay as they are: the explanation is displayed after them.
    """
    shell.events.register(_EVENT, _after_cell)
    # The table takes some 50 ms to load: while the learner reads, not under an error.
    with contextlib.suppress(RuntimeError):  # a browser tab has no threads
        Thread(target=_load_ahead, name="mailtutor loads the clinic", daemon=True).start()


def _load_ahead() -> None:
    with contextlib.suppress(Exception):  # an error that matters comes again when it is used
        from . import explain  # noqa: F401


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Explain no more; called by ``%unload_ext mailtutor``."""
    with contextlib.suppress(ValueError):  # it was not loaded
        shell.events.unregister(_EVENT, _after_cell)


def _after_cell(result: ExecutionResult) -> None:
    error = result.error_in_exec or result.error_before_exec
    if error is None:
        return
    # Whatever goes wrong here, the learner has one error on the screen and needs no second.
    with contextlib.suppress(Exception):
        _show(error)


def _show(error: BaseException) -> None:
    from . import explain

    explanation = explain(error)
    if explanation is not None:
        from IPython.display import display

        show: Any = display  # it has types in some versions of IPython only
        show(explanation)
