"""`SMTPHandler` of `logging`, and arguments that are unpacked with a star."""

from __future__ import annotations

import smtplib
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs

_SMTP_HANDLER = python_docs("SMTPHandler", "logging.handlers.html#smtphandler")
_HANDLER = (
    "from logging.handlers import SMTPHandler\n"
    "\n"
    "handler = SMTPHandler(\n"
    '    ("smtp.example.com", 587),\n'
    '    "me@example.com",\n'
    '    ["you@example.com"],\n'
    '    "The program failed",\n'
    "    credentials=(user, password),\n"
    "    secure=(),  # STARTTLS\n"
    ")"
)

_cause = partial(Cause, standalone=True, code=_HANDLER)

_SETTINGS = (
    "import logging.config\n"
    "\n"
    "handler = {{\n"
    '    "class": "logging.handlers.SMTPHandler",\n'
    '    "mailhost": ["smtp.example.com", 587],\n'
    '    "fromaddr": "me@example.com",\n'
    '    "toaddrs": ["you@example.com"],\n'
    '    "subject": "The program failed",\n'
    "}}\n"
    'logging.config.dictConfig({{"version": 1, "handlers": {{"mail": handler}}}})'
)

CAUSES = (
    _cause(
        name="class of a handler that isn't there",
        error=ValueError,
        fits=lambda evidence: bool(evidence.log_handler.config_class),
        layer="environment",
        headline="The class of the handler is `logging.handlers.SMTPHandler`",
        why=(
            "The settings name `{config_class}`, and there's no such class, so `logging.config` "
            "says: {config_fault}. Capital letters count."
        ),
        code=_SETTINGS,
        reading=(_SMTP_HANDLER,),
    ),
    _cause(
        name="settings of a handler that don't fit",
        error=ValueError,
        fits=lambda evidence: bool(evidence.log_handler.config_fault),
        layer="environment",
        headline="logging.config can't create the SMTPHandler from these settings",
        why=(
            "It says: {config_fault}. All keys except `class`, `level`, `formatter` and `filters` "
            "are arguments of `SMTPHandler`: `mailhost`, `fromaddr`, `toaddrs`, `subject`, "
            "`credentials`, `secure`, `timeout`."
        ),
        code=_SETTINGS,
        reading=(_SMTP_HANDLER,),
    ),
    _cause(
        name="SMTPHandler without encryption",
        error=(smtplib.SMTPNotSupportedError, smtplib.SMTPAuthenticationError),
        fits=lambda evidence: (
            evidence.log_handler.logs_in_unencrypted and evidence.exchange.needs_tls_to_log_in
        ),
        layer="TLS",
        failed_step="login",
        step="not before TLS",
        headline="SMTPHandler doesn't encrypt by itself: pass secure=()",
        why=(
            "The server accepts no password over a connection that anyone on the way can read. "
            "With `secure=()`, the handler calls `starttls()` before it logs in."
        ),
        reading=(lesson("04_encrypt_the_connection"), _SMTP_HANDLER),
    ),
    _cause(
        name="secure of SMTPHandler",
        error=(TypeError, AttributeError, ValueError, OSError),
        fits=lambda evidence: evidence.log_handler.is_secure_used,
        layer="TLS",
        headline="SMTPHandler's secure= must be a tuple, and got {secure_kind}",
        why=(
            "An empty tuple, `secure=()`, means STARTTLS, and None means no encryption. A tuple "
            "with file names is for a certificate of your own, which hardly any server asks for. "
            "`SMTPHandler` uses `secure=` only together with `credentials=`."
        ),
        reading=(lesson("04_encrypt_the_connection"), _SMTP_HANDLER),
    ),
    _cause(
        name="pair for SMTPHandler",
        error=ValueError,
        fits=lambda evidence: bool(evidence.log_handler.pair),
        layer="environment",
        headline="SMTPHandler's {pair}= must be a pair, and has {pair_length}",
        why=(
            "`credentials=` is the user name and the password, and `mailhost=` is the host and "
            "the port, each as a tuple of two. A host alone, on port 25, is a text and no tuple."
        ),
        reading=(_SMTP_HANDLER,),
    ),
    _cause(
        name="recipients of SMTPHandler",
        error=TypeError,
        fits=lambda evidence: bool(evidence.log_handler.recipients_kind),
        layer="recipient",
        headline="SMTPHandler's toaddrs= must be a list of addresses",
        why=(
            "It got {recipients_kind}. One address may be a text; several go into a list, and "
            "each of them is a text, too."
        ),
        reading=(_SMTP_HANDLER,),
    ),
    _cause(
        name="arguments that can't be unpacked",
        error=TypeError,
        fits=lambda evidence: bool(evidence.misuse.unpacked_for),
        layer="message building",
        headline="`{unpacked_for}` got {unpacked_kind} after `{stars}`",
        why=(
            "It needs {unpackable} there: `f(*values)` passes each value of a list or tuple as an "
            "argument, and `f(**values)` each entry of a dict. Without the stars, a value is "
            "passed as it is. A None often is a setting that isn't there."
        ),
        code=(
            "options = ()  # no arguments\n"
            'options = ("smtp.example.com", 587)  # two arguments\n'
            'options = {{"host": "smtp.example.com", "port": 587}}  # by name, after **'
        ),
        reading=(python_docs("smtplib", "smtplib.html"),),
    ),
)
