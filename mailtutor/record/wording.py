"""Words for numbers, shared by everything that talks to people."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural if needed.

    Example:
        >>> count(1, "message"), count(2_000, "session")
        ('1 message', '2,000 sessions')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
