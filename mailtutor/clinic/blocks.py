"""The blocks of a card: each renders itself as HTML and as plain text."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html import escape
from typing import Protocol

from .markup import marked_up, wrapped

_MARKS = {
    "done": '<path d="M2 6.5 5 9.5 10.5 3"/>',
    "failed": '<path d="M2.5 2.5 9.5 9.5M9.5 2.5 2.5 9.5"/>',
    "not reached": '<path d="M3 6H9"/>',
    "left out": '<path d="M3 6H9"/>',
}


class Block(Protocol):
    """A part of a document."""

    def html(self) -> str:
        """Return the block as HTML; empty if there is nothing in it."""

    def text(self) -> list[str]:
        """Return the block as lines of plain text; none if there is nothing in it."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    words: str

    def html(self) -> str:
        """Return the paragraph as HTML."""
        return f"<p>{marked_up(self.words)}</p>"

    def text(self) -> list[str]:
        """Return the paragraph as lines."""
        return wrapped(self.words)


@dataclass(frozen=True)
class Quote:
    """A server's own words, shown large."""

    words: str

    def html(self) -> str:
        """Return the quote as HTML."""
        if not self.words:
            return ""
        return f'<blockquote class="mailtutor-quote">{escape(self.words)}</blockquote>'

    def text(self) -> list[str]:
        """Return the quote as lines."""
        return wrapped(self.words, "    > ") if self.words else []


@dataclass(frozen=True)
class Code:
    """Python that one click selects, below a label."""

    source: str
    label: str

    def html(self) -> str:
        """Return the label and the code as HTML."""
        if not self.source:
            return ""
        return (
            f'<p class="mailtutor-label">{self.label} <small>(one click selects it)</small></p>\n'
            f"{_code(self.source)}"
        )

    def text(self) -> list[str]:
        """Return the label and the code as lines."""
        if not self.source:
            return []
        return [f"{self.label}:", "", *textwrap.indent(self.source, "    ").splitlines()]


@dataclass(frozen=True)
class Entry:
    """One of several mistakes: its title, a paragraph, and code that does it right."""

    title: str
    words: str
    source: str

    def html(self) -> str:
        """Return the entry as HTML."""
        return (
            f"<p><strong>{marked_up(self.title)}.</strong> {marked_up(self.words)}</p>\n"
            f"{_code(self.source)}"
        )

    def text(self) -> list[str]:
        """Return the entry as lines."""
        code = textwrap.indent(self.source, " " * 8).splitlines()
        return [*wrapped(self.title, "  - "), *wrapped(self.words, "    "), "", *code]


@dataclass(frozen=True)
class Steps:
    """The steps up to the failure: each one in words, and its outcome."""

    steps: tuple[tuple[str, str], ...]

    def html(self) -> str:
        """Return the steps as HTML."""
        items = [
            f'<li class="{_tone(outcome)}">{_mark(outcome)}<span>{marked_up(words)}</span> '
            f'<span class="mailtutor-outcome">{outcome}</span></li>'
            for words, outcome in self.steps
        ]
        if not items:
            return ""
        opening = '<ol class="mailtutor-steps" aria-label="How far it got">'
        return "\n".join([opening, *items, "</ol>"])

    def text(self) -> list[str]:
        """Return the steps as lines."""
        return [
            line
            for words, outcome in self.steps
            for line in wrapped(words, f"  {outcome + ':':<13}")
        ]


@dataclass(frozen=True)
class Item:
    """An item of a list: a title, words, and where they lead.

    Args:
        words: the item's text.
        title: what it begins with.
        column: whether the titles line up in a column, with the text set as code.
        url: an address to read on.
    """

    words: str
    title: str = ""
    column: bool = False
    url: str = ""

    def html(self) -> str:
        """Return what is inside the list item."""
        words = f"<code>{escape(self.words)}</code>" if self.column else marked_up(self.words)
        if self.title:
            end = "" if self.column else "."
            words = f"<strong>{marked_up(self.title)}{end}</strong> {words}"
        if self.url:
            url = escape(self.url)
            words += f' <a href="{url}" target="_blank" rel="noopener">{url}</a>'
        return words

    def text(self) -> list[str]:
        """Return the item as lines."""
        if self.column:
            return wrapped(self.words, f"  {self.title + ':':<9}")
        title = f"{self.title}. " if self.title else ""
        return wrapped(f"{title}{self.words} {self.url}".rstrip(), "  - ")


@dataclass(frozen=True)
class Folded:
    """A list that a click unfolds."""

    summary: str
    items: tuple[Item, ...]
    unfolded: bool = False

    def html(self) -> str:
        """Return the list as HTML."""
        if not self.items:
            return ""
        shown = " open" if self.unfolded else ""
        items = [f"<li>{item.html()}</li>" for item in self.items]
        opening = f"<details{shown}><summary>{escape(self.summary)}</summary><ul>"
        return "\n".join([opening, *items, "</ul></details>"])

    def text(self) -> list[str]:
        """Return the list as lines."""
        if not self.items:
            return []
        return [f"{self.summary}:", "", *(line for item in self.items for line in item.text())]


@dataclass(frozen=True)
class FoldedLines:
    """Lines of a transcript that a click unfolds."""

    summary: str
    lines: tuple[str, ...]

    def html(self) -> str:
        """Return the lines as HTML."""
        if not self.lines:
            return ""
        lines = escape("\n".join(self.lines))
        return (
            f"<details><summary>{escape(self.summary)}</summary>\n"
            f'<pre class="mailtutor-said">{lines}</pre></details>'
        )

    def text(self) -> list[str]:
        """Return the lines, indented."""
        if not self.lines:
            return []
        return [f"{self.summary}:", "", *(f"    {line}" for line in self.lines)]


@dataclass(frozen=True)
class Layers:
    """The layers of a connection, each with its name, outcome, time and details."""

    rows: tuple[tuple[str, str, str, str], ...]

    def html(self) -> str:
        """Return the layers as a table."""
        body = (
            f'<tr class="{_tone(outcome)}"><th scope="row">{marked_up(name)}</th>'
            f"<td>{_mark(outcome)}{outcome}</td><td>{took}</td><td>{marked_up(words)}</td></tr>"
            for name, outcome, took, words in self.rows
        )
        return "\n".join(
            [
                '<table class="mailtutor-checks"><thead><tr>',
                *(
                    f'<th scope="col">{each}</th>'
                    for each in ("Layer", "Result", "Time", "Details")
                ),
                "</tr></thead><tbody>",
                *body,
                "</tbody></table>",
            ]
        )

    def text(self) -> list[str]:
        """Return a line or more for each layer."""
        lines = []
        for name, outcome, took, words in self.rows:
            first = f"  {outcome:<12}{name:<12}{took:>7}  "
            lines += wrapped(words, first) if words else [first.rstrip()]
        return lines


def _code(source: str) -> str:
    return f'<pre class="mailtutor-code"><code>{escape(source)}</code></pre>'


def _tone(outcome: str) -> str:
    return f"mailtutor-{outcome.replace(' ', '-')}"


def _mark(outcome: str) -> str:
    return f'<svg viewBox="0 0 12 12" aria-hidden="true">{_MARKS[outcome]}</svg>'
