"""Lesson 04, encrypt the connection: the checks of its exercises."""

from __future__ import annotations

import smtplib
import socket
import ssl
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import make_msgid
from typing import TYPE_CHECKING, Any

from .clients import is_encrypted, require_verified_certificate, was_raised
from .expectations import Mistake, cell_start, require_delivery, require_function, require_journal
from .wording import describe, times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mailtutor.record import Mailbox, Session

_TIMEOUT = 5.0  # a plain client on a port for implicit TLS would wait for a minute

# OpenSSL's codes for what is wrong with a certificate: X509_V_ERR_... in x509_vfy.h.
_EXPIRED, _SELF_SIGNED, _UNKNOWN_CA, _OTHER_NAME = 10, (18, 19), (20, 21), 62


def _encryption(session: Session) -> str:
    """Return how a session was encrypted: "implicit", "starttls", or "" for not at all."""
    if not is_encrypted(session):
        return ""
    used_starttls = any(line.verb == "STARTTLS" for line in session.transcript)
    return "starttls" if used_starttls else "implicit"


def _require_encrypted(server: Any, expected: str) -> None:
    """Check that the last message arrived over a connection with this kind of encryption.

    Raises:
        Mistake: it didn't, or there is no message.
    """
    session = require_delivery(server).session
    found = _encryption(session)
    if not found:
        raise Mistake(
            "The message arrived, but the connection wasn't encrypted. An eavesdropper has read "
            "all of it: see `office.sessions[-1].wire`."
        )
    if found == expected:
        _forbid_plain_text(server)
        return
    if found == "starttls":
        raise Mistake(
            "The message was encrypted by STARTTLS, so the connection began in plain text. Use "
            "`SMTP_SSL` to encrypt from the first byte."
        )
    raise Mistake(
        "The message was encrypted from the first byte, which is implicit TLS. Start with `SMTP`, "
        "then call `starttls`."
    )


def _forbid_plain_text(server: Any) -> None:
    for session in server.journal.sessions:
        if (
            session.message_numbers
            and session.started >= cell_start()
            and not is_encrypted(session)
        ):
            raise Mistake(
                f"One message was encrypted, but another one, in session {session.number}, was "
                "sent in plain text for anyone to read. Send the message once, encrypted."
            )


def implicit_tls(server: Any) -> str:
    """Check 04.1: a message sent over implicit TLS."""
    _require_encrypted(server, "implicit")
    return "The message arrived, and an eavesdropper couldn't read a word of it."


def starttls(server: Any) -> str:
    """Check 04.3: a message sent after STARTTLS."""
    _require_encrypted(server, "starttls")
    require_verified_certificate(require_delivery(server).session, "office.ca_file")
    return "The session began in plain text, then you encrypted it, and only then sent the message."


def checking_context(context: Any, server: Any) -> str:
    """Check 04.2: a context that trusts the server's CA and verifies everything."""
    require_journal(server)
    if isinstance(context, str):
        raise Mistake(
            "That's a str, the name of the file. `ssl.create_default_context(cafile=...)` creates "
            "a context that trusts it."
        )
    if not isinstance(context, ssl.SSLContext):
        raise Mistake(f"Expected an ssl.SSLContext, but got {describe(context)}.")
    if context.verify_mode == ssl.CERT_NONE:
        raise Mistake(
            "The context's `verify_mode` is CERT_NONE, so it verifies no certificate at all and "
            "accepts any impostor."
        )
    if not context.check_hostname:
        raise Mistake(
            "The context's `check_hostname` is False, so it accepts a certificate for any other "
            "name, such as the impostor's."
        )
    try:
        smtplib.SMTP_SSL(
            "localhost", server.ports["implicit"], context=context, timeout=_TIMEOUT
        ).close()
    except ConnectionRefusedError:
        raise Mistake("Your `server` isn't listening. Start it: `server.start()`.") from None
    except ssl.SSLCertVerificationError as error:
        raise Mistake(
            f"The context doesn't trust `server`: {error.verify_message}. Pass the file of its "
            "certificate authority: `cafile=server.ca_file`."
        ) from None
    return "Your context verifies the signature, the name and the dates, and trusts your server."


