"""The type of an entry in the table of causes; the entries are in `causes`.

The first entry that fits is used, so specific causes come before general ones. In the texts,
words in braces are filled in from the evidence (see `placeholders`), and words between backticks
are code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .explanation import Alternative, Link

if TYPE_CHECKING:
    from collections.abc import Callable

    from .evidence import Evidence
    from .explanation import StepName
    from .platforms import PlatformMessage

Layer = Literal[
    "name",
    "TCP",
    "TLS",
    "SMTP dialogue",
    "authentication",
    "sender",
    "recipient",
    "content",
    "message building",
    "files",
    "environment",
    "unknown",
]


@dataclass(frozen=True)
class Cause:
    """One cause of an error, and what to say about it.

    Args:
        name: the name of this entry.
        error: the exception class, or several; subclasses match, too.
        fits: whether the evidence points to this cause.
        layer: the layer at which it fails.
        headline: the whole answer in one line.
        why: the explanation, in two or three sentences.
        code: the code to run next.
        failed_step: the step that failed, where the evidence names none.
        step: the detail shown at that step.
        quote: the reply, where the server's own words are the answer.
        is_certain: whether the evidence points to this cause alone; if not, the explanation
            says that it cannot tell it from the others.
        standalone: whether the error is about email by its own class or words, even without
            a frame of `smtplib` or `email` in the traceback.
        platforms: the same error on other systems.
        alternatives: other possible causes, likeliest first, and how to tell.
        reading: further reading.
    """

    name: str
    error: type[BaseException] | tuple[type[BaseException], ...]
    fits: Callable[[Evidence], bool]
    layer: Layer
    headline: str
    why: str
    code: str
    failed_step: StepName = ""
    step: str = ""
    quote: str = ""
    is_certain: bool = True
    standalone: bool = False
    platforms: tuple[PlatformMessage, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    reading: tuple[Link, ...] = ()


def lesson(name: str) -> Link:
    """Point to a lesson of this course."""
    return Link(f"Lesson {name}")


def rfc(title: str, number: int, section: str) -> Link:
    """Point to a section of an RFC."""
    return Link(
        f"{title}, RFC {number}, section {section}:",
        f"https://www.rfc-editor.org/rfc/rfc{number}#section-{section}",
    )


def python_docs(title: str, page: str) -> Link:
    """Point to a page of Python's own documentation, below ``library/``."""
    return Link(f"Python on {title}:", f"https://docs.python.org/3/library/{page}")
