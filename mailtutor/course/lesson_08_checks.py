"""Lesson 08, when things go wrong: the checks of its exercises."""

from __future__ import annotations

import smtplib
import socket
import ssl
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from mailtutor.record import Delivery

from .clients import client_behind, session_with, was_raised
from .expectations import (
    CHECK_LINE_CHANGED,
    Mistake,
    require_delivery,
    require_function,
    require_journal,
    require_session,
)
from .message_expectations import require_addresses, require_message, require_text
from .wording import describe, times

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor.server import LocalServer

_GREYLISTED = 451  # RFC 5321, section 4.2.2
_THREE = {"a@example.com", "b@example.com", "c@example.com"}
_REPLY = (550, b"5.1.1 No such user")

# At least one error of each layer, as they are raised; all of them are OSErrors.
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
    """Check 08.1: the error of a login before encryption."""
    require_journal(secure)
    if isinstance(thing, smtplib.SMTP):
        raise Mistake("That's the client. Expected the error that its `login` raises.")
    if isinstance(thing, type) or not isinstance(thing, BaseException):
        raise Mistake(f"Expected the error that was raised, but got {describe(thing)}.")
    if not was_raised(thing):
        raise Mistake(
            f"Your code created this {type(thing).__name__}, but never raised it. Let Python raise "
            "it: connect to `secure` and log in."
        )
    _require_login_error(thing)
    if session_with(secure, client_behind(thing)) is None:
        raise Mistake(
            "That's the right error, but it didn't come from `secure`: your client connected to "
            "another server, which offers no login at all. Connect to `secure.port`."
        )
    return "The server offered no login, so Python never sent the password."


