"""`starttls()`: not offered, already on, or refused."""

from __future__ import annotations

import smtplib
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, rfc
from mailtutor.clinic.explanation import Other

_LESSON = lesson("04_encrypt_the_connection")
_TWO_KINDS = rfc("Implicit TLS and STARTTLS", 8314, "3")

_cause = partial(Cause, layer="TLS", failed_step="STARTTLS")

CAUSES = (
    _cause(
        name="already encrypted",
        error=smtplib.SMTPNotSupportedError,
        fits=lambda seen: seen.within("smtplib", "starttls") and seen.exchange.encrypted,
        step="it is encrypted already",
        headline="The connection is encrypted already: leave out starttls()",
        why=(
            "`starttls()` turns a plain connection into an encrypted one. This one is encrypted: "
            "{how_encrypted}. So the server does not offer STARTTLS any more, and all is well."
        ),
        code="client.noop()  # the connection works; go on with login() and send_message()",
        reading=(_LESSON, _TWO_KINDS),
    ),
    _cause(
        name="STARTTLS not offered",
        error=smtplib.SMTPNotSupportedError,
        fits=lambda seen: seen.within("smtplib", "starttls"),
        step="the server does not offer STARTTLS",
        headline="{at} does not offer STARTTLS",
        why=(
            "After EHLO a server lists what it can do, and STARTTLS is not on this one's list. "
            "So nothing was encrypted. Do not send a password here."
        ),
        code=(
            "import smtplib\n"
            "import ssl\n"
            "\n"
            "print(client.esmtp_features)  # what it offers\n"
            "# Port 465 begins with TLS, where a provider has it:\n"
            "context = ssl.create_default_context()\n"
            "smtplib.SMTP_SSL({host_code}, 465, timeout=10, context=context)"
        ),
        sure=False,
        others=(
            Other("The wrong port", "STARTTLS is on 587, implicit TLS on 465."),
            Other(
                "A local server for learning, without encryption",
                '`LocalServer(tls="starttls")` offers it; for a server on this computer it is '
                "not needed.",
            ),
            Other(
                "Something on the way removes it",
                "Some networks do. Try another, or port 465.",
            ),
        ),
        reading=(_LESSON, _TWO_KINDS),
    ),
)

# Asked only after the table of what a reply is about.
REPLIES = (
    _cause(
        name="STARTTLS refused",
        error=smtplib.SMTPResponseException,
        fits=lambda seen: seen.raised_in("smtplib", "starttls"),
        step="{reply}",
        headline="The server offers STARTTLS, but does not begin: {code}",
        why=(
            "It answered `{reply}`. A code that begins with 4 means: not now. The connection is "
            "still in plain text, so do not send a password over it."
        ),
        code="client.quit()  # and try again later, or with smtplib.SMTP_SSL on port 465",
        reading=(_LESSON, rfc("What STARTTLS may answer", 3207, "4")),
    ),
)
