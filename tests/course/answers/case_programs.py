"""The programs of the case files, changed as learners change them."""

from __future__ import annotations

from tests.course.notebook_cells import asked_in, notebook

_CELLS, _ = asked_in(notebook("case"))


def changed(number: int, *changes: tuple[str, str]) -> str:
    """Return the program of a case after some changes.

    Args:
        number: the case.
        changes: pairs of what to replace and what to write instead.
    """
    program = _CELLS[f"case.{number}"].partition("check(")[0].rstrip()
    for old, new in changes:
        assert old in program, old
        program = program.replace(old, new)
    return program
