"""The learner's name, from the names that Moodle, Teams, Classroom and others give to uploads."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from mailtutor.course.hand_in import JOINERS
from mailtutor.course.lessons import FOLDER
from mailtutor.course.progress import FILE
from mailtutor.record import printable

# A name, and an id where there is one. Only these say for sure whose work it is.
_SITES = (
    # Ada Lovelace_12345_assignsubmission_file_
    re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_[a-z]+(?:_|$)"),  # Moodle
    # lovelaceada_LATE_12345_67890_ada-mailtutor.zip
    re.compile(r"(?P<name>[^_]+)(?:_LATE)?_(?P<id>\d+)_\d+_"),  # Canvas
    # Email_ada_attempt_2026-11-26-12-00-00_ada-mailtutor.zip
    re.compile(r".+_(?P<name>[^_]+)_attempt_\d{4}(?:-\d\d){5}"),  # Blackboard
)
# Ada Lovelace/Email/Version 2/ada-mailtutor.zip, below "Submitted files" in English
_TEAMS_FOLDERS = {"submitted files", "working files"}
_TEAMS_VERSION = re.compile(r"Version \d+")
_FILE_NAMES = (
    re.compile(r"(?P<name>.+?) - [^/]*-?mailtutor(?:-progress)?$"),  # Google Classroom
    re.compile(r"[^/]*-?mailtutor(?:-progress)?_(?P<name>[^_]+)$"),  # Microsoft Forms
    re.compile(r"(?P<name>.*?\w.*?)[-_. ]*mailtutor(?:-progress)?$"),  # as `hand-in` names it
)
_COPY = re.compile(r"(?: ?\(\d+\)| - Copy(?: \(\d+\))?| copy(?: \d+)?)+$")
_ENDING = re.compile(r"(?:\.tar)?\.(?:zip|json|ipynb|7z|rar|tar|tgz|gz|bz2|xz)$", re.IGNORECASE)


@dataclass(frozen=True)
class Learner:
    """The learner who handed something in.

    Attributes:
        name: the name for the table.
        id: what tells learners apart who have the same name; may be empty.
        certain: whether the site named the learner, rather than the learner their file.
    """

    name: str
    id: str = ""
    certain: bool = False


def learner(around: str, where: tuple[str, ...]) -> Learner:
    """Return the learner whose work is at a place.

    Args:
        around: the name of the folder or zip that the teacher gave.
        where: the names of the folders and zips below it, and of the file.

    >>> learner("class", ("Ada Lovelace_12_assignsubmission_file_", "x-mailtutor.zip")).name
    'Ada Lovelace'
    >>> learner("class", ("group 1", "Bob-mailtutor (1).zip", "mailtutor-lessons")).name
    'group 1/Bob'
    """
    places = tuple(map(composed, (around, *where)))
    for place in places:
        for site in _SITES:
            if found := site.match(place):
                return Learner(found["name"], found.groupdict().get("id") or found["name"], True)  # noqa: FBT003
    if name := _in_teams(places):
        return Learner(name, name, certain=True)
    inside = [place for place in places[1:] if place not in {FOLDER, FILE}]
    for number, place in reversed(list(enumerate(inside))):
        if name := _from_file(place):
            return Learner("/".join([*map(bare, inside[:number]), name]))
    return Learner("/".join(map(bare, inside)) or _from_file(places[0]) or bare(places[0]))


def is_from_a_site(name: str) -> bool:
    """Tell if a site gave a file or folder its name, which therefore is a submission."""
    return any(site.match(composed(name)) for site in _SITES)


def names_a_learner(where: tuple[str, ...]) -> bool:
    """Tell if a place below a zip says whose work it is."""
    return any(is_from_a_site(each) or _from_file(composed(each)) for each in where) or bool(
        _in_teams(where)
    )


def bare(name: str) -> str:
    """Return a name without its ending and the mark of a copy, such as " (1)"."""
    return _COPY.sub("", _ENDING.sub("", name)) or name


def composed(text: str) -> str:
    """Return a name with composed letters (macOS takes them apart), safe to print."""
    return printable(unicodedata.normalize("NFC", text), allowed=JOINERS)


def _in_teams(places: tuple[str, ...]) -> str:
    for number, place in enumerate(places):
        if place.casefold() in _TEAMS_FOLDERS and len(places) > number + 2:
            return places[number + 1]
        if number > 1 and _TEAMS_VERSION.fullmatch(place):
            return places[number - 2]
    return ""


def _from_file(place: str) -> str:
    plain = bare(place)
    if plain == FOLDER:
        return ""
    return next((found["name"] for each in _FILE_NAMES if (found := each.match(plain))), "")
