"""Run a learner's own script, with errors explained below the traceback."""

from __future__ import annotations

import contextlib
import sys
import threading
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from mailtutor.cli.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

_INTERRUPTED = 130  # the exit code that shells use for Ctrl-C


def run(script: str, arguments: list[str], *, local: bool) -> int:
    """Run a script like ``python3 script.py``, and explain the error that ends it.

    Args:
        script: the file.
        arguments: the rest of the script's ``sys.argv``.
        local: whether a local server takes its messages, instead of any other server.

    Returns:
        The script's exit code; 1 if an error ends it.
    """
    file = Path(script)
    try:
        source = file.read_bytes()
    except OSError as error:
        raise SetupError(f"Can't read {script}: {error.strerror or error}") from error
    if not local:
        return _run(file, source, arguments)
    from mailtutor.cli.redirect import Redirect

    with Redirect() as redirect:
        code = _run(file, source, arguments)
    redirect.report()
    return code


def _run(file: Path, source: bytes, arguments: list[str]) -> int:
    main = ModuleType("__main__")
    path = str(file.absolute())  # absolute, as in Python's own tracebacks
    main.__file__ = path
    main.__builtins__ = __builtins__  # type: ignore[attr-defined]
    running = set(threading.enumerate())
    before = sys.argv, sys.path[:], sys.modules["__main__"], threading.excepthook
    sys.argv = [str(file), *arguments]
    sys.path[0] = str(file.resolve().parent)
    sys.modules["__main__"] = main
    threading.excepthook = _explain_in_thread(threading.excepthook)
    try:
        exec(compile(source, path, "exec", dont_inherit=True), vars(main))  # noqa: S102
    except SystemExit as ending:
        return _exit_code(ending)
    except BaseException as error:  # noqa: BLE001  whatever ends the script
        _show(error, path)
        return _INTERRUPTED if isinstance(error, KeyboardInterrupt) else 1
    finally:
        _wait_for_threads(running)
        sys.argv, sys.path[:], sys.modules["__main__"], threading.excepthook = before
        sys.stdout.flush()
    return 0


def _exit_code(ending: SystemExit) -> int:
    """Treat ``sys.exit(...)`` the way Python does."""
    if ending.code is None or isinstance(ending.code, int):
        return ending.code or 0
    print(ending.code, file=sys.stderr)
    return 1


def _show(error: BaseException, file: str) -> None:
    """Print the traceback the way Python does, and the explanation below it."""
    error = error.with_traceback(_from_the_script(error.__traceback__, file))
    sys.stdout.flush()
    sys.excepthook(type(error), error, error.__traceback__)
    _explain(error)


def _explain(error: BaseException) -> None:
    # The script's own error is on the screen; one of ours must not be added.
    with contextlib.suppress(Exception):
        from mailtutor import explain

        explanation = explain(error)
        if explanation is not None:
            print(f"\n{explanation}", file=sys.stderr)


def _explain_in_thread(
    show: Callable[[threading.ExceptHookArgs], object],
) -> Callable[[threading.ExceptHookArgs], None]:
    """Return the hook for errors that end one of the script's threads."""

    def hook(args: threading.ExceptHookArgs) -> None:
        show(args)
        if args.exc_value is not None:
            _explain(args.exc_value)

    return hook


def _from_the_script(trace: TracebackType | None, file: str) -> TracebackType | None:
    """Skip our own frames; a script that doesn't compile has no others."""
    while trace is not None and trace.tb_frame.f_code.co_filename != file:
        trace = trace.tb_next
    return trace


def _wait_for_threads(before: set[threading.Thread]) -> None:
    """Wait for the threads that the script left running, as Python does at exit."""
    for thread in set(threading.enumerate()) - before:
        if not thread.daemon:
            thread.join()
