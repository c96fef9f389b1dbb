"""Guess a media type from a file name, and check IANA's registry of media types.

The table is IANA's registry with common file extensions (mime-db, MIT), so the answer is the
same on every computer: `mimetypes` reads the Windows registry and lacks newer types.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

OCTET_STREAM = "application/octet-stream"
"""Bytes of no known kind (RFC 2046, section 4.5.1)."""

# The type would describe the content, but the attachment is the compressed file.
_COMPRESSED = {"gz", "bz2", "xz", "zst", "br", "z", "svgz", "tgz"}
_PREFERRED = ("video", "application")  # if several types share an extension, such as mp4 and xml
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
    """Guess the media type of a file from its extension, without reading the file.

    Args:
        file_name: its name, with or without a path.

    Returns:
        A registered type; ``"application/octet-stream"`` if the extension is unknown or means
        that the file is compressed.

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
    """Return whether IANA has registered this type, ignoring case.

    Example:
        >>> is_registered("image/PNG"), is_registered("image/jpg")
        (True, False)
    """
    return media_type.strip().lower() in _table()


def is_media_type(text: str) -> bool:
    """Return whether this has the form of a media type: type, slash, subtype (RFC 6838).

    Example:
        >>> is_media_type("application/x-mine"), is_media_type("png")
        (True, False)
    """
    return _TYPE.fullmatch(text.strip().lower()) is not None


def endings(media_type: str) -> tuple[str, ...]:
    """Return the extensions used for a type, most common first; empty if none is known.

    Example:
        >>> endings("text/html")
        ('html', 'htm', 'shtml')
    """
    return _table().get(media_type.strip().lower(), ())


def search(words: str, limit: int = 20) -> list[str]:
    """Find registered types by part of their name or by a file extension.

    Args:
        words: the words to search for, such as ``"docx"``; all of them must match.
        limit: the maximum number of results.

    Returns:
        The types, starting with those whose extension or subtype equals a word.

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
