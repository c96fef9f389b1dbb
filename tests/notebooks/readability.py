"""The prose of a lesson as sentences: how long they are, and how hard to read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import median
from typing import Any

_BLOCK = re.compile(r"(?s)```.*?```")  # code or a drawing
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]+\)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_CODE = re.compile(r"`[^`]*`")
_ASIDE = re.compile(r"\(RFC [^)]*\)|\(section [^)]*\)")  # a reference, which nobody reads aloud
_LABEL = re.compile(r"\*\*[^*]+\.\*\*")  # "**Predict.**"
_END = re.compile(r"[.?!](?=\s|$)|:(?=\s*\n)|\n\s*\n|\n(?=- |\d\. |#)")
_WORD = re.compile(r"[^\W_]+(?:['.@-][^\W_]+)*")
_VOWELS = re.compile(r"[aeiouyáéíóúüö]+")


@dataclass(frozen=True)
class Readability:
    """Figures on the sentences of a text.

    Attributes:
        sentences: each as its words; inline code counts as one short word.
    """

    sentences: tuple[tuple[str, ...], ...]

    @property
    def median(self) -> float:
        """The length of a typical sentence, in words."""
        return median(map(len, self.sentences))

    @property
    def longest(self) -> str:
        """The sentence with the most words."""
        longest: tuple[str, ...] = max(self.sentences, key=len)
        return " ".join(longest)

    @property
    def grade(self) -> float:
        """The school year that it takes to read this, after Flesch and Kincaid (1975)."""
        words = [word for sentence in self.sentences for word in sentence]
        syllables = sum(map(count_syllables, words))
        return 0.39 * len(words) / len(self.sentences) + 11.8 * syllables / len(words) - 15.59


def readability(lesson: Any) -> Readability:
    """Return the figures of a lesson's text cells, without headings, pictures and references."""
    texts = ["".join(cell["source"]) for cell in lesson["cells"] if cell["cell_type"] == "markdown"]
    return Readability(tuple(sentence for text in texts for sentence in sentences_in(text)))


def sentences_in(text: str) -> list[tuple[str, ...]]:
    r"""Return the sentences of a text cell, each as its words.

    >>> sentences_in("## Send\n\n**Predict.** What does `send()` return? See [this](x.md).")
    [('What', 'does', 'code', 'return'), ('See', 'this')]
    """
    prose = re.sub(r"(?m)^#+ .*$", "", text)
    for pattern, instead in (
        (_BLOCK, ""),
        (_IMAGE, ""),
        (_LINK, r"\1"),
        (_ASIDE, ""),
        (_CODE, "code"),
        (_LABEL, ""),
    ):
        prose = pattern.sub(instead, prose)
    found = (tuple(_WORD.findall(sentence)) for sentence in _END.split(prose))
    return [words for words in found if words]


def count_syllables(word: str) -> int:
    """Estimate the syllables of an English word: groups of vowels, less a silent e at the end.

    >>> [count_syllables(word) for word in ("message", "connection", "code", "table", "smtp")]
    [2, 3, 1, 2, 1]
    """
    lower = word.lower()
    groups = len(_VOWELS.findall(lower))
    if re.search(r"[^aeiouyl]e$|[^aeiouy]es$|[^aeiouytd]ed$", lower):
        groups -= 1
    return max(groups, 1)


def about(lesson: Any) -> str:
    """Return the figures of a lesson in one line."""
    found = readability(lesson)
    longest = len(found.longest.split())
    return f"median {found.median:g} words, longest {longest}, reading grade {found.grade:.1f}"
