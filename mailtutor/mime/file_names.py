"""Make the file name of an attachment safe to use."""

from __future__ import annotations

import re
import unicodedata

from .media_types import endings

_LONGEST = 120
# Windows reserves these names for devices, with any extension.
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


def safe_name(name: str, media_type: str = "", otherwise: str = "attachment") -> str:
    r"""Return a file name that is valid on every system and can't leave its folder.

    Args:
        name: the name given in the message; folders are removed.
        media_type: if the name is empty, the type's usual extension is added to ``otherwise``.
        otherwise: the name to use if nothing is left.

    Returns:
        A name of at most 120 characters without slashes, control characters or characters that
        reverse the text direction. It is neither hidden nor a Windows device name.

    Example:
        >>> safe_name("../../etc/passwd"), safe_name("C:\\temp\\report.pdf")
        ('passwd', 'report.pdf')
        >>> safe_name("photo\u202egnp.exe"), safe_name("con.txt"), safe_name("", "image/png")
        ('photognp.exe', '_con.txt', 'attachment.png')
    """
    base = re.split(r"[/\\]", name)[-1]
    kept = "".join(
        "_" if letter in '<>:"|?*' else letter
        for letter in base
        if unicodedata.category(letter)[0] != "C" and letter not in "\u2028\u2029"
    )
    kept = " ".join(kept.split()).strip(". ")
    if not kept:
        ending = endings(media_type)
        return f"{otherwise}.{ending[0]}" if ending else otherwise
    if _DEVICES.match(kept):
        kept = f"_{kept}"
    stem, dot, ending_of_name = kept.rpartition(".")
    if len(kept) > _LONGEST and dot and len(ending_of_name) <= 10:  # noqa: PLR2004 - an ending
        return stem[: _LONGEST - len(ending_of_name) - 1].rstrip(". ") + dot + ending_of_name
    return kept[:_LONGEST].rstrip(". ")
