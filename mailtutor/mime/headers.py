"""What header fields and media types are: two tables beside this, for a teacher to extend."""

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


class TypeMeaning(NamedTuple):
    """What one media type is.

    Args:
        type: the type, or as ``"image/*"`` all of a family.
        what: what it is.
        python: a line of Python that makes such a part; may be empty.
        source: the RFC and its section.
    """

    type: str
    what: str
    python: str
    source: str


_NO_TYPE = TypeMeaning("", "A kind of content that mailtutor does not know.", "", "RFC 2046")


def _rows(name: str) -> list[list[str]]:
    lines = Path(__file__).with_name(name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]


@cache
def header_table() -> dict[str, HeaderMeaning]:
    """Return the whole table, by names in small letters; ``x-*`` stands for all that begin so."""
    return {row[0].lower(): HeaderMeaning(*row) for row in _rows("headers.tsv")}


@cache
def type_table() -> dict[str, TypeMeaning]:
    """Return what is known of media types, by type; ``image/*`` stands for all pictures."""
    return {row[0]: TypeMeaning(*row) for row in _rows("media_words.tsv")}


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


def type_meaning(media_type: str) -> TypeMeaning:
    """Look up what a media type is.

    Args:
        media_type: the type in small letters.

    Example:
        >>> type_meaning("multipart/alternative").source
        'RFC 2046, section 5.1.4'
        >>> type_meaning("image/png").what
        'A picture.'
    """
    table = type_table()
    return table.get(media_type) or table.get(f"{media_type.partition('/')[0]}/*", _NO_TYPE)
