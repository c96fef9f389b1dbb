"""A row of the table in `replies`: something that a server's reply can be about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailtutor.clinic.cause import lesson, rfc
from mailtutor.clinic.explanation import Alternative

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor.clinic.cause import Layer
    from mailtutor.clinic.evidence import Evidence
    from mailtutor.clinic.explanation import Link, StepName

CODES = rfc("Enhanced status codes", 3463, "3")
SEND = lesson("06_send_and_handle_refusals")
PROVIDER = lesson("07_use_your_own_provider")
LATER = "{code_later}"
LOG_IN = 'from getpass import getpass\n\nclient.login("me@example.com", getpass("Password: "))'
OWN_FROM = 'del message["From"]\nmessage["From"] = "the-address-you-log-in-with@example.com"'
ADDRESSES = 'for each in ("From", "To", "Cc", "Bcc"):\n    print(each, ascii(message[each]))'
REVIEW = "from mailtutor import review\n\nprint(review(message))"
SHARED_CLIENT = Alternative(
    "Several threads use one client at once",
    "Their commands and replies get mixed up. Give each thread its own client.",
    fits=lambda evidence: evidence.connection_end.shared_by_threads or False,
)
_HANDLER = r"def handle_(DATA|EHLO|HELO|MAIL|RCPT)\b"
OWN_REPLY = Alternative(
    "A method of your handler returns a text without a code",
    'In aiosmtpd, such a method returns the whole reply, such as `"250 OK"`.',
    fits=lambda evidence: re.search(_HANDLER, evidence.source) is not None,
)
OWN_RECIPIENTS = Alternative(
    "Your handler's `handle_RCPT` doesn't keep the recipient",
    "It takes the place of aiosmtpd's own, so it has to call `envelope.rcpt_tos.append(address)` "
    "before it returns.",
    fits=lambda evidence: "handle_RCPT" in evidence.source,
)
BARE_LETTERS = Alternative(
    "A header has letters beyond ASCII that aren't encoded",
    "An `EmailMessage` encodes them. In a message that you put together yourself, nobody does.",
    fits=lambda evidence: evidence.sent.has_bare_letters or False,
)
HEADER_TWICE = Alternative(
    "The message has a header twice: {header_twice}",
    'In a loop, `message["To"] = ...` adds one each time. Create a new message for each recipient, '
    "or delete the header first.",
    fits=lambda evidence: bool(evidence.sent.header_twice),
)


@dataclass(frozen=True)
class Subject:
    """Something that a reply can be about, and the signs that tell.

    Args:
        name: the entry's name in the table of causes.
        phrases: patterns for phrases that servers use for this and nothing else, in lower
            case; each is long enough to be no accident.
        headline: the answer in one line.
        why: what it means. The reply, and how long it lasts, are added.
        code: what to run next.
        tell: how to tell that this is the cause, where it is only listed as a possibility.
        supporting: patterns for words that other replies use, too: a sign only beside a
            phrase in the same sentence, or beside one of `codes`.
        step_phrases: patterns that mean this only at one of `steps`, where they are phrases.
        hints: patterns for words that make it worth listing, at one of `steps`; no sign.
        whole_reply: patterns for a reply that says no more than this; each is a phrase.
        steps: the steps at which servers say this; a sign beside a phrase.
        codes: enhanced status codes that mean this, without their class, as ``"7.26"``.
        numbers: reply codes that corroborate it.
        is_permanent: whether servers say this with a permanent failure; otherwise it is listed.
        layer: where it breaks.
        failed_step: the step that failed, if it's "recipient" and not the one with the reply.
        waiting_helps: whether the same may be accepted later if the failure is temporary.
        only: whether the evidence allows it at all; None for always.
        is_certain: whether this is the only cause that such a reply has.
        alternatives: other causes, and how to tell.
        reading: where to read on.
    """

    name: str
    phrases: tuple[str, ...]
    headline: str
    why: str
    code: str
    tell: str
    supporting: tuple[str, ...] = ()
    step_phrases: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    whole_reply: tuple[str, ...] = ()
    steps: tuple[StepName, ...] = ()
    codes: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    is_permanent: bool = False
    layer: Layer = "SMTP dialogue"
    failed_step: StepName = "content"
    waiting_helps: bool = True
    only: Callable[[Evidence], bool] | None = None
    is_certain: bool = True
    alternatives: tuple[Alternative, ...] = ()
    reading: tuple[Link, ...] = (SEND, CODES)
