"""Connections that the network or this computer doesn't let through."""

from __future__ import annotations

import errno
import os
import smtplib
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs, rfc
from mailtutor.clinic.explanation import Alternative
from mailtutor.clinic.platforms import (
    NO_ANSWER,
    NO_WAY,
    NOT_ALLOWED,
    RESET,
    numbers,
)

_PROXIES = {"http_proxy", "https_proxy", "all_proxy"}
_LESSON = lesson("03_connect_to_a_server")
_TIMEOUT_SAYS = python_docs("smtplib and timeout=", "smtplib.html#smtplib.SMTP")
_CHECK = "from mailtutor import check_connection\n\n{check_code}"
_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, 113, 65, 10065} | numbers(*NO_WAY)
_NO_DESCRIPTORS = {errno.EMFILE, errno.ENFILE, 24, 23, 10024}
_NO_SUCH_KIND = {errno.EAFNOSUPPORT, 97, 47, 10047}
_NO_SUCH_ADDRESS = {errno.EADDRNOTAVAIL, 99, 49, 10049}

_cause = partial(Cause, layer="TCP", failed_step="connect", reading=(_LESSON,))

CAUSES = (
    _cause(
        name="too many open connections here",
        error=OSError,
        fits=lambda evidence: (
            evidence.within("smtplib", "connect") and evidence.exchange.errno in _NO_DESCRIPTORS
        ),
        step="no more connections can be opened",
        headline="This program has too many connections or files open",
        why=(
            "The operating system limits how many a program may have open at once. Each client "
            "counts until it is closed, and so does each file."
        ),
        code=(
            "import smtplib\n"
            "\n"
            "# One connection for all messages, closed by `with`:\n"
            "with smtplib.SMTP({host_code}, {port_code}, timeout=10) as client:\n"
            "    client.send_message(message)"
        ),
    ),
    _cause(
        name="no way to the network",
        error=OSError,
        fits=lambda evidence: (
            evidence.within("smtplib", "connect") and evidence.exchange.errno in _NO_ROUTE
        ),
        step="{host} can't be reached",
        headline="This computer can't reach {host}: it seems to be offline",
        why=(
            "The name was found, but the operating system has no network that leads to that "
            "address. No server was involved, so this is an `OSError`."
        ),
        code=_CHECK,
        is_certain=False,
        platforms=NO_WAY,
        alternatives=(
            Alternative("This computer is offline", "Open any web page in a browser."),
            Alternative(
                "Outgoing connections aren't allowed here",
                "Binder and some clouds block outgoing connections. The local server works "
                "there, too: `LocalServer().start()`.",
            ),
            Alternative(
                "Your network lets programs out only through a web proxy",
                "smtplib doesn't use it. Ask for a mail server inside your network.",
                fits=lambda _seen: bool(_PROXIES & {name.lower() for name in os.environ}) or None,
            ),
            Alternative(
                "Only one kind of address can't be reached",
                "The name has an IPv6 address, and your network only has IPv4, or vice versa.",
            ),
        ),
    ),
    _cause(
        name="no answer in time",
        error=TimeoutError,
        fits=lambda evidence: (
            (
                evidence.within("socket", "create_connection")
                or evidence.within("smtplib", "connect")
            )
            and not evidence.within("ssl", "do_handshake")
        ),
        step="no answer from port {port}",
        headline="{host} doesn't answer on port {port}",
        why=(
            "Nothing answered, not even to refuse{timeout_words}. Usually something between "
            "you and the server silently drops the packets. Without `timeout=`, Python waits "
            "as long as the system does, two minutes or more."
        ),
        code=(
            "import smtplib\n"
            "\n"
            "# The two ports that providers use. Run one line at a time.\n"
            "smtplib.SMTP({host_code}, 587, timeout=10)\n"
            "smtplib.SMTP_SSL({host_code}, 465, timeout=10)"
        ),
        is_certain=False,
        platforms=NO_ANSWER,
        alternatives=(
            Alternative(
                "Port 25 is blocked",
                "Most internet providers and clouds block it because of spam. Programs send "
                "on 587 or 465.",
                fits=lambda evidence: (
                    None if evidence.endpoint.port in {smtplib.SMTP_PORT, None} else False
                ),
            ),
            Alternative(
                "The cloud that the program runs in blocks all ports for mail",
                "Some do, such as DigitalOcean: 25, 465 and 587. Ask to have them opened, try "
                "2525, or use the provider's web API.",
            ),
            Alternative(
                "A firewall drops the connection",
                "Try from another network, such as a phone's.",
            ),
            Alternative(
                "The wrong host or port",
                "Compare {host} and {port} with the provider's help page.",
            ),
            Alternative("The server is down or overloaded", "Try again in a few minutes."),
        ),
        reading=(
            _LESSON,
            _TIMEOUT_SAYS,
            rfc("The ports for sending mail", 8314, "3.3"),
        ),
    ),
    _cause(
        name="connecting not allowed",
        error=PermissionError,
        fits=lambda evidence: evidence.within("smtplib", "connect"),
        step="not allowed to connect to port {port}",
        headline="This computer doesn't let your program connect to {host}",
        why=(
            "The operating system blocked the connection, and nothing was sent. A firewall, "
            "an antivirus program or a sandbox may be the reason."
        ),
        code=_CHECK,
        is_certain=False,
        platforms=NOT_ALLOWED,
        alternatives=(
            Alternative(
                "A firewall or antivirus program", "Look for a rule about email or Python."
            ),
            Alternative("A sandbox or container", "Try the same line outside of it."),
        ),
    ),
    _cause(
        name="source address is not here",
        error=OSError,
        fits=lambda evidence: (
            evidence.within("smtplib", "connect")
            and evidence.exchange.errno in _NO_SUCH_ADDRESS
            and evidence.endpoint.has_source_address
        ),
        step="this computer doesn't have that address",
        headline="A connection from that address isn't possible",
        why=(
            "`source_address=` must be one of this computer's addresses, and isn't. Omit it "
            "unless you need it."
        ),
        code="import smtplib\n\nsmtplib.SMTP({host_code}, {port_code}, timeout=10)",
        reading=(_TIMEOUT_SAYS,),
    ),
    _cause(
        name="address that can't be reached from here",
        error=OSError,
        fits=lambda evidence: (
            evidence.within("smtplib", "connect") and evidence.exchange.errno in _NO_SUCH_ADDRESS
        ),
        step="no way to that address",
        headline="This computer has no address from which it could reach {host}",
        why=(
            "The operating system gave up before anything was sent. A name such as `localhost` can "
            "stand for several addresses, which Python tries one after the other; this error is "
            "about the last one."
        ),
        code=_CHECK,
        is_certain=False,
        alternatives=(
            Alternative(
                "{host} is an address to listen on, not to connect to",
                "Connect to `localhost`.",
                fits=lambda evidence: evidence.endpoint.host in {"0.0.0.0", "::"},  # noqa: S104
            ),
            Alternative(
                "No mail server runs on this computer, or in this container",
                "In a container, `localhost` is the container itself: use the name of the other "
                "container or computer. To send for real, use your provider's server, on 587.",
                fits=lambda evidence: evidence.endpoint.is_this_computer,
            ),
            Alternative(
                "The name has an IPv6 address, and this computer has only IPv4, or vice versa",
                "Try from another network, or the address of the other kind.",
                fits=lambda evidence: False if evidence.endpoint.is_this_computer else None,
            ),
            Alternative(
                "The program opened very many connections in a short time",
                "Send all messages over one connection, and close each client.",
            ),
        ),
    ),
    _cause(
        name="kind of address not supported",
        error=OSError,
        fits=lambda evidence: (
            evidence.within("smtplib", "connect") and evidence.exchange.errno in _NO_SUCH_KIND
        ),
        step="this computer can't use this kind of address",
        headline="This computer can't use that kind of address: it has no IPv6, most likely",
        why=(
            "The name {host} leads to an IPv6 address, and IPv6 is switched off here, as in some "
            "containers and clouds. Python tries all addresses of a name; this error is about the "
            "last one."
        ),
        code=(
            "import socket\n"
            "\n"
            "# The IPv4 addresses of the server, if it has any:\n"
            "print(socket.getaddrinfo({host_code}, {port_code}, socket.AF_INET))"
        ),
    ),
    _cause(
        name="timeout of nothing",
        error=(ValueError, TypeError),
        fits=lambda evidence: (
            evidence.within("smtplib", "_get_socket")
            and type(evidence.exchange.client_timeout) in {int, float, str}
            and (
                type(evidence.exchange.client_timeout) is str
                or not evidence.exchange.client_timeout
            )
        ),
        step="not tried",
        headline="timeout= must be a number of seconds above 0",
        why=(
            "`timeout=0` would mean not waiting at all, which `smtplib` doesn't support, and "
            'a text such as `"10"` isn\'t a number. Give the seconds as a number: '
            "`timeout=10`."
        ),
        code="import smtplib\n\nsmtplib.SMTP({host_code}, {port_code}, timeout=10)",
        reading=(_TIMEOUT_SAYS,),
    ),
    _cause(
        name="reset while connecting",
        error=(ConnectionResetError, ConnectionAbortedError, BrokenPipeError),
        fits=lambda evidence: evidence.within("smtplib", "connect", "starttls"),
        step="the connection was reset",
        headline="The other side closed the connection abruptly",
        why=(
            "{host} accepted the connection and closed it at once, before any SMTP. Something "
            "there, or between you and it, doesn't want this connection."
        ),
        code=_CHECK,
        is_certain=False,
        platforms=RESET,
        alternatives=(
            Alternative(
                "The wrong kind of encryption for this port",
                "`SMTP_SSL` is for port 465, `SMTP` with `starttls()` for 587.",
            ),
            Alternative(
                "A firewall, or an antivirus program that scans email",
                "Turn off its email scanning for a moment, or try from another network.",
            ),
            Alternative("The server blocks your address", "Ask who runs it."),
        ),
    ),
)
