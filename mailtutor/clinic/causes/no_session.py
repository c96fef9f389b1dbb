"""Clients without a session: they were never connected, or the server never greeted them."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs, rfc
from mailtutor.clinic.exchange import IMPLICIT_TLS_PORT
from mailtutor.clinic.explanation import Alternative

from .subject import SHARED_CLIENT

WITH = (
    "import smtplib\n"
    "\n"
    "with smtplib.SMTP({host_code}, {port_code}, timeout=10) as client:\n"
    "    client.send_message(message)  # inside the `with`"
)
CUT_BETWEEN = Alternative(
    "An antivirus program's mail shield, a firewall, a VPN or a proxy cut the connection",
    "It may be on this computer or in the network. Turn off its email scanning for a moment, or "
    "try another network, such as a phone's.",
    fits=lambda evidence: evidence.connection_end.was_reset,
)
MAYBE_SHARED = replace(SHARED_CLIENT, fits=lambda evidence: evidence.connection_end.has_threads)
DISCONNECTED = python_docs("SMTPServerDisconnected", "smtplib.html#smtplib.SMTPServerDisconnected")
_LESSON = lesson("06_send_and_handle_refusals")
_TLS_READING = (lesson("04_encrypt_the_connection"), rfc("Implicit TLS and STARTTLS", 8314, "3"))

_cause = partial(Cause, layer="SMTP dialogue")

CAUSES = (
    _cause(
        name="never connected",
        error=smtplib.SMTPServerDisconnected,
        fits=lambda evidence: (
            evidence.raised_in("smtplib", "send") and evidence.connection_end.was_never_connected
        ),
        failed_step="connect",
        step="there is no connection",
        headline="The client was never connected: `SMTP()` got no host",
        why=(
            "`smtplib.SMTP` connects only if it gets a host. Without one, or with an empty string, "
            "you get a client without a connection."
        ),
        code=WITH,
        alternatives=(
            Alternative(
                "The host comes from a setting that is empty",
                "Print it with `ascii(...)`, right before the call.",
            ),
            Alternative("You connect later, by yourself", "Call `connect(host, port)` first."),
        ),
        reading=(_LESSON, DISCONNECTED),
    ),
    _cause(
        name="not connected",
        error=smtplib.SMTPServerDisconnected,
        fits=lambda evidence: evidence.raised_in("smtplib", "send") and evidence.beneath is None,
        failed_step="connect",
        step="there is no connection",
        headline="There is no connection: connect first, then send",
        why=(
            "The client object exists, but it isn't connected: it never was, or the connection has "
            "ended. Use a client between connecting and `quit()`, or inside its `with` block."
        ),
        code=WITH,
        is_certain=False,
        alternatives=(
            MAYBE_SHARED,
            Alternative(
                "The line is after the `with` block",
                "Indent it, so that it is inside.",
                fits=lambda evidence: evidence.connection_end.is_after_with,
            ),
            Alternative(
                "After `quit()` or `close()`",
                "Create a new client, or call `connect(...)`.",
                fits=lambda evidence: evidence.connection_end.was_ended_by_code,
            ),
            Alternative(
                "An error before this one ended the connection",
                "Read the first error. After a 421 or a lost connection `smtplib` closes it.",
            ),
        ),
        reading=(_LESSON, DISCONNECTED),
    ),
    _cause(
        name="plain client on port 465",
        error=(smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError),
        fits=lambda evidence: (
            evidence.within("smtplib", "connect", "__init__")
            and evidence.endpoint.asked_port == IMPLICIT_TLS_PORT
            and not evidence.exchange.implicit_tls
            and evidence.exchange.error_code <= 0
        ),
        layer="TLS",
        failed_step="greeting",
        step="no greeting came",
        headline="Port 465 starts with TLS: use SMTP_SSL instead of SMTP",
        why=(
            "On port 465 the server waits for TLS from the first byte, while `smtplib.SMTP` waits "
            "for a greeting in plain text. So nothing comes, until one of the two gives up. The "
            "user name and the password aren't the reason: nothing was sent yet."
        ),
        code=(
            "import smtplib\n"
            "import ssl\n"
            "\n"
            "context = ssl.create_default_context({cafile})\n"
            "smtplib.SMTP_SSL({host_code}, 465, timeout=10, context=context)\n"
            "\n"
            "# Or on port 587, with starttls():\n"
            "smtplib.SMTP({host_code}, 587, timeout=10).starttls(context=context)"
        ),
        alternatives=(
            CUT_BETWEEN,
            Alternative(
                "If `SMTP_SSL` fails, too: the server blocks your address, or the network does",
                "Try from another network, or ask the people who run the server.",
            ),
        ),
        reading=_TLS_READING,
    ),
    _cause(
        name="plain client on an implicit-TLS port",
        error=smtplib.SMTPServerDisconnected,
        fits=lambda evidence: (
            evidence.exchange.greeting_timed_out and not evidence.exchange.implicit_tls
        ),
        failed_step="greeting",
        step="no greeting came",
        headline="{at} accepted the connection but never sent a greeting",
        why=(
            "An SMTP server speaks first, with 220. Here nothing came{timeout_words}. Most often "
            "the port starts with TLS (implicit TLS, like port 465), so the server waits for the "
            "client. Then use `SMTP_SSL`."
        ),
        code=(
            "import smtplib\n"
            "import ssl\n"
            "\n"
            "context = ssl.create_default_context({cafile})\n"
            "smtplib.SMTP_SSL({host_code}, {port_code}, timeout=10, context=context)"
        ),
        is_certain=False,
        alternatives=(
            Alternative(
                "The port has implicit TLS", "The lines above then work; port 465 always has."
            ),
            Alternative(
                "The server is slow to greet",
                "Some wait on purpose, against spam. Use a longer `timeout=`, such as 60.",
            ),
            Alternative(
                "Another kind of server listens there",
                "`check_connection` shows what it sends.",
            ),
        ),
        reading=_TLS_READING,
    ),
)
