"""Folders and zips as one kind of tree, read with bounded time and memory, and never unpacked."""

from __future__ import annotations

import os
import stat
import tempfile
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import FileIO
from typing import TYPE_CHECKING, Literal
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import ExitStack
    from pathlib import Path

DEEPEST = 20  # folders in folders
_MOST_ENTRIES = 20_000
_LONGEST_LIST = 8_000_000  # bytes of a zip's list of entries, which is read as a whole
_LARGEST_INNER_ZIP = 100_000_000
_SUSPICIOUS_SIZE = 1_000_000
_SUSPICIOUS_RATIO = 20  # zips hardly shrink when they're zipped again
_CHUNK = 1_000_000
_UTF_8 = 0x800
_ENCRYPTED = 0x1
_ARCHIVES = {b"7z\xbc\xaf": "a 7z", b"Rar!": "a rar", b"\x1f\x8b": "a gzip"}


class UnreadableError(Exception):
    """Something that can't be read; the text says why, after its name."""


@dataclass(frozen=True)
class Entry:
    """A file or folder, on disk or in a zip.

    Attributes:
        name: its name, without the folders.
        kind: "folder", "file", "link", or "other" for devices and the like.
        time: when it was last changed, in seconds since 1970.
        children: returns what's in a folder.
        read: returns the beginning of a file, up to a number of bytes.
        open_zip: opens a file as a zip and returns its root.
        identity: the real path, to notice what was named twice; empty for links and
            in zips.
    """

    name: str
    kind: Literal["folder", "file", "link", "other"]
    time: float
    children: Callable[[], list[Entry]]
    read: Callable[[int], bytes]
    open_zip: Callable[[ExitStack], Entry]
    identity: str = ""


def on_disk(path: Path, *, follow: bool = False) -> Entry:
    """Return a file or folder as an entry; a link only if it's to be followed.

    Raises:
        OSError: it doesn't exist, or its folder can't be read.
    """
    info = path.stat() if follow else path.lstat()
    is_folder, is_file = stat.S_ISDIR(info.st_mode), stat.S_ISREG(info.st_mode)
    real = os.path.realpath(path)
    moved = real != os.path.join(os.path.realpath(path.parent), path.name)  # noqa: PTH118
    kind: Literal["folder", "file", "link", "other"] = "other"
    if (path.is_symlink() or moved) and not follow:  # Windows has junctions, too
        kind = "link"
    elif is_folder or is_file:
        kind = "folder" if is_folder else "file"

    def read(limit: int) -> bytes:
        with path.open("rb") as file:
            return file.read(limit)

    def open_zip(stack: ExitStack) -> Entry:
        file = stack.enter_context(_CarefulFile(path))
        return _root(file, stack, _Budget(100_000_000 + 2 * info.st_size), info.st_mtime)

    def children() -> list[Entry]:
        return list(map(on_disk, sorted(path.iterdir())))

    return Entry(
        path.name, kind, info.st_mtime, children, read, open_zip, "" if kind == "link" else real
    )


