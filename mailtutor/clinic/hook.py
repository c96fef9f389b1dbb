"""Shows explanations below tracebacks, and folds the library's frames in them."""

from __future__ import annotations

import contextlib
import sys
from threading import Thread
from typing import TYPE_CHECKING, Any

from mailtutor.platform import IN_BROWSER, later

if TYPE_CHECKING:
    from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

    from . import Explanation


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Start explaining email errors; part of ``%load_ext mailtutor``.

    In a notebook the traceback shows the learner's own frames. The full traceback is one
    click away, and ``%tb`` and ``%debug`` use all of it. In a terminal it isn't folded.
    """
    for event, callback in _CALLBACKS.items():
        shell.events.register(event, callback)
    if hasattr(shell, "kernel") and _folding_of(shell) is None:
        _Folding(shell).install()
    # The table takes some 50 ms to load: better while the learner reads than after an error.
    if IN_BROWSER:
        later(0, _load_ahead)
    else:
        Thread(target=_load_ahead, name="mailtutor loads the clinic", daemon=True).start()


def _load_ahead() -> None:
    with contextlib.suppress(Exception):  # a real problem shows again when it is used
        from . import explain, traceback_folding  # noqa: F401


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Stop explaining errors and folding tracebacks; part of ``%unload_ext mailtutor``."""
    for event, callback in _CALLBACKS.items():
        with contextlib.suppress(ValueError):  # it was not loaded
            shell.events.unregister(event, callback)
    folding = _folding_of(shell)
    if folding is not None:
        folding.remove()


class _Folding:
    """A wrapper of the method that publishes a traceback in a notebook.

    Only the published text changes. The exception, ``sys.last_exc`` and the formatter that
    ``%tb``, ``%debug`` and ``%xmode`` use stay as they are.

    Args:
        shell: the shell of a notebook.
    """

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell
        self._attributes: dict[str, Any] = vars(shell)
        self._before: Any = None
        self._publish: Any = None
        self._whole = ""
        self._error: BaseException | None = None

    def install(self) -> None:
        """Start folding, if this version of IPython works as expected."""
        self._publish = getattr(self._shell, "_showtraceback", None)
        if callable(self._publish):
            self._before = self._attributes.get("_showtraceback")
            self._attributes["_showtraceback"] = self

    def remove(self) -> None:
        """Restore the original method."""
        if self._before is None:
            del self._attributes["_showtraceback"]
        else:
            self._attributes["_showtraceback"] = self._before

    def __call__(self, kind: type[BaseException], error: BaseException, parts: Any) -> None:
        shown = parts
        # If anything fails here, the plain traceback must still appear.
        with contextlib.suppress(Exception):
            shown = self._folded(error, parts)
        if IN_BROWSER:
            from . import lite_kernel

            lite_kernel.publish(self._shell, kind, error, shown)
        else:
            self._publish(kind, error, shown)

    def _folded(self, error: BaseException, parts: Any) -> Any:
        # %tb shows an error that is no longer being handled, and should show all of it.
        is_raised_now = sys.exc_info()[1] is error
        if is_raised_now:
            self._error = error
        mode = self._shell.InteractiveTB.mode
        if not is_raised_now or mode not in {"Context", "Plain"} or _is_special(error):
            return parts
        from . import explain, traceback_folding

        shown = traceback_folding.fold(parts, lambda: explain(error) is not None)
        if shown is not parts:
            self._whole = traceback_folding.whole(parts)
        return shown

    def take(self) -> tuple[str, BaseException | None]:
        """Return the full traceback that was just folded, as HTML, and the published error.

        ``%run`` publishes an error of its script, and the cell's result doesn't have it.
        """
        taken = self._whole, self._error
        self._whole, self._error = "", None
        return taken


def _folding_of(shell: Any) -> _Folding | None:
    found = vars(shell).get("_showtraceback")
    return found if isinstance(found, _Folding) else None


def _is_special(error: BaseException) -> bool:
    """Return whether an error's traceback has a different format."""
    groups = {kind.__name__ for kind in type(error).__mro__} & {"BaseExceptionGroup"}
    return bool(groups) or isinstance(error, SyntaxError) or hasattr(error, "_render_traceback_")


def _before_cell(_info: object) -> None:
    with contextlib.suppress(Exception):
        _take()  # drop what ran between cells: it has no output area


def _after_cell(result: ExecutionResult) -> None:
    # If anything fails here, don't add a second error to the learner's screen.
    with contextlib.suppress(Exception):
        whole, published = _take()
        error = result.error_in_exec or result.error_before_exec or published
        explanation = None
        try:
            explanation = _explanation(error)
        finally:
            _show(explanation, whole)


def _take() -> tuple[str, BaseException | None]:
    from IPython.core.getipython import get_ipython

    current: Any = get_ipython
    shell = current()
    folding = None if shell is None else _folding_of(shell)
    return folding.take() if folding else ("", None)


def _explanation(error: BaseException | None) -> Explanation | None:
    if error is None:
        return None
    from . import explain

    return explain(error)


def _show(explanation: Explanation | None, whole: str) -> None:
    from IPython.display import display

    show: Any = display  # only some versions of IPython have types for it
    if not whole:
        if explanation is not None:
            show(explanation)
        return
    card = explanation._repr_html_() if explanation else ""
    text = str(explanation) if explanation else "Run %tb to see the full traceback."
    show({"text/html": f"{card}\n{whole}".lstrip(), "text/plain": text}, raw=True)


_CALLBACKS = {"pre_run_cell": _before_cell, "post_run_cell": _after_cell}
