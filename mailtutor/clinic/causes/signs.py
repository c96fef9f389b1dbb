"""Signs in a server's reply: phrases, supporting words and codes, each read for one row."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from mailtutor.clinic.replies import ADDRESS

from .denial import is_denied, is_unsure
from .localized import in_english

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailtutor.clinic.exchange import Exchange

    from .subject import Subject

_IP_ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
# A question keeps its mark, and the yes or no behind it: a question asserts nothing.
_SENTENCE_END = re.compile(r"[.!;]\s+|(?<=\?)\s+(?!(?:no|yes)\b)|\s\|\s")
# Such a clause asserts nothing.
_CONDITION = re.compile(
    r"\b(if(?! (applicable|any|needed|necessary|possible|required)\b)|unless|in case)\b"
)
# Between the words of a name: an underscore, or a capital after a small letter.
_JOINT = re.compile(r"(?<=[A-Za-z])_+(?=[A-Za-z])|(?<=[a-z])(?=[A-Z][a-z])")
# An offer of help says nothing about the cause.
_OFFER = re.compile(
    r"[\s,(:-]*\bif (you|this|the|it|your)\b[^.;]{0,40}\b(believe|think|feel|questions?|error|"
    r"mistake|persists?|continues?|help|contact|problems?)\b[^.;]*"
)
_TRAILER = re.compile(r"(?i)\[hostname=[^\]]*\]")  # Microsoft names its own host
_URL = re.compile(r"https?://\S+")

# A code that servers use for anything says little.
_VAGUE_CODES = frozenset({"7.1", "7.0", "1.0", "2.0", "4.0"})
_WEIGHTS = {"phrase": 8, "in a name": -1, "second phrase": 4, "supporting words": 1, "hint": 3,
            "code": 3, "vague code": 1, "number": 1, "step": 1}  # fmt: skip


class Words(NamedTuple):
    """The words of a reply.

    Args:
        text: all of them, in lower case, without addresses.
        sentences: the sentences that assert something.
        names: the names of rules in them as words, as in ``FORBIDDEN_FILE_EXTENSION``.
    """

    text: str
    sentences: list[str]
    names: list[str]


def read(text: str) -> Words:
    """Return the words of a reply, without the addresses that the server quotes."""
    # The words in an address are not a sign.
    original = _IP_ADDRESS.sub("0", _TRAILER.sub("", text))
    text = in_english(ADDRESS.sub("@", original.lower()))
    apart = _JOINT.sub(" ", ADDRESS.sub("@", _URL.sub("", original)))
    names = _asserting(apart.lower()) if apart.lower() != text else []
    return Words(text, _asserting(text), names)


def _asserting(text: str) -> list[str]:
    """Return the sentences without those that depend on a condition."""
    found = []
    for sentence in _SENTENCE_END.split(_OFFER.sub("", text)):
        condition = _CONDITION.search(sentence)
        # What stands before a colon doesn't depend on what comes after it.
        found.append(sentence[: condition.start()].rpartition(": ")[0] if condition else sentence)
    return [sentence for sentence in found if sentence.strip()]


def signs_of(row: Subject, exchange: Exchange, words: Words) -> set[str]:
    """Return the kinds of signs for this row that a reply has."""
    said = _in_words(row, exchange, words)
    # What the words deny, the codes do not assert.
    return set() if "denial" in said else said | _in_codes(row, exchange)


def is_asserted(signs: set[str]) -> bool:
    """Return whether two independent signs are among these."""
    second = signs & {"second phrase", "supporting words", "step", "code", "vague code", "number"}
    return ("phrase" in signs and bool(second)) or {"supporting words", "code"} <= signs


def is_suggested(row: Subject, signs: set[str]) -> bool:
    """Return whether the signs are enough to list this row as a possibility."""
    fits_step = not row.steps or "step" in signs
    return "phrase" in signs or (fits_step and bool(signs & {"hint", "code", "vague code"}))


def weight(signs: set[str]) -> int:
    """Return how much the signs say, to put the likeliest row first."""
    return sum(_WEIGHTS[sign] for sign in signs)


def _in_codes(row: Subject, exchange: Exchange) -> set[str]:
    signs = set()
    if exchange.stage in row.steps:
        signs.add("step")
    if exchange.reply.about in row.codes:
        signs.add("vague code" if exchange.reply.about in _VAGUE_CODES else "code")
    if exchange.reply.code in row.numbers:
        signs.add("number")
    return signs


def _in_words(row: Subject, exchange: Exchange, words: Words) -> set[str]:
    whole = [words.text, *words.names]
    if any(each.fullmatch(text) for each in _compiled(row.whole_reply) for text in whole):
        return {"phrase"}
    found = list(_phrases(row, exchange, words.sentences))
    in_names = not found
    if in_names:
        found = list(_phrases(row, exchange, words.names))
    if not found:
        return _weaker_signs(row, words)
    signs = set()
    for sentence, start, end in found:
        if is_denied(sentence, start, end):
            continue
        if is_unsure(sentence[start:end]):
            signs.add("hint")
            continue
        signs.add("second phrase" if "phrase" in signs else "phrase")
        rest = _URL.sub("", f"{sentence[:start]} | {sentence[end:]}")
        if any(each.search(rest) for each in _compiled(row.supporting)):
            signs.add("supporting words")
    if signs and in_names:
        signs.add("in a name")
    return signs or {"denial"}


def _phrases(
    row: Subject, exchange: Exchange, sentences: list[str]
) -> Iterator[tuple[str, int, int]]:
    patterns = _compiled(row.phrases)
    if exchange.stage in row.steps:
        patterns += _compiled(row.step_phrases)
    for sentence in sentences:
        for found in filter(None, (each.search(sentence) for each in patterns)):
            yield sentence, *found.span()


def _weaker_signs(row: Subject, words: Words) -> set[str]:
    sentences = [_URL.sub("", each) for each in words.sentences]
    kinds = {"supporting words": row.supporting, "hint": row.hints}
    return {
        kind
        for kind, patterns in kinds.items()
        if any(_holds(each, one) for each in _compiled(patterns) for one in sentences)
    }


def _holds(pattern: re.Pattern[str], sentence: str) -> bool:
    found = pattern.search(sentence)
    return found is not None and not is_denied(sentence, *found.span())


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, patterns))
