"""Pieces of a card for a notebook: HTML and CSS, no script.

Each card brings its stylesheet along, so that it looks right in any front end. Where a
notebook is not trusted Jupyter removes the stylesheet, classes and pictures: the markup
alone then still says everything, in order, each outcome as a word.

All text given here is escaped; what stands between backticks becomes code.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKS = {
    "done": '<path d="M2 6.5 5 9.5 10.5 3"/>',
    "failed": '<path d="M2.5 2.5 9.5 9.5M9.5 2.5 2.5 9.5"/>',
    "not reached": '<path d="M3 6H9"/>',
    "left out": '<path d="M3 6H9"/>',
}


def card(label: str, headline: str, *parts: str, good: bool = False) -> str:
    """Put pieces into a card.

    Args:
        label: what the card is, for a screen reader.
        headline: the whole answer in one line.
        parts: the HTML of the pieces below it.
        good: whether there is nothing to mend.
    """
    tone = " mailtutor-good" if good else ""
    return "\n".join(
        [
            f"<style>{_stylesheet()}</style>",
            f'<div class="mailtutor-card{tone}" role="group" aria-label="{escape(label)}">',
            # A heading for a screen reader; <h3> would land in the notebook's table of contents.
            '<p class="mailtutor-headline" role="heading" aria-level="3">',
            f"<strong>{text(headline)}</strong></p>",
            *(part for part in parts if part),
            "</div>",
        ]
    )


def text(words: str) -> str:
    """Escape words; what stands between backticks becomes code."""
    return re.sub("`([^`]*)`", r"<code>\1</code>", escape(words))


def paragraph(words: str, *, title: str = "") -> str:
    """Draw a paragraph, which may begin with a title."""
    strong = f"<strong>{text(title)}.</strong> " if title else ""
    return f"<p>{strong}{text(words)}</p>"


def quote(words: str) -> str:
    """Draw a server's own words; nothing if there are none."""
    return f'<blockquote class="mailtutor-quote">{escape(words)}</blockquote>' if words else ""


def code(source: str, *, label: str = "") -> str:
    """Draw Python that one click selects; nothing if there is none."""
    if not source:
        return ""
    above = f'<p class="mailtutor-label">{label} <small>(one click selects it)</small></p>\n'
    block = f'<pre class="mailtutor-code"><code>{escape(source)}</code></pre>'
    return above + block if label else block


def steps(each: Iterable[tuple[str, str]]) -> str:
    """Draw how far it got: words and outcome of each step; nothing if there are none."""
    items = [
        f'<li class="{_tone(outcome)}">{_mark(outcome)}'
        f'<span>{text(words)}</span> <span class="mailtutor-outcome">{outcome}</span></li>'
        for words, outcome in each
    ]
    if not items:
        return ""
    return "\n".join(['<ol class="mailtutor-steps" aria-label="How far it got">', *items, "</ol>"])


def folded(summary: str, items: Iterable[str], *, unfolded: bool = False) -> str:
    """Draw a list that a click unfolds; ``items`` are HTML; nothing if there are none."""
    listed = [f"<li>{item}</li>" for item in items]
    if not listed:
        return ""
    shown = " open" if unfolded else ""
    return "\n".join(
        [f"<details{shown}><summary>{escape(summary)}</summary><ul>", *listed, "</ul></details>"]
    )


def folded_lines(summary: str, lines: Iterable[str]) -> str:
    """Draw lines as they were said, which a click unfolds; nothing if there are none."""
    said = escape("\n".join(lines))
    if not said:
        return ""
    return (
        f"<details><summary>{escape(summary)}</summary>\n"
        f'<pre class="mailtutor-said">{said}</pre></details>'
    )


def link(title: str, url: str) -> str:
    """Name where to read on, with its address if it has one."""
    if not url:
        return escape(title)
    address = escape(url)
    return f'{escape(title)} <a href="{address}" target="_blank" rel="noopener">{address}</a>'


def layers(rows: Iterable[tuple[str, str, str, str]]) -> str:
    """Draw the table of a connection: of each layer its name, outcome, time and words."""
    body = (
        f'<tr class="{_tone(outcome)}"><th scope="row">{text(name)}</th>'
        f"<td>{_mark(outcome)}{outcome}</td><td>{took}</td><td>{text(words)}</td></tr>"
        for name, outcome, took, words in rows
    )
    titles = ("Layer", "Result", "Time", "What came of it")
    return "\n".join(
        [
            '<table class="mailtutor-checks"><thead><tr>',
            *(f'<th scope="col">{title}</th>' for title in titles),
            "</tr></thead><tbody>",
            *body,
            "</tbody></table>",
        ]
    )


def _tone(outcome: str) -> str:
    return f"mailtutor-{outcome.replace(' ', '-')}"


def _mark(outcome: str) -> str:
    return f'<svg viewBox="0 0 12 12" aria-hidden="true">{_MARKS[outcome]}</svg>'


@cache
def _stylesheet() -> str:
    return Path(__file__).with_name("card.css").read_text("utf-8")
