"""Errors with an unknown cause: the card says so, and suggests `check_connection`."""

from __future__ import annotations

import smtplib
import ssl

from mailtutor.clinic.cause import Cause, python_docs, rfc

from .replies import POSSIBLE

_CHECK = "from mailtutor import check_connection\n\n{check_code}"

CAUSES = (
    Cause(
        name="an unknown reply",
        error=smtplib.SMTPResponseException,
        fits=lambda seen: seen.exchange.reply.code > 0,
        layer="SMTP dialogue",
        failed_step="EHLO",
        step="{reply}",
        quote="{reply}",
        headline="The server rejected {command} ({code}): its own words say why",
        why="{by_its_codes}{lasting} Its operator's help page may say more.",
        code=_CHECK,
        sure=False,
        others=POSSIBLE,
        reading=(rfc("Reply codes", 5321, "4.2"), rfc("Enhanced status codes", 3463, "3")),
    ),
    Cause(
        name="an unknown TLS error",
        error=ssl.SSLError,
        fits=lambda _seen: True,
        layer="TLS",
        failed_step="TLS",
        step="{error}",
        headline="Encryption failed, and this clinic does not know why",
        why=(
            "OpenSSL calls it {ssl_reason}. Which cause that has is not known here. "
            "`check_connection` tries one layer after the other, and says which of them fails."
        ),
        code=_CHECK,
        reading=(python_docs("ssl's errors", "ssl.html#ssl.SSLError"),),
    ),
    Cause(
        name="an unknown error on the way",
        error=OSError,
        fits=lambda _seen: True,
        layer="unknown",
        headline="The mail went wrong with {error}, which this clinic does not know",
        why=(
            "It came from `smtplib.{called}`. What causes it is not known here. "
            "`check_connection` tries one layer after the other, name, TCP, greeting, EHLO and "
            "TLS, and says which of them fails. It sends no mail."
        ),
        code=_CHECK,
        reading=(python_docs("smtplib", "smtplib.html"),),
    ),
    Cause(
        name="an unknown error in the making",
        error=(TypeError, ValueError, AttributeError, LookupError, RuntimeError, AssertionError),
        fits=lambda _seen: True,
        layer="unknown",
        headline="`{called}` failed with {error}, which this clinic does not know",
        why=(
            "The error came from inside Python's own modules for mail. Mostly an argument is of "
            "another type than is wanted: compare what you gave with what it takes."
        ),
        code="{called_help}",
        reading=(python_docs("email", "email.html"), python_docs("smtplib", "smtplib.html")),
    ),
)
