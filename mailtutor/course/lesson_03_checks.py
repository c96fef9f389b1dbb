"""Lesson 03, connect to a server: what its exercises check, but for the last two."""

from __future__ import annotations

import smtplib
import socket
import sys
from email import message_from_bytes
from email.message import Message
from typing import Any

from mailtutor.record import Delivery, Journal, Mailbox, Session

from .expectations import (
    NotYet,
    a_journal,
    began,
    ended,
    last_session,
    phrase,
)
from .lesson_03_clients import check_quit

_BOTH = ("ada@example.com", "bob@example.com")
_HERE = {"localhost", "127.0.0.1", "::1"}


def caught(thing: Any, server: Any) -> str:
    """Check 03.1."""
    a_journal(server)
    error = _an_exception(thing)
    tried = _tried_address(error)
    if not isinstance(error, ConnectionRefusedError):
        raise NotYet(_why_other_error(error, tried))
    _check_address(tried, server, error)
    return "`except OSError` and `except ConnectionRefusedError` catch it. SMTPException does not."


def _an_exception(thing: Any) -> BaseException:
    """Take an exception that was raised in this cell."""
    if isinstance(thing, smtplib.SMTP):
        raise NotYet(
            "That's an SMTP client, so the connection succeeded. Try a port that nothing is "
            "listening on: stop your server first."
        )
    if isinstance(thing, type):
        raise NotYet(f"This is {phrase(thing)}. Expected the one that was raised: `as error`.")
    if not isinstance(thing, BaseException):
        is_part = isinstance(thing, (str, int, tuple)) and not isinstance(thing, bool)
        part = ", not a part of it" if is_part else ""
        raise NotYet(
            f"Expected the exception itself{part}, but got {phrase(thing)}. Write "
            "`caught = error` below `except OSError as error:`."
        )
    said = f"{type(thing).__name__}: {thing}"
    if thing.__traceback__ is None:
        raise NotYet(
            f"This exception, {said}, was made by your code and never raised. Expected the very "
            "one that the line with `smtplib.SMTP` raised: `caught = error`."
        )
    if thing is getattr(sys, "last_value", None):
        raise NotYet(
            "This exception stopped an earlier cell. Connect once more, in a `try`, and catch the "
            "new one."
        )
    return thing


def _why_other_error(thing: BaseException, tried: tuple[Any, Any] | None) -> str:
    said = f"{type(thing).__name__}: {thing}"
    where = ""
    if tried and isinstance(tried[0], str) and isinstance(tried[1], (int, str)):
        where = f" You tried host {tried[0]!r}, port {tried[1]!r}."
    elif tried:
        where = f" The host was {phrase(tried[0])}, and the port {phrase(tried[1])}."
    if isinstance(thing.__context__, ConnectionRefusedError) and not isinstance(thing, OSError):
        return (
            f"This is {said}, which your code raised after the refusal. Expected the refusal "
            "itself: `caught = error`."
        )
    if not isinstance(thing, OSError):
        return f"{said}. That is about your code; fix it first.{where}"
    if isinstance(thing, smtplib.SMTPException):
        return (
            f"This is {phrase(thing)}: {thing}. The connection is refused before SMTP even "
            'starts. Connect in the `try`: `smtplib.SMTP("localhost", server.port)`.'
        )
    if isinstance(thing, socket.gaierror) and tried and tried[0] in _HERE:
        return f"{said}. {tried[1]!r} isn't a port. Expected `server.port`, a number."
    if isinstance(thing, socket.gaierror):
        return f"This is a gaierror: no computer has that name.{where} Expected `localhost`."
    return f"Expected the ConnectionRefusedError, but got {said}.{where}"


def _tried_address(error: BaseException) -> tuple[Any, Any] | None:
    """Read from an exception's frames where ``smtplib`` or ``socket`` was to connect."""
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


def _check_address(tried: tuple[Any, Any] | None, server: Any, error: BaseException) -> None:
    if tried is None:
        step = error.__traceback__
        names: set[str] = set()
        while step is not None:
            names |= set(step.tb_frame.f_code.co_names)
            step = step.tb_next
        if "connect" in names:  # a socket's own method, of which Python keeps no frame
            return
        raise NotYet(
            "Your code raised this exception itself: no connection was tried. Let "
            '`smtplib.SMTP("localhost", server.port)` raise it.'
        )
    host, port = tried
    if port != server.port:
        which = " That's what Python takes when none is given." if port == smtplib.SMTP_PORT else ""
        raise NotYet(
            f"Port {port} refused the connection.{which} Expected a try at `server.port`, which "
            f"is {server.port}."
        )
    if host not in _HERE:
        raise NotYet(f"The host {host!r} refused the connection. Expected `localhost`.")


