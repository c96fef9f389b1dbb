"""Opens a case file: runs the program that went wrong, and returns the server's record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import case_connection_checks, case_content_checks, case_recipients_checks
from .cell import Cell, shipped_cell
from .lessons import LessonError
from .time_limit import limited

if TYPE_CHECKING:
    from mailtutor.server import LocalServer

    from .case_expectations import Program

_SCENES = (
    *case_recipients_checks.SCENES,
    *case_content_checks.SCENES,
    *case_connection_checks.SCENES,
)


def open_case(number: int, program: Program | None = None) -> LocalServer:
    """Run the program of a case against a local server.

    Args:
        number: the case's number, starting at 1.
        program: your own version of the program; by default the one that went wrong.

    Returns:
        The server, stopped, with everything that it recorded.

    Raises:
        ValueError: there is no such case.
        TimeUp: your program was still running after 15 seconds.

    Example:
        >>> open_case(13)
        Traceback (most recent call last):
        ...
        ValueError: there is no case 13; there are cases 1 to 12
    """
    if number not in range(1, len(_SCENES) + 1):
        raise ValueError(f"there is no case {number!r}; there are cases 1 to {len(_SCENES)}")
    return _SCENES[number - 1](limited(program) if program else culprit(number))


def culprit(number: int) -> Program:
    """Return the program of a case, which is what its exercise's cell contains.

    Raises:
        LessonError: the notebook with the case is missing.
    """
    key = f"case.{number}"
    source = shipped_cell(key)
    if not source:
        raise LessonError("The notebook with the case files is missing.\nReinstall mailtutor.")
    namespace: dict[str, Program] = {}
    code = compile(source.partition('check("')[0], f"<case {number}>", "exec")
    exec(code, namespace)  # noqa: S102 - it's ours, and learners see it in the notebook
    return namespace[Cell(source).answer]
