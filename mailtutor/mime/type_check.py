"""Compare the declared type of an attachment with its name and content."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from .magic import SIGNATURES
from .media_types import OCTET_STREAM, is_registered

if TYPE_CHECKING:
    from .magic import Signature

_ALIASES = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "application/x-pdf": "application/pdf",
    "application/x-gzip": "application/gzip",
}
# These types are valid for any content.
_ANYTHING = {OCTET_STREAM, "application/x-download", "application/force-download"}
_ZIP_INSIDE = (
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.oasis.opendocument.",
)
_ALSO_ZIP = ("application/vnd.", "application/epub+zip", "application/java-archive")
# Formats that start with the same bytes as another one.
_SAME_START = {
    "image/png": {"image/apng", "image/vnd.mozilla.apng"},
    "video/mp4": {"image/heic", "image/heif", "image/avif"},
    "application/gzip": {
        "application/x-gtar",
        "application/x-tgz",
        "application/x-compressed",
        "application/x-compressed-tar",
    },
    "audio/ogg": {"application/ogg"},
    "application/rtf": {"text/rtf", "application/msword"},  # Word can save .doc files as RTF
    "application/vnd.sqlite3": {"application/x-sqlite3"},
}
_SIGNED = {each.type for each in SIGNATURES if each.type}
# A text may begin with the letters of another signature: "ID3 tags are ..."
_NEVER_PROSE = {"PDF", "RTF"}
_ENOUGH = 1024  # bytes needed to tell text from other content; a PDF may start this late


class Contradiction(NamedTuple):
    """A file that isn't what its part declares.

    Args:
        evidence: the first bytes (``"start"``), text content, or the name.
        type: the type that the evidence suggests.
        name: the name of the format, such as ``"PNG"``.
    """

    evidence: Literal["start", "text", "name"]
    type: str
    name: str


def is_text(data: bytes) -> bool:
    r"""Return whether the first bytes of a file are readable UTF-8 text.

    Example:
        >>> is_text("Olá\n".encode()), is_text(b"\x89PNG"), is_text(b"")
        (True, False, False)
    """
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(data[:_ENOUGH])
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text) is None


def contradiction(
    declared: str, by_name: str, found: Signature | None, head: bytes = b""
) -> Contradiction | None:
    r"""Return how a file contradicts the type that its part declares.

    Args:
        declared: the media type of the part.
        by_name: the type that the file name suggests; may be empty.
        found: the signature that the file begins with, if any.
        head: the first bytes of the file, if available.

    Returns:
        The contradiction; None if there is none or it's uncertain.

    Example:
        >>> contradiction("application/pdf", "", None, b"Hello\n")
        Contradiction(evidence='text', type='text/plain', name='plain text')
    """
    meant = _ALIASES.get(declared, declared)
    if meant in _ANYTHING:
        return None
    text = is_text(head)
    if found and found.type:
        prose = text and meant.startswith("text/") and found.name not in _NEVER_PROSE
        if not prose:
            agrees = _agrees(meant, found.type)
            return None if agrees else Contradiction("start", found.type, found.name)
    if text and _has_signature(meant) and b"%PDF-" not in head[:_ENOUGH]:
        return Contradiction("text", "text/plain", "plain text")
    apart = meant.startswith("text/") or _has_signature(meant)
    if found is None and apart and _has_signature(by_name) and not _agrees(meant, by_name):
        return Contradiction("name", by_name, by_name)
    return None


def type_verdict(declared: str, by_name: str, found: Signature | None, head: bytes = b"") -> str:
    """Compare the declared type of a file with its name and its first bytes.

    Returns:
        A sentence if they disagree; empty if they agree or the type can't be determined.

    Example:
        >>> type_verdict("application/pdf", "image/png", None)
        'The name says image/png, but it is declared as application/pdf: the reader goes by that.'
    """
    wrong = contradiction(declared, by_name, found, head)
    if wrong and wrong.evidence != "name":
        how = f"It begins like {wrong.name}" if wrong.evidence == "start" else "It is plain text"
        return f"{how}, but is declared as {declared}: the reader goes by what is declared."
    meant = _ALIASES.get(declared, declared)
    if declared == OCTET_STREAM:
        named = by_name not in {"", OCTET_STREAM}
        return f"Its type could be said: {by_name} by its name." if named else ""
    if by_name not in {"", OCTET_STREAM, meant} and not _agrees(meant, by_name):
        return (
            f"The name says {by_name}, but it is declared as {declared}: the reader goes by that."
        )
    if meant != declared:
        return f"{declared} is not registered; its name is {meant}."
    if not is_registered(declared):
        return f"{declared} is not registered with IANA; readers may not know it."
    return ""


def _has_signature(media_type: str) -> bool:
    return media_type in _SIGNED or media_type.startswith(_ZIP_INSIDE)


def _agrees(declared: str, other: str) -> bool:
    if declared == other or declared in _ANYTHING:
        return True
    for one, two in ((declared, other), (other, declared)):
        if one == "application/zip":  # many formats are a ZIP inside
            return two.startswith(_ALSO_ZIP) or "zip" in two
        if two in _SAME_START.get(one, ()):
            return True
    if {declared, other} <= {"text/xml", "application/xml"}:
        return True
    same = ("audio/", "video/", "text/")  # their containers and dialects overlap
    return declared.startswith(same) and other.startswith(same)
