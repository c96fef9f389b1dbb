"""Errors of `aiosmtplib` that have no reply, event loops that already run, other processes."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from mailtutor.clinic.cause import Cause, lesson, python_docs
from mailtutor.clinic.explanation import Alternative, Link
from mailtutor.clinic.foreign import kinds_of

if TYPE_CHECKING:
    from mailtutor.clinic.evidence import Evidence

_LIBRARY = Link("aiosmtplib's documentation:", "https://aiosmtplib.readthedocs.io/")
_CHECK = "from mailtutor import check_connection\n\n{check_code_by_words}"
_UNPICKLED = re.compile(r"cannot pickle '(ssl\.)?(SSLContext|SMTP\w*|_?socket\b|_thread|_io)")
_RUNS_ALREADY = (
    "event loop is already running",
    "cannot be called from a running event loop",
    "while another loop is running",
)

_cause = partial(Cause, error=Exception, standalone=True, layer="SMTP dialogue")


def _says(evidence: Evidence, kind: str, *words: str) -> bool:
    """Return whether it's such an exception of `aiosmtplib`, with some of these words."""
    if kind not in kinds_of(evidence.raised):
        return False
    said = str(evidence.raised).lower()
    return not words or any(each in said for each in words)


CAUSES = (
    Cause(
        name="object for another process",
        error=(TypeError, AttributeError),
        fits=lambda evidence: (
            _UNPICKLED.match(str(evidence.error)) is not None and evidence.mentions("smtplib")
        ),
        layer="environment",
        standalone=True,
        headline="A client or an SSLContext can't be passed to another process",
        why=(
            "What goes to another process is copied (pickled), and connections and contexts can't "
            "be. Pass the host, the port and the text, and connect inside the function that runs "
            "there. Threads share everything, and they are fine for sending."
        ),
        code=(
            "import smtplib\n"
            "\n"
            "def send(host, port, message):  # runs in the other process\n"
            "    with smtplib.SMTP(host, port, timeout=10) as client:\n"
            "        client.send_message(message)"
        ),
        reading=(python_docs("pickle", "pickle.html#what-can-be-pickled-and-unpickled"),),
    ),
    _cause(
        name="already encrypted by aiosmtplib",
        fits=lambda evidence: _says(evidence, "SMTPException", "already using tls"),
        layer="TLS",
        headline="The connection is already encrypted: remove starttls()",
        why=(
            "`aiosmtplib` calls STARTTLS by itself when it connects, if the server offers it. "
            "So your own call comes second. Either leave it out, or create the client with "
            "`start_tls=False`."
        ),
        code=(
            "import aiosmtplib\n"
            "\n"
            "# This uses STARTTLS by itself:\n"
            'client = aiosmtplib.SMTP(hostname="smtp.example.com", port=587)\n'
            "# or add start_tls=False, and later: await client.starttls()"
        ),
        reading=(lesson("04_encrypt_the_connection"), _LIBRARY),
    ),
    _cause(
        name="STARTTLS not offered to aiosmtplib",
        fits=lambda evidence: _says(evidence, "SMTPException", "starttls extension not supported"),
        layer="TLS",
        headline="The server doesn't offer STARTTLS",
        why=(
            "After EHLO, a server lists what it supports, and this one didn't list STARTTLS. So "
            "the connection isn't encrypted. Don't send a password over it."
        ),
        code=(
            "import aiosmtplib\n"
            "\n"
            "# Port 465 starts with TLS, if the provider has it:\n"
            'host = "smtp.example.com"\n'
            "client = aiosmtplib.SMTP(hostname=host, port=465, use_tls=True)"
        ),
        is_certain=False,
        alternatives=(
            Alternative("The wrong port", "STARTTLS is on port 587, implicit TLS on 465."),
            Alternative(
                "A local server for learning, without encryption", "Create it with `tls=`."
            ),
        ),
        reading=(lesson("04_encrypt_the_connection"), _LIBRARY),
    ),
    _cause(
        name="login not offered to aiosmtplib",
        fits=lambda evidence: _says(evidence, "SMTPException", "auth extension is not supported"),
        layer="authentication",
        headline="The server offers no login (AUTH) on this connection",
        why=(
            "After EHLO a server lists its extensions, and AUTH isn't among them. No password was "
            "sent. Many servers offer it only after STARTTLS, or on another port."
        ),
        code=(
            "import aiosmtplib\n"
            "\n"
            'host = "smtp.example.com"\n'
            "client = aiosmtplib.SMTP(hostname=host, port=587, start_tls=True)"
        ),
        is_certain=False,
        alternatives=(
            Alternative("Encryption comes first", "Use `start_tls=True`, or port 465."),
            Alternative("It needs no login", "Leave out the user name and the password."),
        ),
        reading=(lesson("05_log_in"), _LIBRARY),
    ),
    _cause(
        name="aiosmtplib not connected",
        fits=lambda evidence: _says(evidence, "SMTPServerDisconnected", "not connected"),
        headline="There is no connection: connect first, then send",
        why=(
            "The client isn't connected: `await client.connect()` was never called, or the "
            "connection has ended. Use the client inside `async with`, which does both."
        ),
        code=(
            "import aiosmtplib\n"
            "\n"
            "async def send(message):\n"
            '    host = "smtp.example.com"\n'
            "    async with aiosmtplib.SMTP(hostname=host, port=587) as client:\n"
            "        await client.send_message(message)"
        ),
        reading=(lesson("06_send_and_handle_refusals"), _LIBRARY),
    ),
    _cause(
        name="aiosmtplib lost the connection",
        fits=lambda evidence: _says(evidence, "SMTPServerDisconnected"),
        headline="The connection ended before a reply came",
        why=(
            "`aiosmtplib` says: {raised_words}. The server closed the connection, or something "
            "between you and it did. If a message was being sent, the server may have accepted "
            "it: check before you send it again."
        ),
        code=_CHECK,
        is_certain=False,
        alternatives=(
            Alternative("The connection was idle for too long", "Connect right before you send."),
            Alternative(
                "An antivirus program, a firewall or a proxy cut it", "Try another network."
            ),
            Alternative("A rule of the server", "Its operator, or its log, may tell."),
        ),
        reading=(lesson("06_send_and_handle_refusals"), _LIBRARY),
    ),
    _cause(
        name="aiosmtplib can't connect",
        fits=lambda evidence: _says(evidence, "SMTPConnectError"),
        layer="TCP",
        headline="`aiosmtplib` couldn't connect to the server",
        why=(
            "It says: {raised_words}. `check_connection` tests one layer after the other (name, "
            "TCP, greeting, EHLO and TLS), and says which of them fails."
        ),
        code=_CHECK,
        is_certain=False,
        alternatives=(
            Alternative("The wrong host or port", "Compare both with the provider's help page."),
            Alternative(
                "The wrong kind of encryption for this port",
                "`use_tls=True` is for port 465; on 587, leave it out.",
            ),
            Alternative(
                "A firewall, or the provider of your network, blocks the port",
                "Try from another network, such as a phone's.",
            ),
        ),
        reading=(lesson("03_connect_to_a_server"), _LIBRARY),
    ),
    _cause(
        name="aiosmtplib waited in vain",
        fits=lambda evidence: _says(evidence, "SMTPTimeoutError"),
        headline="The server did not answer in time",
        why=(
            "`aiosmtplib` says: {raised_words}. If a message was being sent, the server may have "
            "accepted it: check before you send it again."
        ),
        code=(
            "import aiosmtplib\n"
            "\n"
            'host = "smtp.example.com"\n'
            "client = aiosmtplib.SMTP(hostname=host, port=587, timeout=60)"
        ),
        is_certain=False,
        alternatives=(
            Alternative("The server is slow or overloaded", "Try again with a longer `timeout=`."),
            Alternative("A firewall or antivirus program blocks it", "Try from another network."),
        ),
        reading=(lesson("06_send_and_handle_refusals"), _LIBRARY),
    ),
    _cause(
        name="event loop runs already",
        error=RuntimeError,
        fits=lambda evidence: (
            evidence.says_any(*_RUNS_ALREADY) and evidence.mentions_or_knows("aiosmtplib")
        ),
        layer="environment",
        headline="An event loop is running already here: use `await` instead",
        why=(
            "In a notebook, and inside an `async def`, the event loop runs all the time, and one "
            "thread can't run a second. There you can await the call of `aiosmtplib` itself, "
            "without `asyncio.run` or `run_until_complete`."
        ),
        code=(
            "import aiosmtplib\n"
            "\n"
            "async def send(message):\n"
            '    host = "smtp.example.com"\n'
            "    await aiosmtplib.send(message, hostname=host, port=587)\n"
            "\n"
            "# then, in a notebook: await send(message)"
        ),
        reading=(python_docs("event loops", "asyncio-runner.html"), _LIBRARY),
    ),
)
