"""Connections that end, are cut, or were never there."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from mailtutor.clinic.cause import Cause, lesson, python_docs, rfc
from mailtutor.clinic.exchange import IMPLICIT_TLS_PORT
from mailtutor.clinic.explanation import Alternative
from mailtutor.clinic.platforms import RESET

from .subject import SHARED_CLIENT

if TYPE_CHECKING:
    from mailtutor.clinic.evidence import Evidence

_LESSON = lesson("06_send_and_handle_refusals")
_TLS_LESSON = lesson("04_encrypt_the_connection")
_CHECK = "from mailtutor import check_connection\n\n{check_code}"
_WITH = (
    "import smtplib\n"
    "\n"
    "with smtplib.SMTP({host_code}, {port_code}, timeout=10) as client:\n"
    "    client.send_message(message)  # inside the `with`"
)
_IDLE = Alternative(
    "The connection was idle for too long",
    "Servers wait some minutes. Connect right before you send, not at the start.",
)
_CUT_BETWEEN = Alternative(
    "An antivirus program's mail shield, a firewall, a VPN or a proxy cut the connection",
    "It may be on this computer or in the network. Turn off its email scanning for a moment, or "
    "try another network, such as a phone's.",
    fits=lambda evidence: evidence.exchange.was_reset,
)
_DISCONNECTED = python_docs("SMTPServerDisconnected", "smtplib.html#smtplib.SMTPServerDisconnected")


# What a connection that ends at this command often means.
_AT_THE_COMMAND = (
    Alternative(
        "A wrong password, or a wrong authorization code",
        "Some servers close the connection instead of answering 535; QQ and 163 do.",
        fits=lambda evidence: evidence.exchange.command == "AUTH",
    ),
    Alternative(
        "The server doesn't accept the name of your computer",
        "It's in EHLO. Gmail's relay wants a real name: give the client "
        '`local_hostname="pc.example.com"`.',
        fits=lambda evidence: evidence.exchange.command in {"EHLO", "HELO"},
    ),
    Alternative(
        "A firewall, an antivirus program, or the network lets no STARTTLS through",
        "Try port 465 with `SMTP_SSL`, or another network.",
        fits=lambda evidence: (
            evidence.exchange.command == "STARTTLS" or evidence.within("smtplib", "starttls")
        ),
    ),
)


def _ended_while_waiting(evidence: Evidence) -> bool:
    """Return whether the connection ended in the middle, even if only the error's words say so."""
    if not evidence.mail_frames:  # raised again by a library
        return evidence.says("Connection unexpectedly closed")
    return evidence.raised_in("smtplib", "getreply", "send", "ehlo")


def _ended_before(evidence: Evidence) -> bool:
    """Return whether a command could not be sent, as the connection had ended before it.

    The content is long: its connection may end while it is being sent.
    """
    if not evidence.mail_frames:  # raised again by a library
        return evidence.says("Server not connected") and not evidence.library
    return (
        evidence.raised_in("smtplib", "send")
        and isinstance(evidence.beneath, OSError)
        and not isinstance(evidence.beneath, TimeoutError)
        and evidence.exchange.command != "the content"
    )


def _from_outside(evidence: Evidence) -> bool | None:
    """Return whether the other side or the network may have ended the connection."""
    return False if evidence.exchange.was_closed_here else None


def _was_idle(evidence: Evidence) -> bool | None:
    """Return whether the connection was idle; it rarely is between connecting and the login."""
    was_idle = evidence.exchange.was_idle
    is_new = (
        evidence.exchange.command in {"EHLO", "HELO", "STARTTLS"}
        or evidence.exchange.was_closed_here
    )
    return False if was_idle is None and is_new else was_idle


_cause = partial(Cause, layer="SMTP dialogue")

CAUSES = (
    _cause(
        name="never connected",
        error=smtplib.SMTPServerDisconnected,
        fits=lambda evidence: (
            evidence.raised_in("smtplib", "send") and evidence.exchange.was_never_connected
        ),
        failed_step="connect",
        step="there is no connection",
        headline="The client was never connected: `SMTP()` got no host",
        why=(
            "`smtplib.SMTP` connects only if it gets a host. Without one, or with an empty string, "
            "you get a client without a connection."
        ),
        code=_WITH,
        alternatives=(
            Alternative(
                "The host comes from a setting that is empty",
                "Print it with `ascii(...)`, right before the call.",
            ),
            Alternative("You connect later, by yourself", "Call `connect(host, port)` first."),
        ),
        reading=(_LESSON, _DISCONNECTED),
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
        code=_WITH,
        is_certain=False,
        alternatives=(
            replace(SHARED_CLIENT, fits=lambda evidence: evidence.exchange.has_threads),
            Alternative(
                "The line is after the `with` block",
                "Indent it, so that it is inside.",
                fits=lambda evidence: evidence.exchange.is_after_with,
            ),
            Alternative(
                "After `quit()` or `close()`",
                "Create a new client, or call `connect(...)`.",
                fits=lambda evidence: evidence.exchange.was_ended_by_code,
            ),
            Alternative(
                "An error before this one ended the connection",
                "Read the first error. After a 421 or a lost connection `smtplib` closes it.",
            ),
        ),
        reading=(_LESSON, _DISCONNECTED),
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
            _CUT_BETWEEN,
            Alternative(
                "If `SMTP_SSL` fails, too: the server blocks your address, or the network does",
                "Try from another network, or ask the people who run the server.",
            ),
        ),
        reading=(_TLS_LESSON, rfc("Implicit TLS and STARTTLS", 8314, "3")),
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
        reading=(_TLS_LESSON, rfc("Implicit TLS and STARTTLS", 8314, "3")),
    ),
    _cause(
        name="server stopped answering",
        error=smtplib.SMTPServerDisconnected,
        fits=lambda evidence: isinstance(evidence.beneath, TimeoutError),
        failed_step="EHLO",
        step="no answer to {command}",
        headline="The server did not answer {command} in time",
        why=(
            "The connection was open, but nothing came back{timeout_words}, so `smtplib` gave up "
            "and closed it.{maybe_accepted}"
        ),
        code=(
            "import smtplib\n"
            "\n"
            "# RFC 5321 allows a server minutes: give it more time.\n"
            "smtplib.SMTP({host_code}, {port_code}, timeout=60)"
        ),
        is_certain=False,
        alternatives=(
            SHARED_CLIENT,
            Alternative("The server is slow or overloaded", "Try again with a longer `timeout=`."),
            Alternative("A firewall or antivirus program blocks it", "Try from another network."),
            Alternative("The network was lost", "Open a web page."),
        ),
        reading=(_LESSON, rfc("How long to wait", 5321, "4.5.3.2")),
    ),
    _cause(
        name="closed before the greeting",
        error=smtplib.SMTPServerDisconnected,
        fits=lambda evidence: evidence.within("smtplib", "connect"),
        failed_step="greeting",
        step="the server closed the connection",
        headline="{at} closed the connection without a greeting",
        why=(
            "An SMTP server greets with 220 first. This one closed the connection instead, and "
            "gave no reason."
        ),
        code=_CHECK,
        is_certain=False,
        alternatives=(
            _CUT_BETWEEN,
            Alternative(
                "The port starts with TLS",
                "Then use `smtplib.SMTP_SSL`, mostly on port 465.",
            ),
            Alternative(
                "The server blocks your address", "Try from another network, or ask its operator."
            ),
            Alternative("Too many connections at once", "Close the others, and wait a minute."),
            Alternative(
                "It isn't a mail server", "Compare host and port with the provider's help page."
            ),
        ),
        reading=(_LESSON, _DISCONNECTED),
    ),
    _cause(
        name="connection ended before",
        error=smtplib.SMTPServerDisconnected,
        fits=_ended_before,
        failed_step="EHLO",
        step="the connection had ended before {command}",
        headline="The connection had already ended before {command}",
        why=(
            "`smtplib` couldn't send the command, so this error is only a consequence: something "
            "before it ended the connection. Messages that the server had accepted by then are "
            "not lost."
        ),
        code=_WITH,
        is_certain=False,
        alternatives=(
            replace(SHARED_CLIENT, fits=lambda evidence: evidence.exchange.has_threads),
            Alternative(
                "An error before this one was caught, and the program went on",
                "After an error in `starttls()` or `login()`, the client may be of no use. Find "
                "the `except` around them, and print or raise that error: it's the real one.",
                fits=lambda evidence: evidence.exchange.was_closed_here or None,
            ),
            replace(_IDLE, fits=_was_idle),
            replace(_CUT_BETWEEN, fits=_from_outside),
            Alternative(
                "The network was lost, or the server restarted",
                "Connect again.",
                fits=_from_outside,
            ),
        ),
        reading=(_LESSON, _DISCONNECTED),
    ),
    _cause(
        name="closed at QUIT",
        error=smtplib.SMTPServerDisconnected,
        fits=lambda evidence: (
            evidence.exchange.command == "QUIT"
            and evidence.raised_in("smtplib", "getreply")
            and not evidence.exchange.was_idle
        ),
        headline="The server closed the connection at QUIT, without a reply",
        why=(
            "`QUIT` comes last. What the server accepted before that, with 250 after the content, "
            "has arrived there, so don't send it again. Some servers close the connection as soon "
            "as they read QUIT; the end of a `with` block overlooks that, and `quit()` doesn't."
        ),
        code=_WITH,
        alternatives=(
            SHARED_CLIENT,
            _CUT_BETWEEN,
            _IDLE,
        ),
        reading=(_LESSON, _DISCONNECTED),
    ),
    _cause(
        name="connection reset",
        error=smtplib.SMTPServerDisconnected,
        # What our own server does, its transcript tells.
        fits=lambda evidence: (
            bool(evidence.exchange.was_reset)
            and _ended_while_waiting(evidence)
            and evidence.endpoint.session is None
        ),
        layer="TCP",
        failed_step="EHLO",
        step="the connection was reset at {command}",
        headline="The connection was cut at {command}: it was reset, not closed",
        why=(
            "A server that ends a session says so, or closes the connection in order. A reset is "
            "abrupt. It comes from a server that gave up, or from something between you and it."
            "{maybe_accepted}"
        ),
        code=_CHECK,
        is_certain=False,
        platforms=RESET,
        alternatives=(
            _CUT_BETWEEN,
            *_AT_THE_COMMAND,
            replace(_IDLE, fits=_was_idle),
            Alternative(
                "The server gave up",
                "Too many messages or connections, a blocked address, or it was restarted. "
                "Connect again, later and more slowly.",
            ),
        ),
        reading=(_LESSON, _DISCONNECTED),
    ),
    _cause(
        name="connection lost",
        error=smtplib.SMTPServerDisconnected,
        fits=_ended_while_waiting,
        failed_step="EHLO",
        step="the connection was closed at {command}",
        headline="The server closed the connection at {command}",
        why=(
            "You were connected, but instead of a reply the connection was closed. The server gave "
            "no reason.{maybe_accepted}"
        ),
        code=_WITH,
        is_certain=False,
        alternatives=(
            SHARED_CLIENT,
            _CUT_BETWEEN,
            *_AT_THE_COMMAND,
            replace(_IDLE, fits=_was_idle),
            Alternative(
                "A rule of the server",
                "Encryption or login first, too many messages, a blocked address: its operator "
                "or the transcript may tell.",
            ),
            Alternative("The network was lost, or the server restarted", "Connect again."),
        ),
        reading=(_LESSON, _DISCONNECTED),
    ),
)
