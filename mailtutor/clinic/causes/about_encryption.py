"""Replies about encryption: it's missing, it's too old, or it's there already."""

from __future__ import annotations

from functools import partial

from mailtutor.clinic.cause import lesson, rfc

from .subject import Subject

_TLS = lesson("04_encrypt_the_connection")

_subject = partial(Subject, layer="TLS")

SUBJECTS = (
    _subject(
        name="TLS too old",
        waiting_helps=False,
        phrases=(
            (
                r"(tls|ssl) ?v?(1\.[01]|1|2|3)\b[\w ,.]{0,30} (is |"
                r"are )?(not supported|deprecated|disabled)"
            ),
            (
                r"(requires?|must use|at least|upgrade to|"
                r"minimum)[\w ]{0,15} tls ?v?(version )?1\.[23]"
            ),
            (
                r"(requires?|needs?) (high|strong)\w*[- ](strength )?cipher|"
                r"(tls|ssl) version[\w ]{0,15} (old|low)"
            ),
        ),
        steps=("login", "sender", "recipient"),
        only=lambda evidence: evidence.exchange.encrypted,
        headline="The encryption of this connection is too old for the server",
        why=(
            "It wants a newer version of TLS, mostly 1.2 or later. Python's default context uses "
            "the newest that both sides know, so look at the context, and at the age of Python."
        ),
        code="import ssl\n\nprint(client.sock.version(), ssl.OPENSSL_VERSION)",
        tell="`client.sock.version()` shows the version in use.",
        reading=(_TLS,),
    ),
    _subject(
        name="already encrypted at the server",
        phrases=(
            (
                r"(tls|starttls|encryption)[\w ]{0,12} already (active|"
                r"in use|started|established|on\b)"
            ),
            r"already (using|in|running|have) (a )?(tls|ssl)|(starttls|tls) may not be repeated",
        ),
        numbers=(503, 454, 554),
        steps=("STARTTLS",),
        headline="The connection is already encrypted: remove starttls()",
        why="One `starttls()` is enough, and `SMTP_SSL` encrypts from the first byte.",
        code="client.noop()  # the connection works; go on with login() and send_message()",
        tell="Remove `starttls()`.",
        reading=(_TLS,),
    ),
    _subject(
        name="encryption before mail",
        waiting_helps=False,
        phrases=(
            (
                r"(issue|send|use|run|enable|do|start|try) (a |the )?(starttls|start tls)|"
                r"(must|please|to) use (tls|ssl)\b"
            ),
            r"requires? (a |the )?(starttls|tls|ssl)\b|must use (a |an )?(secure|encrypted)",
            (
                r"\b(encryption|encrypted connection|starttls|tls|ssl|secure connection)"
                r"( command| connection| session)? (is |be )?(required|needed|mandatory)"
            ),
            r"(without|not using|not over) (ssl|tls|encryption|starttls)|(un|non-?)encrypted",
            r"requires? (a |an )?(encrypt\w+|secure) ",
            r"(starttls|encryption) (command )?(first|before)",
            (
                r"(plain ?text|clear ?text|insecure|"
                r"unencrypted)[\w ]{0,25} (not|dis|prohibit|refuse|den)\w*"
            ),
            (
                r"(only|not)[\w ]{0,20} (over|after|with|under) (a |"
                r"an )?(tls|ssl|secure|encrypted|starttls)"
            ),
        ),
        hints=(r"\btls\b|\bssl\b|starttls|encrypt|secure (connection|channel)",),
        codes=("7.10", "7.11"),
        numbers=(530, 538),
        steps=("login", "sender", "recipient"),
        only=lambda evidence: not evidence.exchange.encrypted,
        headline="The server requires encryption first: call starttls()",
        why="After `starttls()` the same connection is encrypted, and the server goes on.",
        code="import ssl\n\nclient.starttls(context=ssl.create_default_context({cafile}))",
        tell="Call `client.starttls(...)` first, or connect with `SMTP_SSL`.",
        reading=(_TLS, rfc("STARTTLS", 3207, "4")),
    ),
)
