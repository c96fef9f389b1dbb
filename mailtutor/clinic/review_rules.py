"""The rules of the review: one entry for each silent mistake, the gravest first.

A rule is told where ``found`` returns something: the words in braces, by name. It must
stay quiet on a good message; where it cannot be sure, it returns None.
"""

from __future__ import annotations

from .rules import addresses, content, envelope, headers, parts

RULES = (
    *content.PASSWORD,
    *headers.STRUCTURE,
    *addresses.RULES,
    *envelope.RULES,
    *headers.RULES,
    *parts.RULES,
    *content.RULES,
    *headers.DATE,
)
