"""Errors of smtplib before it sends: text in place of a message, letters beyond ASCII."""

from __future__ import annotations

import smtplib

from mailtutor.clinic.cause import Cause, lesson, python_docs, rfc
from mailtutor.clinic.explanation import Other

_LESSON = lesson("06_send_and_handle_refusals")
_SMTPLIB = python_docs("sendmail and send_message", "smtplib.html#smtplib.SMTP.sendmail")

CAUSES = (
    Cause(
        name="address beyond ASCII not supported",
        error=smtplib.SMTPNotSupportedError,
        fits=lambda seen: seen.within("smtplib", "send_message", "mail"),
        layer="recipient",
        failed_step="sender",
        step="the server does not offer SMTPUTF8",
        headline="An address has letters beyond ASCII, and the server cannot carry them",
        why=(
            "Letters such as an umlaut in the address itself need SMTPUTF8, which the server does "
            "not offer. In the name in front of the address they are no problem."
        ),
        others=(
            Other(
                "Only the domain has such letters",
                'A domain has a second form in ASCII: `domain.encode("idna").decode()`.',
            ),
            Other(
                "Too many recipients or commands were rejected before",
                "Look at the replies before this one.",
                fits=lambda seen: seen.exchange.reply.says("too many errors"),
            ),
        ),
        code=(
            'for each in ("From", "To", "Cc", "Bcc"):\n'
            "    print(each, ascii(message[each]))  # beyond ASCII shows as an escape"
        ),
        reading=(_LESSON, rfc("SMTPUTF8", 6531, "3")),
    ),
    Cause(
        name="goodbye went wrong",
        error=smtplib.SMTPResponseException,
        # After an error inside the `with` block it is that one which counts.
        fits=lambda seen: seen.raised_in("smtplib", "__exit__") and seen.error.__context__ is None,
        layer="SMTP dialogue",
        headline="Only the goodbye went wrong: {code}",
        why=(
            "The `with` block was done, and the server answered QUIT with `{reply}` in place of "
            "221. Messages sent before that are not affected."
        ),
        code="# Nothing needs to be done.",
        others=(
            Other(
                "The connection was idle for too long",
                "Leave the `with` block right after the last message.",
                fits=lambda seen: seen.exchange.reply.says("timeout", "timed out", "idle"),
            ),
        ),
        reading=(_LESSON,),
    ),
    Cause(
        name="a message given to sendmail",
        error=TypeError,
        fits=lambda seen: (
            seen.within("smtplib", "sendmail")
            and seen.call.kind_of("sendmail", "msg") not in {"", "str", "bytes", "bytearray"}
        ),
        layer="message building",
        headline="sendmail() takes text or bytes, and got {sendmail_kind}",
        why=(
            "For a message object there is `send_message`, which also takes sender and "
            "recipients from it. The dialogue is stuck in the middle of DATA: close this "
            "client and make a new one."
        ),
        code="client.close()\n\n# over a new connection:\nclient.send_message(message)",
        reading=(_LESSON, _SMTPLIB),
    ),
    Cause(
        name="text given to send_message",
        error=(AttributeError, TypeError),
        fits=lambda seen: (
            seen.raised_in("smtplib", "send_message") and seen.call.message_is_foreign
        ),
        layer="message building",
        headline="send_message() takes an EmailMessage, and got {send_message_kind}",
        why=(
            "It reads sender and recipients from the message's headers, so it wants an object "
            "with headers. For finished text there is `sendmail(sender, recipients, text)`."
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
        fits=lambda seen: seen.raised_in("smtplib", "sendmail", "data"),
        layer="message building",
        headline="sendmail() takes text in ASCII only, and this has {character}",
        why=(
            "A mail is bytes, and `sendmail` will not guess how your letters become bytes. An "
            "`EmailMessage` does it and writes down how, so that the reader sees them right."
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
        fits=lambda seen: seen.raised_in("smtplib", "send") or seen.within("smtplib", "putcmd"),
        layer="recipient",
        failed_step="sender",
        step="an address cannot be sent",
        headline="An address has {character}, which this command cannot carry",
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
        fits=lambda seen: seen.raised_in("smtplib", "putcmd"),
        layer="recipient",
        headline="A command has a line end in it, and smtplib refuses to send that",
        why=(
            "Each SMTP command is one line. A line end inside would make a second command, and "
            "whoever wrote the address would speak to the server. Often it is an address that was "
            "read from a file, with the end of its line."
        ),
        code='address = "you@example.com\\n".strip()',
        reading=(_LESSON,),
    ),
)
