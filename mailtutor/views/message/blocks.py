"""The blocks that explanations are written in: each is a list that JSON can carry.

Our own words may have `code` between backticks. Text from a message has cells of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Block: TypeAlias = list[Any]

LONGEST = 4_000


def cut(text: str, longest: int = LONGEST) -> str:
    """Shorten text from a message, and say how much is missing."""
    left = len(text) - longest
    return f"{text[:longest]}… {left:,} more characters" if left > 0 else text


def paragraph(text: str) -> Block:
    """Return a paragraph of our own words."""
    return ["paragraph", text]


def warning(text: str) -> Block:
    """Return a warning; it may quote the message."""
    return ["warning", cut(text)]


def heading(text: str) -> Block:
    """Return a small heading."""
    return ["heading", text]


def python(code: str) -> Block:
    """Return a line of Python that makes what is explained."""
    return ["python", code]


def reference(rfc: str) -> Block:
    """Return a reference to a standard."""
    return ["reference", rfc]


def facts(*rows: tuple[str, str]) -> Block:
    """Return a list of facts, each a name and a value from the message; drop empty values."""
    return ["facts", [[name, cut(value)] for name, value in rows if value]]


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Block:
    """Return a table, such as encoded text beside what it stands for."""
    return ["table", list(heads), [[cut(cell, 400) for cell in row] for row in rows]]


def columns(*texts: tuple[str, str]) -> Block:
    """Return texts side by side, each under its heading."""
    return ["columns", [[head, cut(text, 1_000)] for head, text in texts]]
