"""The explanation of one error: plain data, shown as text or as a card."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from .blocks import Code, Folded, FoldedLines, Item, Paragraph, Quote, Steps
from .document import Document

if TYPE_CHECKING:
    from collections.abc import Callable

    from .platforms import PlatformMessage

# The steps from a name to a sent message; "" where the error came before them, such as when a
# message is built.
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
    """One step on the way from a name to a sent message.

    Args:
        name: ``"name"``, ``"connect"``, ``"greeting"``, ``"EHLO"``...
        outcome: done, failed, not reached, or left out on purpose.
        detail: the result, such as ``"localhost is 127.0.0.1"``; may be empty.
    """

    name: str
    outcome: Outcome
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.detail}" if self.detail else self.name


@dataclass(frozen=True)
class Alternative:
    """Another possible cause of the same error.

    Args:
        cause: the cause in a few words.
        how_to_tell: how to tell that it is this one.
        fits: whether the evidence supports it (then it comes first), contradicts it (then it
            is left out), or says neither (None); a number up to 1 says how strongly.
    """

    cause: str
    how_to_tell: str
    fits: Callable[[Any], float | None] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Link:
    """A link to further reading; ``url`` is empty for a lesson."""

    title: str
    url: str = ""


@dataclass(frozen=True, repr=False)
class Explanation:
    """The explanation of an error: what happened, why, and what to do next.

    Returned by `mailtutor.explain`. It holds only text, no reference to the exception.
    Words between backticks are code.

    Args:
        cause: the entry's name in the table of causes.
        layer: the layer that failed: ``"name"``, ``"TCP"``, ``"TLS"``...
        headline: the whole answer in one line.
        steps: the steps up to the error, and those not reached.
        why: the reason, in two or three sentences.
        code: the code to run next; may be empty.
        quote: the reply, where the server's own words are the answer; else empty.
        platforms: the same error on Linux, macOS and Windows.
        alternatives: the other causes, likeliest first.
        is_certain: whether this is the only cause that the evidence allows.
        transcript: the end of the transcript, where the server was a `LocalServer` in this Python.
        reading: further reading.
    """

    cause: str
    layer: str
    headline: str
    steps: tuple[Step, ...]
    why: str
    code: str
    quote: str = ""
    platforms: tuple[PlatformMessage, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    reading: tuple[Link, ...] = ()
    is_certain: bool = True
    transcript: tuple[str, ...] = ()

    @property
    def alternatives_label(self) -> str:
        """Return the label of the other causes, which says if they can be told apart at all."""
        if self.is_certain:
            return "What else it can be, likeliest first"
        return "The error alone does not tell which of these it is. Likeliest first"

    @property
    def transcript_label(self) -> str:
        """Return the label of the transcript."""
        return "The end of the transcript, as your LocalServer recorded it"

    @property
    def document(self) -> Document:
        """Return the explanation as blocks, to be rendered."""
        others = [Item(other.how_to_tell, other.cause) for other in self.alternatives]
        platforms = [Item(each.shown, each.system, column=True) for each in self.platforms]
        return Document(
            "mailtutor explains this error",
            self.headline,
            (
                Quote(self.quote),
                Steps(tuple((str(step), step.outcome) for step in self.steps)),
                Paragraph(self.why),
                Code(self.code, "Run next"),
                FoldedLines(self.transcript_label, self.transcript),
                # If the first is only the likeliest, show the others, too.
                Folded(self.alternatives_label, tuple(others), unfolded=not self.is_certain),
                Folded("The same error on other systems", tuple(platforms)),
                Folded("Read on", tuple(Item(link.title, url=link.url) for link in self.reading)),
            ),
        )

    def __str__(self) -> str:
        # A server's own words may have letters that the console can't write, as on Windows.
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        return self.document.text().encode(encoding, "replace").decode(encoding)

    # A learner who types its name wants to read it.
    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self.document.html()
