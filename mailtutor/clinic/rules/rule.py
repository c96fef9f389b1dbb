"""One rule of the review: a silent mistake, in words for a teacher."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor.clinic.reviewed_message import ReviewedMessage

    Words = dict[str, str]


@dataclass(frozen=True)
class Rule:
    """One mistake.

    Args:
        name: what it is called.
        found: the words in braces, if the mistake is there; else None.
        headline: what is wrong, in one line.
        why: what comes of it.
        code: how it is done right.
    """

    name: str
    found: Callable[[ReviewedMessage], Words | None]
    headline: str
    why: str
    code: str


ATTACH = (
    "message.add_attachment(\n"
    '    Path("report.pdf").read_bytes(),\n'
    '    maintype="application",\n'
    '    subtype="pdf",\n'
    '    filename="report.pdf",\n'
    ")"
)
"""How a file is attached."""
ATTACH_DATA = ATTACH.replace('Path("report.pdf").read_bytes()', "data")
"""How the bytes of a file are attached, once they are read."""
