"""What the clinic has to say about one error: plain data, and the same as text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from .document import Code, Document, Folded, FoldedLines, Item, Paragraph, Quote, Steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from .platforms import Face

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
        """Return the label of the other causes, which says if they can be told apart at all."""
        if self.sure:
            return "What else it can be, likeliest first"
        return "The error alone does not tell which of these it is. Likeliest first"

    @property
    def said_label(self) -> str:
        """Return the label of the transcript."""
        return "The end of the transcript, as your LocalServer recorded it"

    @property
    def document(self) -> Document:
        """Return the explanation as blocks, to be rendered."""
        others = [Item(other.how_to_tell, other.cause) for other in self.others]
        faces = [Item(face.shown, face.system, column=True) for face in self.faces]
        return Document(
            "mailtutor explains this error",
            self.headline,
            (
                Quote(self.quote),
                Steps(tuple((str(step), step.outcome) for step in self.steps)),
                Paragraph(self.why),
                Code(self.code, "Run next"),
                FoldedLines(self.said_label, self.said),
                # Where the first is only the likeliest, the others belong in sight.
                Folded(self.others_label, tuple(others), unfolded=not self.sure),
                Folded("The same error on other systems", tuple(faces)),
                Folded("Read on", tuple(Item(link.title, url=link.url) for link in self.reading)),
            ),
        )

    def __str__(self) -> str:
        return self.document.text()

    # A learner who types the name of it wants to read it.
    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self.document.html()
