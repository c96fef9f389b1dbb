"""What lesson 04 looks at: encrypted sessions, contexts that check, errors of certificates."""

from __future__ import annotations

import smtplib
import socket
import ssl
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import make_msgid
from typing import TYPE_CHECKING, Any

from .clients import must_have_checked, was_raised
from .expectations import NotYet, a_journal, began, last_mail, phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mailtutor.record import Mailbox, Session

_SECONDS = 5.0  # a plain client at a port for implicit TLS would wait for a minute

# OpenSSL's numbers for what is wrong with a certificate: X509_V_ERR_... in x509_vfy.h.
_EXPIRED, _SELF_SIGNED, _UNKNOWN, _OTHER_NAME = 10, (18, 19), (20, 21), 62


def _encryption(session: Session) -> str:
    """Say how a session was encrypted: "implicit", "starttls", or "" for not at all."""
    lines = list(session.transcript)
    encrypted = any(line.kind == "event" and b"encrypted" in line.raw for line in lines)
    if not encrypted:
        return ""
    return "starttls" if any(line.verb == "STARTTLS" for line in lines) else "implicit"


def _sent(server: Any, wanted: str) -> None:
    """See that the last mail came over a connection with this kind of encryption.

    Raises:
        NotYet: it did not, or there is none.
    """
    session = last_mail(server).session
    found = _encryption(session)
    if not found:
        raise NotYet(
            "The message arrived, but nothing was encrypted. An eavesdropper has read all of it: "
            "see `office.sessions[-1].wire`."
        )
    if found == wanted:
        _nothing_in_plain(server)
        return
    if found == "starttls":
        raise NotYet(
            "The message arrived encrypted by STARTTLS, so the connection began in plain text. "
            "Encrypt from the first byte: `SMTP_SSL`."
        )
    raise NotYet(
        "The message arrived encrypted from the first byte: that's implicit TLS. Begin with "
        "`SMTP`, then call `starttls`."
    )


def _nothing_in_plain(server: Any) -> None:
    for session in server.journal.sessions:
        if session.mails and session.started >= began() and not _encryption(session):
            raise NotYet(
                f"One message arrived encrypted, but in session {session.number} another went in "
                "plain text, for everyone to read. Send it once, encrypted."
            )


def implicit_tls(server: Any) -> str:
    """Look at a message over implicit TLS (exercise 04.1)."""
    _sent(server, "implicit")
    return "The message arrived, and not one word of it could be read on the way."


def starttls(server: Any) -> str:
    """Look at a message after STARTTLS (exercise 04.3)."""
    _sent(server, "starttls")
    must_have_checked(last_mail(server).session, "office.ca_file")
    return "First in plain text, then encrypted, and only then the message."


def checking_context(context: Any, server: Any) -> str:
    """Look at a context that trusts the server's CA and checks all (exercise 04.2)."""
    a_journal(server)
    if isinstance(context, str):
        raise NotYet(
            "This is a str, the name of the file. `ssl.create_default_context(cafile=...)` "
            "makes a context that trusts it."
        )
    if not isinstance(context, ssl.SSLContext):
        raise NotYet(f"Expected an ssl.SSLContext, but got {phrase(context)}.")
    if context.verify_mode == ssl.CERT_NONE:
        raise NotYet(
            "Its `verify_mode` is CERT_NONE: it checks no certificate at all, and any "
            "impostor is welcome."
        )
    if not context.check_hostname:
        raise NotYet(
            "Its `check_hostname` is False: a certificate for any other name is good enough, "
            "such as the impostor's."
        )
    try:
        smtplib.SMTP_SSL(
            "localhost", server.ports["implicit"], context=context, timeout=_SECONDS
        ).close()
    except ConnectionRefusedError:
        raise NotYet("Your `server` does not listen: `server.start()`.") from None
    except ssl.SSLCertVerificationError as error:
        raise NotYet(
            f"It checks, and does not trust `server`: {error.verify_message}. Name the file "
            "of its authority: `cafile=server.ca_file`."
        ) from None
    return "It checks signature, name and dates, and lets your server pass."


