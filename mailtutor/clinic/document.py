"""The document behind every card: a headline and blocks, rendered as HTML or as plain text.

The HTML has CSS and no script. Each card brings its stylesheet along, so that it looks right in
any front end. Where a notebook is not trusted, Jupyter removes the stylesheet, classes and
pictures: the markup alone then still says everything, in order, each outcome as a word.

All text given here is escaped. Text between backticks becomes code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from .markup import marked_up, wrapped

if TYPE_CHECKING:
    from .blocks import Block


@dataclass(frozen=True)
class Document:
    """A headline and what follows it.

    Args:
        label: what the card is, for a screen reader.
        headline: the whole answer in one line.
        blocks: the blocks below it.
        good: whether there is nothing to fix.
    """

    label: str
    headline: str
    blocks: tuple[Block, ...]
    good: bool = False

    def html(self) -> str:
        """Return the document as a card."""
        tone = " mailtutor-good" if self.good else ""
        label = escape(self.label)
        return "\n".join(
            [
                f"<style>{_stylesheet()}</style>",
                f'<div class="mailtutor-card{tone}" role="group" aria-label="{label}">',
                # A heading for a screen reader; <h3> would be in the notebook's table of contents.
                '<p class="mailtutor-headline" role="heading" aria-level="3">',
                f"<strong>{marked_up(self.headline)}</strong></p>",
                *(html for block in self.blocks if (html := block.html())),
                "</div>",
            ]
        )

    def text(self) -> str:
        """Return the document as plain text of 80 columns."""
        headline = wrapped(self.headline)
        lines = [*headline, "=" * max(map(len, headline))]
        for block in self.blocks:
            text = block.text()
            lines += ["", *text] if text else []
        return "\n".join(lines)


@cache
def _stylesheet() -> str:
    return Path(__file__).with_name("card.css").read_text("utf-8")
