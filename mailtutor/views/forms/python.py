"""Writes Python as a person would: literals in double quotes, imports on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def literal(text: str) -> str:
    r"""Write a text as Python; of several lines, between triple quotes.

    Example:
        >>> print(literal("It's"))
        "It's"
        >>> print(literal("one\ntwo").replace('"', "'"))
        '''\
        one
        two'''
    """
    if "\n" not in text:
        escaped = _escaped(text).replace('"', '\\"')
        return f'"{escaped}"'
    lines = "\n".join(map(_escaped, text.split("\n"))).replace('"""', '\\"\\"\\"')
    if lines.endswith('"'):
        lines = lines[:-1] + '\\"'
    return f'"""\\\n{lines}"""'


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\")
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


def program(imports: Iterable[str], *blocks: str) -> str:
    """Join the imports, each once, and the blocks into one piece of code.

    Example:
        >>> print(program(["import ssl", "import smtplib", "import ssl"], "x = 1"))
        import smtplib
        import ssl
        <BLANKLINE>
        x = 1
    """
    ordered = sorted(set(imports), key=_place)
    own = [line for line in ordered if "mailtutor" in line]
    others = [line for line in ordered if line not in own]
    return "\n\n".join(filter(None, ["\n".join(others), "\n".join(own), *blocks]))


def _place(line: str) -> tuple[bool, str]:
    return line.startswith("from "), line
