"""Lesson 03, connect to a server: the checks of its first three exercises."""

from __future__ import annotations

import smtplib
import socket
import sys
from email import message_from_bytes
from email.message import Message
from typing import Any

from mailtutor.platform import LOOPBACK
from mailtutor.record import Delivery, Journal, Mailbox, Session

from .expectations import Mistake, cell_start, require_journal, require_session, wait_for_ending
from .lesson_03_clients import check_quit
from .wording import describe

_BOTH = ("ada@example.com", "bob@example.com")


def caught(thing: Any, server: Any) -> str:
    """Check 03.1."""
    require_journal(server)
    error = _require_raised(thing)
    attempt = _attempted_address(error)
    if not isinstance(error, ConnectionRefusedError):
        raise Mistake(_why_other_error(error, attempt))
    _check_address(attempt, server, error)
    return (
        "`except OSError` and `except ConnectionRefusedError` catch it. `except SMTPException` "
        "doesn't."
    )


def _require_raised(thing: Any) -> BaseException:
    """Return the answer if it's an exception that was raised in this cell."""
    if isinstance(thing, smtplib.SMTP):
        raise Mistake(
            "That's an SMTP client, so the connection succeeded. Try a port that nothing is "
            "listening on: stop your server first."
        )
    if isinstance(thing, type):
        raise Mistake(
            f"Expected the exception that was raised, `as error`, but got {describe(thing)}."
        )
    if not isinstance(thing, BaseException):
        is_part = isinstance(thing, (str, int, tuple)) and not isinstance(thing, bool)
        part = ", not a part of it" if is_part else ""
        raise Mistake(
            f"Expected the exception itself{part}, but got {describe(thing)}. Write "
            "`caught = error` below `except OSError as error:`."
        )
    if thing.__traceback__ is None:
        raise Mistake(
            f"Your code created this {type(thing).__name__} ({thing}), but never raised it. "
            "Expected the one that the line with `smtplib.SMTP` raised: `caught = error`."
        )
    if thing is getattr(sys, "last_value", None):
        raise Mistake(
            "This exception stopped an earlier cell. Connect again in a `try`, and catch the new "
            "one."
        )
    return thing


def _why_other_error(error: BaseException, attempt: tuple[Any, Any] | None) -> str:
    found = f"{type(error).__name__}: {error}"
    where = ""
    if attempt and isinstance(attempt[0], str) and isinstance(attempt[1], (int, str)):
        where = f" You tried host {attempt[0]!r}, port {attempt[1]!r}."
    elif attempt:
        where = f" The host was {describe(attempt[0])}, and the port {describe(attempt[1])}."
    if isinstance(error.__context__, ConnectionRefusedError) and not isinstance(error, OSError):
        return (
            f"Expected the ConnectionRefusedError, but got {found}. Your code raised that one "
            "afterwards. Write `caught = error` first."
        )
    if not isinstance(error, OSError):
        return f"{found}. That's a mistake in your code. Fix it first.{where}"
    if isinstance(error, smtplib.SMTPException):
        return (
            f"Expected the ConnectionRefusedError, but got {found}. The connection is refused "
            'before SMTP even starts. Connect in the `try`: `smtplib.SMTP("localhost", '
            "server.port)`."
        )
    if isinstance(error, socket.gaierror) and attempt and attempt[0] in LOOPBACK:
        return f"{found}. {attempt[1]!r} isn't a port. Expected `server.port`, a number."
    if isinstance(error, socket.gaierror):
        return f"That's a gaierror: no computer has that name.{where} Expected `localhost`."
    return f"Expected the ConnectionRefusedError, but got {found}.{where}"


def _attempted_address(error: BaseException) -> tuple[Any, Any] | None:
    """Return where ``smtplib`` or ``socket`` tried to connect, from an exception's frames."""
    step = error.__traceback__
    found: tuple[Any, Any] | None = None
    while step is not None:
        frame = step.tb_frame
        if frame.f_code.co_filename in {smtplib.__file__, socket.__file__}:
            values = frame.f_locals
            address = values.get("address", (values.get("host"), values.get("port")))
            if isinstance(address, tuple) and address[0]:
                found = address[0], address[1]
        step = step.tb_next
    return found


def _check_address(attempt: tuple[Any, Any] | None, server: Any, error: BaseException) -> None:
    if attempt is None:
        step = error.__traceback__
        names: set[str] = set()
        while step is not None:
            names |= set(step.tb_frame.f_code.co_names)
            step = step.tb_next
        if "connect" in names:  # a socket's own method, which leaves no frame
            return
        raise Mistake(
            "Your code raised this exception itself, without trying to connect. Let "
            '`smtplib.SMTP("localhost", server.port)` raise it.'
        )
    host, port = attempt
    if port != server.port:
        which = " That's the default if you don't pass a port." if port == smtplib.SMTP_PORT else ""
        raise Mistake(
            f"Port {port} refused the connection.{which} Expected you to try `server.port`, which "
            f"is {server.port}."
        )
    if host not in LOOPBACK:
        raise Mistake(f"The host {host!r} refused the connection. Expected `localhost`.")


