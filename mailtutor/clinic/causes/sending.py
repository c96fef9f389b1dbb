"""Errors of smtplib before it sends: a string instead of a message, letters beyond ASCII."""

from __future__ import annotations

import smtplib

from mailtutor.clinic.cause import Cause, lesson, python_docs, rfc
from mailtutor.clinic.explanation import Alternative

from .replies import POSSIBLE

_LESSON = lesson("06_send_and_handle_refusals")
_SMTPLIB = python_docs("sendmail and send_message", "smtplib.html#smtplib.SMTP.sendmail")

CAUSES = (
    Cause(
        name="address beyond ASCII not supported",
        error=smtplib.SMTPNotSupportedError,
        fits=lambda evidence: evidence.within("smtplib", "send_message", "mail"),
        layer="recipient",
        failed_step="sender",
        step="the server doesn't offer SMTPUTF8",
        headline="An address has letters beyond ASCII, which the server doesn't support",
        why=(
            "Such letters in the address itself need the SMTPUTF8 extension, which the server "
            "doesn't offer. In the name before the address they are fine."
        ),
        alternatives=(
            Alternative(
                "Only the domain has such letters",
                'A domain has a second form in ASCII: `domain.encode("idna").decode()`.',
            ),
            Alternative(
                "Too many recipients or commands were rejected before",
                "Look at the replies before this one.",
                fits=lambda evidence: evidence.exchange.reply.says("too many errors"),
            ),
        ),
        code=(
            'for each in ("From", "To", "Cc", "Bcc"):\n'
            "    print(each, ascii(message[each]))  # beyond ASCII shows as an escape"
        ),
        reading=(_LESSON, rfc("SMTPUTF8", 6531, "3")),
    ),
    Cause(
        name="QUIT failed",
        error=smtplib.SMTPResponseException,
        # After an error inside the `with` block, that error counts.
        fits=lambda evidence: (
            evidence.raised_in("smtplib", "__exit__") and evidence.error.__context__ is None
        ),
        layer="SMTP dialogue",
        quote="{reply}",
        headline="Only QUIT failed, at the end: what was sent before it was sent",
        why=(
            "The `with` block was done, and the server replied `{reply}` to QUIT instead of 221. "
            "Messages sent before that are not affected."
        ),
        code="# Nothing needs to be done.",
        alternatives=POSSIBLE,
        reading=(_LESSON,),
    ),
    Cause(
        name="a message given to sendmail",
        error=TypeError,
        fits=lambda evidence: (
            evidence.within("smtplib", "sendmail")
            and evidence.call.kind_of("sendmail", "msg") not in {"", "str", "bytes", "bytearray"}
        ),
        layer="message building",
        headline="sendmail() takes text or bytes, and got {sendmail_kind}",
        why=(
            "To send a message object, use `send_message`, which also takes the sender and the "
            "recipients from it. The connection is stuck in the middle of DATA, so close this "
            "client and create a new one."
        ),
        code="client.close()\n\n# over a new connection:\nclient.send_message(message)",
        reading=(_LESSON, _SMTPLIB),
    ),
    Cause(
        name="text given to send_message",
        error=(AttributeError, TypeError),
        fits=lambda evidence: (
            evidence.raised_in("smtplib", "send_message") and evidence.call.message_is_foreign
        ),
        layer="message building",
        headline="send_message() takes an EmailMessage, and got {send_message_kind}",
        why=(
            "It reads sender and recipients from the message's headers, so it needs an object "
            "with headers. For finished text, use `sendmail(sender, recipients, text)`."
        ),
        code=(
            "from email.message import EmailMessage\n"
            "\n"
            "message = EmailMessage()\n"
            'message["From"] = "me@example.com"\n'
            'message["To"] = "you@example.com"\n'
            'message["Subject"] = "Hello"\n'
            'message.set_content("The text")\n'
            "client.send_message(message)"
        ),
        reading=(_LESSON, _SMTPLIB),
    ),
    Cause(
        name="text beyond ASCII given to sendmail",
        error=UnicodeEncodeError,
        fits=lambda evidence: evidence.raised_in("smtplib", "sendmail", "data"),
        layer="message building",
        headline="sendmail() takes text in ASCII only, and this has {character}",
        why=(
            "A message is sent as bytes, and `sendmail` won't guess an encoding. An `EmailMessage` "
            "encodes the text and declares the encoding, so the recipient sees it correctly."
        ),
        code=(
            "from email.message import EmailMessage\n"
            "\n"
            "message = EmailMessage()\n"
            'message["From"] = "me@example.com"\n'
            'message["To"] = "you@example.com"\n'
            'message["Subject"] = "Any letters"\n'
            'message.set_content("Any letters")\n'
            "client.send_message(message)"
        ),
        reading=(lesson("01_write_a_message"), _SMTPLIB),
    ),
    Cause(
        name="command beyond ASCII",
        error=UnicodeEncodeError,
        fits=lambda evidence: (
            evidence.raised_in("smtplib", "send") or evidence.within("smtplib", "putcmd")
        ),
        layer="recipient",
        failed_step="sender",
        step="an address can't be sent",
        headline="An address has {character}, which this command can't carry",
        why=(
            "`sendmail` sends addresses as ASCII. Letters beyond it in the address itself need "
            "`send_message`, and a server that offers SMTPUTF8."
        ),
        code="client.send_message(message)",
        reading=(_LESSON, rfc("SMTPUTF8", 6531, "3")),
    ),
    Cause(
        name="line end in an address",
        error=ValueError,
        fits=lambda evidence: evidence.raised_in("smtplib", "putcmd"),
        layer="recipient",
        headline="A command contains a line end, so smtplib doesn't send it",
        why=(
            "Each SMTP command is one line. A line end inside an address would start a second "
            "command, which an attacker could use. Often the address was read from a file and "
            "still has the end of its line."
        ),
        code='address = "you@example.com\\n".strip()',
        reading=(_LESSON,),
    ),
)
