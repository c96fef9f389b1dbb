"""Before a word is said: the name is not found, nothing answers, the way is closed."""

from __future__ import annotations

import errno
import socket
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs, rfc
from mailtutor.clinic.explanation import Other
from mailtutor.clinic.platforms import (
    NO_ANSWER,
    NO_WAY,
    NOT_ALLOWED,
    RESET,
    UNKNOWN_NAME,
    numbers,
)

_LESSON = lesson("03_connect_to_a_server")
_SOCKET_SAYS = python_docs("looking up names", "socket.html#socket.gaierror")
_TIMEOUT_SAYS = python_docs("smtplib and timeout=", "smtplib.html#smtplib.SMTP")
_CHECK = "from mailtutor import check_connection\n\n{check_code}"
# EAI_AGAIN; Windows has a number of its own for it, 11002.
_TRY_AGAIN = {getattr(socket, "EAI_AGAIN", -3), -3, 11002}
_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, 113, 65, 10065} | numbers(*NO_WAY)
_NO_SUCH_ADDRESS = {errno.EADDRNOTAVAIL, 99, 49, 10049}

_cause = partial(Cause, layer="TCP", failed_step="connect", reading=(_LESSON,))

CAUSES = (
    _cause(
        name="a URL in place of a host",
        error=OSError,
        fits=lambda seen: (
            "/" in seen.endpoint.host_as_given
            and (isinstance(seen.error, socket.gaierror) or seen.raised_in("smtplib", "connect"))
        ),
        layer="name",
        failed_step="name",
        step="this is an address for a browser",
        headline="A mail server's name is wanted, not a web address",
        why=(
            "`smtplib` takes the bare name of a server, as `smtp.example.com`, without "
            "`https://` or `smtp://` and without a slash. The port goes beside it as a number."
        ),
        code='import smtplib\n\nsmtplib.SMTP("smtp.example.com", 587, timeout=10)',
    ),
    _cause(
        name="a port that is no number",
        error=OSError,
        fits=lambda seen: (
            (seen.raised_in("smtplib", "connect") and isinstance(seen.beneath, ValueError))
            or (
                seen.within("smtplib", "connect")
                and seen.endpoint.port is None
                and seen.raised_in("socket", "getaddrinfo")
            )
        ),
        layer="name",
        failed_step="name",
        step="the port is not a number",
        headline="The port must be a whole number, as 587",
        why=(
            "What stands behind the colon, or as the second argument, is the port. It was not "
            "a whole number, so nothing was looked up and nobody was called."
        ),
        code="import smtplib\n\nsmtplib.SMTP({host_code}, 587, timeout=10)",
    ),
    _cause(
        name="name lookup does not work now",
        error=socket.gaierror,
        fits=lambda seen: seen.exchange.errno in _TRY_AGAIN,
        layer="name",
        failed_step="name",
        step="nobody could be asked for {host}",
        headline="No name can be looked up now: is this computer online?",
        why=(
            "To find {host}, the computer asks a name server (DNS), and got no answer. So it is "
            "not known whether the name is right. Mostly there is no network at all."
        ),
        code=_CHECK,
        sure=False,
        others=(
            Other("This computer is offline", "Open any web page in a browser."),
            Other(
                "It runs where no network is given",
                "Binder, some clouds and containers let nothing out. The local server works "
                "there all the same: `LocalServer().start()`.",
            ),
            Other("The name server is down", "Try again in a minute, or from another network."),
        ),
        reading=(_LESSON, _SOCKET_SAYS),
    ),
    _cause(
        name="name not found",
        error=(socket.gaierror, UnicodeError),
        fits=lambda seen: (
            (
                seen.within("smtplib", "connect")
                and (
                    isinstance(seen.error, socket.gaierror) or seen.within("socket", "getaddrinfo")
                )
            )
            or (isinstance(seen.error, socket.gaierror))
        ),
        layer="name",
        failed_step="name",
        step="there is no {host_shown}",
        headline="There is no host with the name {host_shown}",
        why=(
            "The name was looked up before anybody was called, and no address was found for it. "
            "Compare it letter by letter{host_hint}."
        ),
        code=_CHECK,
        sure=False,
        faces=UNKNOWN_NAME,
        others=(
            Other(
                "A slip in the name",
                "A letter, a dot or a space too many? `print(repr(host))` shows spaces.",
            ),
            Other(
                "The part after the @ in place of the server",
                "Mail for `me@example.com` often goes out through `smtp.example.com`; the "
                "provider's help page tells.",
            ),
            Other(
                "This computer is offline, or the name is known inside one network only",
                "Open a web page; at work or at school, check that the VPN is on.",
            ),
        ),
        reading=(_LESSON, _SOCKET_SAYS),
    ),
    _cause(
        name="no way to the network",
        error=OSError,
        fits=lambda seen: seen.within("smtplib", "connect") and seen.exchange.errno in _NO_ROUTE,
        step="there is no way to {host}",
        headline="This computer knows no way to {host}: it seems to be offline",
        why=(
            "The name was found, but the operating system has no network that leads to that "
            "address. No server was reached, so none said no. It is an `OSError`."
        ),
        code=_CHECK,
        sure=False,
        faces=NO_WAY,
        others=(
            Other("This computer is offline", "Open any web page in a browser."),
            Other(
                "Nothing may leave from here",
                "Binder and some clouds close the way out. The local server works there all "
                "the same: `LocalServer().start()`.",
            ),
            Other(
                "Only one kind of address has no way",
                "The name has an IPv6 address, and your network has IPv4 only, or the reverse.",
            ),
        ),
    ),
    _cause(
        name="no answer in time",
        error=TimeoutError,
        fits=lambda seen: (
            (seen.within("socket", "create_connection") or seen.within("smtplib", "connect"))
            and not seen.within("ssl", "do_handshake")
        ),
        step="no answer from port {port}",
        headline="{host} does not answer on port {port}",
        why=(
            "Nobody said no: no answer came at all{timeout_words}. Most often something on the "
            "way drops what is sent, without a word. Without `timeout=`, Python waits as long "
            "as the system does, two minutes or more."
        ),
        code=(
            "import smtplib\n"
            "\n"
            "# The two ports that providers use. Run one line at a time.\n"
            "smtplib.SMTP({host_code}, 587, timeout=10)\n"
            "smtplib.SMTP_SSL({host_code}, 465, timeout=10)"
        ),
        sure=False,
        faces=NO_ANSWER,
        others=(
            Other(
                "Port 25 is blocked",
                "Most internet providers and clouds block it, against spam. Programs send on "
                "587 or 465.",
            ),
            Other(
                "A firewall drops the connection",
                "Try from another network, such as a phone's.",
            ),
            Other(
                "The wrong host or port",
                "Compare {host} and {port} with the provider's help page.",
            ),
            Other("The server is down or overloaded", "Try again in some minutes."),
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
        fits=lambda seen: seen.within("smtplib", "connect"),
        step="not allowed to call port {port}",
        headline="This computer does not let your program connect to {host}",
        why=(
            "The operating system said no itself; nothing was sent. A firewall, an antivirus "
            "program or a sandbox stands between."
        ),
        code=_CHECK,
        sure=False,
        faces=NOT_ALLOWED,
        others=(
            Other("A firewall or antivirus program", "Look there for a rule about mail or Python."),
            Other("A sandbox or container", "Try the same line outside of it."),
        ),
    ),
    _cause(
        name="source address is not here",
        error=OSError,
        fits=lambda seen: (
            seen.within("smtplib", "connect") and seen.exchange.errno in _NO_SUCH_ADDRESS
        ),
        step="this computer does not have that address",
        headline="The connection cannot start from, or go to, that address",
        why=(
            "`source_address=` must be an address of this computer, and was not, or the address "
            "that was called can never be one. Leave `source_address=` out unless you need it."
        ),
        code="import smtplib\n\nsmtplib.SMTP({host_code}, {port_code}, timeout=10)",
        reading=(_TIMEOUT_SAYS,),
    ),
    _cause(
        name="timeout of nothing",
        error=(ValueError, TypeError),
        fits=lambda seen: (
            seen.within("smtplib", "_get_socket")
            and type(seen.exchange.client_timeout) in {int, float, str}
            and (type(seen.exchange.client_timeout) is str or not seen.exchange.client_timeout)
        ),
        step="not tried",
        headline="timeout= takes a number of seconds above 0",
        why=(
            "`timeout=0` would mean not to wait at all, which `smtplib` does not do; and a text "
            'such as `"10"` is no number. Give seconds, as `timeout=10`.'
        ),
        code="import smtplib\n\nsmtplib.SMTP({host_code}, {port_code}, timeout=10)",
        reading=(_TIMEOUT_SAYS,),
    ),
    _cause(
        name="reset while connecting",
        error=(ConnectionResetError, ConnectionAbortedError, BrokenPipeError),
        fits=lambda seen: seen.within("smtplib", "connect", "starttls"),
        step="the connection was cut off",
        headline="The other side cut the connection off",
        why=(
            "{host} took the call and dropped it at once, without a word of SMTP. Something "
            "there, or on the way, does not want this connection."
        ),
        code=_CHECK,
        sure=False,
        faces=RESET,
        others=(
            Other(
                "The wrong kind of encryption for this port",
                "`SMTP_SSL` is for port 465, `SMTP` with `starttls()` for 587.",
            ),
            Other("A firewall or antivirus program", "Try from another network."),
            Other("The server blocks your address", "Ask who runs it."),
        ),
    ),
)
