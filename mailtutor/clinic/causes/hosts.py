"""Names of hosts that can't be looked up, and ports that aren't numbers."""

from __future__ import annotations

import socket
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs, rfc
from mailtutor.clinic.explanation import Alternative
from mailtutor.clinic.platforms import UNKNOWN_NAME

_LESSON = lesson("03_connect_to_a_server")
_SOCKET_SAYS = python_docs("looking up names", "socket.html#socket.gaierror")
_CHECK = "from mailtutor import check_connection\n\n{check_code}"
# EAI_AGAIN; Windows has a number of its own for it, 11002.
_TRY_AGAIN = {getattr(socket, "EAI_AGAIN", -3), -3, 11002}

_cause = partial(Cause, layer="TCP", failed_step="connect", reading=(_LESSON,))

CAUSES = (
    _cause(
        name="a URL instead of a host",
        error=(OSError, UnicodeError),
        fits=lambda evidence: (
            "/" in evidence.endpoint.host_as_given
            and not evidence.endpoint.host_as_given.startswith("/")  # a socket of LMTP
            and (
                isinstance(evidence.error, socket.gaierror | UnicodeError)
                or evidence.raised_in("smtplib", "connect")
            )
        ),
        layer="name",
        failed_step="name",
        step="this is a web address",
        headline="Use the mail server's name, not a web address",
        why=(
            "`smtplib` needs just the name of a server, such as `smtp.example.com`, without "
            "`https://` or `smtp://` and without a slash. The port is a separate number."
        ),
        code='import smtplib\n\nsmtplib.SMTP("smtp.example.com", 587, timeout=10)',
    ),
    _cause(
        name="an email address instead of a host",
        error=(socket.gaierror, UnicodeError),
        fits=lambda evidence: (
            "@" in evidence.endpoint.host_as_given and "/" not in evidence.endpoint.host_as_given
        ),
        layer="name",
        failed_step="name",
        step="this is an email address",
        headline="Use the mail server's name, not an email address",
        why=(
            "A name with an @ is an address, and `smtplib` needs the name of a server. The part "
            "after the @ seldom is one: messages from `me@example.com` are often sent through "
            "`smtp.example.com`. The provider's help page has the name."
        ),
        code='import smtplib\n\nsmtplib.SMTP("smtp.example.com", 587, timeout=10)',
    ),
    _cause(
        name="a port that is no number",
        error=OSError,
        fits=lambda evidence: (
            (evidence.raised_in("smtplib", "connect") and isinstance(evidence.beneath, ValueError))
            or (
                evidence.within("smtplib", "connect")
                and evidence.endpoint.port is None
                and evidence.raised_in("socket", "getaddrinfo")
            )
        ),
        layer="name",
        failed_step="name",
        step="the port is not a number",
        headline="The port must be a whole number, such as 587",
        why=(
            "The port comes after the colon, or is the second argument. It wasn't a whole "
            "number, so Python didn't look up a name or connect to anything."
        ),
        code="import smtplib\n\nsmtplib.SMTP({host_code}, 587, timeout=10)",
    ),
    _cause(
        name="name lookup does not work now",
        error=socket.gaierror,
        fits=lambda evidence: evidence.exchange.errno in _TRY_AGAIN,
        layer="name",
        failed_step="name",
        step="{host} couldn't be looked up",
        headline="Names can't be looked up right now: is this computer online?",
        why=(
            "To find {host}, the computer asks a name server (DNS), and that didn't answer. "
            "So nobody knows yet whether the name is right. Usually there is no network "
            "connection at all."
        ),
        code=_CHECK,
        is_certain=False,
        alternatives=(
            Alternative("This computer is offline", "Open any web page in a browser."),
            Alternative(
                "The code runs in a place without network access",
                "Binder, some clouds and some containers block outgoing connections. The "
                "local server works there, too: `LocalServer().start()`.",
            ),
            Alternative(
                "The name server is down", "Try again in a minute, or from another network."
            ),
        ),
        reading=(_LESSON, _SOCKET_SAYS),
    ),
    _cause(
        name="name that no host can have",
        error=UnicodeError,
        fits=lambda evidence: (
            evidence.within("smtplib", "connect") and bool(evidence.endpoint.impossible_part)
        ),
        layer="name",
        failed_step="name",
        step="this can't be a name",
        headline="No host can have this name: {impossible_part}",
        why=(
            "A name consists of parts with a dot between them, each of 1 to 63 characters, such as "
            "`smtp.example.com`. This one doesn't, so Python didn't look it up. The password and "
            "the network aren't the reason."
        ),
        code='import smtplib\n\nsmtplib.SMTP("smtp.example.com", {port_code}, timeout=10)',
        alternatives=(
            Alternative(
                "Another setting took the place of the host",
                "A key, a password or a text of several words: print `len(host)`.",
                fits=lambda evidence: "part" in evidence.endpoint.impossible_part,
            ),
            Alternative(
                "A dot too many, or a part between two dots that is empty",
                "Print `repr(host)`: a variable that was filled in may be empty.",
                fits=lambda evidence: "dot" in evidence.endpoint.impossible_part,
            ),
        ),
        reading=(_LESSON, rfc("Host names", 1123, "2.1")),
    ),
    _cause(
        name="name not found",
        error=(socket.gaierror, UnicodeError),
        fits=lambda evidence: (
            (
                evidence.within("smtplib", "connect")
                and (
                    isinstance(evidence.error, socket.gaierror)
                    or evidence.within("socket", "getaddrinfo")
                )
            )
            or (isinstance(evidence.error, socket.gaierror))
        ),
        layer="name",
        failed_step="name",
        step="there is no {host_shown}",
        headline="There is no host with the name {host_shown}",
        why=(
            "Python looks up the name before it connects, and found no address for it. "
            "Compare it letter by letter{host_hint}."
        ),
        code=_CHECK,
        is_certain=False,
        platforms=UNKNOWN_NAME,
        alternatives=(
            Alternative(
                "A typo in the name",
                "A letter, a dot or a space too many? `print(repr(host))` shows spaces.",
            ),
            Alternative(
                "The part after the @ instead of the server",
                "Messages from `me@example.com` are often sent through `smtp.example.com`. "
                "The provider's help page has the name.",
            ),
            Alternative(
                "This computer is offline, or the name only exists inside one network",
                "Open a web page; at work or at school, check that the VPN is on.",
            ),
        ),
        reading=(_LESSON, _SOCKET_SAYS),
    ),
)
