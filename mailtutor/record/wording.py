"""Text for people: words for numbers, and foreign text made safe to show."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural if needed.

    Example:
        >>> count(1, "message"), count(2_000, "session")
        ('1 message', '2,000 sessions')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def printable(text: str, allowed: str = "") -> str:
    r"""Escape what isn't printable, so that foreign text can't control a terminal.

    Args:
        text: the text.
        allowed: characters to keep, such as line ends.

    Example:
        >>> print(printable("a red \x1b[31mherring"))
        a red \x1b[31mherring
    """
    return "".join(
        each if each.isprintable() or each in allowed else ascii(each)[1:-1] for each in text
    )


def plain_ascii(text: str) -> str:
    """Replace everything but printable ASCII by question marks."""
    return "".join(each if each.isascii() and each.isprintable() else "?" for each in text)
