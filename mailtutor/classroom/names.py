"""Cleans the names that learners choose, and texts that strangers write."""

from __future__ import annotations

import unicodedata

from .limits import NAME_LENGTH

# These turn the text around them, on other people's lines as well.
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MOST_MARKS = 3  # on one letter; more of them climb over the lines above


def clean_name(name: object) -> str:
    r"""Return a name on one line, of a length that fits; "someone" if nothing is left.

    >>> clean_name("  Ada\n<b>Lovelace</b> "), clean_name("\u202e"), clean_name("明日香")
    ('Ada <b>Lovelace</b>', 'someone', '明日香')
    """
    text = clean_text(str(name)[: 8 * NAME_LENGTH])
    name = " ".join(text.split())[:NAME_LENGTH].strip()
    return name if any(unicodedata.category(char)[0] in "LNSP" for char in name) else "someone"


def clean_text(text: str) -> str:
    r"""Remove control characters other than line ends, and marks piled up on one letter.

    >>> clean_text("a\x07b\r\nc" + "\u0301" * 50)
    'ab\nc\u0301\u0301\u0301'
    """
    kept = []
    marks = 0
    for char in text.replace("\r\n", "\n").replace("\t", " "):
        category = unicodedata.category(char)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        hidden = category in {"Cc", "Cs", "Zl", "Zp"} and char != "\n"
        if not hidden and char not in _DIRECTIONS and marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)
