"""Our own words, with code between backticks, as HTML and as lines of plain text."""

from __future__ import annotations

import re
import textwrap
from html import escape

_WIDTH = 80


def marked_up(words: str) -> str:
    """Return words as HTML, with the text between backticks as code.

    Example:
        >>> marked_up("`a < b` & c")
        '<code>a &lt; b</code> &amp; c'
    """
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(words, quote=False))


def wrapped(words: str, first: str = "") -> list[str]:
    """Return words as lines of 80 columns.

    Args:
        words: the words.
        first: what the first line begins with; the others are indented as far.
    """
    return textwrap.wrap(
        words,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def with_article(kind: str) -> str:
    """Return the name of a type as code, with its article; "something else" for an empty one."""
    if kind in {"None", "NoneType"}:
        return "None"
    return f"{'an' if kind[:1].lower() in 'aeiou' else 'a'} `{kind}`" if kind else "something else"
