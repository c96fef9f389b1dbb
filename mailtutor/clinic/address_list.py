"""Checks a header of addresses against the grammar of RFC 5322, section 3.4."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from mailtutor.mime.decode import WORD, decode_value

_SCANNED = 64 * 1024  # characters of a header
# In a list without quotes and comments, one private character stands for each of these.
_FIRST = {"quoted": 0xF0000, "word": 0xF4000, "literal": 0xF8000}
_MOST = 0x3FFF
_QUOTED = r"[\U000F0000-\U000F3FFF]"
_WORD = r"[\U000F4000-\U000F7FFF]"
_LITERAL = r"[\U000F8000-\U000FBFFF]"
# How what `str` makes of a list, a set, bytes or an object begins, and how it ends.
_VALUE_STARTS = re.compile(
    r"""[\[({]\s*b?['"]|b['"]|\w+\(\[|\[?Address\(|\[?<\w[^<>@]{1,200} at 0x[0-9a-fA-F]+>"""
)
_VALUE_ENDS = re.compile(r"""(?:['"],?\s?[\])}]?|\]\)|\)\]?|>\]?)\Z""")
_ATOM = r"[^\s.@\"(),:;<>\[\]\\\U000F0000-\U000FBFFF]+"
_LABEL = rf"[\w-]+(?:\.[\w-]+)*|{_LITERAL}"
_ADDRESS = re.compile(rf"(?:{_ATOM}(?:\.{_ATOM})*|{_QUOTED})@(?:{_LABEL})")
_LETTER = r"[^\s,;:<>()@\"\U000F0000-\U000F7FFF]"
# Both begin at a boundary, so that they can't run long on hostile headers.
_ROUGHLY = re.compile(rf"(?<!{_LETTER}){_LETTER}+@{_LETTER}+")
_GROUP = re.compile(r"(?<![^,;:@<>])[^,;:@<>]*:([^;:]*);")


class Fault(NamedTuple):
    """A mistake in one address.

    Args:
        rule: the name of the rule that explains it.
        item: the address, or what is in its place.
    """

    rule: str
    item: str


def without_quoted(value: str) -> str:
    """Replace quoted names, address literals and encoded words by a character, comments by none."""
    return _plain(value)[0]


def addresses_in(value: str) -> list[str]:
    """Return what looks like an address, outside of quotes, comments and encoded words.

    Example:
        >>> addresses_in('"a@b" <ada@example.com> (c@d), bob@example.com')
        ['ada@example.com', 'bob@example.com']
    """
    plain, taken = _plain(value)
    return [_restored(found, taken) for found in _ROUGHLY.findall(plain)]


def without_groups(plain: str) -> str:
    """Replace groups, as in ``friends: a@x.org, b@x.org;``, by what is in them."""
    return _GROUP.sub(r" \1,", plain)


def first_fault(value: str) -> Fault | None:
    """Find the first thing that is wrong with a header of addresses.

    Args:
        value: the header as it is sent, unfolded.

    Returns:
        The fault; None if there is none, or if semicolons are in the way.

    Example:
        >>> first_fault("Smith, Jr <bob@example.com>")
        Fault(rule='comma in name', item='Smith, Jr <bob@example.com>')
        >>> first_fault('"Smith, Jr" <bob@example.com>') is None
        True
    """
    value = value.strip()
    if _is_python_value(value):
        return Fault("value as address", value)
    if value.lower().startswith("mailto:"):
        return Fault("broken address", value)
    plain, taken = _plain(value)
    plain = without_groups(plain)
    if ";" in plain:
        return None
    items = [item.strip() for item in plain.split(",") if item.strip()]
    for item, following in pairwise([*items, ""]):
        rule, shown = _fault(item, following)
        if rule == "no address" and re.search(_WORD, item):
            hidden = decode_value(_restored(item, taken).encode("utf-8", "replace"))
            rule = "encoded address" if _ROUGHLY.search(hidden) else rule
        if rule:
            return Fault(rule, _restored(shown, taken))
    return None


def _is_python_value(value: str) -> bool:
    """Return whether this is what `str` makes of a list, of bytes..."""
    return bool(_VALUE_STARTS.match(value) and _VALUE_ENDS.search(value[-6:]))


def _fault(item: str, following: str) -> tuple[str, str]:
    """Return the name of the rule that this item breaks, if any, and what to show."""
    angle = re.fullmatch(r"([^<>]*)<([^<>]*)>([^<>]*)", item)
    if angle is None:
        return _fault_of_bare(item, following)
    name, address, behind = (each.strip() for each in angle.groups())
    rule = ""
    if "@" in name and len(name.split()) == 1 and not behind:
        rule = "at sign in name"
    elif _crowded(item):
        rule = "no comma"
    elif address:  # without one, it is the null address, which a bounce is from
        rule = _fault_of_address(address) or ("broken address" if behind else "")
    return rule, item


def _fault_of_bare(item: str, following: str) -> tuple[str, str]:
    both = f"{item}, {following}"
    if _crowded(item):
        return "no comma", item
    if "<" in item or ">" in item:
        return "broken address", both if "<" in item and ">" in following else item
    if "@" not in item and re.fullmatch(r"[^<>@]*<[^<>]*>", following):
        return "comma in name", both
    host = item.partition("@")[2]
    if host and "." not in host and re.fullmatch(r"[a-z]{2,6}", following):
        return "broken address", both  # `you@example,com`
    return _fault_of_address(item), item


def _crowded(item: str) -> bool:
    return sum("@" in word.strip("@") for word in item.split()) > 1


def _fault_of_address(address: str) -> str:
    if address == "None":
        return "None as address"
    if "@" not in address:
        return "no address"
    if re.search(_WORD, address):
        return "encoded address"
    return "" if _ADDRESS.fullmatch(address) else "broken address"


def _plain(value: str) -> tuple[str, dict[int, str]]:
    """Replace what is quoted, in one pass that can't run long; return what was replaced, too."""
    text: list[str] = []
    taken: dict[int, str] = {}
    at, length = 0, min(len(value), _SCANNED)
    while at < length:
        letter = value[at]
        word = WORD.match(value, at) if letter == "=" else None
        kind, end = "", at + 1
        if letter == '"':
            kind, end = "quoted", _end_of_quote(value, at)
        elif letter == "(":
            letter, end = " ", _end_of_comment(value, at)
        elif letter == "[" and text and text[-1] == "@":
            kind, end = "literal", value.find("]", at) + 1 or len(value)
        elif word:
            kind, end = "word", word.end()
        if kind and len(taken) < _MOST:
            letter = chr(_FIRST[kind] + len(taken))
            taken[ord(letter)] = value[at:end]
        text.append(letter)
        at = end
    return "".join(text), taken


def _restored(piece: str, taken: dict[int, str]) -> str:
    return piece.translate(taken).strip()


def _end_of_quote(value: str, at: int) -> int:
    at += 1
    while at < len(value) and value[at] != '"':
        at += 2 if value[at] == "\\" else 1
    return at + 1


def _end_of_comment(value: str, at: int) -> int:
    depth = 0
    while at < len(value):
        depth += {"(": 1, ")": -1}.get(value[at], 0)
        at += 2 if value[at] == "\\" else 1
        if depth == 0:
            break
    return at
