"""The greeting, EHLO, and connections that end."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from mailtutor.clinic.cause import Cause, lesson, python_docs, rfc
from mailtutor.clinic.explanation import Alternative

from .replies import POSSIBLE
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
_CODES = rfc("Reply codes", 5321, "4.2")
_DISCONNECTED = python_docs("SMTPServerDisconnected", "smtplib.html#smtplib.SMTPServerDisconnected")


def _was_idle(evidence: Evidence) -> bool | None:
    """Return whether the connection was idle; it hardly is between connecting and the login."""
    was_idle = evidence.exchange.was_idle
    is_new = evidence.exchange.command in {"EHLO", "HELO", "STARTTLS"}
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
            "and closed it. If a message was being sent, the server may have accepted it: check "
            "before you send it again."
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
        name="closed at QUIT",
        error=smtplib.SMTPServerDisconnected,
        fits=lambda evidence: (
            evidence.exchange.command == "QUIT"
            and evidence.raised_in("smtplib", "getreply", "send")
            and not evidence.exchange.was_idle
        ),
        headline="The server closed the connection at QUIT, without a reply",
        why=(
            "`QUIT` comes last. What the server accepted before that, with 250 after the content, "
            "is delivered, so don't send it again. Some servers close the connection at once when "
            "they read QUIT; the end of a `with` block overlooks that, and `quit()` doesn't."
        ),
        code=_WITH,
        alternatives=(
            SHARED_CLIENT,
            _IDLE,
        ),
        reading=(_LESSON, _DISCONNECTED),
    ),
    _cause(
        name="connection lost",
        error=smtplib.SMTPServerDisconnected,
        fits=lambda evidence: evidence.raised_in("smtplib", "getreply", "send", "ehlo"),
        failed_step="EHLO",
        step="the connection was closed at {command}",
        headline="The server closed the connection at {command}",
        why=(
            "You were connected, but instead of a reply the connection was closed. The server gave "
            "no reason. If a message was being sent, the server may have accepted it: check "
            "before you send it again."
        ),
        code=_WITH,
        is_certain=False,
        alternatives=(
            SHARED_CLIENT,
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
                fits=lambda evidence: evidence.exchange.command == "STARTTLS",
            ),
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
    _cause(
        name="no mail server there",
        error=smtplib.SMTPConnectError,
        fits=lambda evidence: evidence.exchange.error_code == -1,
        failed_step="greeting",
        step="the answer was not SMTP",
        headline="{at} answers, but it isn't a mail server",
        why=(
            "An SMTP server greets with a reply code, 220. This answer has none: another kind of "
            "server listens on that port, such as a web server."
        ),
        code=_CHECK,
        alternatives=(
            Alternative(
                "The wrong port",
                "80 and 443 are the web, 993 and 995 are for reading mail. Sending is on 587 "
                "or 465.",
            ),
            Alternative("The wrong host", "Compare it with the provider's help page."),
        ),
        reading=(_LESSON, _CODES),
    ),
    _cause(
        name="computer's name beyond ASCII",
        error=UnicodeEncodeError,
        fits=lambda evidence: evidence.within("smtplib", "ehlo", "helo"),
        failed_step="EHLO",
        step="this computer's name cannot be sent",
        headline="This computer's name has letters that EHLO can't carry",
        why=(
            "`EHLO` carries the computer's name, which must be plain ASCII. A computer named after "
            "a person may have other letters. Set another name with `local_hostname=`."
        ),
        code=(
            "import smtplib\n"
            "\n"
            "smtplib.SMTP(\n"
            '    {host_code}, {port_code}, local_hostname="localhost", timeout=10\n'
            ")"
        ),
        reading=(_LESSON,),
    ),
)

# Used only if no row of the table of replies fits.
REPLIES = (
    _cause(
        name="greeted with no",
        error=smtplib.SMTPConnectError,
        fits=lambda _seen: True,
        failed_step="greeting",
        step="{reply}",
        quote="{reply}",
        headline="The server rejected the connection ({code}): its own words say why",
        why="It greeted with this instead of 220. {by_its_codes}{lasting}",
        code=_CHECK,
        is_certain=False,
        alternatives=(
            *POSSIBLE,
            Alternative(
                "Your address is blocked",
                "Home and cloud networks often are. Use your provider's server, port 587.",
            ),
            Alternative("The wrong server", "Compare the host with the provider's help page."),
        ),
        reading=(_LESSON, _CODES),
    ),
    _cause(
        name="hello refused",
        error=smtplib.SMTPHeloError,
        fits=lambda _seen: True,
        failed_step="EHLO",
        step="{reply}",
        quote="{reply}",
        headline="The server rejected your EHLO ({code}): its own words say why",
        why=(
            "It rejected `EHLO`, and then the older `HELO`, too. {by_its_codes}Both carry your "
            "computer's own name. {lasting}"
        ),
        code=(
            "import smtplib\n"
            "\n"
            "smtplib.SMTP(\n"
            '    {host_code}, {port_code}, local_hostname="pc.example.com", timeout=10\n'
            ")"
        ),
        is_certain=False,
        alternatives=(
            *POSSIBLE,
            Alternative("Your computer's name", "Look at `client.local_hostname`."),
            Alternative("Your address is blocked", "Then it rejects every name. Read the reply."),
        ),
        reading=(_LESSON, rfc("What EHLO carries", 5321, "4.1.1.1")),
    ),
)
