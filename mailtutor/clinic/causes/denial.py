"""Denials: phrases that their own sentence takes back, such as "TLS required? no"."""

from __future__ import annotations

import re

# Words that may stand between a denial and what it denies, or around the verb "to be".
_FILLER = (
    r"(?:(?:an?|any|the|been|be|being|yet|currently|because of|due to|for|of|in|on|as|by)\s+)*"
)
_BE = r"(?:(?:is|are|was|were|has been|have been|being|check|test|result|status)\s+)"

# "Unauthenticated mail is not accepted" rejects such mail, and doesn't deny that it is one.
_REJECTED = r"(?:accepted|acceptable|allowed|permitted|supported|authori[sz]ed|tolerated|welcome)\b"

_BEFORE = re.compile(
    rf"(?:\b(?:no|not|never|neither|nor|without|cannot|disabled|passed)|n[o']t)\s+{_FILLER}$"
)
_AFTER = re.compile(
    r"[\"')\]]*\s*"
    r"(?:"
    r"\?"
    r"|[:=-]\s*(?:no|none|not|false|off|0|pass(?:ed)?|ok|disabled|negative)\b"
    rf"|{_BE}(?:not|never|no longer)\b(?! {_REJECTED})"
    r"|(?:is|are|was|were|do|does|did|has|have)n.t\b"
    rf"|{_BE}*(?:disabled|off|passed|pass|ok|okay|skipped|optional|unnecessary|accepted|fine)\b"
    r"|(?:not|never)\s+(?:required|needed|enabled|found|detected|present|listed|active|applied|"
    r"exceeded|reached|full|in use|the (?:reason|cause|case|problem))\b"
    r"|(?:no|not|none|false)\s*(?:[.,;:!)]|$)"
    r")"
)
# The phrase is only the beginning of another noun, as in "unknown user account status".
_LONGER_NOUN = re.compile(
    r"\s(?:(?:account|name|record)s?\s)?(?:status|type|agent|format|database|lookup|backend|"
    r"directory|settings?|count|level|mode)\b"
)
# What only may be so is not asserted.
_UNSURE = re.compile(r"\b(?:may|might|possibly|perhaps|maybe)\b")
_WORD_BEFORE, _WORD_AFTER = re.compile(r"\w+$"), re.compile(r"^\w+")


def is_denied(sentence: str, start: int, end: int) -> bool:
    """Return whether a sentence denies the phrase that stands from `start` to `end`.

    Args:
        sentence: the sentence, in lower case.
        start: where the phrase starts.
        end: where it ends.

    Example:
        >>> is_denied("no virus found", 3, 14), is_denied("virus found", 0, 11)
        (True, False)
        >>> is_denied("tls required? no", 0, 12)
        True
    """
    # A phrase may end within a word, as "greylist" in "greylisting".
    before = _WORD_BEFORE.sub("", sentence[:start])
    after = _WORD_AFTER.sub("", sentence[end:])
    return bool(_BEFORE.search(before) or _AFTER.match(after) or _LONGER_NOUN.match(after))


def is_unsure(phrase: str) -> bool:
    """Return whether a phrase only says what may be so, as in "the domain may not exist"."""
    return _UNSURE.search(phrase) is not None
