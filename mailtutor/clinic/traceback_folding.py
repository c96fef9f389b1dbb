"""Folds the library's frames in a traceback, so that the learner's own line stays visible."""

from __future__ import annotations

import os
import re
import sysconfig
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# The internals of these modules say nothing about the learner's mistake.
_MAIL = {"email", "smtplib", "socket", "ssl"}
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_HEAD = re.compile(r"\s*File (?P<path>.+):\d+(?:,? in |,|$)")
_PACKAGE = Path(__file__).parents[1]


def fold(parts: list[str], is_explained: Callable[[], bool]) -> list[str]:
    r"""Replace each run of frames in the standard library by one line.

    Args:
        parts: a traceback as IPython formats it, one text for each frame.
        is_explained: tells whether the clinic explains the error; asked only if needed.

    Returns:
        the same list if there is nothing to fold, or nothing would be left of the
        learner's own code.

    Example:
        >>> import smtplib
        >>> frame = f"File {smtplib.__file__}:255, in SMTP.__init__(...)\n--> 255 ...\n"
        >>> fold(["Cell In[1], line 1\n", frame, frame, "OSError"], lambda: True)[1]
        '    … 2 frames inside smtplib folded (see below or %tb)\n'
    """
    owners = [_owner(part) for part in parts]
    folded = {owner for owner in owners if owner}
    if not folded or not any(map(_is_learners, parts)):
        return parts
    if not folded <= _MAIL and not is_explained():
        return parts
    shown: list[str] = []
    first = True
    for is_library, run in groupby(zip(parts, owners, strict=True), lambda each: bool(each[1])):
        pieces = list(run)
        if is_library:
            shown.append(_line([owner for _, owner in pieces], first=first))
            first = False
        else:
            shown += [part for part, _ in pieces]
    return shown


def whole(parts: list[str]) -> str:
    """Return the full traceback as HTML that a click unfolds."""
    plain = _ANSI.sub("", "\n".join(parts))
    # Without the rule at the top, which only separates it from other output.
    said = escape(plain.lstrip("-\n").rstrip(), quote=False)
    return (
        f"<style>{_stylesheet()}</style>\n"
        '<details class="mailtutor-traceback"><summary>The full traceback</summary>\n'
        f'<pre tabindex="0" role="region" aria-label="The full traceback">{said}</pre></details>'
    )


def _line(owners: list[str], *, first: bool) -> str:
    names = list(dict.fromkeys(owners))
    inside = " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
    count = "1 frame" if len(owners) == 1 else f"{len(owners)} frames"
    # Short, so that it fits into one line on a projector.
    way = " (see below or %tb)" if first else ""
    return f"    … {count} inside {inside} folded{way}\n"


def _owner(part: str) -> str:
    """Return the library module of a frame; empty if it isn't the library's, or not a frame."""
    head = _head(part)
    if head is None:
        return ""
    path = Path(_normal(os.path.expanduser(head["path"])))  # noqa: PTH111 - it may stay as it is
    if path.is_relative_to(_normal(str(_PACKAGE))):
        return "mailtutor"
    for folder in _library_folders():
        if path.is_relative_to(folder):
            inside = path.relative_to(folder)
            is_installed = {"site-packages", "dist-packages"} & set(inside.parts)
            return "" if is_installed else inside.parts[0].removesuffix(".py")
    return ""


def _is_learners(part: str) -> bool:
    """Return whether a frame is the learner's: from a cell, or from a file outside the library."""
    plain = _ANSI.sub("", part).lstrip()
    return plain.startswith("Cell ") or (_head(part) is not None and not _owner(part))


def _head(part: str) -> re.Match[str] | None:
    return _HEAD.match(_ANSI.sub("", part).split("\n", 1)[0])


def _normal(path: str) -> str:
    return os.path.normcase(os.path.abspath(path))  # noqa: PTH100 - links stay as shown


@cache
def _library_folders() -> list[str]:
    # In a browser tab the library may be one zip, which sysconfig doesn't name.
    known = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), Path(os.__file__)]
    folders = [each.parent if isinstance(each, Path) else each for each in known]
    return list(dict.fromkeys(_normal(str(each)) for each in folders))


@cache
def _stylesheet() -> str:
    return Path(__file__).with_name("traceback.css").read_text("utf-8")
