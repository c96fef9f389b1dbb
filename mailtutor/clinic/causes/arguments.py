"""Calls that cannot work: a method that is not there, an argument of another type."""

from __future__ import annotations

from mailtutor.clinic.cause import Cause, lesson, python_docs

_SMTPLIB = python_docs("smtplib", "smtplib.html")
_SEND = lesson("06_send_and_handle_refusals")

CAUSES = (
    Cause(
        name="no such method",
        error=AttributeError,
        fits=lambda seen: bool(seen.names.meant) and not seen.mail_frames,
        by_itself=True,
        layer="message building",
        headline="Not `{missing_name}`, but `{meant}`",
        why=(
            "Python knows a name only as it is written, capitals and underscores included. This "
            "one is nearest to what you wrote."
        ),
        code="import {meant_module}\n\nhelp({meant})",
        reading=(_SMTPLIB, python_docs("EmailMessage", "email.message.html")),
    ),
    Cause(
        name="a host that is no text",
        error=(TypeError, AttributeError),
        fits=lambda seen: (
            seen.within("smtplib", "connect")
            and seen.call.kind_of("connect", "host") not in {"", "str", "NoneType"}
        ),
        layer="name",
        headline="The host must be text, and this one is {host_kind}",
        why=(
            "`smtplib.SMTP` takes the host as text and the port as a number, one after the "
            "other: not as a tuple, not as bytes, and not the port first."
        ),
        code="import smtplib\n\nsmtplib.SMTP(host, port, timeout=10)  # yours, in this order",
        reading=(_SMTPLIB,),
    ),
    Cause(
        name="credentials given to SMTP()",
        error=TypeError,
        fits=lambda seen: seen.within("smtplib", "connect") and seen.call.gave_credentials_to_smtp,
        layer="authentication",
        headline="SMTP() takes a host and a port; login() takes the password",
        why=(
            "The third argument of `SMTP` is the name of your own computer, and the fourth is a "
            "timeout in seconds. The user name and the password belong in `login`, once the "
            "connection is encrypted."
        ),
        code=(
            "import smtplib\n"
            "import ssl\n"
            "from getpass import getpass\n"
            "\n"
            "with smtplib.SMTP({host_code}, {port_code}, timeout=10) as client:\n"
            "    client.starttls(context=ssl.create_default_context({cafile}))\n"
            '    client.login("me@example.com", getpass("Password: "))'
        ),
        reading=(lesson("05_log_in"), _SMTPLIB),
    ),
    Cause(
        name="recipients that are no list",
        error=TypeError,
        fits=lambda seen: (
            seen.raised_in("smtplib", "sendmail", "send_message")
            and not seen.call.recipients_can_be_listed
        ),
        layer="recipient",
        headline="The recipients must be a list of addresses, or one address",
        why=(
            "`sendmail` goes through the recipients one by one, and what it got cannot be gone "
            "through. `send_message(message)` takes them from the headers."
        ),
        code='client.sendmail("me@example.com", ["you@example.com"], text)',
        reading=(_SEND, _SMTPLIB),
    ),
    Cause(
        name="a context that is none",
        error=AttributeError,
        fits=lambda seen: seen.names.missing == "wrap_socket" and bool(seen.mail_frames),
        layer="TLS",
        headline="context= takes what ssl.create_default_context() makes",
        why=(
            "The context says how to encrypt and whom to trust. `True`, or the name of a file, "
            "is none."
        ),
        code=(
            "import ssl\n"
            "\n"
            "context = ssl.create_default_context()\n"
            "# then: starttls(context=context), or SMTP_SSL(..., context=context)"
        ),
        reading=(lesson("04_encrypt_the_connection"),),
    ),
    Cause(
        name="no such charset",
        error=LookupError,
        fits=lambda seen: (
            type(seen.error) is LookupError
            and bool(seen.mail_frames)
            and seen.called != "get_content"
        ),
        layer="message building",
        headline="Python knows no charset of that name",
        why=(
            "A charset says how letters become bytes. UTF-8 has all letters, and is what "
            "`EmailMessage` takes when nothing is said."
        ),
        code='message.set_content("Any letters")  # without charset=',
        reading=(python_docs("charsets", "codecs.html#standard-encodings"),),
    ),
)
