"""Words for numbers."""

from __future__ import annotations


def plural(count: int, noun: str) -> str:
    """Return a count with its noun.

    Example:
        >>> plural(1, "byte"), plural(2_000, "byte")
        ('1 byte', '2,000 bytes')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
