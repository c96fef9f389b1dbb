"""What the fields of a header are: the table in ``headers.tsv``, for a teacher to extend."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple


class HeaderMeaning(NamedTuple):
    """What one field of a header is.

    Args:
        name: its name as it is usually written; empty if it is not in the table.
        what: what it says; words between backticks are code.
        who: who sets it.
        python: a line of Python that sets it; empty where a learner's Python does not.
        source: the RFC and its section.
    """

    name: str
    what: str
    who: str
    python: str
    source: str


_UNKNOWN = HeaderMeaning(
    "",
    "This field is not in mailtutor's table. Any program may add fields of its own; what they "
    "mean, only their maker knows.",
    "some program on the way",
    "",
    "RFC 5322, section 3.6.8",
)


@cache
def header_table() -> dict[str, HeaderMeaning]:
    """Return the whole table, by names in small letters; ``x-*`` stands for all that begin so."""
    lines = Path(__file__).with_name("headers.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {row[0].lower(): HeaderMeaning(*row) for row in rows[1:]}


def header_meaning(name: str) -> HeaderMeaning:
    """Look up what a field of a header is.

    Args:
        name: its name; capitals make no difference.

    Example:
        >>> header_meaning("message-id").source
        'RFC 5322, section 3.6.4'
        >>> header_meaning("X-Coffee").source, header_meaning("Coffee").name
        ('RFC 5322, section 3.6.8', '')
    """
    key = name.lower()
    family = f"{key.partition('-')[0]}-*"
    table = header_table()
    return table.get(key) or table.get(family, _UNKNOWN)
