"""Causes that a server's reply names, asserted only with two independent signs.

A reply's words are free text: the same word is in many replies, and a long reply names many
things. So a row of the table is asserted only where one of its phrases stands together with a
second sign: the step, the enhanced status code (RFC 3463), the reply code, or other words of the
same sentence. The words that support a phrase are enough beside the enhanced code, too.

A row with one sign is a possibility. The card then quotes the server as the answer, and lists
the possibilities below.
"""

from __future__ import annotations

import smtplib
from operator import itemgetter
from typing import TYPE_CHECKING

from mailtutor.clinic.cause import Cause
from mailtutor.clinic.explanation import Alternative
from mailtutor.clinic.replies import Verdict

from . import (
    about_account,
    about_addresses,
    about_authentication,
    about_commands,
    about_encryption,
    about_limits,
    about_login,
    about_message,
    about_network,
    about_policy,
    about_recipient,
    about_relaying,
    about_sender,
    about_server,
    signs,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor.clinic.evidence import Evidence

    from .subject import Subject

REFUSALS = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)

# A long reply names many things, so specific rows come before general ones.
SUBJECTS = (
    *about_encryption.SUBJECTS,
    *about_authentication.SUBJECTS,
    *about_account.SUBJECTS,
    *about_login.SUBJECTS,
    *about_policy.BLOCKS,
    *about_limits.SUBJECTS,
    *about_network.SUBJECTS,
    *about_sender.SUBJECTS,
    *about_relaying.SUBJECTS,
    *about_recipient.SUBJECTS,
    *about_addresses.SUBJECTS,
    *about_message.SUBJECTS,
    *about_server.SUBJECTS,
    *about_commands.SUBJECTS,
    *about_policy.RULES,
)

_MOST_LISTED = 3


def verdict_on(evidence: Evidence) -> Verdict:
    """Return the rows that the reply of this evidence asserts, and those it only suggests."""
    if evidence.verdict is None:
        evidence.verdict = _verdict(evidence) if evidence.exchange.reply.code >= 400 else Verdict()  # noqa: PLR2004
    return evidence.verdict


def _verdict(evidence: Evidence) -> Verdict:
    words = signs.read(evidence.exchange.reply.original)
    asserted, listed = [], []
    for row in SUBJECTS:
        if (row.only is not None and not row.only(evidence)) or _is_about_another(row, evidence):
            continue
        found = signs.signs_of(row, evidence.exchange, words)
        doubtful = row.is_permanent and evidence.exchange.reply.temporary and "code" not in found
        if signs.is_asserted(found) and not doubtful:
            # Words that other replies use, too, say less than a phrase of one's own. So does the
            # name of a rule, since some servers list all those that they have tried.
            asserted.append((0 if "phrase" in found and "in a name" not in found else 1, row.name))
        elif signs.is_suggested(row, found):
            listed.append((-signs.weight(found), row.name))
    asserted.sort(key=itemgetter(0))
    listed.sort(key=itemgetter(0))
    return Verdict(
        tuple(name for _, name in asserted), tuple(name for _, name in listed[:_MOST_LISTED])
    )


def _is_about_another(row: Subject, evidence: Evidence) -> bool:
    """Return whether a row is about recipients only, and the reply names the sender instead."""
    is_about_recipients = row.layer == "recipient" and "sender" not in row.steps
    return is_about_recipients and evidence.exchange.quotes_sender


def asserted_by(evidence: Evidence) -> Subject | None:
    """Return the row that the reply of this evidence asserts; None if there's none."""
    names = verdict_on(evidence).asserted[:1]
    return next((row for row in SUBJECTS if row.name in names), None)


def _listed(row: Subject) -> Callable[[Evidence], float]:
    def rank(evidence: Evidence) -> float:
        # A card that comes before the table, as that of QUIT, lists what the reply asserts.
        names = verdict_on(evidence).asserted or verdict_on(evidence).listed
        return 1 / (1 + names.index(row.name)) if row.name in names else 0.0

    return rank


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
        failed_step=row.failed_step,
        step="{reply}",
        headline=row.headline,
        why=(
            f"The server answered {{at_step}}: `{{reply}}`. {row.why} "
            f"{'{lasting}' if row.waiting_helps else '{lasting_anyway}'}"
        ),
        code=row.code,
        is_certain=row.is_certain,
        standalone=True,
        alternatives=(
            *row.alternatives,
            *(
                Alternative(each.headline, each.tell, fits=_also_asserted(each))
                for each in SUBJECTS
                # A row for words that mean anything adds nothing to one that says more.
                if each is not row and each not in about_policy.RULES
            ),
        ),
        reading=row.reading,
    )


CAUSES = tuple(map(_cause, SUBJECTS))
