"""Shows the box of an exercise whose code failed before it reached ``check(...)``."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from mailtutor.course import catalog, mistakes
from mailtutor.course.exercise import Result
from mailtutor.course.fingerprint import fingerprint

from . import exercise
from .exercise import ExerciseView

if TYPE_CHECKING:
    from IPython.core.interactiveshell import ExecutionResult

_CALL = re.compile(r"""\bcheck\(\s*["'](\w+\.\d+)["']""")


def after_cell(result: ExecutionResult) -> None:
    """Show the box of an exercise whose cell raised an error, unless it has been shown."""
    checked = exercise.take_checked()
    error = result.error_in_exec or result.error_before_exec
    if error is None or isinstance(error, KeyboardInterrupt):
        return
    source = result.info.raw_cell if result.info else ""
    for key in keys_in(source):
        views = [view for view in checked if view.key == key]
        if not views:
            _show_unreached(key, error, source)
            return
        # The error came after the check, and Jupyter shows only the value of the last line.
        if not any(view.was_shown for view in views):
            _show(views[-1])


def keys_in(source: str) -> list[str]:
    r"""Return the exercises that a cell checks; its code may have syntax errors.

    Example:
        >>> keys_in('# check("01.1", x)\nfor\ncheck("01.2", x)\ncheck("case.12", y)')
        ['01.2', 'case.12']
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        lines = [line for line in source.splitlines() if not line.lstrip().startswith("#")]
        return list(dict.fromkeys(_CALL.findall("\n".join(lines))))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    calls.sort(key=lambda call: call.lineno)
    firsts = [call.args[0] for call in calls if _name(call.func) == "check"]
    found = [each.value for each in firsts if isinstance(each, ast.Constant)]
    return list(dict.fromkeys(each for each in found if isinstance(each, str)))


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):  # mailtutor.check(...)
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _show_unreached(key: str, error: BaseException, source: str) -> None:
    shell = _shell()
    names: dict[str, Any] = shell.user_ns
    is_ours = names.get("check", exercise.check) is exercise.check
    is_missing = isinstance(error, NameError) and error.name == "check"
    if not is_ours or is_missing or _raised_in_check(error):
        return
    try:
        asked = catalog.exercise(key)
    except ValueError:  # no such exercise
        return
    progress = exercise.here()
    answer = fingerprint(f"{type(error).__name__}: {_words(error)}", source.strip())
    recorded = progress.note_try(key, answer)
    said = sentence(error, names, source, is_to_be_caught=asked.expected.startswith("the error"))
    result = Result("not yet", said, mistakes.name_of_stop(error))
    exercise.announce(key, result, recorded)
    _show(ExerciseView(asked, result, progress, recorded))


def sentence(
    error: BaseException, names: dict[str, Any], source: str = "", *, is_to_be_caught: bool = False
) -> str:
    """Return a sentence that says where the code failed before the check.

    Args:
        error: the exception, or the SyntaxError that kept the code from running.
        names: the notebook's variables, which identify its cells.
        source: the cell's code.
        is_to_be_caught: whether the exercise asks the learner to catch an error.
    """
    line = _line(error, names)
    where = f" in line {line}" if line else ""
    kind = type(error).__name__
    has_run = bool(_in_cell(error, names)) or not isinstance(error, SyntaxError)
    what = (
        f"Your code raised {kind}{where}" if has_run else f"Your code has {_article(kind)}{where}"
    )
    todo = "Fix the error and run the cell again."
    if isinstance(error, NameError) and error.name in _deleted_by_except(source):
        todo = (
            f"Python deletes `{error.name}` at the end of its `except` block. Write "
            f"`as error:`, and `{error.name} = error` inside the block."
        )
    elif isinstance(error, NameError) and error.name:
        todo += f" If `{error.name}` comes from an earlier cell, run that cell first."
    elif isinstance(error, OSError) and is_to_be_caught:
        todo = (
            "If this is the error to catch, put the line into a `try:` block, and assign the "
            "error in `except OSError as error:`."
        )
    return f"{what}, so `check` wasn't reached. {todo}"


def _deleted_by_except(source: str) -> set[str]:
    """Return the names after `as` in the cell's `except` lines."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:  # it ran, but has magics
        return set()
    return {node.name for node in nodes if isinstance(node, ast.ExceptHandler) and node.name}


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'AEIOU' else 'a'} {noun}"


def _line(error: BaseException, names: dict[str, Any]) -> int | None:
    """Return the line of the cell that was running; None if unknown."""
    lines = _in_cell(error, names)
    if lines:
        return lines[-1]
    return error.lineno if isinstance(error, SyntaxError) else None


def _in_cell(error: BaseException, names: dict[str, Any]) -> list[int]:
    """Return the lines of the cell that the error passed through."""
    file = ""
    lines = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        # The first frame with the notebook's variables is the cell's. Later ones may be
        # functions from earlier cells.
        if not file and trace.tb_frame.f_globals is names:
            file = code.co_filename
        if file and code.co_filename == file:
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    return lines


def _raised_in_check(error: BaseException) -> bool:
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code is exercise.check.__code__:
            return True
        trace = trace.tb_next
    return False


def _words(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - a learner's own error may not be printable
        return ""


def _shell() -> Any:
    from IPython.core.getipython import get_ipython

    current: Any = get_ipython  # typed only in some versions of IPython
    return current()


def _show(view: ExerciseView) -> None:
    from IPython.display import display

    show: Any = display
    show(view)
