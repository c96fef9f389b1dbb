"""`starttls()`: not offered, already active, or rejected."""

from __future__ import annotations

import smtplib
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, rfc
from mailtutor.clinic.explanation import Alternative

from .replies import POSSIBLE

_LESSON = lesson("04_encrypt_the_connection")
_TWO_KINDS = rfc("Implicit TLS and STARTTLS", 8314, "3")

_cause = partial(Cause, layer="TLS", failed_step="STARTTLS")

CAUSES = (
    _cause(
        name="already encrypted",
        error=(smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException),
        fits=lambda evidence: (
            evidence.within("smtplib", "starttls") and evidence.exchange.encrypted
        ),
        step="already encrypted",
        headline="The connection is already encrypted: remove starttls()",
        why=(
            "`starttls()` turns a plain connection into an encrypted one. This one is already "
            "encrypted: {how_encrypted}. So the server doesn't offer STARTTLS anymore, or rejects "
            "it, and you don't need it."
        ),
        code="client.noop()  # the connection works; go on with login() and send_message()",
        reading=(_LESSON, _TWO_KINDS),
    ),
    _cause(
        name="STARTTLS not offered",
        error=smtplib.SMTPNotSupportedError,
        fits=lambda evidence: evidence.within("smtplib", "starttls"),
        step="the server doesn't offer STARTTLS",
        headline="{at} doesn't offer STARTTLS",
        why=(
            "After EHLO, a server lists what it supports, and this one didn't list STARTTLS. "
            "So the connection isn't encrypted. Don't send a password over it."
        ),
        code=(
            "import smtplib\n"
            "import ssl\n"
            "\n"
            "print(client.esmtp_features)  # what it offers\n"
            "# Port 465 starts with TLS, if the provider has it:\n"
            "context = ssl.create_default_context()\n"
            "smtplib.SMTP_SSL({host_code}, 465, timeout=10, context=context)"
        ),
        is_certain=False,
        alternatives=(
            Alternative(
                'A setting says no TLS, but as text: even "False" counts as true',
                "Settings from the environment or a file are text{setting_shown}. Compare it: "
                '`if value.lower() == "true":`.',
                fits=lambda evidence: evidence.settings.may_be_taken_for_true,
            ),
            Alternative("The wrong port", "STARTTLS is on port 587, implicit TLS on 465."),
            Alternative(
                "A local server for learning, without encryption",
                '`LocalServer(tls="starttls")` offers it. On your own computer you don\'t need it.',
                fits=lambda evidence: None if evidence.endpoint.is_this_computer else False,
            ),
            Alternative(
                "Something in the network removes it",
                "Some networks do, and put X's there instead. Try another, or port 465.",
                fits=lambda evidence: evidence.exchange.has_masked_extension or None,
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
        fits=lambda evidence: evidence.raised_in("smtplib", "starttls"),
        step="{reply}",
        quote="{reply}",
        headline="The server offers STARTTLS, but doesn't start it: {code}",
        why=(
            "{by_its_codes}{lasting} The connection is still plain text, so don't send a password "
            "over it."
        ),
        code="client.quit()  # and try again later, or with smtplib.SMTP_SSL on port 465",
        alternatives=POSSIBLE,
        reading=(_LESSON, rfc("Replies to STARTTLS", 3207, "4")),
    ),
)