def certificate_error(error: Any) -> str:
    """Look at the error of an expired certificate (exercise 04.4)."""
    if isinstance(error, type) and issubclass(error, BaseException):
        raise NotYet(f"This is the class {error.__name__}. Keep the error that was raised.")
    if isinstance(error, str):
        raise NotYet(
            "This is a text. Keep the error itself: `except ... as error:`, then `caught = error`."
        )
    if not isinstance(error, BaseException):
        raise NotYet(f"Expected an exception, but got {phrase(error)}.")
    if not isinstance(error, ssl.SSLCertVerificationError):
        raise NotYet(
            f"This is another error, {type(error).__name__}: {error}. Expected the one about the "
            "certificate of `old`."
        )
    if not was_raised(error):
        raise NotYet(
            "This error was made, but never raised. Connect to `old`, and let Python do it."
        )
    code = error.verify_code
    if code in _UNKNOWN:
        raise NotYet(
            "The context did not know who signed, so it did not get as far as the date. Trust "
            "the authority of `old`: `cafile=old.ca_file`."
        )
    if code in _SELF_SIGNED:
        raise NotYet("This is about a certificate that signed itself. That of `old` has expired.")
    if code == _OTHER_NAME:
        raise NotYet("This is about another name: the impostor's certificate. Connect to `old`.")
    if code != _EXPIRED:
        raise NotYet(f"It is about something else: {error.verify_message}.")
    return f"Caught, with what is wrong: {error.verify_message}."


def deliver(function: Any, server: Any, impostor: Any) -> str:
    """Look at a function that delivers to the real server alone (exercise 04.5)."""
    for each in (server, impostor):
        a_journal(each)
        if not each.listening:
            raise NotYet("`server` and `impostor` must both listen: `start()` them.")
    if not callable(function) or isinstance(function, type):
        raise NotYet(
            f"Expected a function, but got {phrase(function)}. Write its name without brackets."
        )
    port = server.ports["implicit"]
    _delivers(function, server)
    _delivers_elsewhere(function, server)
    if _arrives(function, impostor.port, impostor.ca_file, impostor.mailbox) is None:
        raise NotYet(
            "The impostor got the message. Its certificate is for another name: pass `context=`, "
            "and leave its checks on."
        )
    if _arrives(function, port, impostor.ca_file, server.mailbox) is None:
        raise NotYet(
            "With another `ca_file`, the message arrived all the same. Trust the file that it's "
            "given, and no other."
        )
    return "It delivers to the right server, and to nobody else."


def _delivers(function: Callable[..., Any], server: Any) -> None:
    """See that a function delivers to the right server, once and encrypted."""
    before = server.mailbox.total
    error = _arrives(function, server.ports["implicit"], server.ca_file, server.mailbox)
    if isinstance(error, Exception):
        raise NotYet(
            f"With `server`, `deliver` raised {type(error).__name__}: {error}{_why(error)}"
        )
    if error is not None:
        raise NotYet(f"`deliver` returned, but the message isn't at `server`.{error}")
    if server.mailbox.total - before > 1:
        raise NotYet(f"The message arrived {server.mailbox.total - before} times. Send it once.")
    if not _encryption(server.mailbox[-1].session):
        raise NotYet("The message arrived at `server`, but nothing was encrypted.")


def _delivers_elsewhere(function: Callable[..., Any], server: Any) -> None:
    """See that a function takes the port and the file from what it's given."""
    from mailtutor.server import LocalServer  # late: `progress` works without the environment

    with LocalServer(tls="implicit") as other:
        before = server.mailbox.total
        _arrives(function, other.port, other.ca_file, other.mailbox)
        if not other.mailbox and server.mailbox.total > before:
            raise NotYet(
                f"It was given port {other.port}, but the message went to another port. Use the "
                "`port` that it's given."
            )
        if not other.mailbox:
            raise NotYet(
                "It delivers to `server`, but to no other server with another port and file. Does "
                "it use the `port` and the `ca_file` that it's given?"
            )


def _why(error: Exception) -> str:
    """Say what is behind the errors that are met most in `deliver`."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return " Make the context from the `ca_file` that is handed over."
    if isinstance(error, (smtplib.SMTPServerDisconnected, TimeoutError)):
        return ". `SMTP` waits here in vain: a port for implicit TLS wants `SMTP_SSL`."
    return ""


def _arrives(
    function: Callable[..., Any], port: int, ca_file: str, mailbox: Mailbox
) -> Exception | str | None:
    """Have a message delivered.

    Returns:
        None if it arrived; else what was raised, or a few words.
    """
    message = EmailMessage()
    message["From"], message["To"] = "me@example.com", "ada@example.com"
    message["Message-ID"] = make_msgid(domain="example.com")
    message.set_content("For the right server only.")
    raised: Exception | None = None
    before = mailbox.total
    with _impatient():
        try:
            function(message, port, ca_file)
        except Exception as error:  # noqa: BLE001 - it is the learner's function
            raised = error
    if any(each.message["Message-ID"] == message["Message-ID"] for each in mailbox[-3:]):
        return None
    if raised is None and mailbox.total > before:
        return " Another one arrived: send the `message` that it's given."
    return raised or " Does it call `send_message`?"


@contextmanager
def _impatient() -> Iterator[None]:
    """Let connections without a timeout of their own give up soon."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(_SECONDS)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
