"""The server's no to a sender or to the content; and what smtplib does not send at all."""

from __future__ import annotations

import smtplib

from mailtutor.clinic.cause import Cause, lesson, python_docs, rfc
from mailtutor.clinic.explanation import Other

_LESSON = lesson("06_send_and_handle_refusals")
_CODES = rfc("Enhanced status codes", 3463, "3")
_SMTPLIB = python_docs("sendmail and send_message", "smtplib.html#smtplib.SMTP.sendmail")
_LATER = "# The same line again, in some minutes:\nclient.send_message(message)"
_SENDER, _CONTENT = smtplib.SMTPSenderRefused, smtplib.SMTPDataError

CAUSES = (
    Cause(
        name="too large",
        error=(_SENDER, _CONTENT),
        fits=lambda seen: seen.reply.code == 552 or seen.reply.about == "3.4",  # noqa: PLR2004
        layer="content",
        broke="sender",
        step="{reply}",
        headline="The mail is too large for this server",
        why=(
            "The server answered `{reply}`. It announces its limit after EHLO, as "
            "SIZE{size_limit}. Attachments grow by a third on the way, for they travel as "
            "text (base64)."
        ),
        code=(
            'print(len(bytes(message)), "bytes; at most", client.esmtp_features["size"])\n'
            "# Make it smaller: a zip, a smaller picture, or a link in place of the file."
        ),
        reading=(_LESSON, rfc("SIZE", 1870, "3")),
    ),
    Cause(
        name="too much at once",
        error=(_SENDER, _CONTENT),
        fits=lambda seen: (
            seen.reply.code == 421  # noqa: PLR2004
            or (seen.reply.temporary and seen.reply.says("too many", "rate", "limit"))
        ),
        layer="sender",
        broke="sender",
        step="{reply}",
        headline="Not now: the server has had enough from you for the moment",
        why=(
            "It answered `{reply}`. 421 also ends the connection, so `smtplib` has closed it. "
            "Providers limit the mails per minute and per day."
        ),
        code=(
            "import smtplib\n"
            "\n"
            "# After some minutes, over a new connection:\n"
            "with smtplib.SMTP({host_code}, {port_code}, timeout=10) as client:\n"
            "    client.send_message(message)"
        ),
        sure=False,
        others=(
            Other("Too many mails in a short time", "Wait, and send fewer at once."),
            Other("The server is being restarted", "Wait a minute."),
        ),
        reading=(_LESSON, rfc("Reply codes", 5321, "4.2")),
    ),
    Cause(
        name="sender not yours",
        error=(_SENDER, _CONTENT),
        fits=lambda seen: (
            not seen.reply.temporary
            and (
                seen.reply.about in {"7.1", "7.60", "7.23", "7.26", "7.20", "1.8"}
                or seen.reply.code in {550, 553}
            )
            and (isinstance(seen.error, _SENDER) or seen.reply.about in {"7.60", "7.23", "7.26"})
        ),
        layer="sender",
        broke="sender",
        step="{reply}",
        headline="The server does not let you send as {sender}",
        why=(
            "It refused the envelope's sender with `{reply}`. Mostly the address after From "
            "must be the one that you logged in with, or one of its names."
        ),
        code='del message["From"]\nmessage["From"] = "the-address-you-log-in-with@example.com"',
        sure=False,
        others=(
            Other("From is not the login's address", "Set it to that one."),
            Other("You did not log in", "Call `client.login(...)` before you send."),
            Other("The sender's domain does not exist", "Look for a slip in From."),
            Other("A rule of the server's against you", "Ask who runs it."),
        ),
        reading=(_LESSON, _CODES),
    ),
    Cause(
        name="sender refused",
        error=_SENDER,
        fits=lambda _seen: True,
        layer="sender",
        broke="sender",
        step="{reply}",
        headline="The server refuses the sender: {code} {enhanced}",
        why=(
            "`MAIL FROM` with {sender} got `{reply}`. By its codes this is {meaning}. A code "
            "with 4 may change by itself; with 5 you must change something."
        ),
        code=_LATER,
        reading=(_LESSON, _CODES),
    ),
    Cause(
        name="content not now",
        error=_CONTENT,
        fits=lambda seen: seen.reply.temporary,
        layer="content",
        broke="content",
        step="{reply}",
        headline="The server does not take the mail now: {code} {enhanced}",
        why=(
            "Sender and recipients were fine; then it answered `{reply}`. By its codes this is "
            "{meaning}. The same mail may be taken later."
        ),
        code=_LATER,
        reading=(_LESSON, _CODES),
    ),
    Cause(
        name="content refused",
        error=_CONTENT,
        fits=lambda _seen: True,
        layer="content",
        broke="content",
        step="{reply}",
        headline="The server refuses the mail's content: {code} {enhanced}",
        why=(
            "Sender and recipients were fine; then it answered `{reply}`. By its codes this is "
            "{meaning}. Nobody got the mail."
        ),
        code=(
            "from mailtutor import review\n\nreview(message)  # finds what often looks like spam"
        ),
        sure=False,
        others=(
            Other(
                "It looks like spam",
                "Test with an ordinary sentence. A subject, From, Date and a text help.",
            ),
            Other("A kind of file that is not taken", "Programs and zips often are not."),
            Other("The sender's domain has no SPF or DKIM for this server", "See the reply."),
        ),
        reading=(_LESSON, _CODES),
    ),
    Cause(
        name="address beyond ASCII not supported",
        error=smtplib.SMTPNotSupportedError,
        fits=lambda seen: seen.within("smtplib", "send_message", "mail"),
        layer="recipient",
        broke="sender",
        step="the server does not offer SMTPUTF8",
        headline="An address has letters beyond ASCII, and the server cannot carry them",
        why=(
            "Letters such as an umlaut in the address itself need SMTPUTF8, which the server does "
            "not offer. In the name in front of the address they are no problem."
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
            "221. Mails sent before are not touched by that."
        ),
        code="# Nothing needs to be done.",
        reading=(_LESSON,),
    ),
    Cause(
        name="a message given to sendmail",
        error=TypeError,
        fits=lambda seen: (
            seen.within("smtplib", "sendmail")
            and seen.kind_of("sendmail", "msg") not in {"", "str", "bytes", "bytearray"}
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
            seen.within("smtplib", "send_message")
            and seen.kind_of("send_message", "msg") in {"str", "bytes", "NoneType", "dict", "list"}
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
        broke="sender",
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
