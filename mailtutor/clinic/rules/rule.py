"""A rule of the review: one kind of silent mistake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor.clinic.reviewed_message import ReviewedMessage

    Words = dict[str, str]


@dataclass(frozen=True)
class Rule:
    """One kind of mistake.

    Args:
        name: its name.
        found: returns the placeholders if the mistake is present, else None.
        headline: the mistake, in one line.
        why: its consequences.
        code: the correct code.
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
"""The code that attaches a file."""
ATTACH_DATA = ATTACH.replace('Path("report.pdf").read_bytes()', "data")
"""The code that attaches the bytes of a file."""
