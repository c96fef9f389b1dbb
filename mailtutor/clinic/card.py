"""The explanation as a card for a notebook: HTML and CSS, no script.

Each card brings its stylesheet along, so that it looks right in any front end. Where a
notebook is not trusted Jupyter removes the stylesheet, classes and pictures: the markup
alone then still says everything, in order, each outcome as a word.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .explanation import Explanation, Link, Step
    from .report import Check, Report
    from .reviewing import Review

_MARKS = {
    "done": '<path d="M2 6.5 5 9.5 10.5 3"/>',
    "failed": '<path d="M2.5 2.5 9.5 9.5M9.5 2.5 2.5 9.5"/>',
    "not reached": '<path d="M3 6H9"/>',
    "left out": '<path d="M3 6H9"/>',
}


_COLUMNS = ("Layer", "Result", "Time", "What came of it")


def card(explanation: Explanation) -> str:
    """Draw the explanation as HTML; everything that came from the exception is escaped."""
    parts = [
        f"<style>{_stylesheet()}</style>",
        '<section class="mailtutor-card" aria-label="mailtutor explains this error">',
        # A heading for a screen reader; <h3> would land in the notebook's table of contents.
        '<p class="mailtutor-headline" role="heading" aria-level="3">',
        f"<strong>{_text(explanation.headline)}</strong></p>",
    ]
    if explanation.steps:
        parts += [
            '<ol class="mailtutor-steps" aria-label="How far it got">',
            *(_step(step) for step in explanation.steps),
            "</ol>",
        ]
    parts.append(f"<p>{_text(explanation.why)}</p>")
    if explanation.code:
        parts += [
            '<p class="mailtutor-label">Run next <small>(one click selects it)</small></p>',
            f'<pre class="mailtutor-code"><code>{escape(explanation.code)}</code></pre>',
        ]
    if explanation.said:
        parts += [
            f"<details><summary>{explanation.said_label}</summary>",
            f'<pre class="mailtutor-said">{escape(chr(10).join(explanation.said))}</pre></details>',
        ]
    if explanation.others:
        # Where the first is only the likeliest, the others belong in sight.
        shown = "" if explanation.sure else " open"
        parts += [
            f"<details{shown}><summary>{explanation.others_label}</summary><ul>",
            *(
                f"<li><strong>{_text(other.cause)}.</strong> {_text(other.how_to_tell)}</li>"
                for other in explanation.others
            ),
            "</ul></details>",
        ]
    if explanation.faces:
        parts += [
            "<details><summary>The same error on other systems</summary><ul>",
            *(
                f"<li><strong>{escape(face.system)}</strong> <code>{escape(face.shown)}</code></li>"
                for face in explanation.faces
            ),
            "</ul></details>",
        ]
    if explanation.reading:
        parts += [
            "<details><summary>Where to read on</summary><ul>",
            *(f"<li>{_link(link)}</li>" for link in explanation.reading),
            "</ul></details>",
        ]
    return "\n".join([*parts, "</section>"])


def report_card(report: Report) -> str:
    """Draw what the check of a connection found as HTML."""
    good = " mailtutor-good" if report.ok else ""
    parts = [
        f"<style>{_stylesheet()}</style>",
        f'<section class="mailtutor-card{good}" aria-label="mailtutor checked a connection">',
        '<p class="mailtutor-headline" role="heading" aria-level="3">',
        f"<strong>{_text(report.headline)}</strong></p>",
        '<table class="mailtutor-checks"><thead><tr>',
        *(f'<th scope="col">{title}</th>' for title in _COLUMNS),
        "</tr></thead><tbody>",
        *(_check(check) for check in report.checks),
        "</tbody></table>",
        "</section>",
    ]
    if report.explanation is not None:
        parts.append(card(report.explanation))
    return "\n".join(parts)


def review_card(review: Review) -> str:
    """Draw what the review of a mail found as HTML; all that came from the mail is escaped."""
    title, good = str(review).partition("\n")[0], "" if review.findings else " mailtutor-good"
    parts = [
        f"<style>{_stylesheet()}</style>",
        f'<section class="mailtutor-card{good}" aria-label="mailtutor reviewed a mail">',
        '<p class="mailtutor-headline" role="heading" aria-level="3">',
        f"<strong>{_text(title)}</strong></p>",
    ]
    for finding in review.findings:
        parts += [
            f"<p><strong>{_text(finding.headline)}.</strong> {_text(finding.why)}</p>",
            f'<pre class="mailtutor-code"><code>{escape(finding.code)}</code></pre>',
        ]
    return "\n".join([*parts, "</section>"])


def _check(check: Check) -> str:
    return (
        f'<tr class="mailtutor-{check.outcome.replace(" ", "-")}"><th scope="row">'
        f"{_text(check.name)}</th>"
        f'<td><svg viewBox="0 0 12 12" aria-hidden="true">{_MARKS[check.outcome]}</svg>'
        f"{check.outcome}</td><td>{check.took}</td><td>{_text(check.words)}</td></tr>"
    )


@cache
def _stylesheet() -> str:
    return Path(__file__).with_name("card.css").read_text("utf-8")


def _text(text: str) -> str:
    """Escaped, with what stands between backticks as code."""
    return re.sub("`([^`]*)`", r"<code>\1</code>", escape(text))


def _step(step: Step) -> str:
    return (
        f'<li class="mailtutor-{step.outcome.replace(" ", "-")}">'
        f'<svg viewBox="0 0 12 12" aria-hidden="true">{_MARKS[step.outcome]}</svg>'
        f'<span>{_text(str(step))}</span> <span class="mailtutor-outcome">{step.outcome}</span>'
        "</li>"
    )


def _link(link: Link) -> str:
    if not link.url:
        return escape(link.title)
    url = escape(link.url)
    return f'{escape(link.title)} <a href="{url}" target="_blank" rel="noopener">{url}</a>'
