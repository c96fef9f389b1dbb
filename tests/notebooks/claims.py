"""What the course says in words, for tests that run it.

A test quotes the sentence that it holds, so that a changed sentence fails with its test.
"""

from __future__ import annotations

import json
import smtplib
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailtutor import LocalServer
from mailtutor.course import catalog

if TYPE_CHECKING:
    from mailtutor.record import Delivery

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks"
_FILES = {
    "TEACHING": FOLDER / "TEACHING.md",
    "headers": ROOT / "mailtutor" / "mime" / "headers.tsv",
    "words": ROOT / "mailtutor" / "views" / "transcript" / "smtp_words.tsv",
}


def told(place: str, *sentences: str) -> None:
    """Assert that the course says this.

    Args:
        place: "01" for a lesson, "01?" for its quizzes, hints and solutions, or a file.
        sentences: what it says there, word for word; line ends count as spaces.
    """
    text = " ".join(_text(place).split())
    for sentence in sentences:
        assert sentence in text, f"{place} no longer says this: change the test with it"


def cells(number: str) -> dict[str, str]:
    """Return the cells of a lesson by id."""
    (path,) = FOLDER.glob(f"{number}_*.ipynb")
    found = json.loads(path.read_text("utf-8"))["cells"]
    return {cell["id"]: "".join(cell["source"]) for cell in found}


def solution(key: str) -> str:
    """Return our own answer to an exercise."""
    return catalog.exercise(key).solution


def message(body: str = "Hello!", **headers: str) -> EmailMessage:
    """Make a message from me to you with these headers, and set its body.

    >>> message(Subject="Hi")["Subject"]
    'Hi'
    """
    made = EmailMessage()
    for name, value in {"From": "me@example.com", "To": "you@example.com", **headers}.items():
        made[name] = value
    made.set_content(body)
    return made


def arrived(written: EmailMessage, **options: Any) -> Delivery:
    """Send a message with `send_message`; returns what the server took."""
    with LocalServer() as server:
        with smtplib.SMTP("localhost", server.port, timeout=5) as client:
            client.send_message(written, **options)
        return server.mailbox[-1]


def _text(place: str) -> str:
    if place in _FILES:
        return _FILES[place].read_text("utf-8")
    if not place.endswith("?"):
        return "\n".join(cells(place).values())
    lesson = catalog.lesson(place[:-1])
    words = [text for each in lesson.exercises for text in (*each.hints, each.solution)]
    for quiz in lesson.quizzes:
        words += [quiz.question, *(f"{each.text} {each.reason}" for each in quiz.options)]
    return "\n".join(words)
