"""One zip with a learner's lessons and progress, to hand in."""

from __future__ import annotations

import getpass
import os
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from mailtutor.record import count, printable

from .files import write_atomically
from .lessons import BACKUPS, MANIFEST
from .progress import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIX = "-mailtutor.zip"
_LARGEST = 10_000_000  # bytes of one file; a notebook with its outputs has far fewer
_LARGEST_SUM = 50_000_000  # bytes of all files, because many sites limit an upload
_MOST_FILES = 1_000
_MOST_NAMED = 10
_LONGEST_NAME = 100  # bytes: some encrypted disks allow 143 for a file's name
_FORBIDDEN = '<>:"/\\|?*'
JOINERS = "\u200c\u200d"  # invisible, but names in Persian and Hindi are spelled with them
_PORTS = {f"{port}{number}" for port in ("COM", "LPT") for number in "123456789"}
_DEVICES = {"CON", "PRN", "AUX", "NUL"} | _PORTS  # Windows allows no file with such a name


@dataclass(frozen=True)
class HandIn:
    """A zip that is ready to be handed in.

    Attributes:
        path: the zip, which is in the lessons folder.
        count: how many files it contains.
        has_progress: whether a progress file is among them.
        left_out: the files that aren't, each with the reason.
    """

    path: Path
    count: int
    has_progress: bool
    left_out: tuple[str, ...]


def hand_in(folder: Path, name: str) -> HandIn:
    """Pack a lessons folder into one visible zip in it, replacing the previous one.

    Args:
        folder: the folder of the lessons and the progress file.
        name: the learner's name.

    Raises:
        OSError: a file can't be read, or the zip can't be written.
    """
    left_out: list[str] = []
    packed = BytesIO()
    sum_of_sizes = 0
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for path in _files(folder):
            within = path.relative_to(folder).as_posix()
            reason = _reason_to_leave_out(path)
            if not reason:
                content = path.read_bytes()
                if sum_of_sizes + len(content) > _LARGEST_SUM:
                    reason = f"the zip would have more than {_LARGEST_SUM // 1_000_000} MB"
                elif len(archive.filelist) == _MOST_FILES:
                    reason = f"the zip already has {_MOST_FILES:,} files"
            if reason:
                left_out.append(f"{printable(within)} ({reason})")
                continue
            sum_of_sizes += len(content)
            entry = ZipInfo.from_file(path, within, strict_timestamps=False)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
        names = archive.namelist()
    target = folder / f"{safe_name(name)}{SUFFIX}"
    write_atomically(target, packed.getvalue())
    return HandIn(target, len(names), FILE in names, tuple(left_out))


def safe_name(name: str) -> str:
    """Return a learner's name as the beginning of a file name that every system allows.

    >>> safe_name("Zoë / 李明"), safe_name("../.."), safe_name("con")
    ('Zoë 李明', 'learner', 'con_')
    """
    kept = "".join(
        character
        if character in JOINERS
        or (unicodedata.category(character)[0] not in "CZ" and character not in _FORBIDDEN)
        else " "
        for character in unicodedata.normalize("NFC", name)
    )
    cut = " ".join(kept.split()).strip("-. ").encode()[:_LONGEST_NAME].decode(errors="ignore")
    safe = cut.strip(f"-. {JOINERS}") or "learner"
    start, dot, rest = safe.partition(".")
    return f"{start}_{dot}{rest}" if start.upper() in _DEVICES else safe


def user_name() -> str:
    """Return the name that the learner logged in with; empty if it's unknown."""
    try:
        return os.environ.get("JUPYTERHUB_USER") or getpass.getuser()
    except (ImportError, KeyError, OSError):  # Windows and containers may not know it
        return ""


def remarks(made: HandIn) -> list[str]:
    """Return sentences for the learner about what's in their zip, and what isn't."""
    lines = [f"It contains {count(made.count, 'file')}, as last saved."]
    if not made.has_progress:
        lines.append("Your progress isn't in it, because you haven't tried an exercise yet.")
    if made.left_out:
        more = len(made.left_out) - _MOST_NAMED
        named = "; ".join(made.left_out[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")
        lines.append(f"Not in it: {named}.")
    return lines


def _files(folder: Path) -> Iterator[Path]:
    """Find what belongs in the zip, the progress file first: no caches, no older versions."""
    yield from (folder / name for name in (FILE, MANIFEST) if os.path.lexists(folder / name))
    for place, folders, files in os.walk(folder):
        here = Path(place)
        wanted = sorted(
            name
            for name in folders
            if not name.startswith((".", "__")) and (here, name) != (folder, BACKUPS)
        )
        folders[:] = [name for name in wanted if not _leads_elsewhere(here / name)]
        yield from (
            here / name
            for name in sorted(files, key=lambda name: (not name.endswith(".ipynb"), name))
            if not name.startswith(".") and not name.endswith(SUFFIX)
        )
        yield from (here / name for name in wanted if name not in folders)


def _reason_to_leave_out(path: Path) -> str:
    if _leads_elsewhere(path):
        return "it's a link"
    if not path.is_file():
        return "it isn't a file"
    if path.stat().st_size > _LARGEST:
        return f"it has more than {_LARGEST // 1_000_000} MB"
    return ""


def _leads_elsewhere(path: Path) -> bool:
    """Tell if a path is a link, or a junction of Windows, which isn't a link for Python 3.10."""
    return path.is_symlink() or path.resolve() != path.parent.resolve() / path.name
