"""The table of causes, in words that a teacher can read and extend.

The first entry that fits is used, so specific causes come before general ones, in each module
and in the order of the modules.
"""

from __future__ import annotations

from . import (
    arguments,
    asynchronous,
    certificates,
    connection,
    contexts,
    dialogue,
    disconnected,
    environment,
    files,
    hosts,
    logging_handler,
    login,
    message,
    module_names,
    no_session,
    parts,
    reading,
    reading_headers,
    refused,
    replies,
    results,
    sending,
    slips,
    starttls,
    tls,
    transaction,
    unknown,
    values,
    wrong_types,
)

CAUSES = (
    *refused.CAUSES,
    *logging_handler.CAUSES,
    *arguments.CAUSES,
    *hosts.CAUSES,
    *connection.CAUSES,
    *certificates.CAUSES,
    *contexts.CAUSES,
    *tls.CAUSES,
    *starttls.CAUSES,
    *login.CAUSES,
    *no_session.CAUSES,
    *disconnected.CAUSES,
    *dialogue.CAUSES,
    *module_names.CAUSES,
    *results.CAUSES,
    *slips.CAUSES,
    *sending.CAUSES,
    # What a reply says: its words and codes first, then the step alone.
    *transaction.BEFORE_REPLIES,
    *replies.CAUSES,
    *starttls.REPLIES,
    *login.REPLIES,
    *dialogue.REPLIES,
    *transaction.CAUSES,
    *wrong_types.CAUSES,
    *values.CAUSES,
    *message.CAUSES,
    *parts.CAUSES,
    *reading.CAUSES,
    *reading_headers.CAUSES,
    *files.CAUSES,
    *environment.CAUSES,
    *asynchronous.CAUSES,
    *results.LAST,
)

# Used only if no entry above fits any error of the chain.
UNKNOWN = unknown.CAUSES