def conversation(mine: Any, server: Any) -> str:
    """Check 03.2."""
    journal = _journal_of(mine)
    if journal is a_journal(server):
        raise NotYet("This is the server of the lesson. Make a new one: `mine = LocalServer()`.")
    if not journal.sessions:
        if not journal.listening:
            raise NotYet(
                "Nobody has connected to your server, and it isn't listening now: made, and not "
                "started? Start it with `start()`."
            )
        raise NotYet(
            f"Your server is listening at {journal.address}, and nobody has connected. Did your "
            "client use `mine.port`, and did that line run?"
        )
    session = last_session(mine)
    ending = ended(session)
    verbs = [line.verb for line in session.transcript if line.verb]
    if not verbs:
        raise NotYet(
            "Your client connected and said nothing. Expected NOOP and QUIT: `noop()` and "
            "`quit()`, with `()` after each."
        )
    if "NOOP" not in verbs:
        raise NotYet(
            f"In the last session, your client said: {', '.join(verbs)}. Expected NOOP, which "
            "asks for nothing: `noop()`."
        )
    check_quit(ending, "Your client")
    return "A greeting, a command, a goodbye: every session with a mail server is like this."


def _journal_of(server: Any) -> Journal:
    journal = getattr(server, "journal", None)
    if not isinstance(journal, Journal):
        hint = ""
        if isinstance(server, type):
            hint = " Make one, with `()`."
        elif isinstance(server, smtplib.SMTP):
            hint = " A client is the other end."
        raise NotYet(f"Expected a LocalServer, but got {phrase(server)}.{hint}")
    return journal


def received(thing: Any, server: Any) -> str:
    """Check 03.3."""
    journal = a_journal(server)
    if isinstance(thing, Mailbox):
        raise NotYet("This is the whole mailbox. The last in it is `server.mailbox[-1]`.")
    if isinstance(thing, Session):
        raise NotYet("This is the session. The message that it brought is in `server.mailbox`.")
    if isinstance(thing, Message):
        raise NotYet(
            "This is the message without its envelope. Expected what arrived at the server: "
            "`server.mailbox[-1]`."
        )
    if not isinstance(thing, Delivery):
        raise NotYet(
            f"Expected what arrived at the server, but got {phrase(thing)}. Look in its `mailbox`."
        )
    here = list(journal.mailbox)
    if not any(thing is each for each in here):
        raise NotYet(
            "This message arrived at another server, not at `server`. Connect to `server.port`, "
            "and take it from `server.mailbox`."
        )
    new = [each for each in here if each.received >= began()]
    if not new:
        raise NotYet(
            f"This message went {thing.envelope}, and it arrived before your cell began. No other "
            "has arrived at `server` since."
        )
    _check_recipients(thing, new)
    return "One message, two recipients: one MAIL FROM, and RCPT TO twice."


def _reached(delivery: Delivery) -> list[str]:
    return [address.lower() for address in delivery.envelope.rcpt_tos]


def _check_recipients(delivery: Delivery, new: list[Delivery]) -> None:
    reached = _reached(delivery)
    missed = [address for address in _BOTH if address not in reached]
    alike = [each for each in new if set(_BOTH) <= set(_reached(each))]
    if missed and alike:
        raise NotYet(
            f"This message went {delivery.envelope}. Another one, which arrived since your cell "
            "began, went to both. Expected that one, as the last in `server.mailbox`."
        )
    if missed:
        raise NotYet(_why_missed(delivery, missed, new))
    if more := [address for address in reached if address not in _BOTH]:
        raise NotYet(f"It went to {_listed(more)}, too. Expected {_listed(_BOTH)} alone.")
    if began() and len(alike) > 1:
        raise NotYet(
            f"{len(alike)} messages to both arrived since your cell began. Expected one, sent once."
        )
    written = _addresses_of(delivery)
    if written and not set(written) & set(_BOTH):
        raise NotYet(
            f"It went to both, but its headers say {_listed(written)}: that's what Ada and Bob "
            "read. Expected a message of your own, with both in `To`."
        )


def _why_missed(delivery: Delivery, missed: list[str], new: list[Delivery]) -> str:
    # As it was written: what Python makes of it has only those addresses that it could read.
    written = str(message_from_bytes(delivery.raw)["To"] or "")
    others = {address for each in new for address in _reached(each)}
    found = f"It went {delivery.envelope}. The envelope lacks {_listed(missed)}."
    if delivery not in new:
        return f"{found} It arrived before your cell began: `server.mailbox[-1]` is the last."
    if len(new) > 1 and others >= set(_BOTH):
        return (
            f"{found} {len(new)} messages arrived, each for others. Send one message to both: "
            "one `To`, with a comma."
        )
    both_written = all(address in written.lower() for address in _BOTH)
    if ";" in written:
        return (
            f"A semicolon stands in To. Only {_listed(_reached(delivery))} got the message, and "
            "no error said so. Write a comma."
        )
    if both_written and "," not in written:
        return f"{found} To is {written!r}: write a comma between the addresses."
    if both_written:
        return f"{found} To has both: did your code tell the server only some of the recipients?"
    return f"{found} Its To is {written!r}."


def _addresses_of(delivery: Delivery) -> list[str]:
    message = delivery.message
    return [
        address.addr_spec.lower()
        for name in ("To", "Cc")
        for address in getattr(message[name], "addresses", ())
    ]


def _listed(addresses: Any) -> str:
    return " and ".join(addresses)
