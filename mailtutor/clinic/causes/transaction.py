"""Messages without a sender or recipient, and replies whose own words are the answer."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING

from mailtutor.clinic.cause import Cause, lesson, rfc
from mailtutor.clinic.explanation import Alternative

from .replies import POSSIBLE, REFUSALS, asserted_by
from .subject import (
    ADDRESSES,
    BARE_LETTERS,
    CODES,
    HEADER_TWICE,
    LATER,
    OWN_FROM,
    OWN_REPLY,
    SHARED_CLIENT,
)

if TYPE_CHECKING:
    from mailtutor.clinic.evidence import Evidence

_LESSON = lesson("06_send_and_handle_refusals")
_REPLIES = rfc("Reply codes", 5321, "4.2")
_ABOUT_THE_SENDER = {"sender domain not found", "sender not verified"}


def _has_no_domain(evidence: Evidence) -> bool:
    """Return whether it's a recipient without an @ that was rejected, and not for another reason.

    Such a recipient is fine where the server has a mailbox of that name.
    """
    exchange = evidence.exchange
    rejected = [address for address, reply in exchange.refused.items() if reply == exchange.reply]
    about = asserted_by(evidence)
    return (
        bool(rejected)
        and not any("@" in address for address in rejected)
        and not exchange.reply.temporary
        and (about is None or about.layer == "recipient")
    )


def _sender_has_no_full_domain(evidence: Evidence) -> bool:
    """Return whether the sender is as ``root@localhost``, and a reply is about it.

    On one's own computer, such a sender is fine.
    """
    exchange = evidence.exchange
    _, at, domain = exchange.sender.strip("<>").rpartition("@")
    about = asserted_by(evidence)
    return (
        bool(at)
        and "." not in domain
        and not domain.startswith("[")
        and not exchange.reply.temporary
        and (
            about.name in _ABOUT_THE_SENDER
            or (about.name == "address not well written" and exchange.quotes_sender)
            if about
            else exchange.at_sender or exchange.quotes_sender
        )
    )


def _sender_is_none(evidence: Evidence) -> bool:
    """Return whether Python sent the word None as the sender, and the reply may be about that."""
    about = asserted_by(evidence)
    is_about_login = about is not None and about.layer in {"authentication", "TLS"}
    return str(getattr(evidence.error, "sender", "")) == "None" and not is_about_login


def _has_no_name_in_ehlo(evidence: Evidence) -> bool:
    """Return whether the client sent no name of a host in EHLO, and the reply is about that.

    Some servers check the name only when they are asked for a recipient.
    """
    about = asserted_by(evidence)
    at_ehlo = isinstance(evidence.error, smtplib.SMTPHeloError) and about is None
    is_about_name = at_ehlo or (about is not None and about.name == "EHLO name rejected")
    return is_about_name and bool(evidence.client_name.hello_fault)


# These come before the table of what a reply is about: what was sent tells more.
BEFORE_REPLIES = (
    Cause(
        name="empty list of recipients",
        error=smtplib.SMTPRecipientsRefused,
        fits=lambda evidence: not evidence.exchange.refused and evidence.called == "sendmail",
        layer="recipient",
        failed_step="recipient",
        step="there was no recipient",
        headline="The list of recipients is empty",
        why=(
            "`smtplib` raises this error when all recipients were rejected, and here there were "
            "none at all. The server rejected nobody."
        ),
        code="print(len(recipients))  # the list that you give to sendmail()",
        reading=(_LESSON,),
    ),
    Cause(
        name="nobody to send to",
        error=smtplib.SMTPRecipientsRefused,
        fits=lambda evidence: not evidence.exchange.refused,
        layer="recipient",
        failed_step="recipient",
        step="there was no recipient",
        headline="The message has no recipient: To, Cc and Bcc are empty",
        why=(
            "`smtplib` raises this error when the server rejects all recipients, and here there "
            "were none at all. `send_message` takes them from To, Cc and Bcc."
        ),
        code='message["To"] = "you@example.com"\nclient.send_message(message)',
        reading=(_LESSON,),
    ),
    Cause(
        name="message without From",
        error=smtplib.SMTPSenderRefused,
        fits=_sender_is_none,
        layer="sender",
        failed_step="sender",
        step="{reply}",
        headline="The sender is None: From is missing, or comes from a setting that isn't set",
        why=(
            "`send_message` takes the envelope's sender from the From header. Without a value, "
            "Python sends the word None. The server answered `{reply}`."
        ),
        code='message["From"] = "me@example.com"\nclient.send_message(message)',
        reading=(_LESSON, rfc("From", 5322, "3.6.2")),
    ),
    Cause(
        name="sender without a full domain",
        error=(smtplib.SMTPSenderRefused, smtplib.SMTPRecipientsRefused),
        fits=_sender_has_no_full_domain,
        layer="sender",
        failed_step="sender",
        step="{reply}",
        headline="The sender's address has no full domain: {sender}",
        why=(
            "Servers on the internet accept only a sender whose domain exists, with a dot in it. "
            "`webmaster@localhost` is what Django uses until you set `DEFAULT_FROM_EMAIL`. The "
            "server answered `{reply}`."
        ),
        code=OWN_FROM,
        reading=(_LESSON, rfc("Domains", 5321, "2.3.5")),
    ),
    Cause(
        name="empty recipient",
        error=smtplib.SMTPRecipientsRefused,
        fits=lambda evidence: (
            "" in evidence.exchange.refused
            and evidence.exchange.reply == evidence.exchange.refused[""]
        ),
        layer="recipient",
        failed_step="recipient",
        step="{reply}",
        headline="One of the recipients is an empty string",
        why=(
            "Every recipient needs an address, so the server answered `{reply}`. Empty strings "
            "often come from a blank line in a file, or from a form field that was left blank."
        ),
        code=(
            'recipients = ["you@example.com", ""]\n'
            "recipients = [each for each in recipients if each.strip()]"
        ),
        reading=(_LESSON, rfc("RCPT", 5321, "4.1.1.3")),
    ),
    Cause(
        name="recipient without a domain",
        error=smtplib.SMTPRecipientsRefused,
        fits=_has_no_domain,
        layer="recipient",
        failed_step="recipient",
        step="{reply}",
        headline="The recipient isn't a complete address: {address}",
        why=(
            "An address is `name@domain`, and this one has no @. So the server looked for a "
            "mailbox of its own with that name, or couldn't read it at all, and answered "
            "`{reply}`."
        ),
        code=ADDRESSES,
        alternatives=(
            Alternative(
                "A text where a list is needed",
                "In a loop, a text gives its letters one by one: put the address in a list.",
                fits=lambda evidence: any(len(each) == 1 for each in evidence.exchange.refused),
            ),
        ),
        reading=(_LESSON, rfc("Addresses", 5321, "4.1.2")),
    ),
    Cause(
        name="name in EHLO that is none",
        error=REFUSALS,
        fits=_has_no_name_in_ehlo,
        layer="SMTP dialogue",
        failed_step="EHLO",
        step="{reply}",
        headline="Your program calls itself `{hello_name}` in EHLO: {hello_fault}",
        why=(
            "`EHLO` carries the name of your computer, as `client.local_hostname`. A name has only "
            "letters, digits and hyphens, with dots between its parts. {why_a_number}So the server "
            "answered {at_step}: `{reply}`. The login and the message aren't the reason."
        ),
        code=(
            "import smtplib\n"
            "\n"
            "smtplib.{client_class}(\n"
            "    {host_code}, {port_code}, {hello_argument}\n"
            ")"
        ),
        reading=(_LESSON, rfc("What EHLO carries", 5321, "4.1.1.1")),
    ),
    Cause(
        name="answer is not SMTP",
        error=REFUSALS,
        fits=lambda evidence: evidence.exchange.is_no_reply,
        layer="SMTP dialogue",
        failed_step="content",
        step="the answer was not SMTP",
        headline="The answer {at_step} isn't SMTP: it has no reply code",
        why=(
            "Every reply of a mail server begins with three digits. This answer has none, so "
            "`smtplib` can't tell success from failure. Either it isn't a mail server, or "
            "something between you and the server changed the reply."
        ),
        code="from mailtutor import check_connection\n\n{check_code}",
        alternatives=(OWN_REPLY, SHARED_CLIENT),
        reading=(_LESSON, _REPLIES),
    ),
    Cause(
        name="reply line too long",
        error=smtplib.SMTPResponseException,
        fits=lambda evidence: (
            type(evidence.error) is smtplib.SMTPResponseException
            and evidence.raised_in("smtplib", "getreply")
        ),
        layer="SMTP dialogue",
        failed_step="EHLO",
        step="an endless line",
        headline="The server sent a line that's too long for smtplib",
        why=(
            "The number 500 is smtplib's own: it gives up on a line of more than 8,192 bytes. "
            "The server did not say that. A mail server's lines have at most 512 bytes, so this "
            "is probably another kind of server."
        ),
        code="from mailtutor import check_connection\n\n{check_code}",
        reading=(_LESSON, rfc("Reply lines", 5321, "4.5.3.1.5")),
    ),
)

CAUSES = (
    Cause(
        name="rejected for now",
        error=REFUSALS,
        fits=lambda evidence: evidence.exchange.reply.temporary,
        layer="SMTP dialogue",
        failed_step="content",
        step="{reply}",
        quote="{reply}",
        headline="The server rejected {what} for now ({code}): its own words say why",
        why="It answered {at_step}. {by_its_codes}{lasting}",
        code=LATER,
        is_certain=False,
        alternatives=(SHARED_CLIENT, *POSSIBLE),
        reading=(_LESSON, CODES),
    ),
    Cause(
        name="recipient rejected",
        error=smtplib.SMTPRecipientsRefused,
        fits=lambda _seen: True,
        layer="recipient",
        failed_step="recipient",
        step="{reply}",
        quote="{reply}",
        headline="The server rejected {what} ({code}): its own words say why",
        why="Refused: {refused}. {by_its_codes}{lasting}",
        code='print(message["To"], message["Cc"])  # compare letter by letter',
        is_certain=False,
        alternatives=(
            SHARED_CLIENT,
            *POSSIBLE,
            Alternative(
                "There is no such mailbox",
                "Compare the address letter by letter.",
                fits=lambda evidence: (
                    False
                    if evidence.exchange.reply.says("sender address", "client host", "helo")
                    else None
                ),
            ),
            Alternative(
                "You did not log in, or it isn't your provider's server",
                "Send through your own provider's, on 587 or 465, after `client.login(...)`.",
                fits=lambda evidence: not evidence.exchange.logged_in,
            ),
            Alternative("A rule of the recipient's server", "Then its words say so."),
        ),
        reading=(_LESSON, CODES),
    ),
    Cause(
        name="sender rejected",
        error=smtplib.SMTPSenderRefused,
        fits=lambda _seen: True,
        layer="sender",
        failed_step="sender",
        step="{reply}",
        quote="{reply}",
        headline="The server rejected {what} ({code}): its own words say why",
        why="It answered {at_step}. {by_its_codes}{lasting}",
        code=ADDRESSES,
        is_certain=False,
        alternatives=(
            SHARED_CLIENT,
            *POSSIBLE,
            Alternative(
                "You did not log in",
                "Call `client.login(...)` before you send.",
                fits=lambda evidence: not evidence.exchange.logged_in,
            ),
            Alternative("From is not an address of your login", "Set it to that one."),
            Alternative("A slip in the sender's address", "Compare it letter by letter."),
        ),
        reading=(_LESSON, CODES),
    ),
    Cause(
        name="content rejected",
        error=smtplib.SMTPDataError,
        fits=lambda _seen: True,
        layer="content",
        failed_step="content",
        step="{reply}",
        quote="{reply}",
        headline="The server rejected {what} ({code}): its own words say why",
        why="It answered {at_step}. {by_its_codes}{lasting}",
        code="from mailtutor import review\n\nprint(review(message))",
        is_certain=False,
        alternatives=(
            SHARED_CLIENT,
            BARE_LETTERS,
            HEADER_TWICE,
            *POSSIBLE,
            Alternative(
                "The message has no Date header, which every message must have",
                'Add it: `message["Date"] = formatdate(localtime=True)`, from `email.utils`.',
                fits=lambda evidence: 0.1 * evidence.sent.lacks_date,
            ),
        ),
        reading=(_LESSON, CODES),
    ),
)
