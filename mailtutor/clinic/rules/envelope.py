"""Rules about the envelope of a message that arrived."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from .addresses import TO, semicolons
from .rule import Rule

if TYPE_CHECKING:
    from mailtutor.clinic.reviewed_message import ReviewedMessage

    from .rule import Words

_ACCEPTED = 250
# Somebody else sent it on: then the envelope names them, and not the author.
_SENT_ON = ("Resent-From", "Resent-To", "Resent-Sender", "Received", "List-Id", "Auto-Submitted")


def _swapped(seen: ReviewedMessage) -> Words | None:
    if seen.delivery is None or seen.values(*_SENT_ON):
        return None
    envelope = seen.delivery.envelope
    sender, senders = envelope.mail_from.lower(), seen.addresses("From")
    recipients = {address.lower() for address in envelope.rcpt_tos}
    named = seen.addresses(*TO)
    if senders and senders <= recipients - named and sender in named - senders:
        return {"sender": envelope.mail_from}
    return None


def _no_brackets(seen: ReviewedMessage) -> Words | None:
    if seen.delivery is None:
        return None
    said = [line for line in seen.delivery.transcript if line.kind != "event"]
    for command, reply in pairwise(said):
        if reply.code == _ACCEPTED and re.match(rb"(?i)(mail from|rcpt to): *[^< ]", command.raw):
            return {"command": command.verb or ""}
    return None


def _left_out(seen: ReviewedMessage) -> Words | None:
    if seen.delivery is None or semicolons(seen) is not None or _swapped(seen) is not None:
        return None
    envelope = seen.delivery.envelope
    reached = {address.lower() for address in envelope.rcpt_tos}
    refused = {address.lower() for address, _ in envelope.refused}
    named = seen.addresses("To", "Cc")
    missed = named - reached - refused
    # Where nobody named is in the envelope, it is a mailing list or a message to Bcc alone.
    return {"missed": ", ".join(sorted(missed))} if missed and named & reached else None


RULES = (
    Rule(
        "envelope swapped",
        _swapped,
        "Sender and recipient are swapped in the envelope",
        "The envelope says that the message is from {sender}, and takes it to the address in "
        "From. `sendmail` expects the sender first, then the recipients.",
        "client.send_message(message)  # reads both from the headers",
    ),
    Rule(
        "no angle brackets",
        _no_brackets,
        "An address in {command} has no angle brackets",
        "SMTP requires them, as in `MAIL FROM:<me@example.com>`. This server accepts the address "
        "without them, and so does Postfix, but stricter servers reject it. The methods of "
        "`smtplib` add them for you.",
        'client.mail("me@example.com")\nclient.rcpt("you@example.com")',
    ),
    Rule(
        "recipients left out",
        _left_out,
        "Named in To or Cc, but not in the envelope: {missed}",
        "Only the envelope decides who gets the message. For several recipients, `sendmail` "
        "expects a list; from one string with commas, many Pythons take the first address only.",
        "client.send_message(message)  # or sendmail(sender, [first, second], text)",
    ),
)
