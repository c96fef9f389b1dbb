"""Python source code: strings as literals, and the code that a form shows and runs."""

from __future__ import annotations

import linecache
from typing import TYPE_CHECKING, Any

from mailtutor.record import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

_FILE = "<form>"
_LONGEST = 160


def literal(text: str) -> str:
    r"""Return a string as Python source, triple-quoted if it has several lines.

    Example:
        >>> print(literal("It's"))
        "It's"
        >>> print(literal("one\ntwo").replace('"', "'"))
        '''\
        one
        two'''
    """
    if "\n" not in text:
        return '"' + _escaped(text).replace('"', '\\"') + '"'
    lines = "\n".join(map(_escaped, text.split("\n"))).replace('"""', '\\"\\"\\"')
    if lines.endswith('"'):
        lines = lines[:-1] + '\\"'
    return f'"""\\\n{lines}"""'


def quoted(text: str) -> str:
    r"""Return a string as Python source on one line; a long one ends in an ellipsis.

    Example:
        >>> print(quoted('He said "no"\n'), quoted("Olá"))
        "He said \"no\"\n" "Olá"
    """
    escaped = _escaped(text[:_LONGEST]).replace('"', '\\"')
    return f'"{escaped}"' if len(text) <= _LONGEST else f'"{escaped}…"'


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\")
    return printable(text)


def program(imports: Iterable[str], *blocks: str) -> str:
    """Join imports, each once and sorted, and blocks of code into a program.

    Example:
        >>> print(program(["import ssl", "import smtplib", "import ssl"], "x = 1"))
        import smtplib
        import ssl
        <BLANKLINE>
        x = 1
    """
    ordered = sorted(set(imports), key=lambda line: (line.startswith("from "), line))
    own = [line for line in ordered if "mailtutor" in line]
    others = [line for line in ordered if line not in own]
    return "\n\n".join(filter(None, ["\n".join(others), "\n".join(own), *blocks]))


def run(imports: Iterable[str], block: str, **given: Any) -> dict[str, Any]:
    """Run a block of code that a form shows, so that a click does what the code says.

    Args:
        imports: the imports of the block.
        block: the code.
        given: names that replace imported ones, such as ``getpass`` for a password that was
            typed into the form.

    Returns:
        The variables afterwards.
    """
    variables: dict[str, Any] = {}
    exec("\n".join(imports), variables)  # noqa: S102 - the form's own code
    variables.update(given)
    # A traceback and a transcript show the line that was running, as for a cell.
    linecache.cache[_FILE] = (len(block), None, block.splitlines(keepends=True), _FILE)
    exec(compile(block, _FILE, "exec"), variables)  # noqa: S102 - the form's own code
    return variables