def _require_login_error(error: BaseException) -> None:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        raise Mistake(
            "That's an SMTPAuthenticationError: the server checked the password and rejected it. "
            "Remove `starttls`, so that it never gets that far."
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        if "AUTH" not in str(error):
            raise Mistake(f"The error says: {error} Expected the one about AUTH, the login.")
        return
    if isinstance(error, smtplib.SMTPSenderRefused):
        raise Mistake("That error came from sending without a login. Call `login` instead.")
    if isinstance(error, smtplib.SMTPServerDisconnected):
        raise Mistake(f"The error says: {error}. Connect again, and log in first.")
    if isinstance(error, ssl.SSLError):
        raise Mistake("That's a TLS error. Connect with `SMTP`, and without `starttls`.")
    if isinstance(error, ConnectionRefusedError):
        raise Mistake("Nothing is listening on that port. Connect to `secure.port`.")
    if isinstance(error, socket.gaierror):
        raise Mistake("That's a gaierror: no host has that name. The host is `localhost`.")
    found = f"{type(error).__name__}: {error}"
    if not isinstance(error, OSError):
        raise Mistake(f"{found}. That's a mistake in your code. Fix it first.")
    raise Mistake(f"Expected the error that an early `login` raises, but got {found}.")


def layer(function: Any) -> str:
    """Check 08.2: a function that names the layer of an error."""
    function = require_function(function, "layer(error)")
    given = [_run(function, error) for error, _ in _ERRORS]
    for found, (error, expected) in zip(given, _ERRORS, strict=True):
        start = f"Given {describe(error)}, `layer`"
        if isinstance(found, Exception):
            raise Mistake(f"{start} raised {type(found).__name__}: {found}.")
        if found is None:
            raise Mistake(f"{start} returned None. Is there a `return` on every path?")
        if not isinstance(found, str):
            raise Mistake(f"{start} returned {describe(found)}. Expected a str.")
        if found != expected and found.strip().lower() == expected.lower():
            raise Mistake(
                f"{start} returned {found!r}. The task spells it {expected!r}, and programs "
                "compare letter by letter."
            )
        if found != expected:
            raise Mistake(f"{start} returned {found!r}, not {expected!r}.{_why(given)}")
    return "Each layer has its own class, and you test for the most specific one first."


def _why(given: list[Any]) -> str:
    """Return the mistake behind all the answers together, if they show one."""
    if set(given) == {"connection"}:
        return (
            " It returns 'connection' for all of them. Each of these errors is also an OSError: do "
            "you test for `OSError` first?"
        )
    if len(set(given)) == 1:
        return f" It returns {given[0]!r} for all of them. Does it use `error`?"
    of_smtp = [found for found, (_, layer) in zip(given, _ERRORS, strict=True) if layer == "SMTP"]
    if len(set(of_smtp)) > 1:
        return " SMTPServerDisconnected is also an SMTPException: test with `isinstance`."
    of_certificate = [
        found
        for found, (error, _) in zip(given, _ERRORS, strict=True)
        if isinstance(error, ssl.SSLCertVerificationError)
    ]
    if "TLS" in given and "TLS" not in of_certificate:
        return " SSLCertVerificationError is also an SSLError: test with `isinstance`."
    for layer_, kind in (("SMTP", "smtplib.SMTPException"), ("TLS", "ssl.SSLError")):
        if layer_ not in given:
            return f" It never returns {layer_!r}. Do you test for `{kind}`, before `OSError`?"
    return ""


def _run(function: Callable[..., Any], *things: Any) -> Any:
    """Return what the learner's function returned, or the exception that it raised."""
    try:
        return function(*things)
    except Exception as error:  # noqa: BLE001 - the learner's function may raise anything
        return error


def sent(function: Any, server: Any) -> str:
    """Check 08.3: a function that sends a message and returns whether that worked."""
    from mailtutor.server import (  # late: `progress` works without the environment
        LocalServer,
        faults,
    )

    function = require_function(function, "sent(port, message)")
    require_journal(server)
    with LocalServer() as other:
        before = server.journal.mailbox.total
        found = _run(function, other.port, _message("you@example.com"))
        if server.journal.mailbox.total > before and not other.mailbox:
            raise Mistake(
                f"Called with port {other.port}, `sent` sent the message to port {server.port}. "
                "Use the port that's passed in."
            )
        if (
            found is False
            and _run(function, LocalServer().port, _message("you@example.com")) is True
        ):
            raise Mistake("True and False are swapped: True means that the message was sent.")
        _compare(found, True, "A server is listening there and accepts the message")  # noqa: FBT003
        _require_sent_once(other)
        found = _run(function, other.port, _message(""))
        _compare(found, False, "A message to nobody is rejected")  # noqa: FBT003
        found = _run(function, other.port, None)
        if not isinstance(found, Exception):
            raise Mistake(
                f"With None instead of a message, `sent` {_describe_result(found)}. That's a bug "
                "in the program, so let the exception through. `except OSError` is broad enough."
            )
    for fault, what in (
        (faults.refuse_recipient("you@example.com"), "The server rejects the recipient"),
        (faults.reply("DATA", "554 5.7.1 Rejected"), "The server rejects the message"),
        (faults.hang_up("MAIL"), "The server closes the connection"),
    ):
        with LocalServer(faults=[fault]) as other:
            found = _run(function, other.port, _message("you@example.com"))
            _compare(found, False, what)  # noqa: FBT003
            if (tries := other.sessions.total) > 1:
                raise Mistake(f"`sent` connected {times(tries)}. Try only once here.")
    nobody = LocalServer()
    found = _run(function, nobody.port, _message("you@example.com"))
    _compare(found, False, "Nothing is listening there")  # noqa: FBT003
    return "It handles errors of the network and the server, and your own bugs still show."


def _require_sent_once(server: LocalServer) -> None:
    if not server.mailbox:
        raise Mistake("`sent` returned True, but no message arrived. Did it send the message?")
    if server.mailbox[-1].message["Subject"] != _SUBJECT:
        raise Mistake("Another message arrived. Send the `message` that's passed in.")
    if len(server.mailbox) > 1:
        raise Mistake(f"The message arrived {times(len(server.mailbox))}. Send it once.")


_SUBJECT = "Sent by the check of exercise 08.3"


def _message(to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "me@example.com"
    if to:
        message["To"] = to
    message["Subject"] = _SUBJECT
    message.set_content("Hello!")
    return message


def _compare(found: Any, expected: bool, case: str) -> None:  # noqa: FBT001
    if found is expected:
        return
    hint = ""
    if found is None:
        hint = " Is there a `return` on every path?"
    elif isinstance(found, smtplib.SMTPException):
        hint = " Catch it: it's an SMTPException, which is an OSError."
    elif isinstance(found, OSError):
        hint = " Catch it: it's an OSError, but not an SMTPException."
    elif isinstance(found, dict):
        hint = " That's what `send_message` returns."
    elif isinstance(found, bool) and expected:
        hint = " Print what you caught: `print(repr(error))`."
    raise Mistake(
        f"{case}, so `sent` should return {expected}, but it {_describe_result(found)}.{hint}"
    )


def _describe_result(found: Any) -> str:
    if isinstance(found, Exception):
        words = "" if isinstance(found, OSError) else f": {found}"
        return f"raised {type(found).__name__}{words}"
    return f"returned {describe(found)}"


def fixed(thing: Any, review: Any) -> str:
    """Check 08.4: a message without the mistakes of another one."""
    if not callable(review):
        raise Mistake(CHECK_LINE_CHANGED)
    if type(thing).__name__ == "Review":
        raise Mistake("That's the result of `review`. Expected the message without the mistakes.")
    message = require_message(thing.message if isinstance(thing, Delivery) else thing)
    sender = require_addresses(message, "From")
    findings = list(review(thing))  # the most serious comes first
    if findings:
        more = f" And {len(findings) - 1} more." if findings[1:] else ""
        raise Mistake(f"`review` finds: {findings[0].headline}.{more}")
    named = {
        address
        for name in ("To", "Cc", "Bcc")
        if message[name] is not None
        for address in require_addresses(message, name)
    }
    if missed := _THREE - named:
        raise Mistake(
            f"`review` finds nothing, but the message doesn't go to {', '.join(sorted(missed))}."
        )
    if set(sender) & _THREE:
        raise Mistake(f"`From` is {sender[0]}, one of the three recipients. Send it from yourself.")
    require_text(message)
    if near := next((name for name in message if _means_message_id(name)), ""):
        raise Mistake(f"No program knows the header {near!r}. Its name is 'Message-ID'.")
    return "It goes to all three recipients, and nothing fails silently."


def _means_message_id(name: str) -> bool:
    letters = name.lower().replace("_", "").replace("-", "")
    return letters == "messageid" and name.lower() != "message-id"


def patient(server: Any) -> str:
    """Check 08.5: a message that a greylisting server accepted."""
    require_session(server)
    if not getattr(server, "faults", None):
        raise Mistake("The server's `faults` are gone, so it doesn't greylist. Leave them there.")
    lines = [line for each in server.journal.sessions for line in each.transcript]
    if not any(line.verb == "RCPT" for line in lines):
        raise Mistake("Your client connected to `busy`, but sent no message.")
    if not any(line.code == _GREYLISTED for line in lines):
        raise Mistake("`busy` never replied 451. Send to an address that it hasn't seen before.")
    if not server.journal.mailbox:
        rejections = sum(line.code == _GREYLISTED for line in lines)
        raise Mistake(
            f"`busy` replied 451 {times(rejections)}, and no message arrived. Catch "
            "SMTPRecipientsRefused, and send the same message again."
        )
    require_delivery(server)
    arrived = server.journal.mailbox.total
    if arrived > 1:
        raise Mistake(
            f"The message arrived {times(arrived)}. Stop as soon as `send_message` succeeds, with "
            "`break`."
        )
    return "Rejected at first, then accepted. In real programs, wait between the tries."