class _CarefulFile(FileIO):
    """A file that refuses to read as much at once as only an absurd zip asks for."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _LONGEST_LIST:
            raise UnreadableError("its list of files is too long")
        return super().read(-1 if size is None else size) or b""


@dataclass
class _Budget:
    """The number of bytes that may still be unpacked from a zip and the zips in it."""

    left: int

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise UnreadableError("unpacks to far more than its own size")


@dataclass
class _Node:
    """A name in a zip: a folder if it has children or no info, otherwise a file."""

    info: ZipInfo | None = None
    children: dict[str, _Node] = field(default_factory=dict)


def _root(file: FileIO, stack: ExitStack, budget: _Budget, time: float) -> Entry:
    opened = _opened(file, stack)
    root, outside = _tree(opened.infolist())
    entry = _in_zip(opened, "", root, budget, time)
    if not outside:
        return entry
    bad = Entry(outside[0][:40], "other", 0, list, _no_read, _no_zip)
    return replace(entry, children=lambda: [*entry.children(), bad])


def _opened(file: FileIO, stack: ExitStack) -> ZipFile:
    start = file.read(4)
    for magic, kind in _ARCHIVES.items():
        if start.startswith(magic):
            raise UnreadableError(f"is {kind} archive and not a zip; ask for a zip")
    if not start:
        raise UnreadableError("is empty; nothing was uploaded")
    try:
        opened = stack.enter_context(ZipFile(file))
    except BadZipFile as error:
        raise UnreadableError("isn't a zip, or the upload was cut off") from error
    if (there := len(opened.infolist())) > _MOST_ENTRIES:
        raise UnreadableError(f"contains {there:,} files, which is too many")
    return opened


def _tree(infos: list[ZipInfo]) -> tuple[_Node, list[str]]:
    """Sort the files of a zip into folders; return those that point outside separately."""
    root, outside = _Node(), []
    for info in infos:
        name = _decoded(info).replace("\\", "/")  # some programs on Windows write backslashes
        parts = [part for part in name.split("/") if part not in {"", "."}]
        if name.startswith("/") or name[1:2] == ":" or ".." in parts or len(parts) > DEEPEST:
            outside.append(name)
            continue
        node = root
        for part in parts:
            node = node.children.setdefault(part, _Node())
        if not name.endswith("/"):
            node.info = info
    return root, outside


def _in_zip(opened: ZipFile, name: str, node: _Node, budget: _Budget, time: float) -> Entry:
    def children() -> list[Entry]:
        below = sorted(node.children.items())
        return [_in_zip(opened, name, each, budget, time) for name, each in below]

    if node.info and not node.children:
        return _file_in_zip(opened, name, node.info, budget)
    return Entry(name, "folder", time, children, _no_read, _no_zip)


def _file_in_zip(opened: ZipFile, name: str, info: ZipInfo, budget: _Budget) -> Entry:
    def chunks(limit: int) -> Iterator[bytes]:
        if info.flag_bits & _ENCRYPTED:
            raise UnreadableError("is encrypted; ask for a zip without a password")
        if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:  # others can't be bounded
            raise UnreadableError("is compressed in an unusual way; ask for a usual zip")
        with opened.open(info) as file:
            while limit > 0 and (chunk := file.read(min(limit, _CHUNK))):
                budget.spend(len(chunk))
                limit -= len(chunk)
                yield chunk

    def read(limit: int) -> bytes:
        return b"".join(chunks(limit))

    def open_zip(stack: ExitStack) -> Entry:
        if info.file_size > _LARGEST_INNER_ZIP:
            raise UnreadableError(f"has more than {_LARGEST_INNER_ZIP // 1_000_000} MB")
        if info.file_size > max(_SUSPICIOUS_SIZE, _SUSPICIOUS_RATIO * info.compress_size):
            raise UnreadableError("unpacks to far more than its own size")
        unpacked = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack does
        for chunk in chunks(_LARGEST_INNER_ZIP):
            unpacked.write(chunk)
        unpacked.seek(0)
        file = stack.enter_context(_CarefulFile(unpacked.fileno(), closefd=False))
        return _root(file, stack, budget, _time(info))

    is_link = stat.S_ISLNK(info.external_attr >> 16)
    return Entry(name, "link" if is_link else "file", _time(info), list, read, open_zip)


def _no_read(_limit: int) -> bytes:
    raise UnreadableError("isn't a file")


def _no_zip(_stack: ExitStack) -> Entry:
    raise UnreadableError("isn't a file")


def _decoded(info: ZipInfo) -> str:
    """Return a name; macOS writes UTF-8 without saying so."""
    if info.flag_bits & _UTF_8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _time(info: ZipInfo) -> float:
    try:
        return datetime(*info.date_time).astimezone().timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
