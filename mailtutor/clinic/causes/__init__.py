"""The table of causes: one entry for each, in words that a teacher can read and extend.

It is looked through from top to bottom, so the particular stands above the general, in
each module and in the order of the modules.
"""

from __future__ import annotations

from . import (
    arguments,
    certificates,
    connection,
    dialogue,
    environment,
    files,
    login,
    message,
    reading,
    refused,
    replies,
    sending,
    slips,
    starttls,
    tls,
    transaction,
    unknown,
    values,
)

CAUSES = (
    *refused.CAUSES,
    *arguments.CAUSES,
    *connection.CAUSES,
    *certificates.CAUSES,
    *tls.CAUSES,
    *starttls.CAUSES,
    *login.CAUSES,
    *dialogue.CAUSES,
    *slips.CAUSES,
    *sending.CAUSES,
    # What a reply says, from its words to its step and number alone.
    *transaction.NOT_SMTP,
    *replies.CAUSES,
    *starttls.REPLIES,
    *login.REPLIES,
    *dialogue.REPLIES,
    *transaction.CAUSES,
    *values.CAUSES,
    *message.CAUSES,
    *reading.CAUSES,
    *files.CAUSES,
    *environment.CAUSES,
)

# Told only where no entry above fits any error of the chain: what is not known is said.
UNKNOWN = unknown.CAUSES
