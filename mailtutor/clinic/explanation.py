"""What the clinic has to say about one error: plain data, and the same as text."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from . import card

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .platforms import Face

_WIDTH = 80

# The step of the way from a name to a sent mail that failed; "" where the error came
# before there was a way, as when a message is built.
StepName = Literal[
    "",
    "name",
    "connect",
    "TLS",
    "greeting",
    "EHLO",
    "STARTTLS",
    "login",
    "sender",
    "recipient",
    "content",
]
Outcome = Literal["done", "failed", "not reached", "left out"]


@dataclass(frozen=True)
class Step:
    """One step of the way from a name to a conversation.

    Args:
        name: ``"name"``, ``"connect"``, ``"greeting"``, ``"EHLO"``...
        outcome: whether it was done, failed, was not reached, or is left out on purpose.
        detail: what came of it, as ``"localhost is 127.0.0.1"``; may be empty.
    """

    name: str
    outcome: Outcome
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.detail}" if self.detail else self.name


@dataclass(frozen=True)
class Other:
    """Another cause of the same error, and how to tell that it is this one.

    Args:
        cause: in a few words.
        how_to_tell: that it is this one.
        fits: whether the evidence speaks for it: those come first, and those that it speaks
            against are left out. Where it says neither, it returns None.
    """

    cause: str
    how_to_tell: str
    fits: Callable[[Any], bool | None] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Link:
    """Where to read on; ``url`` is empty for a lesson."""

    title: str
    url: str = ""


@dataclass(frozen=True, repr=False)
class Explanation:
    """What happened, why, and what to do next.

    Made by `mailtutor.explain`. It holds text alone, nothing of the exception.
    Words between backticks are code.

    Args:
        cause: the entry's name in the table of causes.
        layer: where it broke: ``"name"``, ``"TCP"``, ``"TLS"``...
        headline: the whole answer in one line.
        steps: the way up to the error and what was not reached.
        why: two or three sentences.
        code: what to run next; may be empty.
        quote: the reply, where the server's own words are the answer; else empty.
        faces: the same error on Linux, macOS and Windows.
        others: the other causes, likeliest first.
        sure: whether this is the only cause that the evidence allows.
        said: the end of the conversation, where it was with a `LocalServer` in this Python.
        reading: where to read on.
    """

    cause: str
    layer: str
    headline: str
    steps: tuple[Step, ...]
    why: str
    code: str
    quote: str = ""
    faces: tuple[Face, ...] = ()
    others: tuple[Other, ...] = ()
    reading: tuple[Link, ...] = ()
    sure: bool = True
    said: tuple[str, ...] = ()

    @property
    def others_label(self) -> str:
        """What stands above the other causes: whether these can be told apart at all."""
        if self.sure:
            return "What else it can be, likeliest first"
        return "The error alone does not tell which of these it is. Likeliest first"

    @property
    def said_label(self) -> str:
        """What stands above the conversation."""
        return "The end of the conversation, as your LocalServer wrote it down"

    def __str__(self) -> str:
        return "\n".join([*self._answer(), *self._more()])

    # A learner who types the name of it wants to read it.
    __repr__ = __str__

    def _repr_html_(self) -> str:
        return card.card(
            "mailtutor explains this error",
            self.headline,
            card.quote(self.quote),
            card.steps((str(step), step.outcome) for step in self.steps),
            card.paragraph(self.why),
            card.code(self.code, label="Run next"),
            card.folded_lines(self.said_label, self.said),
            card.folded(
                self.others_label,
                (
                    f"<strong>{card.text(other.cause)}.</strong> {card.text(other.how_to_tell)}"
                    for other in self.others
                ),
                # Where the first is only the likeliest, the others belong in sight.
                unfolded=not self.sure,
            ),
            card.folded(
                "The same error on other systems",
                (
                    f"<strong>{escape(face.system)}</strong> <code>{escape(face.shown)}</code>"
                    for face in self.faces
                ),
            ),
            card.folded(
                "Where to read on", (card.link(link.title, link.url) for link in self.reading)
            ),
        )

    def _answer(self) -> Iterator[str]:
        headline = wrapped(self.headline)
        yield from headline
        yield "=" * max(map(len, headline))  # in a terminal it follows the traceback closely
        yield ""
        if self.quote:
            yield from (*wrapped(self.quote, "    > "), "")
        for step in self.steps:
            yield from wrapped(str(step), f"  {step.outcome + ':':<13}")
        if self.steps:
            yield ""
        yield from wrapped(self.why)
        if self.code:
            yield from ("", "Run next:", "")
            yield from textwrap.indent(self.code, "    ").splitlines()

    def _more(self) -> Iterator[str]:
        if self.said:
            yield from ("", f"{self.said_label}:", "")
            yield from (f"    {line}" for line in self.said)
        if self.faces:
            yield from ("", "The same error on other systems:", "")
            for face in self.faces:
                yield from wrapped(face.shown, f"  {face.system + ':':<9}")
        if self.others:
            yield from ("", f"{self.others_label}:", "")
            for other in self.others:
                yield from wrapped(f"{other.cause}. {other.how_to_tell}", "  - ")
        if self.reading:
            yield from ("", "Read on:", "")
            for link in self.reading:
                yield from wrapped(f"{link.title} {link.url}".strip(), "  - ")


def wrapped(text: str, first: str = "") -> list[str]:
    """``text`` in lines of 80 columns; the lines after the first stand under it."""
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )
