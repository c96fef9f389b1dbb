"""Connections that end or are cut, and servers that stop answering."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from mailtutor.clinic.cause import Cause, lesson, rfc
from mailtutor.clinic.explanation import Alternative
from mailtutor.clinic.platforms import RESET

from .no_session import CUT_BETWEEN, DISCONNECTED, MAYBE_SHARED, WITH
from .subject import SHARED_CLIENT

if TYPE_CHECKING:
    from mailtutor.clinic.evidence import Evidence

_LESSON = lesson("06_send_and_handle_refusals")
_CHECK = "from mailtutor import check_connection\n\n{check_code}"
_IDLE = Alternative(
    "The connection was idle for too long",
    "Servers wait some minutes. Connect right before you send, not at the start.",
)
_OWN_SERVER = Alternative(
    "The server is a program of yours, and failed",
    "It closes the connection if its code raises an error: look at what it printed. Since Python "
    "3.5, `process_message` of `smtpd` also gets keyword arguments.",
    fits=lambda evidence: evidence.mentions("smtpd", "aiosmtpd") or False,
)


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
        "The message is large: {size_shown}",
        "The provider's limit, or a slow network, may end it halfway. Send a link to the file "
        "instead, or try a faster network.",
        fits=lambda evidence: bool(evidence.sent.size_shown),
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
    return False if evidence.connection_end.was_closed_here else None


def _was_idle(evidence: Evidence) -> bool | None:
    """Return whether the connection was idle; it rarely is between connecting and the login."""
    was_idle = evidence.connection_end.was_idle
    is_new = (
        evidence.exchange.command in {"EHLO", "HELO", "STARTTLS"}
        or evidence.connection_end.was_closed_here
    )
    return False if was_idle is None and is_new else was_idle


_cause = partial(Cause, layer="SMTP dialogue")

CAUSES = (
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
            CUT_BETWEEN,
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
        reading=(_LESSON, DISCONNECTED),
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
        code=WITH,
        is_certain=False,
        alternatives=(
            MAYBE_SHARED,
            Alternative(
                "An error before this one was caught, and the program went on",
                "After an error in `starttls()` or `login()`, the client may be of no use. Find "
                "the `except` around them, and print or raise that error: it's the real one.",
                fits=lambda evidence: evidence.connection_end.was_closed_here or None,
            ),
            replace(_IDLE, fits=_was_idle),
            replace(CUT_BETWEEN, fits=_from_outside),
            Alternative(
                "The network was lost, or the server restarted",
                "Connect again.",
                fits=_from_outside,
            ),
        ),
        reading=(_LESSON, DISCONNECTED),
    ),
    _cause(
        name="closed at QUIT",
        error=smtplib.SMTPServerDisconnected,
        fits=lambda evidence: (
            evidence.exchange.command == "QUIT"
            and evidence.raised_in("smtplib", "getreply")
            and not evidence.connection_end.was_idle
        ),
        headline="The server closed the connection at QUIT, without a reply",
        why=(
            "`QUIT` comes last. What the server accepted before that, with 250 after the content, "
            "has arrived there, so don't send it again. Some servers close the connection as soon "
            "as they read QUIT; the end of a `with` block overlooks that, and `quit()` doesn't."
        ),
        code=WITH,
        alternatives=(
            SHARED_CLIENT,
            CUT_BETWEEN,
            _IDLE,
        ),
        reading=(_LESSON, DISCONNECTED),
    ),
    _cause(
        name="connection reset",
        error=smtplib.SMTPServerDisconnected,
        # What our own server does, its transcript tells.
        fits=lambda evidence: (
            bool(evidence.connection_end.was_reset)
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
            CUT_BETWEEN,
            *_AT_THE_COMMAND,
            replace(_IDLE, fits=_was_idle),
            Alternative(
                "The server gave up",
                "Too many messages or connections, a blocked address, or it was restarted. "
                "Connect again, later and more slowly.",
            ),
        ),
        reading=(_LESSON, DISCONNECTED),
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
        code=WITH,
        is_certain=False,
        alternatives=(
            SHARED_CLIENT,
            _OWN_SERVER,
            CUT_BETWEEN,
            *_AT_THE_COMMAND,
            replace(_IDLE, fits=_was_idle),
            Alternative(
                "A rule of the server",
                "Encryption or login first, too many messages, a blocked address: its operator "
                "or the transcript may tell.",
            ),
            Alternative("The network was lost, or the server restarted", "Connect again."),
        ),
        reading=(_LESSON, DISCONNECTED),
    ),
)
