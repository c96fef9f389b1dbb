"""What the third pane is written in: a few kinds of blocks, each a list that JSON can carry.

The words are ours, `code` between backticks; what comes from the mail stands in cells of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Block: TypeAlias = list[Any]

LONGEST = 4_000


def cut(text: str, longest: int = LONGEST) -> str:
    """Shorten what a mail says, and say so."""
    return (
        text if len(text) <= longest else f"{text[:longest]}… {len(text) - longest:,} letters more"
    )


def say(text: str) -> Block:
    """Make a paragraph of our own words."""
    return ["say", text]


def wrong(text: str) -> Block:
    """Tell what is wrong; the words may name what stands in the mail."""
    return ["wrong", cut(text)]


def heading(text: str) -> Block:
    """Make a small heading."""
    return ["heading", text]


def python(code: str) -> Block:
    """Give a line of Python that does it."""
    return ["python", code]


def source(rfc: str) -> Block:
    """Say where it is written."""
    return ["source", rfc]


def facts(*rows: tuple[str, str]) -> Block:
    """List facts: a name, and what stands in the mail; rows without the latter are left out."""
    return ["facts", [[name, cut(value)] for name, value in rows if value]]


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Block:
    """Lay things written beside what they stand for."""
    return ["table", list(heads), [[cut(cell, 400) for cell in row] for row in rows]]


def beside(*columns: tuple[str, str]) -> Block:
    """Lay two texts side by side, each under its heading."""
    return ["beside", [[head, cut(text, 1_000)] for head, text in columns]]
