"""A connection that is refused: by a `LocalServer`, by this computer, by another."""

from __future__ import annotations

import re
from functools import partial

from mailtutor.clinic.cause import Cause, lesson, python_docs, rfc
from mailtutor.clinic.evidence import MAIL_PORTS
from mailtutor.clinic.explanation import Alternative
from mailtutor.clinic.platforms import REFUSED

_LESSON = lesson("03_connect_to_a_server")
_PYTHON_SAYS = python_docs("ConnectionRefusedError", "exceptions.html#ConnectionRefusedError")
_TCP_SAYS = rfc("Why an empty port answers at all", 9293, "3.5.2")
_NOT_AN_SMTP_ERROR = (
    "It is an `OSError`, raised before any SMTP was spoken, so "
    "`except smtplib.SMTPException` would not catch it."
)

_cause = partial(
    Cause, layer="TCP", failed_step="connect", reading=(_LESSON, _PYTHON_SAYS, _TCP_SAYS)
)

CAUSES = (
    _cause(
        name="address not answered here",
        error=ConnectionRefusedError,
        fits=lambda evidence: bool(evidence.endpoint.answered),
        layer="name",
        failed_step="name",
        step="{asked} is not named",
        headline="Inside this `with` block, no server answers for {asked}",
        why=(
            "Your code is inside `with server.answering(...)`. There, smtplib reaches only the "
            "addresses that the `with` line names: {answered}. mailtutor refused this one itself, "
            "so that no message goes out to the internet by accident."
        ),
        code="with {other_server}.answering({asked_code}):\n    smtplib.SMTP({asked_code})",
        alternatives=(
            Alternative(
                "A slip in the name or the port",
                "Compare the `with` line and the line that failed, letter by letter.",
            ),
            Alternative(
                "You mean the real server on the internet",
                "Move the line out of the `with` block.",
            ),
        ),
        reading=(_LESSON,),
    ),
    _cause(
        name="no such port",
        error=(ConnectionRefusedError, OverflowError),
        fits=lambda evidence: (
            evidence.endpoint.port is not None and not 0 < evidence.endpoint.port <= 65535  # noqa: PLR2004
        ),
        step="there is no port {port}",
        headline="There is no port {port}: ports go from 1 to 65535",
        why=(
            "A port is a 16-bit number. Some systems silently cut off a larger one and try another "
            "port, so the error may say that the connection was refused."
        ),
        code="import smtplib\n\nsmtplib.SMTP({host_code}, 587, timeout=10)",
        reading=(_LESSON,),
    ),
    _cause(
        name="connect without a host",
        error=ConnectionRefusedError,
        fits=lambda evidence: (
            evidence.called == "connect"
            and re.search(r"\.connect\(\s*\)", evidence.line) is not None
        ),
        step="refused by port 25",
        headline="`connect()` without a host means this computer, port 25",
        why=(
            "Nothing is listening there. `connect` doesn't know the host that the client was "
            "created with. A client that got a host is connected already, and one without needs "
            "`connect(host, port)`."
        ),
        code="client.noop()  # no connect(): the client is connected if it had a host",
        reading=(_LESSON, _PYTHON_SAYS),
    ),
    _cause(
        name="local server stopped",
        error=ConnectionRefusedError,
        fits=lambda evidence: (
            evidence.endpoint.is_this_computer and evidence.endpoint.silent_server_was_stopped
        ),
        step="refused by port {real_port}",
        headline="Nothing is listening on port {real_port}: `{server}` was stopped",
        why=(
            "`{server}` kept the port when it was stopped, but no longer listens on it, so the "
            "operating system refused the connection: `ECONNREFUSED`, error "
            "{numbers}. " + _NOT_AN_SMTP_ERROR
        ),
        code="{server}.start()  # the same port again",
        platforms=REFUSED,
        alternatives=(
            Alternative(
                "You connected after the end of a `with` block",
                "`with LocalServer() as ...` stops the server at its end. Connect inside it.",
            ),
        ),
    ),
    _cause(
        name="local server not listening",
        error=ConnectionRefusedError,
        fits=lambda evidence: (
            evidence.endpoint.is_this_computer and bool(evidence.endpoint.silent_server)
        ),
        step="refused by port {real_port}",
        headline="Nothing is listening on port {real_port}: `{server}` hasn't been started",
        why=(
            "Your code is right. `{server}` has reserved the port, but isn't listening on it yet, "
            "so the operating system refused the connection: `ECONNREFUSED`, error "
            "{numbers}. " + _NOT_AN_SMTP_ERROR
        ),
        code="{server}.start()",
        platforms=REFUSED,
    ),
    _cause(
        name="local server on another port",
        error=ConnectionRefusedError,
        fits=lambda evidence: (
            evidence.endpoint.is_this_computer
            and bool(evidence.endpoint.other_server)
            and not evidence.endpoint.server_here
            and not evidence.exchange.implicit_tls
        ),
        step="refused by port {port}",
        headline="Nothing is listening on port {port}: `{other_server}` has port {other_port}",
        why=(
            "Your server runs, but no program listens on port {port}. So the operating system "
            "refused the connection: `ECONNREFUSED`, error {numbers}. " + _NOT_AN_SMTP_ERROR
        ),
        code=(
            "import smtplib\n"
            "\n"
            "smtplib.SMTP({host_code}, {other_server}.port)\n"
            "\n"
            "# or let the server answer for the address that you wrote:\n"
            "with {other_server}.answering({asked_code}):\n"
            "    smtplib.SMTP({asked_code})"
        ),
        platforms=REFUSED,
        alternatives=(
            Alternative(
                "You mean another server on this computer",
                "It is not running, or not on port {port}. Check where it is started.",
            ),
        ),
    ),
    _cause(
        name="nothing listens on this computer",
        error=ConnectionRefusedError,
        fits=lambda evidence: evidence.endpoint.is_this_computer,
        step="refused by port {port}",
        headline="Nothing is listening on port {port} of this computer",
        why=(
            "Python did what you asked, but no program listens on that port. So the operating "
            "system refused the connection: `ECONNREFUSED`, error {numbers}. " + _NOT_AN_SMTP_ERROR
        ),
        code=(
            "import smtplib\n"
            "from mailtutor import LocalServer\n"
            "\n"
            "server = LocalServer().start()\n"
            'smtplib.SMTP("localhost", server.port)'
        ),
        platforms=REFUSED,
        alternatives=(
            Alternative(
                "You mean your provider's mail server",
                "It isn't on this computer. Use its name and port from the provider's help page, "
                "such as `smtp.example.com` and 587.",
                fits=lambda evidence: evidence.endpoint.port in MAIL_PORTS,
            ),
            Alternative(
                "It listens on the other of 127.0.0.1 and ::1",
                "A computer has both addresses. Use `localhost`, which tries one after the other.",
                fits=lambda evidence: (
                    evidence.endpoint.host in {"127.0.0.1", "::1"}
                    and (bool(evidence.endpoint.server_here) or None)
                ),
            ),
            Alternative(
                "The server listens on another port",
                "Print the port where the server is started, and compare it with {port}.",
            ),
            Alternative(
                "The server has stopped, or its kernel was restarted",
                "Start it again; `server.listening` must be True.",
            ),
            Alternative(
                "The server runs on another computer, or in a container",
                "`{host}` always means the computer that your Python runs on. Use the other "
                "one's name.",
            ),
        ),
    ),
    _cause(
        name="refused by a remote host",
        error=ConnectionRefusedError,
        fits=lambda _seen: True,
        step="refused by port {port}",
        headline="{host} refused the connection on port {port}",
        why=(
            "The answer came at once: nothing accepts connections on that port, or a "
            "firewall refuses them: `ECONNREFUSED`, error {numbers}. " + _NOT_AN_SMTP_ERROR
        ),
        code=(
            "import smtplib\n"
            "\n"
            "# The two ports that providers use. Run one line at a time.\n"
            "smtplib.SMTP({host_code}, 587, timeout=10)\n"
            "smtplib.SMTP_SSL({host_code}, 465, timeout=10)"
        ),
        platforms=REFUSED,
        alternatives=(
            Alternative(
                "The wrong port",
                "Compare {port} with the provider's help page. Programs send on 587 or 465; "
                "port 25 is for mail between servers.",
            ),
            Alternative(
                "The wrong host",
                "A web address or the part after the @ is often not the mail server. Compare "
                "`{host}` with the provider's help page.",
            ),
            Alternative(
                "A firewall on your side refuses",
                "Try from another network, such as a phone's.",
            ),
            Alternative(
                "The server is down",
                "If the same code worked yesterday, wait and try again.",
            ),
        ),
    ),
)
