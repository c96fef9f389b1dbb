"""Case files 9 to 12, how it traveled: the scenes, and the checks of the exercises."""

from __future__ import annotations

import secrets
import smtplib
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from .case_expectations import (
    local_server,
    require_kept,
    require_messages,
    require_one_copy_each,
    require_program,
    run,
)
from .case_log_check import with_logs
from .clients import is_encrypted, require_verified_certificate
from .expectations import Mistake
from .message_expectations import require_addresses

if TYPE_CHECKING:
    from email.message import EmailMessage

    from mailtutor.record import Delivery, Session
    from mailtutor.server import LocalServer

    from .case_expectations import Program

_QUESTION = "Do you have black tulips?"
_VERA, _OTTO = "vera@example.org", "otto@example.net"
_PAYROLL = "payroll@example.com"


def with_visitor(program: Program) -> LocalServer:
    """Forward a question from the shop's website."""
    return _with_visitor(program, _VERA)


def _with_visitor(program: Program, visitor: str) -> LocalServer:
    with local_server() as server:
        program(server.port, visitor, _QUESTION)
    return server


def without_encryption(program: Program) -> LocalServer:
    """Send a payslip through a server that offers a login, but no encryption."""
    from mailtutor.server import faults

    password = secrets.token_hex(8)
    known = local_server(tls="starttls")
    usual = [faults.without("CRAM-MD5")]
    with local_server(users={_PAYROLL: password}, faults=usual) as server:
        program(server.port, known.ca_file, password)
    return server


def _with_encryption(program: Program) -> LocalServer:
    """Send a payslip through a server that wants encryption before the login."""
    password = secrets.token_hex(8)
    with local_server(tls="starttls", users={_PAYROLL: password}) as server:
        program(server.port, server.ca_file, password)
    return server


def with_settings(program: Program) -> LocalServer:
    """Send an alert with the settings of a laptop, then with those of a server."""
    password = secrets.token_hex(8)
    with local_server(tls="starttls", users={"alerts@example.com": password}) as server:
        for place, tls in (("laptop", "True"), ("server", "true")):
            settings = {
                "MAIL_PORT": str(server.port),
                "MAIL_TLS": tls,
                "MAIL_CA_FILE": server.ca_file,
                "MAIL_USER": "alerts@example.com",
                "MAIL_PASSWORD": password,
            }
            try:
                program(settings)
                print(f"On the {place}: sent.")  # noqa: T201 - a part of the evidence
            except smtplib.SMTPException as error:
                print(f"On the {place}: {type(error).__name__}: {error}")  # noqa: T201
    return server


SCENES = (with_logs, with_visitor, without_encryption, with_settings)


def question(thing: Any) -> str:
    """Check case 10: the shop says that it wrote the message, and answers go to the visitor."""
    program = require_program(thing, "forward(port, visitor, text)")
    for visitor in (_VERA, _OTTO):
        server = run(program, lambda each: _with_visitor(each, visitor))  # noqa: B023 - runs now
        (delivery,) = require_one_copy_each(server, ("office@example.com",))
        _require_own_sender(delivery, visitor)
    return (
        "The shop speaks for itself, and answers reach the visitor. Remember: `From` is a claim, "
        "and DMARC checks it. Only claim a domain that your server may send for."
    )


def _require_own_sender(delivery: Delivery, visitor: str) -> None:
    message = delivery.message
    _require_quoted_name(message)
    (sender, *_) = require_addresses(message, "From")
    if sender == visitor or sender.endswith("@example.org"):
        also = " DMARC goes by `From`, not by `Sender`." if message["Sender"] else ""
        raise Mistake(f"`From` still says {sender}, which isn't the shop's domain.{also}")
    if not sender.endswith("@example.com"):
        raise Mistake(f"`From` is {sender}. The shop sends for example.com, and nothing else.")
    if not delivery.envelope.mail_from.endswith("@example.com"):
        raise Mistake(
            f"The envelope says {delivery.envelope.mail_from}, which isn't the shop's domain. SPF "
            "checks that."
        )
    if message["Reply-To"] is None:
        raise Mistake(f"If the office answers, {sender} gets it. Let `Reply-To` name the visitor.")
    if (answers := require_addresses(message, "Reply-To")) != [visitor]:
        raise Mistake(f"With {visitor} as the visitor, `Reply-To` is {', '.join(answers)}.")
    for name in ("Date", "Message-ID"):
        if message[name] is None:
            raise Mistake(f"The message has lost its `{name}`. Filters look at that, too.")
    require_kept(message, sender, "A question from the website", _QUESTION)


