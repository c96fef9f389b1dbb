"""Calls that can't work: a method that doesn't exist, an argument of the wrong type."""

from __future__ import annotations

from mailtutor.clinic.cause import Cause, lesson, python_docs

_SMTPLIB = python_docs("smtplib", "smtplib.html")
_SEND = lesson("06_send_and_handle_refusals")

CAUSES = (
    Cause(
        name="no such method",
        error=AttributeError,
        fits=lambda evidence: bool(evidence.spelling.meant) and evidence.is_raised_by_learner,
        standalone=True,
        layer="message building",
        headline="It's `{meant}`, not `{missing_name}`",
        why=(
            "Python only finds a name that's spelled exactly right, including capitals and "
            "underscores. This is the closest one to what you wrote."
        ),
        code="import {meant_module}\n\nhelp({meant})",
        reading=(_SMTPLIB, python_docs("EmailMessage", "email.message.html")),
    ),
    Cause(
        name="a host that is no text",
        error=(TypeError, AttributeError),
        fits=lambda evidence: (
            evidence.within("smtplib", "connect")
            and evidence.call.kind_of("connect", "host") not in {"", "str", "NoneType"}
        ),
        layer="name",
        headline="The host must be text, but this one is {host_kind}",
        why=(
            "`smtplib.SMTP` needs the host as text and then the port as a number: not as a "
            "tuple, not as bytes, and not the port first."
        ),
        code="import smtplib\n\nsmtplib.SMTP(host, port, timeout=10)  # your values, in this order",
        reading=(_SMTPLIB,),
    ),
    Cause(
        name="credentials given to SMTP()",
        error=TypeError,
        fits=lambda evidence: (
            evidence.within("smtplib", "connect") and evidence.call.gave_credentials_to_smtp
        ),
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
        fits=lambda evidence: (
            evidence.raised_in("smtplib", "sendmail", "send_message")
            and not evidence.call.recipients_can_be_listed
        ),
        layer="recipient",
        headline="The recipients must be a list of addresses, or one address",
        why=(
            "`sendmail` loops over the recipients, and it can't loop over what it got. "
            "`send_message(message)` takes them from the headers."
        ),
        code='client.sendmail("me@example.com", ["you@example.com"], text)',
        reading=(_SEND, _SMTPLIB),
    ),
    Cause(
        name="a context that is none",
        error=AttributeError,
        fits=lambda evidence: (
            evidence.names.missing == "wrap_socket" and bool(evidence.mail_frames)
        ),
        layer="TLS",
        headline="context= needs the result of ssl.create_default_context()",
        why=(
            "The context says how to encrypt and whom to trust. `True`, or the name of a "
            "file, isn't a context."
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
        name="no such transfer encoding",
        error=ValueError,
        fits=lambda evidence: (
            bool(evidence.mail_frames) and evidence.says("Unknown content transfer encoding")
        ),
        layer="message building",
        headline="cte= names an encoding that email doesn't have",
        why=(
            "`cte=` is how the bytes travel: `7bit`, `8bit`, `quoted-printable` or `base64`. The "
            "charset is another argument. Without `cte=`, `email` chooses one that fits."
        ),
        code='message.set_content("Any letters")  # without cte=',
        reading=(python_docs("set_content", "email.contentmanager.html"),),
    ),
    Cause(
        name="transfer encoding for ASCII only",
        error=(UnicodeDecodeError, UnicodeEncodeError),
        fits=lambda evidence: (
            evidence.variables("email.contentmanager", "_encode_text").get("cte") == "7bit"
        ),
        layer="message building",
        headline="cte='7bit' can't carry a letter beyond ASCII",
        why=(
            "`7bit` means that the text travels as it is, in ASCII. Without `cte=`, `email` "
            "chooses an encoding that carries all letters."
        ),
        code='message.set_content("Any letters")  # without cte=',
        reading=(python_docs("set_content", "email.contentmanager.html"),),
    ),
    Cause(
        name="no such charset",
        error=LookupError,
        fits=lambda evidence: (
            type(evidence.error) is LookupError
            and bool(evidence.mail_frames)
            and evidence.called != "get_content"
        ),
        layer="message building",
        headline="Python doesn't know a charset of that name",
        why=(
            "A charset defines how letters become bytes. UTF-8 has all letters, and "
            "`EmailMessage` uses it by default."
        ),
        code='message.set_content("Any letters")  # without charset=',
        reading=(python_docs("charsets", "codecs.html#standard-encodings"),),
    ),
)
