"""Descriptions of header fields and media types, from two tables that teachers can extend."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple


class HeaderMeaning(NamedTuple):
    """The description of a header field.

    Args:
        name: its name as it is usually written; empty if it is not in the table.
        what: its meaning; words between backticks are code.
        who: who sets it.
        python: a line of Python that sets it; empty if learners don't set it themselves.
        source: the RFC and its section.
    """

    name: str
    what: str
    who: str
    python: str
    source: str


_UNKNOWN = HeaderMeaning(
    "",
    "This field is not in mailtutor's table. Any program may add its own fields, and only its "
    "authors know what they mean.",
    "a program on the way",
    "",
    "RFC 5322, section 3.6.8",
)


class TypeMeaning(NamedTuple):
    """The description of a media type.

    Args:
        type: the type, or a family such as ``"image/*"``.
        what: its meaning.
        python: a line of Python that creates such a part; may be empty.
        source: the RFC and its section.
    """

    type: str
    what: str
    python: str
    source: str


_NO_TYPE = TypeMeaning("", "A type of content that is not in mailtutor's table.", "", "RFC 2046")


def _rows(name: str) -> list[list[str]]:
    lines = Path(__file__).with_name(name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]


@cache
def header_table() -> dict[str, HeaderMeaning]:
    """Return the table by lowercase name; ``x-*`` matches every name that starts with ``x-``."""
    return {row[0].lower(): HeaderMeaning(*row) for row in _rows("headers.tsv")}


@cache
def type_table() -> dict[str, TypeMeaning]:
    """Return the table of media types; ``image/*`` matches every type of image."""
    return {row[0]: TypeMeaning(*row) for row in _rows("media_words.tsv")}


def header_meaning(name: str) -> HeaderMeaning:
    """Look up the description of a header field.

    Args:
        name: its name in uppercase or lowercase.

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
    """Look up the description of a media type.

    Args:
        media_type: the type in lowercase.

    Example:
        >>> type_meaning("multipart/alternative").source
        'RFC 2046, section 5.1.4'
        >>> type_meaning("image/png").what
        'An image.'
    """
    table = type_table()
    return table.get(media_type) or table.get(f"{media_type.partition('/')[0]}/*", _NO_TYPE)
