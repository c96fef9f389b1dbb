"""A file name out of a mail, made safe to save under."""

from __future__ import annotations

import re
import unicodedata

from .media_types import endings

_LONGEST = 120
# Windows keeps these names, with any ending, for devices.
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


def safe_name(name: str, media_type: str = "", otherwise: str = "attachment") -> str:
    r"""Make a name that every system takes, that stays in its folder and looks like what it is.

    Args:
        name: the name that a mail gives; a path loses its folders.
        media_type: where the name is empty, its usual ending is put behind ``otherwise``.
        otherwise: the name where nothing is left.

    Returns:
        A name without slashes, control characters and letters that turn text around, neither
        hidden nor one that Windows keeps for a device, of 120 characters at most.

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
