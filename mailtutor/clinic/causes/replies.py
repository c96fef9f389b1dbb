"""What a reply is about, told by its words and its enhanced code, at any step.

A number alone says for how long it is, and the step says where; the words beside it say what it
is about. So the words of all rows are asked first, then the enhanced codes of all of them (RFC
3463), and last the few numbers that mean one thing alone. Where none fits, the card quotes the
server and claims nothing.
"""

from __future__ import annotations

import re
import smtplib
from typing import TYPE_CHECKING

from mailtutor.clinic.cause import Cause

from . import about_message, about_you

if TYPE_CHECKING:
    from mailtutor.clinic.evidence import Evidence

    from .subject import Subject

REFUSALS = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)

# A long reply names many things, so the particular stands above the general.
SUBJECTS = (*about_you.SUBJECTS, *about_message.SUBJECTS)


def subject_of(seen: Evidence) -> str:
    """Return what the reply is about: the name of a row, or "" where no row fits."""
    if seen.subject is None:
        seen.subject = _find_subject(seen) if seen.reply.code >= 400 else ""  # noqa: PLR2004
    return seen.subject


def _find_subject(seen: Evidence) -> str:
    text = seen.reply.text.lower()
    rows = [each for each in SUBJECTS if each.only is None or each.only(seen)]
    for row in rows:
        if re.search(row.words, text):
            return row.name
    about, number = seen.reply.about, seen.reply.code
    by_code = [row.name for row in rows if about and about in row.codes]
    by_number = [row.name for row in rows if number in row.numbers]
    return next(iter([*by_code, *by_number]), "")


def _cause(row: Subject) -> Cause:
    return Cause(
        name=row.name,
        error=REFUSALS,
        fits=lambda seen: subject_of(seen) == row.name,
        layer=row.layer,
        broke="content",
        step="{reply}",
        headline=row.headline,
        why=f"The server answered {{at_step}}: `{{reply}}`. {row.why} {{lasting}}",
        code=row.code,
        by_itself=True,
        others=row.others,
        reading=row.reading,
    )


CAUSES = tuple(map(_cause, SUBJECTS))