def conversation(mine: Any, server: Any) -> str:
    """Check 03.2."""
    journal = _require_new_server(mine)
    if journal is require_journal(server):
        raise Mistake("That's the server of the lesson. Create your own: `mine = LocalServer()`.")
    if not journal.sessions:
        if not journal.listening:
            raise Mistake(
                "No client has connected to your server, and it isn't listening. Start it with "
                "`start()`."
            )
        raise Mistake(
            f"Your server is listening on {journal.address}, but no client has connected. Does "
            "your client use `mine.port`, and did that line run?"
        )
    session = require_session(mine)
    ending = wait_for_ending(session)
    verbs = [line.verb for line in session.transcript if line.verb]
    if not verbs:
        raise Mistake(
            "Your client connected, but sent nothing. Expected NOOP and QUIT: call `noop()` and "
            "`quit()`, with `()` after each."
        )
    if "NOOP" not in verbs:
        raise Mistake(
            f"In the last session, your client sent {', '.join(verbs)}. Expected NOOP, the command "
            "that does nothing: `noop()`."
        )
    check_quit(ending, "Your client")
    return "A greeting, a command, and QUIT: every session with a mail server goes like this."


def _require_new_server(server: Any) -> Journal:
    journal = getattr(server, "journal", None)
    if not isinstance(journal, Journal):
        hint = ""
        if isinstance(server, type):
            hint = " Create one by calling it, with `()`."
        elif isinstance(server, smtplib.SMTP):
            hint = " A client is the other end of the connection."
        raise Mistake(f"Expected a LocalServer, but got {describe(server)}.{hint}")
    return journal


def received(thing: Any, server: Any) -> str:
    """Check 03.3."""
    journal = require_journal(server)
    if isinstance(thing, Mailbox):
        raise Mistake("That's the whole mailbox. Its newest message is `server.mailbox[-1]`.")
    if isinstance(thing, Session):
        raise Mistake("That's the session. The message it delivered is in `server.mailbox`.")
    if isinstance(thing, Message):
        raise Mistake(
            "That's the message without its envelope. Expected what arrived at the server: "
            "`server.mailbox[-1]`."
        )
    if not isinstance(thing, Delivery):
        raise Mistake(
            f"Expected what arrived at the server, but got {describe(thing)}. It's in "
            "`server.mailbox`."
        )
    here = list(journal.mailbox)
    if not any(thing is each for each in here):
        raise Mistake(
            "This message arrived at another server, not at `server`. Connect to `server.port`, "
            "and take the message from `server.mailbox`."
        )
    new = [each for each in here if each.received >= cell_start()]
    if not new:
        raise Mistake(
            f"This message went {thing.envelope}, but it arrived before this cell started. No "
            "other message has arrived at `server` since."
        )
    _check_recipients(thing, new)
    return "One message, two recipients: MAIL FROM once, and RCPT TO twice."


def _recipients(delivery: Delivery) -> list[str]:
    return [address.lower() for address in delivery.envelope.rcpt_tos]


def _check_recipients(delivery: Delivery, new: list[Delivery]) -> None:
    reached = _recipients(delivery)
    missed = [address for address in _BOTH if address not in reached]
    alike = [each for each in new if set(_BOTH) <= set(_recipients(each))]
    if missed and alike:
        raise Mistake(
            f"This message went {delivery.envelope}. Another one, which arrived since this cell "
            "started, went to both. Expected that one, as the last in `server.mailbox`."
        )
    if missed:
        raise Mistake(_why_missed(delivery, missed, new))
    if more := [address for address in reached if address not in _BOTH]:
        raise Mistake(f"The message also went to {_listed(more)}. Expected only {_listed(_BOTH)}.")
    if cell_start() and len(alike) > 1:
        raise Mistake(
            f"{len(alike)} messages to both have arrived since this cell started. Expected one "
            "message, sent once."
        )
    written = _header_recipients(delivery)
    if written and not set(written) & set(_BOTH):
        raise Mistake(
            f"The message went to both, but Ada and Bob will read {_listed(written)} in its "
            "headers. Expected your own message, with both in `To`."
        )


def _why_missed(delivery: Delivery, missed: list[str], new: list[Delivery]) -> str:
    # As it was sent: Python's parsed header has only the addresses that it could read.
    written = str(message_from_bytes(delivery.raw)["To"] or "")
    others = {address for each in new for address in _recipients(each)}
    found = f"The message went {delivery.envelope}. The envelope lacks {_listed(missed)}."
    if delivery not in new:
        return f"{found} It arrived before this cell started. The last one is `server.mailbox[-1]`."
    if len(new) > 1 and others >= set(_BOTH):
        return (
            f"{found} {len(new)} messages arrived, each for different people. Send one message to "
            "both: one `To`, with a comma."
        )
    both_written = all(address in written.lower() for address in _BOTH)
    if ";" in written:
        return (
            f"`To` has a semicolon, so only {_listed(_recipients(delivery))} got the message, "
            "without an error. Use a comma."
        )
    if both_written and "," not in written:
        return f"{found} `To` is {written!r}. Put a comma between the addresses."
    if both_written:
        return f"{found} `To` has both. Did your code give the server only some of the recipients?"
    return f"{found} `To` is {written!r}."


def _header_recipients(delivery: Delivery) -> list[str]:
    message = delivery.message
    return [
        address.addr_spec.lower()
        for name in ("To", "Cc")
        for address in getattr(message[name], "addresses", ())
    ]


def _listed(addresses: Any) -> str:
    return " and ".join(addresses)
