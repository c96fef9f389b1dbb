"""What lesson 08 looks at: errors and their layers, a function that sends, a repaired message."""

from __future__ import annotations

import inspect
import smtplib
import socket
import ssl
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from mailtutor.record import Delivery

from .clients import client_behind, session_with, was_raised
from .expectations import (
    CHANGED,
    NotYet,
    a_journal,
    a_message,
    addresses,
    last_mail,
    last_session,
    phrase,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor.server import LocalServer

_NOT_NOW = 451  # RFC 5321, section 4.2.2
_THREE = {"a@example.com", "b@example.com", "c@example.com"}
_REPLY = (550, b"5.1.1 No such user")

# One error of each layer, as they are raised; all of them are OSErrors.
_ERRORS: tuple[tuple[OSError, str], ...] = (
    (socket.gaierror(-2, "Name or service not known"), "name"),
    (ConnectionRefusedError(111, "Connection refused"), "connection"),
    (TimeoutError("timed out"), "connection"),
    (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"), "TLS"),
    (ssl.SSLCertVerificationError(1, "certificate verify failed"), "TLS"),
    (smtplib.SMTPServerDisconnected("Connection unexpectedly closed"), "SMTP"),
    (smtplib.SMTPRecipientsRefused({"you@example.com": _REPLY}), "SMTP"),
)


def too_early(thing: Any, secure: Any) -> str:
    """Look at the error of a login before encryption (exercise 08.1)."""
    a_journal(secure)
    if isinstance(thing, smtplib.SMTP):
        raise NotYet("This is the client. Expected the error that its `login` raises.")
    if isinstance(thing, type) or not isinstance(thing, BaseException):
        raise NotYet(f"Expected the error itself, as it was raised, but got {phrase(thing)}.")
    if not was_raised(thing):
        raise NotYet(
            f"This {type(thing).__name__} was made, but never raised. Let Python raise it: connect "
            "to `secure`, and log in."
        )
    _is_about_login(thing)
    if session_with(secure, client_behind(thing)) is None:
        raise NotYet(
            "It's the right error, but it didn't come from `secure`: another server has no login "
            "at all. Connect to `secure.port`."
        )
    return "The server offered no login, so Python did not even send the password."


def _is_about_login(error: BaseException) -> None:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        raise NotYet(
            "This is an SMTPAuthenticationError: the server looked at the password, and said no. "
            "Leave `starttls` out, so that it never gets so far."
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        if "AUTH" not in str(error):
            raise NotYet(f"It says: {error} Expected the one about AUTH, which is the login.")
        return
    if isinstance(error, smtplib.SMTPSenderRefused):
        raise NotYet("This came from sending without a login. Call `login` instead.")
    if isinstance(error, smtplib.SMTPServerDisconnected):
        raise NotYet(f"It says: {error}. Connect anew, and log in first thing.")
    if isinstance(error, ssl.SSLError):
        raise NotYet("This is a TLS error. Connect with `SMTP`, and without `starttls`.")
    if isinstance(error, ConnectionRefusedError):
        raise NotYet("Nothing is listening there. Connect to `secure.port`.")
    if isinstance(error, socket.gaierror):
        raise NotYet("This is a gaierror: there's no host of that name. The host is `localhost`.")
    if not isinstance(error, OSError):
        raise NotYet(f"{type(error).__name__}: {error}. That's about your code: fix it first.")
    raise NotYet(f"This is {phrase(error)}: {error}. Expected what an early `login` raises.")


def layer(function: Any) -> str:
    """Look at a function that names the layer of an error (exercise 08.2)."""
    _function(function, "layer(error)", 1)
    given = [_tried(function, error) for error, _ in _ERRORS]
    for found, (error, wanted) in zip(given, _ERRORS, strict=True):
        name = type(error).__name__
        if isinstance(found, Exception):
            raise NotYet(f"Given a {name}, yours raised {type(found).__name__}: {found}.")
        if found is None:
            raise NotYet(f"Given a {name}, yours returned None. Is there a `return` on every path?")
        if not isinstance(found, str):
            raise NotYet(f"Given a {name}, yours returned {phrase(found)}. Expected a str.")
        if found != wanted and found.strip().lower() == wanted.lower():
            raise NotYet(
                f"Given a {name}, yours returned {found!r}. The task writes it {wanted!r}: "
                "programs compare letter by letter."
            )
        if found != wanted:
            raise NotYet(f"Given a {name}, yours returned {found!r}, not {wanted!r}.{_why(given)}")
    return "Each layer has its class. The narrow ones were asked for first."


def _why(given: list[Any]) -> str:
    """Say what all the answers together show, if they show one mistake."""
    if set(given) == {"connection"}:
        return (
            " It returns 'connection' for all of them. Each of these errors is an OSError too, so "
            "is `OSError` asked for first?"
        )
    if len(set(given)) == 1:
        return f" It returns {given[0]!r} for all of them. Does it look at `error`?"
    of_mail = [found for found, (_, wanted) in zip(given, _ERRORS, strict=True) if wanted == "SMTP"]
    if len(set(of_mail)) > 1:
        return " SMTPServerDisconnected is an SMTPException as well: ask with `isinstance`."
    exact = [found for found, (error, _) in zip(given, _ERRORS, strict=True) if _is_narrow(error)]
    if "TLS" in given and "TLS" not in exact:
        return " SSLCertVerificationError is an SSLError as well: ask with `isinstance`."
    for layer_, kind in (("SMTP", "smtplib.SMTPException"), ("TLS", "ssl.SSLError")):
        if layer_ not in given:
            return f" It never returns {layer_!r}: is `{kind}` asked for, and before `OSError`?"
    return ""


def _is_narrow(error: OSError) -> bool:
    return isinstance(error, ssl.SSLCertVerificationError)


def _function(thing: Any, form: str, count: int) -> None:
    """Make sure that it is a function of the learner's.

    Args:
        thing: what was handed in.
        form: how it is called, as "layer(error)".
        count: how many values it takes.
    """
    if not callable(thing) or isinstance(thing, type):
        raise NotYet(f"Wanted is a function: `def {form}:`. This is {phrase(thing)}.")
    try:
        inspect.signature(thing).bind(*range(count))
    except (TypeError, ValueError):
        raise NotYet(f"It should be called like this: `{form}`.") from None


def _tried(function: Callable[..., Any], *things: Any) -> Any:
    """Return what the learner's function returns, or the exception that it raises."""
    try:
        return function(*things)
    except Exception as error:  # noqa: BLE001 - it is the learner's function
        return error


def sent(function: Any, server: Any) -> str:
    """Look at a function that sends, and says whether it could (exercise 08.3)."""
    from mailtutor.server import (  # late: `progress` works without the environment
        LocalServer,
        faults,
    )

    _function(function, "sent(port, message)", 2)
    a_journal(server)
    with LocalServer() as other:
        before = server.journal.mailbox.total
        found = _tried(function, other.port, _mail("you@example.com"))
        if server.journal.mailbox.total > before and not other.mailbox:
            raise NotYet(
                f"It was given port {other.port}, but the message arrived at port {server.port}. "
                "Use the port that it's given."
            )
        if (
            found is False
            and _tried(function, LocalServer().port, _mail("you@example.com")) is True
        ):
            raise NotYet("True and False are swapped: True means that the message was sent.")
        _compare(found, True, "A server is listening there and accepts the message")  # noqa: FBT003
        _arrived_once(other)
        found = _tried(function, other.port, _mail(""))
        _compare(found, False, "A message to nobody is rejected")  # noqa: FBT003
        found = _tried(function, other.port, None)
        if not isinstance(found, Exception):
            raise NotYet(
                f"With None instead of a message, yours {_came(found)}. That's a mistake in the "
                "program, so it should come through. `except OSError` is wide enough."
            )
    for fault, what in (
        (faults.refuse_recipient("you@example.com"), "The server rejects the recipient"),
        (faults.reply("DATA", "554 5.7.1 Rejected"), "The server rejects the message"),
        (faults.hang_up("MAIL"), "The server closes the connection"),
    ):
        with LocalServer(faults=[fault]) as other:
            found = _tried(function, other.port, _mail("you@example.com"))
            _compare(found, False, what)  # noqa: FBT003
            if (tries := other.sessions.total) > 1:
                raise NotYet(f"It connected {tries} times. One try is enough here.")
    nobody = LocalServer()
    found = _tried(function, nobody.port, _mail("you@example.com"))
    _compare(found, False, "Nothing is listening there")  # noqa: FBT003
    return "What the network and the server do is met. Your own mistakes still show."


def _arrived_once(server: LocalServer) -> None:
    if not server.mailbox:
        raise NotYet("It returned True, but no message arrived. Did it send the message?")
    if server.mailbox[-1].message["Subject"] != _SUBJECT:
        raise NotYet("Another message arrived than the one that it was given: send `message`.")
    if len(server.mailbox) > 1:
        raise NotYet(f"The message arrived {len(server.mailbox)} times. Send it once.")


_SUBJECT = "Sent by the check of exercise 08.3"


def _mail(to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "me@example.com"
    if to:
        message["To"] = to
    message["Subject"] = _SUBJECT
    message.set_content("Hello!")
    return message


def _compare(found: Any, wanted: bool, case: str) -> None:  # noqa: FBT001
    if found is wanted:
        return
    hint = ""
    if found is None:
        hint = " Is there a `return` on every path?"
    elif isinstance(found, smtplib.SMTPException):
        hint = " Catch it: it's an SMTPException, and so an OSError."
    elif isinstance(found, OSError):
        hint = " Catch it: it's an OSError, but no SMTPException."
    elif isinstance(found, dict):
        hint = " That is what `send_message` returns."
    elif isinstance(found, bool) and wanted:
        hint = " Print what you caught: `print(repr(error))`."
    raise NotYet(f"{case}, so it should return {wanted}. Yours {_came(found)}.{hint}")


def _came(found: Any) -> str:
    if isinstance(found, Exception):
        words = "" if isinstance(found, OSError) else f": {found}"
        return f"raised {type(found).__name__}{words}"
    return f"returned {found if found is None or isinstance(found, bool) else phrase(found)}"


def mended(thing: Any, review: Any) -> str:
    """Look at a message without the mistakes of another (exercise 08.4)."""
    if not callable(review):
        raise NotYet(CHANGED)
    if type(thing).__name__ == "Review":
        raise NotYet("This is what `review` found. Expected the message without these mistakes.")
    message = a_message(thing.message if isinstance(thing, Delivery) else thing)
    sender = addresses(message, "From")
    # The gravest comes first. A list of what is found is no more than that of a learner.
    findings = list(review(thing))
    if findings:
        more = f" And {len(findings) - 1} more." if findings[1:] else ""
        raise NotYet(f"`review` finds: {findings[0].headline}.{more}")
    named = {
        address
        for name in ("To", "Cc", "Bcc")
        if message[name] is not None
        for address in addresses(message, name)
    }
    if missed := _THREE - named:
        raise NotYet(f"Nothing is found, but it doesn't go to {' and '.join(sorted(missed))}.")
    if set(sender) & _THREE:
        raise NotYet(f"It's from {sender[0]}, who is one of the three. It should be from you.")
    text_of(message)
    if near := next((name for name in message if _means_message_id(name)), ""):
        raise NotYet(f"{near!r} is a header that no program knows. Its name is 'Message-ID'.")
    return "Three recipients, and nothing that goes wrong in silence."


def _means_message_id(name: str) -> bool:
    return name.lower() != "message-id" and name.lower().replace("_", "").replace("-", "") == (
        "messageid"
    )


def patient(server: Any) -> str:
    """Look at a message that a greylisting server got (exercise 08.5)."""
    last_session(server)
    if not getattr(server, "faults", None):
        raise NotYet("The server's `faults` are gone, so it greylists nobody. Leave them there.")
    replies = [line for each in server.journal.sessions for line in each.transcript]
    if not any(line.verb == "RCPT" for line in replies):
        raise NotYet("Someone connected to `busy`, but sent no message.")
    if not any(line.code == _NOT_NOW for line in replies):
        raise NotYet("It never said 451. Send to an address that is new to `busy`.")
    if not server.journal.mailbox:
        refused = sum(line.code == _NOT_NOW for line in replies)
        raise NotYet(
            f"`busy` said 451 {'once' if refused == 1 else f'{refused} times'}, and no message "
            "arrived. Catch SMTPRecipientsRefused, and send the same message again."
        )
    last_mail(server)
    count = server.journal.mailbox.total
    if count > 1:
        raise NotYet(
            f"The message arrived {count} times. Stop as soon as `send_message` succeeds: `break`."
        )
    return "Rejected for now, and accepted the second time. Real programs wait between tries."
