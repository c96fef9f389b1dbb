"""Errors with no entry of their own: a type that doesn't fit, or an unknown cause."""

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
        fits=lambda evidence: evidence.exchange.reply.code > 0,
        layer="SMTP dialogue",
        failed_step="EHLO",
        step="{reply}",
        quote="{reply}",
        headline="The server rejected {command} ({code}): its own words say why",
        why="{by_its_codes}{lasting} Its operator's help page may say more.",
        code=_CHECK,
        is_certain=False,
        alternatives=POSSIBLE,
        reading=(rfc("Reply codes", 5321, "4.2"), rfc("Enhanced status codes", 3463, "3")),
    ),
    Cause(
        name="an unknown TLS error",
        error=ssl.SSLError,
        fits=lambda _seen: True,
        layer="TLS",
        failed_step="TLS",
        step="{error}",
        headline="Encryption failed, and mailtutor doesn't know why",
        why=(
            "OpenSSL calls it {ssl_reason}, which can have many causes. `check_connection` tries "
            "one layer after the other, and shows which one fails."
        ),
        code=_CHECK,
        reading=(python_docs("ssl's errors", "ssl.html#ssl.SSLError"),),
    ),
    Cause(
        name="an unknown error on the way",
        error=OSError,
        fits=lambda _seen: True,
        layer="unknown",
        headline="Sending failed with {error}, which mailtutor doesn't know",
        why=(
            "It came from `smtplib.{called}`. mailtutor doesn't know what causes it. "
            "`check_connection` tests one layer after the other (name, TCP, greeting, EHLO "
            "and TLS) and says which of them fails. It doesn't send a message."
        ),
        code=_CHECK,
        reading=(python_docs("smtplib", "smtplib.html"),),
    ),
    Cause(
        name="no header in square brackets",
        error=(TypeError, AttributeError),
        fits=lambda evidence: (
            evidence.called == "__getitem__" and bool(evidence.expected_types.unfit)
        ),
        layer="message building",
        headline="Square brackets after a message take the name of a header, not {unfit_kind}",
        why=(
            'A message isn\'t a list: `message["Subject"]` is one of its headers. Its parts come '
            "from `walk()`, `iter_parts()` or `get_payload()`."
        ),
        code=(
            "for part in message.walk():\n    print(part.get_content_type(), part.get_filename())"
        ),
        reading=(python_docs("EmailMessage", "email.message.html"),),
    ),
    Cause(
        name="argument of another type",
        error=(TypeError, ValueError, AttributeError, LookupError, AssertionError),
        fits=lambda evidence: bool(evidence.expected_types.unfit),
        layer="message building",
        headline="`{called_shown}` takes {expected_words} for `{unfit}`, not {unfit_kind}",
        why=(
            "Python notices the type only when it uses the value, so its own words sound like "
            "something else: {error_words}. Look where the value comes from."
        ),
        code="print(type(value))  # what you pass as {unfit}",
        reading=(python_docs("email", "email.html"), python_docs("smtplib", "smtplib.html")),
    ),
    Cause(
        name="an unknown error in the making",
        error=(TypeError, ValueError, AttributeError, LookupError, RuntimeError, AssertionError),
        fits=lambda _seen: True,
        layer="unknown",
        headline="`{called}` failed with {error}, which mailtutor doesn't know",
        why=(
            "The error came from {raised_where}: {error_words}. {arguments_shown}"
            "Usually an argument has the wrong type: compare what you passed with what it accepts."
        ),
        code="{called_help}",
        reading=(python_docs("email", "email.html"), python_docs("smtplib", "smtplib.html")),
    ),
)
