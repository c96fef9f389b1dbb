"""The server's no to a sender, a recipient or a mail's content."""

from __future__ import annotations

import smtplib

from mailtutor.clinic.cause import Cause, lesson, rfc
from mailtutor.clinic.explanation import Other

_LESSON = lesson("06_send_and_handle_refusals")
_CODES = rfc("Enhanced status codes", 3463, "3")
_REPLIES = rfc("Reply codes", 5321, "4.2")
_LATER = "# The same line again, in some minutes:\nclient.send_message(message)"
_LOGIN = 'from getpass import getpass\n\nclient.login("me@example.com", getpass("Password: "))'
_SENDER = smtplib.SMTPSenderRefused
_RECIPIENTS = smtplib.SMTPRecipientsRefused
_ANY = (smtplib.SMTPSenderRefused, smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)

CAUSES = (
    Cause(
        name="encryption before mail",
        error=_ANY,
        fits=lambda seen: (
            seen.reply.code in {530, 538, 550, 554, 451}
            and not seen.encrypted
            and (
                seen.reply.about == "7.11"
                or seen.reply.says("starttls", "encryption required", "must issue a tls")
            )
        ),
        layer="TLS",
        broke="sender",
        step="{reply}",
        headline="The server wants encryption first: call starttls()",
        why=(
            "It answered `{reply}` to the first command of the mail. Nothing of the mail was "
            "sent. After `starttls()` the same connection is encrypted, and the mail is taken."
        ),
        code="import ssl\n\nclient.starttls(context=ssl.create_default_context({cafile}))",
        reading=(lesson("04_encrypt_the_connection"), rfc("STARTTLS", 3207, "4")),
    ),
    Cause(
        name="login before mail",
        error=_ANY,
        fits=lambda seen: (
            seen.reply.code == 530  # noqa: PLR2004
            or (
                seen.reply.code in {550, 553, 554}
                and seen.reply.says(
                    "authentication required", "authentication needed", "log in first"
                )
            )
        ),
        layer="authentication",
        broke="sender",
        step="{reply}",
        headline="The server wants you to log in first",
        why=(
            "It answered `{reply}` to the first command of the mail. It takes mail only from "
            "those who log in. Nothing of the mail was sent."
        ),
        code=_LOGIN,
        reading=(lesson("05_log_in"), rfc("Login required", 4954, "6")),
    ),
    Cause(
        name="nobody to send to",
        error=_RECIPIENTS,
        fits=lambda seen: not seen.refused,
        layer="recipient",
        broke="recipient",
        step="there was no recipient",
        headline="The mail has no recipient: To, Cc and Bcc are empty",
        why=(
            "`smtplib` raises this error when the server refused all recipients, and here there "
            "was none at all. `send_message` takes them from To, Cc and Bcc."
        ),
        code='message["To"] = "you@example.com"\nclient.send_message(message)',
        reading=(_LESSON,),
    ),
    Cause(
        name="greylisted",
        error=_RECIPIENTS,
        fits=lambda seen: (
            seen.reply.temporary
            and (seen.reply.says("greylist", "graylist") or seen.reply.enhanced == "4.7.1")
        ),
        layer="recipient",
        broke="recipient",
        step="{reply}",
        headline="Not now: the server wants you to try again in some minutes",
        why=(
            "This is greylisting, a filter: a sender that is new to the server gets a code with "
            "4 at first, and is accepted when it comes again. Programs that send spam do not "
            "come again. The reply: `{reply}`."
        ),
        code=_LATER,
        reading=(_LESSON, rfc("Greylisting", 6647, "2")),
    ),
    Cause(
        name="mailbox full",
        error=_RECIPIENTS,
        fits=lambda seen: (
            seen.reply.about == "2.2"
            or (seen.reply.code in {452, 552} and seen.reply.says("full", "quota"))
        ),
        layer="recipient",
        broke="recipient",
        step="{reply}",
        headline="The recipient's mailbox is full",
        why=(
            "The address is right, and there is no room for more: `{reply}`. You cannot change "
            "that; tell the recipient in another way."
        ),
        code=_LATER,
        reading=(_LESSON, _CODES),
    ),
    Cause(
        name="too many recipients",
        error=_RECIPIENTS,
        fits=lambda seen: seen.reply.about == "5.3" or seen.reply.says("too many recipients"),
        layer="recipient",
        broke="recipient",
        step="{reply}",
        headline="Too many recipients in one mail",
        why=(
            "The server takes so many recipients at once and no more: `{reply}`. Send the mail "
            "several times, each time to some of them, and mind the provider's daily limit."
        ),
        code=(
            "for start in range(0, len(recipients), 50):\n"
            "    client.send_message(message, to_addrs=recipients[start : start + 50])"
        ),
        reading=(_LESSON, rfc("At least 100 recipients", 5321, "4.5.3.1.8")),
    ),
    Cause(
        name="not this server's business",
        error=_RECIPIENTS,
        fits=lambda seen: (
            seen.reply.says("relay") or (seen.reply.about == "7.1" and not seen.reply.temporary)
        ),
        layer="recipient",
        broke="recipient",
        step="{reply}",
        headline="The server does not pass mail on for you: no relaying",
        why=(
            "It takes mail for its own users, or from them, and this was neither, as far as it "
            "knows: `{reply}`. A server that passed on everybody's mail would be used for spam."
        ),
        code=_LOGIN,
        sure=False,
        others=(
            Other("You did not log in", "Call `client.login(...)` before you send."),
            Other(
                "The wrong server",
                "Send through your own provider's, on 587 or 465; not through the recipient's.",
            ),
            Other("A rule of the recipient's", "Then the words of the reply say so."),
        ),
        reading=(_LESSON, _CODES),
    ),
    Cause(
        name="message without From",
        error=_SENDER,
        fits=lambda seen: str(getattr(seen.error, "sender", "")) == "None",
        layer="sender",
        broke="sender",
        step="{reply}",
        headline="The message has no From header, and so the envelope has no sender",
        why=(
            "`send_message` takes the sender from the From header. There was none, so Python "
            "sent the word None. That isn't an address, and the server answered `{reply}`."
        ),
        code='message["From"] = "me@example.com"\nclient.send_message(message)',
        reading=(_LESSON, rfc("From", 5322, "3.6.2")),
    ),
    Cause(
        name="empty recipient",
        error=_RECIPIENTS,
        fits=lambda seen: "" in seen.refused and seen.reply == seen.refused[""],
        layer="recipient",
        broke="recipient",
        step="{reply}",
        headline="One of the recipients is an empty string",
        why=(
            "Every recipient needs an address, so the server answered `{reply}`. Empty strings "
            "often come from a blank line in a file, or from a field that nobody filled in."
        ),
        code=(
            'recipients = ["you@example.com", ""]\n'
            "recipients = [each for each in recipients if each.strip()]"
        ),
        reading=(_LESSON, rfc("RCPT", 5321, "4.1.1.3")),
    ),
    Cause(
        name="address not well written",
        error=(*_ANY[:2],),
        fits=lambda seen: (
            seen.reply.about in {"1.3", "1.7"}
            or (seen.reply.code in {501, 553} and not seen.reply.enhanced)
        ),
        layer="recipient",
        broke="recipient",
        step="{reply}",
        headline="The server cannot read an address: {address}",
        why=(
            "An address is `name@domain`, with nothing before or after it. The server answered "
            "`{reply}`. A space, a comma, a missing @ or an unclosed bracket is enough."
        ),
        code=(
            "from email.utils import parseaddr\n"
            "\n"
            "print(parseaddr({address_code}))  # what Python makes of it"
        ),
        sure=False,
        others=(
            Other("A slip in the address", "`print(repr(address))` shows spaces and line ends."),
            Other(
                "The address is fine, but not yours to use",
                "Some servers answer 553 to a sender that does not belong to the login.",
            ),
        ),
        reading=(_LESSON, rfc("Addresses", 5321, "4.1.2")),
    ),
    Cause(
        name="no such recipient",
        error=_RECIPIENTS,
        fits=lambda seen: (
            seen.reply.about in {"1.1", "1.0", "1.6", "1.10", "2.1"}
            or (seen.reply.code in {550, 551} and not seen.reply.enhanced)
            or seen.reply.says("user unknown", "no such user", "unknown user", "does not exist")
        ),
        layer="recipient",
        broke="recipient",
        step="{reply}",
        headline="There is no such mailbox: {address}",
        why=(
            "The server that knows the domain's mailboxes, or asked for them, refused "
            "{refused}. `smtplib` raises an error only if all recipients are refused; if some "
            "are, `send_message` returns them."
        ),
        code='print(message["To"], message["Cc"])  # compare letter by letter',
        sure=False,
        others=(
            Other("A slip in the address", "Compare it letter by letter, the domain too."),
            Other("The mailbox is closed or has moved", "Ask its owner in another way."),
            Other(
                "The server refuses you, and says it like this",
                "Some do, against spam. Try through your own provider, logged in.",
            ),
        ),
        reading=(_LESSON, _CODES),
    ),
    Cause(
        name="recipient refused",
        error=_RECIPIENTS,
        fits=lambda seen: not seen.reply.temporary,
        layer="recipient",
        broke="recipient",
        step="{reply}",
        headline="The server refuses the recipient for good: {code} {enhanced}",
        why=(
            "Refused: {refused}. By its codes this is {meaning}. A code that begins with 5 "
            "means that the same mail will be refused again: something must change first."
        ),
        code='print(message["To"], message["Cc"])',
        reading=(_LESSON, _CODES),
    ),
    Cause(
        name="recipient refused for now",
        error=_RECIPIENTS,
        fits=lambda _seen: True,
        layer="recipient",
        broke="recipient",
        step="{reply}",
        headline="The server does not take the recipient now: {code} {enhanced}",
        why=(
            "Refused: {refused}. By its codes this is {meaning}. A code that begins with 4 "
            "means that the same mail may be taken later."
        ),
        code=_LATER,
        reading=(_LESSON, _CODES),
    ),
)
