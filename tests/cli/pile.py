"""A pile of hand-ins, as learners and their sites make them: 38 kinds, each with its row."""

from __future__ import annotations

import io
import json
import tarfile
from typing import TYPE_CHECKING
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

from mailtutor.course.lessons import MANIFEST
from mailtutor.course.progress import FILE

if TYPE_CHECKING:
    from pathlib import Path

LESSON = "01_write_a_message.ipynb"


def progress(done: int = 1, *, day: int = 1, started: str = "") -> bytes:
    """Return a progress file with some exercises of lesson 01 done, and one more tried."""
    exercises: dict[str, object] = {f"01.{n}": {"done": True} for n in range(1, done + 1)}
    exercises[f"01.{done + 1}"] = {"tries": ["x"]}
    return json.dumps(
        {
            "exercises": exercises,
            "quizzes": {"01.a": {"first": "Six", "last": "Six"}, "01.b": {"last": "Wrong"}},
            "started": started or f"2026-11-01T10:00:{done:02}+00:00",
            "updated": f"2026-11-{day:02}T12:00:00+00:00",
            "version": "0.1.0",
        }
    ).encode()


def zipped(files: dict[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """Return a zip with these files."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def hand_in(done: int = 1, *, day: int = 1) -> bytes:
    """Return a zip as `hand-in` makes it."""
    return zipped({FILE: progress(done, day=day), MANIFEST: b"{}", LESSON: b"{}"})


def encrypted(content: bytes) -> bytes:
    """Return a zip whose files say that they need a password."""
    changed = bytearray(content)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(magic)
        while at >= 0:
            changed[at + offset] |= 1
            at = changed.find(magic, at + 4)
    return bytes(changed)


def tarred(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def damaged(content: bytes) -> bytes:
    """Return a zip whose first file was damaged, but not its list of files."""
    at = content.index(FILE.encode()) + len(FILE) + 3
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


MOODLE = zipped(
    {
        "Ada Moodle_12345_assignsubmission_file_/x-mailtutor.zip": hand_in(2),
        "Bob Moodle_12346_assignsubmission_file_/mailtutor-lessons/" + FILE: progress(3),
        "Eve Moodle_12347_assignsubmission_onlinetext_/onlinetext.html": b"<p>Done!",
        "Flat Moodle_12348_assignsubmission_file_x-mailtutor.zip": hand_in(4),
        "Pdf Moodle_12349_assignsubmission_file_essay.pdf": b"%PDF",
        "Bob Moodle_12350_assignsubmission_file_/y-mailtutor.zip": hand_in(1),
    },
    ZIP_STORED,
)

# The path of each hand-in, its content, and what its row contains: the name, then the lesson's
# cell or the reason.
HAND_INS: dict[str, tuple[bytes, tuple[str, str]]] = {
    "folder/mailtutor-lessons/" + FILE: (progress(1), ("folder", "1/2/5")),
    "below/deep/er/" + FILE: (progress(1), ("below/deep/er", "1/2/5")),
    "Zoë-mailtutor.zip": (hand_in(2), ("Zoë", "2/3/5")),
    "twice-mailtutor.zip": (hand_in(2, day=2), ("twice", "an older version: twice-mailtutor.zip")),
    "twice-mailtutor (1).zip": (hand_in(2, day=3), ("twice", "2/3/5")),
    "student-mailtutor.zip": (hand_in(1), ("student (student-mailtutor.zip)", "1/2/5")),
    "student-mailtutor (1).zip": (hand_in(3), ("student (student-mailtutor (1).zip)", "3/4/5")),
    "windows.zip": (zipped({f"mailtutor-lessons\\{FILE}": progress(1)}), ("windows", "1/2/5")),
    ".zip": (hand_in(1), (".zip", "1/2/5")),
    "mac.zip": (
        zipped({f"lessons/{FILE}": progress(2), f"__MACOSX/lessons/._{FILE}": b"\x00"}),
        ("mac", "2/3/5"),
    ),
    "moodle.zip": (MOODLE, ("Ada Moodle", "2/3/5")),
    "Submitted files/Ada Teams/Email/Version 1/a-mailtutor.zip": (
        hand_in(1, day=1),
        ("Ada Teams", "an older version: Submitted files/Ada Teams/Email/Version 1"),
    ),
    "Submitted files/Ada Teams/Email/Version 2/a-mailtutor.zip": (
        hand_in(2, day=2),
        ("Ada Teams", "2/3/5"),
    ),
    "Grace Classroom - g-mailtutor.zip": (hand_in(1), ("Grace Classroom", "1/2/5")),
    "g-mailtutor_Hopper Forms.zip": (hand_in(1), ("Hopper Forms", "1/2/5")),
    "canvasada_LATE_123_456_a-mailtutor.zip": (hand_in(1), ("canvasada", "1/2/5")),
    "Kim.mailtutor-progress.json": (progress(1), ("Kim", "1/2/5")),
    "nothing/notes.txt": (b"", ("nothing", f"no {FILE} in it")),
    f"no-hidden-file/{LESSON}": (b"{}", ("no-hidden-file", f"no {FILE} in it")),
    "alone.ipynb": (b"{}", ("alone", f"alone.ipynb: a notebook without {FILE}")),
    "essay.pdf": (b"%PDF", ("essay.pdf", "not a folder, zip or progress file")),
    "packed.tar.gz": (tarred({FILE: progress(1)}), ("packed", "a gz archive, which can't be read")),
    "seven.7z": (b"7z\xbc\xaf'\x1c", ("seven", "a 7z archive, which can't be read; ask for a zip")),
    "rarred.rar": (b"Rar!\x1a\x07", ("rarred", "a rar archive, which can't be read")),
    "renamed.zip": (b"Rar!\x1a\x07", ("renamed", "is a rar archive and not a zip; ask for a zip")),
    "empty.zip": (b"", ("empty", "is empty; nothing was uploaded")),
    "cut.zip": (hand_in(1)[:-30], ("cut", "isn't a zip, or the upload was cut off")),
    "damaged.zip": (damaged(hand_in(1)), ("damaged", "can't be read")),
    "locked.zip": (
        encrypted(hand_in(1)),
        ("locked", "its progress file is encrypted; ask for a zip without a password"),
    ),
    "broken/" + FILE: (b"\xff{", ("broken", "can't be read")),
    "bomb.zip": (zipped({FILE: b" " * 50_000_000}), ("bomb", "more than 1 MB")),
    "bzip2-bomb.zip": (
        zipped({FILE: b" " * 50_000_000}, ZIP_BZIP2),
        ("bzip2-bomb", "its progress file is compressed in an unusual way"),
    ),
    "inner-bomb.zip": (
        zipped({"a.zip": zipped({"x": b"\0" * 90_000_000}, ZIP_STORED)}),
        ("inner-bomb", "unpacks to far more than its own size"),
    ),
    "outside.zip": (
        zipped({f"../../{FILE}": progress(1)}),
        ("outside", "its name points outside or is nested too deeply"),
    ),
    "absurd.zip": (
        zipped({f"{n}/x": b"" for n in range(20_001)}),
        ("absurd", "contains 20,001 files"),
    ),
    "three.zip": (
        zipped({"a.zip": zipped({"b.zip": hand_in(1)})}),
        ("three", "a zip in a zip in a zip; unpack the outer one"),
    ),
    "deep.zip": (zipped({"a/" * 30_000 + FILE: progress(1)}), ("deep", "nested too deeply")),
    "=1+1.zip": (hand_in(1), ("=1+1", "1/2/5")),
}


def pile_up(folder: Path) -> Path:
    """Write all hand-ins into a folder, with a progress file at its top."""
    for name, (content, _) in HAND_INS.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / FILE).write_bytes(progress(1))
    (folder / ".DS_Store").write_bytes(b"")
    return folder
