"""Media types: which one a file's name suggests, and whether IANA has registered it.

The table is IANA's registry with the endings in use (mime-db, MIT), so that the answer is
the same on every computer: `mimetypes` asks the Windows registry and lacks newer types.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

OCTET_STREAM = "application/octet-stream"
"""Bytes of no known kind (RFC 2046, section 4.5.1)."""

# The type would name what is inside; what is in the mail is the compressed file.
_COMPRESSED = {"gz", "bz2", "xz", "zst", "br", "z", "svgz", "tgz"}
_PREFERRED = ("video", "application")  # of several types with one ending, as mp4 and xml
_NAME = r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}"  # RFC 6838, section 4.2
_TYPE = re.compile(rf"{_NAME}/{_NAME}")


@cache
def _table() -> dict[str, tuple[str, ...]]:
    lines = Path(__file__).with_name("iana-media-types.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {
        name.lower(): tuple(ending for ending in endings.split(",") if ending)
        for name, endings in rows[1:]
    }


@cache
def _by_ending() -> dict[str, str]:
    def preference(name: str) -> int:
        kind = name.partition("/")[0]
        return _PREFERRED.index(kind) if kind in _PREFERRED else len(_PREFERRED)

    return {
        ending: name
        for name in sorted(_table(), key=preference, reverse=True)
        for ending in reversed(_table()[name])
    }


def guess(file_name: str) -> str:
    """Guess the media type of a file from the ending of its name, without looking inside.

    Args:
        file_name: its name, with or without a path.

    Returns:
        A registered type; ``"application/octet-stream"`` where the ending is unknown, or
        says that the file is compressed.

    Example:
        >>> guess("Photo.JPG"), guess("notes.md")
        ('image/jpeg', 'text/markdown')
        >>> guess("x.tar.gz"), guess("README")
        ('application/octet-stream', 'application/octet-stream')
    """
    base = re.split(r"[/\\]", file_name)[-1]
    stem, _, ending = base.rpartition(".")
    ending = ending.lower()
    if not stem.strip(".") or ending in _COMPRESSED:
        return OCTET_STREAM
    return _by_ending().get(ending, OCTET_STREAM)


def is_registered(media_type: str) -> bool:
    """Whether IANA has registered this type; capitals make no difference.

    Example:
        >>> is_registered("image/PNG"), is_registered("image/jpg")
        (True, False)
    """
    return media_type.strip().lower() in _table()


def is_media_type(text: str) -> bool:
    """Whether this has the form of a media type: type, slash, subtype (RFC 6838).

    Example:
        >>> is_media_type("application/x-mine"), is_media_type("png")
        (True, False)
    """
    return _TYPE.fullmatch(text.strip().lower()) is not None


def endings(media_type: str) -> tuple[str, ...]:
    """Return the endings in use for a type, the usual one first; empty if none is known.

    Example:
        >>> endings("text/html")
        ('html', 'htm', 'shtml')
    """
    return _table().get(media_type.strip().lower(), ())


def search(words: str, limit: int = 20) -> list[str]:
    """Find registered types by a piece of their name or by a file's ending.

    Args:
        words: what is looked for, as ``"docx"`` or ``"png"``; several must all fit.
        limit: how many to return at most.

    Returns:
        The types, those whose ending or subtype is just the word first.

    Example:
        >>> search("docx")
        ['application/vnd.openxmlformats-officedocument.wordprocessingml.document']
        >>> search("jpg", limit=1)
        ['image/jpeg']
    """
    wanted = [word.lstrip(".") for word in words.lower().split()]

    def fits(name: str, word: str) -> bool:
        return word in name or word in _table()[name]

    def distance(name: str) -> tuple[bool, int]:
        exact = any(word == name.partition("/")[2] or word in _table()[name] for word in wanted)
        return not exact, len(name)

    found = [name for name in _table() if all(fits(name, word) for word in wanted)]
    return sorted(found, key=distance)[:limit]
