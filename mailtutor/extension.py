"""The IPython extension: ``%load_ext mailtutor``."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailtutor.platform import IN_BROWSER, is_secure

from .clinic import hook

if TYPE_CHECKING:
    from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult, InteractiveShell

    from .views.course.step import StepView

_EVENT = "post_run_cell"
_shared: dict[Path, Any] = {}


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Explain email errors, show an exercise whose code failed before its check, add `%%step`."""
    hook.load_ipython_extension(shell)
    if IN_BROWSER:
        # There are no sockets, and smtplib would believe that it had connected.
        from .server import redirect  # noqa: F401

        _before_cell(None)
    # Registered second, so that the exercise comes below the explanation.
    shell.events.register(_EVENT, _after_cell)
    shell.events.register("pre_run_cell", _before_cell)
    shell.magics_manager.register_function(_step, "cell", "step")


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Undo what loading the extension did."""
    hook.unload_ipython_extension(shell)
    with suppress(ValueError):  # it wasn't loaded
        shell.events.unregister(_EVENT, _after_cell)
        shell.events.unregister("pre_run_cell", _before_cell)


def _step(line: str, cell: str) -> StepView:
    """Put the functions of this cell into a file: `%%step 03 mailer.py`."""
    from IPython.core.error import UsageError

    from .course.steps import StepError, take
    from .views.course.step import StepView

    try:
        return StepView(take(line, cell, Path.cwd()))
    except (StepError, OSError) as error:
        raise UsageError(str(error)) from None


def _before_cell(_info: ExecutionInfo | None) -> None:
    if IN_BROWSER and not is_secure():
        from .views.ask import replace_input

        replace_input()  # each time, because JupyterLite sets its own before each cell
        _share_progress()
    # What an earlier cell sent doesn't count for this one's exercise.
    cell = sys.modules.get("mailtutor.course.cell")
    if cell is not None:
        cell.note_start()


def _share_progress() -> None:
    from pyodide.ffi import can_run_sync  # type: ignore[import-not-found]

    from .course.progress import folder_of
    from .course.shared_progress import BrowserStore, SharedProgress

    folder = folder_of(Path.cwd())
    with suppress(Exception):  # a browser may forbid its database, as in a private window
        if can_run_sync():
            shared = _shared.setdefault(folder, SharedProgress(folder, BrowserStore()))
            shared.sync()


def _after_cell(result: ExecutionResult) -> None:
    # A learner with an error on the screen doesn't need a second one from us.
    with suppress(Exception):
        if IN_BROWSER and not is_secure():
            _share_progress()
        failed = bool(result.error_in_exec or result.error_before_exec)
        source = result.info.raw_cell if result.info else ""
        # Widgets load slowly, so only load them for a cell with an exercise.
        if "mailtutor.views.course.exercise" in sys.modules or (failed and "check" in source):
            from .views.course.unreached import after_cell

            after_cell(result)