def _require_quoted_name(message: EmailMessage) -> None:
    # As written: `message["From"]` is only what Python could read of it.
    written = next((str(value) for key, value in message.raw_items() if key.lower() == "from"), "")
    name, bracket, _ = written.partition("<")
    if bracket and "@" in name and not name.startswith('"'):
        raise Mistake(
            f"`From` has the name {name.strip()!r} before the address. A name with an @ must be in "
            "quotation marks, or programs take it for the address."
        )


def payslip(thing: Any) -> str:
    """Check case 11: without encryption the program sends nothing, and with it the payslip."""
    program = require_program(thing, "send_payslip(port, ca_file, password)")
    server = without_encryption(_quiet(program))  # it should raise an exception there
    if not server.sessions:
        run(program, _with_encryption)  # says which exception kept it from connecting, if any
        require_messages(server)
    verbs = [line.verb for each in server.sessions for line in each.transcript]
    if "AUTH" in verbs:
        raise Mistake(
            "The server offered no STARTTLS, and your program sent AUTH all the same: anyone on "
            "the way has the password."
        )
    if "MAIL" in verbs:
        raise Mistake(
            "Your program doesn't log in without encryption, but it still tries to send the "
            "payslip, where anyone could read it."
        )
    server = run(program, _with_encryption)
    (delivery,) = require_one_copy_each(server, ("ada@example.com",))
    session = delivery.session
    if session is None or not is_encrypted(session):
        raise Mistake("The message came without encryption.")
    require_verified_certificate(session, "ca_file")
    require_kept(delivery.message, _PAYROLL, "Your payslip", "You earned 3,141.59 this month.")
    if server.users[_PAYROLL].encode() in delivery.raw:
        raise Mistake("The message has the password in its text. Only `login` needs it.")
    return (
        "Encrypted, or not at all. Remember: someone on the way can remove STARTTLS from the "
        "server's reply. A program that goes on without it isn't protected at all."
    )


def _quiet(program: Program) -> Program:
    """Return the program without its exceptions."""

    def call(*things: Any) -> None:
        with suppress(SystemExit, Exception):
            program(*things)

    return call


def alert(thing: Any) -> str:
    """Check case 12: the alert is sent from both places."""
    server = run(require_program(thing, "send_alert(settings)"), with_settings)
    if not server.sessions:
        require_messages(server)
    for place, session in zip(("laptop", "server"), server.sessions, strict=False):
        _require_sent(place, session)
    places = 2
    if len(server.sessions) < places:
        raise Mistake("From the server, your program no longer connects.")
    if len(server.mailbox) > places:
        raise Mistake(f"{len(server.mailbox)} alerts arrived. Send one from each place.")
    for session in server.sessions:
        require_verified_certificate(session, 'settings["MAIL_CA_FILE"]')
    for delivery in server.mailbox:
        require_kept(
            delivery.message,
            "alerts@example.com",
            "The disk is almost full",
            "97 percent of disk 3 are in use.",
        )
    return (
        "Both log in. Remember: what comes from a file or the environment is text, and 'true' "
        "isn't 'True'. And what must always be on needs no setting."
    )


def _require_sent(place: str, session: Session) -> None:
    if session.message_numbers:
        return
    said = [line.verb for line in session.transcript if line.verb]
    if refusal := session.refusal:
        raise Mistake(f"From the {place}, the server replied: {refusal.text}")
    if "STARTTLS" not in said:
        value = {"laptop": "'True'", "server": "'true'"}[place]
        raise Mistake(
            f"From the {place}, where MAIL_TLS is {value}, the client still doesn't say STARTTLS."
        )
    raise Mistake(f"From the {place}, no message arrived: {session.summary}.")
