"""The scripts of clients that get the same answers over TCP, in memory, and in a browser.

They need neither pytest nor a socket, so that Pyodide can run them, too.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mailtutor.server import faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mailtutor import LocalServer

ME, YOU = "me@example.com", "you@example.com"


@contextmanager
def fails_with(*kinds: type[Exception]) -> Iterator[None]:
    """Expect an exception."""
    try:
        yield
    except kinds:
        return
    raise AssertionError(f"no {kinds}")


def one_mail(server: LocalServer) -> None:
    with smtplib.SMTP("localhost", server.port, timeout=10) as client:
        client.sendmail(ME, [YOU], b"Subject: Hi\r\n\r\n.dot\r\nHello!\r\n")


def two_mails_and_a_reset(server: LocalServer) -> None:
    with smtplib.SMTP("localhost", server.port, timeout=10) as client:
        client.sendmail(ME, [YOU], b"one\r\n")
        client.mail(ME)
        client.rset()
        client.sendmail(ME, [YOU, "nobody@example.com"], b"two\r\n")


def nonsense(server: LocalServer) -> None:
    with smtplib.SMTP("localhost", server.port, timeout=10) as client:
        for line in (
            "FOO",
            "",
            "MAIL",
            "RCPT TO:<x>",
            "DATA",
            "EHLO",
            "x" * 20_000,
            "HELP",
            "VRFY x",
        ):
            client.docmd(line)


def a_large_mail(server: LocalServer) -> None:
    with smtplib.SMTP("localhost", server.port, timeout=30) as client:
        client.sendmail(ME, [YOU], b"0123456789abcde\r\n" * 60_000)


def too_large(server: LocalServer) -> None:
    with smtplib.SMTP("localhost", server.port, timeout=30) as client:
        client.ehlo()
        client.mail(ME)
        client.rcpt(YOU)
        client.data(b"0123456789abcde\r\n" * 100_000)


def greylisted_then_taken(server: LocalServer) -> None:
    with fails_with(smtplib.SMTPRecipientsRefused):
        one_mail(server)
    one_mail(server)


def cut_off(server: LocalServer) -> None:
    with fails_with(smtplib.SMTPServerDisconnected):
        one_mail(server)


def kept_waiting(server: LocalServer) -> None:
    client = smtplib.SMTP("localhost", server.port, timeout=0.3)
    with fails_with(TimeoutError, smtplib.SMTPServerDisconnected):
        client.ehlo()
    client.close()


def left_in_the_middle(server: LocalServer) -> None:
    client = smtplib.SMTP("localhost", server.port, timeout=10)
    client.ehlo()
    client.mail(ME)
    client.rcpt(YOU)
    client.putcmd("data")
    client.getreply()
    client.send(b"half a mail")
    client.close()


def log_in(server: LocalServer) -> None:
    with smtplib.SMTP("localhost", server.port, timeout=10) as client:
        with fails_with(smtplib.SMTPAuthenticationError):
            client.login("ada", "wrong")
        client.user, client.password = "ada", "secret"
        client.auth("LOGIN", client.auth_login)
        client.sendmail(ME, [YOU], b"\r\n")


def upgrade(server: LocalServer) -> None:
    with smtplib.SMTP("localhost", server.port, timeout=10) as client:
        client.starttls(context=ssl.create_default_context(cafile=server.ca_file))
        client.login("ada", "secret")
        client.sendmail(ME, [YOU], b"Subject: Hi\r\n\r\n" + b"x" * 500 + b"\r\n")


def encrypted_first(server: LocalServer) -> None:
    with smtplib.SMTP_SSL(
        "localhost",
        server.port,
        timeout=10,
        context=ssl.create_default_context(cafile=server.ca_file),
    ) as client:
        client.login("ada", "secret")
        client.sendmail(ME, [YOU], b"\r\n")


def untrusted(server: LocalServer) -> None:
    with fails_with(ssl.SSLCertVerificationError):
        smtplib.SMTP_SSL("localhost", server.port, timeout=10, context=ssl.create_default_context())


def not_acceptable(server: LocalServer) -> None:
    context = ssl.create_default_context(cafile=server.ca_file)
    with fails_with(ssl.SSLCertVerificationError):
        smtplib.SMTP_SSL("localhost", server.port, timeout=10, context=context)


def unchecked(server: LocalServer) -> None:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with smtplib.SMTP_SSL("localhost", server.port, timeout=10, context=context) as client:
        client.noop()


SCRIPTS: list[tuple[Callable[[LocalServer], None], Callable[[], dict[str, Any]]]] = [
    (one_mail, dict),
    (two_mails_and_a_reset, lambda: {"refuse": {"nobody@example.com": "550 5.1.1 No"}}),
    (nonsense, dict),
    (a_large_mail, dict),
    (too_large, lambda: {"max_size": 1_000_000}),
    (greylisted_then_taken, lambda: {"faults": [faults.greylist(), faults.slow("DATA", 0.01)]}),
    (cut_off, lambda: {"faults": [faults.hang_up("MAIL")]}),
    (cut_off, lambda: {"faults": [faults.hang_up("content")]}),
    (kept_waiting, lambda: {"faults": [faults.silent("EHLO")]}),
    (left_in_the_middle, dict),
    (log_in, lambda: {"users": {"ada": "secret"}}),
    (upgrade, lambda: {"users": {"ada": "secret"}, "tls": "starttls"}),
    (encrypted_first, lambda: {"users": {"ada": "secret"}, "tls": "implicit"}),
    (untrusted, lambda: {"tls": "implicit"}),
    (not_acceptable, lambda: {"tls": "implicit", "certificate": "expired"}),
    (not_acceptable, lambda: {"tls": "implicit", "certificate": "other name"}),
    (unchecked, lambda: {"tls": "implicit", "certificate": "self-signed"}),
]


def record(server: LocalServer) -> dict[str, Any]:
    """Return what a server recorded, without what is different each time."""
    return {
        "lines": [
            [(line.kind, _same(line.text)) for line in session.transcript]
            for session in server.sessions
        ],
        "ends": [
            (session.ending, session.message_numbers, session.unfinished.hex())
            for session in server.sessions
        ],
        "messages": [(message.raw.hex(), str(message.envelope)) for message in server.mailbox],
    }


def _same(text: str) -> str:
    """Leave out what depends on chance, the computer, OpenSSL, or the version of Python."""
    if text.startswith("334 ") and len(text) > 30:
        return "334 (challenge)"
    text = re.sub(r"^(mail|rcpt) (FROM|TO):", lambda match: match[0].lower(), text)
    text = re.sub(r" \(_ssl\.c:\d+\)", "", text)
    return re.sub(r"^(ehlo|helo) .*", r"\1 (name)", text)