def certificate_error(error: Any) -> str:
    """Check 04.4: the error for an expired certificate."""
    if isinstance(error, type) and issubclass(error, BaseException):
        raise Mistake(f"Expected the error that was raised, but got {describe(error)}.")
    if isinstance(error, str):
        raise Mistake(
            "That's a str. Keep the error itself: `except ... as error:`, then `caught = error`."
        )
    if not isinstance(error, BaseException):
        raise Mistake(f"Expected an exception, but got {describe(error)}.")
    if not isinstance(error, ssl.SSLCertVerificationError):
        raise Mistake(
            "Expected the error about the certificate of `old`, but got "
            f"{type(error).__name__}: {error}."
        )
    if not was_raised(error):
        raise Mistake(
            "Your code created this error, but never raised it. Connect to `old` and let Python "
            "raise it."
        )
    code = error.verify_code
    if code in _UNKNOWN_CA:
        raise Mistake(
            "The context doesn't know who signed the certificate, so it never checked the date. "
            "Trust the certificate authority of `old`: `cafile=old.ca_file`."
        )
    if code in _SELF_SIGNED:
        raise Mistake(
            "This error is about a self-signed certificate. The certificate of `old` has expired."
        )
    if code == _OTHER_NAME:
        raise Mistake(
            "This error is about a wrong name, in the impostor's certificate. Connect to `old`."
        )
    if code != _EXPIRED:
        raise Mistake(f"This error is about something else: {error.verify_message}.")
    return f"You caught the error, and it says what's wrong: {error.verify_message}."


def deliver(function: Any, server: Any, impostor: Any) -> str:
    """Check 04.5: a function that delivers only to the real server."""
    for each in (server, impostor):
        require_journal(each)
        if not each.listening:
            raise Mistake("`server` and `impostor` must both be listening. `start()` them.")
    function = require_function(function, "deliver(message, port, ca_file)")
    port = server.ports["implicit"]
    _check_delivery(function, server)
    _check_other_server(function, server)
    if _arrives(function, impostor.port, impostor.ca_file, impostor.mailbox) is None:
        raise Mistake(
            "The impostor got the message, although its certificate is for another name. Pass "
            "`context=`, and leave its checks on."
        )
    if _arrives(function, port, impostor.ca_file, server.mailbox) is None:
        raise Mistake(
            "With another `ca_file`, the message still arrived. Trust only the file that's passed "
            "in."
        )
    return "It delivers to the right server and to nobody else."


def _check_delivery(function: Callable[..., Any], server: Any) -> None:
    """Check that a function delivers to the right server, once and encrypted."""
    before = server.mailbox.total
    error = _arrives(function, server.ports["implicit"], server.ca_file, server.mailbox)
    if isinstance(error, Exception):
        raise Mistake(
            f"With `server`, `deliver` raised {type(error).__name__}: {error}.{_why(error)}"
        )
    if error is not None:
        raise Mistake(f"`deliver` returned, but the message isn't at `server`.{error}")
    if (arrived := server.mailbox.total - before) > 1:
        raise Mistake(f"The message arrived {times(arrived)}. Send it once.")
    if not is_encrypted(server.mailbox[-1].session):
        raise Mistake("The message arrived at `server`, but the connection wasn't encrypted.")


def _check_other_server(function: Callable[..., Any], server: Any) -> None:
    """Check that a function uses the port and the file that are passed in."""
    from mailtutor.server import LocalServer  # late: `progress` works without the environment

    with LocalServer(tls="implicit") as other:
        before = server.mailbox.total
        _arrives(function, other.port, other.ca_file, other.mailbox)
        if not other.mailbox and server.mailbox.total > before:
            raise Mistake(
                f"Called with port {other.port}, `deliver` sent the message to another port. Use "
                "the `port` that's passed in."
            )
        if not other.mailbox:
            raise Mistake(
                "`deliver` reaches `server`, but no other server with another port and file. Does "
                "it use the `port` and the `ca_file` that are passed in?"
            )


def _why(error: Exception) -> str:
    """Return the reason for the most common errors in `deliver`."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return " Create the context from the `ca_file` that's passed in."
    if isinstance(error, (smtplib.SMTPServerDisconnected, TimeoutError)):
        return " `SMTP` gets no greeting here: a port for implicit TLS needs `SMTP_SSL`."
    return ""


def _arrives(
    function: Callable[..., Any], port: int, ca_file: str, mailbox: Mailbox
) -> Exception | str | None:
    """Have the learner's function deliver a message.

    Returns:
        None if it arrived; else the exception that was raised, or a hint.
    """
    message = EmailMessage()
    message["From"] = "me@example.com"
    message["To"] = "ada@example.com"
    message["Message-ID"] = make_msgid(domain="example.com")
    message.set_content("For the right server only.")
    raised: Exception | None = None
    before = mailbox.total
    with _default_timeout():
        try:
            function(message, port, ca_file)
        except Exception as error:  # noqa: BLE001 - the learner's function may raise anything
            raised = error
    if any(each.message["Message-ID"] == message["Message-ID"] for each in mailbox[-3:]):
        return None
    if raised is None and mailbox.total > before:
        return " Another one arrived: send the `message` that's passed in."
    return raised or " Does it call `send_message`?"


@contextmanager
def _default_timeout() -> Iterator[None]:
    """Limit how long connections without a timeout wait."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(_TIMEOUT)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
