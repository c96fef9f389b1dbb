"""Causes that a server's reply names, asserted only with two independent signs.

A reply's words are free text: the same word is in many replies, and a long reply names many
things. So a row of the table is asserted only where one of its phrases stands together with a
second sign: the step, the enhanced status code (RFC 3463), the reply code, or other words of the
same sentence. The words that support a phrase are enough beside the enhanced code, too.

A row with one sign is a possibility. The card then quotes the server as the answer, and lists
the possibilities below.
"""

from __future__ import annotations

import re
import smtplib
from functools import cache
from itertools import filterfalse
from typing import TYPE_CHECKING

from mailtutor.clinic.cause import Cause
from mailtutor.clinic.explanation import Alternative
from mailtutor.clinic.replies import Verdict

from . import about_login, about_message, about_network, about_recipient, about_sender

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor.clinic.evidence import Evidence

    from .subject import Subject

REFUSALS = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)

# A long reply names many things, so specific rows come before general ones.
SUBJECTS = (
    *about_login.SUBJECTS,
    *about_network.SUBJECTS,
    *about_sender.SUBJECTS,
    *about_recipient.SUBJECTS,
    *about_message.SUBJECTS,
)

_MOST_LISTED = 3
_ADDRESS = re.compile(r"[^\s<>\"':;,]+@[^\s<>\"':;,]+")
_IP_ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
_SENTENCE_END = re.compile(r"[.!?;]\s+|\s\|\s")
_CONDITION = re.compile(r"\b(if|unless|in case)\b")  # such a sentence asserts nothing
_URL = re.compile(r"https?://\S+")


def verdict_on(evidence: Evidence) -> Verdict:
    """Return the rows that the reply of this evidence asserts, and those it only suggests."""
    if evidence.verdict is None:
        evidence.verdict = _verdict(evidence) if evidence.exchange.reply.code >= 400 else Verdict()  # noqa: PLR2004
    return evidence.verdict


def _verdict(evidence: Evidence) -> Verdict:
    # The words in an address that the server quotes are not a sign.
    text = _ADDRESS.sub("@", _IP_ADDRESS.sub("0", evidence.exchange.reply.text.lower()))
    sentences = list(filterfalse(_CONDITION.search, _SENTENCE_END.split(text)))
    asserted, by_words, by_code = [], [], []
    for row in SUBJECTS:
        if row.only is not None and not row.only(evidence):
            continue
        signs = _signs_in_words(row, text, sentences) | _signs_in_codes(row, evidence)
        if _is_asserted(signs):
            asserted.append(row.name)
        elif "phrase" in signs:
            by_words.append(row.name)
        elif "code" in signs and (not row.steps or "step" in signs):
            by_code.append(row.name)
    return Verdict(tuple(asserted), tuple([*by_words, *by_code][:_MOST_LISTED]))


def _is_asserted(signs: set[str]) -> bool:
    second = signs & {"second phrase", "supporting words", "step", "code", "number"}
    return ("phrase" in signs and bool(second)) or {"supporting words", "code"} <= signs


def _signs_in_codes(row: Subject, evidence: Evidence) -> set[str]:
    signs = set()
    if evidence.exchange.stage in row.steps:
        signs.add("step")
    if evidence.exchange.reply.about in row.codes:
        signs.add("code")
    if evidence.exchange.reply.code in row.numbers:
        signs.add("number")
    return signs


def _signs_in_words(row: Subject, text: str, sentences: list[str]) -> set[str]:
    if any(each.fullmatch(text) for each in _compiled(row.whole_reply)):
        return {"phrase"}
    phrases, supporting = _compiled(row.phrases), _compiled(row.supporting)
    signs = set()
    for sentence in sentences:
        for found in filter(None, (each.search(sentence) for each in phrases)):
            signs.add("second phrase" if "phrase" in signs else "phrase")
            rest = _URL.sub("", f"{sentence[: found.start()]} | {sentence[found.end() :]}")
            if any(each.search(rest) for each in supporting):
                signs.add("supporting words")
    if signs:
        return signs
    apart = any(each.search(_URL.sub("", one)) for each in supporting for one in sentences)
    return {"supporting words"} if apart else set()


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, patterns))


def _listed(row: Subject) -> Callable[[Evidence], bool]:
    return lambda evidence: row.name in verdict_on(evidence).listed


def _also_asserted(row: Subject) -> Callable[[Evidence], bool]:
    return lambda evidence: row.name in verdict_on(evidence).asserted


# For a card that quotes the server: the rows with one sign only.
POSSIBLE = tuple(Alternative(row.headline, row.tell, fits=_listed(row)) for row in SUBJECTS)


def _cause(row: Subject) -> Cause:
    return Cause(
        name=row.name,
        error=REFUSALS,
        fits=lambda evidence: verdict_on(evidence).asserted[:1] == (row.name,),
        layer=row.layer,
        failed_step="content",
        step="{reply}",
        headline=row.headline,
        why=f"The server answered {{at_step}}: `{{reply}}`. {row.why} {{lasting}}",
        code=row.code,
        is_certain=row.is_certain,
        standalone=True,
        alternatives=(
            *row.alternatives,
            *(
                Alternative(each.headline, each.tell, fits=_also_asserted(each))
                for each in SUBJECTS
                if each is not row
            ),
        ),
        reading=row.reading,
    )


CAUSES = tuple(map(_cause, SUBJECTS))
