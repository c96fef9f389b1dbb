"""Lesson 06, send, and handle refusals: the checks of its exercises."""

from __future__ import annotations

import smtplib
from email.utils import getaddresses
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from .expectations import Mistake, require_delivery, require_function
from .message_expectations import require_addresses
from .run_function import (
    SUBJECT,
    ClientCall,
    StopLoop,
    run_with_client,
    sample_message,
    with_closed_client,
)
from .wording import describe, times

if TYPE_CHECKING:
    from email.message import EmailMessage

    from mailtutor.record import Session

_ADA, _BOB, _CY, _EVE = (f"{name}@example.com" for name in ("ada", "bob", "cy", "eve"))
_MOST_TRIES = 3
_PERMANENT = 500  # the lowest code of a permanent failure (RFC 5321, section 4.2.1)


_REFUSALS: tuple[dict[str, tuple[int, bytes]], ...] = (
    {_ADA: (451, b"4.7.1 Greylisted"), _BOB: (550, b"5.1.1 No such user")},
    {_ADA: (421, b"4.3.2 Shutting down"), _BOB: (452, b"4.2.2 Mailbox full")},
    {_ADA: (500, b"Syntax error"), _BOB: (554, b"5.7.1 Refused"), _CY: (450, b"Busy")},
    {},
)


def sort_out(thing: Any) -> str:
    """Check 06.1: a function that sorts rejected recipients."""
    function = require_function(thing, "sort_out(refused)")
    for refused in _REFUSALS:
        later = {who for who, (code, _) in refused.items() if code < _PERMANENT}
        never = set(refused) - later
        try:
            found = function(dict(refused))
        except Exception as error:  # noqa: BLE001 - the learner's function may raise anything
            raise Mistake(
                f"With {refused}, `sort_out` raised {type(error).__name__}: {error}. The value of "
                "each address is a pair: an int and bytes."
            ) from None
        _compare_sorted(found, later, never, refused)
    return "Now you know for each recipient what to do next."


def _compare_sorted(found: Any, later: set[str], never: set[str], refused: object) -> None:
    if found is None:
        raise Mistake("`sort_out` returned None. Is there a `return` at its end?")
    returned = f"but it returned {describe(found)}."
    if not isinstance(found, (tuple, list)) or len(found) != 2:  # noqa: PLR2004
        raise Mistake(f"`sort_out` should return two lists, `return later, never`, {returned}")
    if not all(hasattr(each, "__iter__") and not isinstance(each, str) for each in found):
        raise Mistake(f"`sort_out` should return two lists, even if one is empty, {returned}")
    first, second = (list(each) for each in found)
    if any(not isinstance(each, str) for each in first + second):
        raise Mistake("Expected only addresses in the two lists: the keys of the dict.")
    given = (set(first), set(second))
    if later and never and given == (never, later):
        raise Mistake("The two lists are swapped: first the addresses to try again, then the rest.")
    if given != (later, never) or len(first + second) != len(later) + len(never):
        raise Mistake(
            f"With {refused}, `sort_out` should return {sorted(later)} and {sorted(never)}, "
            f"{returned}"
        )


def deliver(thing: Any, server: Any) -> str:
    """Check 06.2: a function that works even if every recipient is rejected."""
    function = require_function(thing, "deliver(client, message)")
    cases = (
        ("Ada and Bob", (_ADA, _BOB), {_BOB}),
        ("Bob alone", (_BOB,), {_BOB}),
        ("Ada alone", (_ADA,), set[str]()),
    )
    for name, to, refused in cases:
        before = server.journal.mailbox.total
        call = run_with_client(function, server, sample_message(*to))
        told = isinstance(call.value, dict) and set(call.value) == refused
        if call.error is not None or not told:
            expected = "the dict, with Bob in it" if refused else "an empty dict"
            raise Mistake(
                f"With a message to {name}, `deliver` should return {expected}, but it "
                f"{call.description}.{_hint(call)}"
            )
        if bool(call.session.message_numbers) != (_ADA in to):
            if server.journal.mailbox.total > before:
                raise Mistake(
                    "`deliver` sent the message over its own connection. Use the `client` that's "
                    "passed in."
                )
            raise Mistake(f"With a message to {name}, `deliver` sent nothing. Send, then return.")
        if len(call.session.message_numbers) > 1:
            raise Mistake("Ada got the message twice. Send it once, in the `try`.")
        if (
            call.session.message_numbers
            and server.journal.mailbox[-1].message["Subject"] != SUBJECT
        ):
            raise Mistake("`deliver` sent another message. Send the `message` that's passed in.")
    call = run_with_client(with_closed_client(function), server, sample_message(_ADA))
    if not isinstance(call.error, smtplib.SMTPServerDisconnected):
        raise Mistake(
            "If the client has lost its connection, Python raises SMTPServerDisconnected, but "
            f"`deliver` {call.description}. Which errors does your `except` catch?"
        )
    return "None, some or all rejected: `deliver` always reports it the same way."


def _hint(call: ClientCall) -> str:
    if isinstance(call.error, smtplib.SMTPRecipientsRefused):
        return " Catch it and return its `recipients`."
    if call.error is None and call.value is None:
        return " Is there a `return` in each branch?"
    if isinstance(call.value, Exception):
        return " The dict is its `recipients`."
    return ""


def patient(thing: Any, server: Any) -> str:
    """Check 06.3: a function that tries again after a temporary failure."""
    function = require_function(thing, "send_patiently(client, message)")
    # Each message has a new sender, which the greylist doesn't know.
    before = server.journal.sessions.total
    call = run_with_client(function, server, sample_message(_ADA, _BOB, sender=_new_sender()))
    _require_no_error(call)
    if server.journal.sessions.total > before + 1 and not _requests(call.session, _ADA):
        raise Mistake(
            "`send_patiently` opened its own connection. Use the `client` that's passed in."
        )
    if _requests(call.session, _BOB) > 1:
        raise Mistake(
            "Bob was rejected with 550, which is permanent, but you tried him again. Leave him out."
        )
    _require_sent_once(call)
    if not _requests(call.session, _BOB):
        raise Mistake("You never tried Bob. Let the server decide who can be reached.")
    call = run_with_client(function, server, sample_message(_ADA, _CY, sender=_new_sender()))
    _require_no_error(call)
    _require_sent_once(call)
    tries = _requests(call.session, _CY)
    if tries > _MOST_TRIES:
        raise Mistake(
            f"Cy's mailbox is full. You tried {times(tries)}, but {_MOST_TRIES} is the most."
        )
    if tries < _MOST_TRIES:
        raise Mistake(
            f"Cy's rejection is temporary, but you tried only {times(tries)}. Try {_MOST_TRIES} "
            "times."
        )
    if server.journal.mailbox[-1].message["To"] != f"{_ADA}, {_CY}":
        raise Mistake(
            "The message's `To` was changed. Leave it, and say who gets the message with "
            "`to_addrs=`."
        )
    return "Ada got the message once, you tried Bob once, and you gave up on Cy in time."


def _new_sender() -> str:
    return f"me-{uuid4().hex[:8]}@example.com"


def _require_no_error(call: ClientCall) -> None:
    if isinstance(call.error, StopLoop):
        raise Mistake(
            "Your loop never ends, so it was stopped. Count your tries, with `for` and `range`."
        )
    if isinstance(call.error, smtplib.SMTPRecipientsRefused):
        raise Mistake(
            "All recipients were rejected, and `send_patiently` raised SMTPRecipientsRefused. "
            "Catch it: the dict is its `recipients`."
        )
    if call.error is not None:
        raise Mistake(f"`send_patiently` {call.description}.")


def _require_sent_once(call: ClientCall) -> None:
    delivered = len(call.session.message_numbers)
    tries = _requests(call.session, _ADA)
    if not delivered:
        tried = f"you tried only {times(tries)}" if tries else "you never tried"
        raise Mistake(f"Ada didn't get the message. Her rejection, 451, is temporary, but {tried}.")
    if delivered > 1 or tries > 2:  # noqa: PLR2004 - rejected once, then accepted
        raise Mistake(
            "Ada got the message more than once. Send again only to those who were rejected: "
            "`to_addrs=`."
        )


def _requests(session: Session, address: str) -> int:
    """Count how often a session named a recipient."""
    lines = (line.unmasked for line in session.transcript if line.verb == "RCPT")
    return sum(f"<{address}>" in line.lower() for line in lines)


def secret_copy(server: Any) -> str:
    """Check 06.4: a message with a secret copy."""
    delivery = require_delivery(server)
    message = delivery.message
    got = {each.lower() for each in delivery.envelope.rcpt_tos}
    if message["Bcc"] is not None:
        raise Mistake(
            "The message arrived with its `Bcc` header, so Ada can read it. `send_message` removes "
            "that header."
        )
    shown = {each.lower() for _, each in getaddresses(map(str, message.get_all("Cc", [])))}
    if _EVE in shown:
        raise Mistake("Eve is in `Cc`, which everybody can see.")
    to = require_addresses(message, "To")
    if _EVE in to:
        raise Mistake("Eve is in `To`, so Ada can read it.")
    envelope = f"The envelope names {', '.join(sorted(got)) or 'nobody'}."
    if _ADA not in got:
        raise Mistake(f"{envelope} Ada isn't there, so she gets nothing.")
    if _EVE not in got:
        raise Mistake(f"{envelope} Eve isn't there, so she gets no copy.")
    if others := sorted(got - {_ADA, _EVE}):
        raise Mistake(f"The message also went to {', '.join(others)}. Send it only to Ada and Eve.")
    if _EVE.encode() in delivery.raw.lower():
        raise Mistake("Eve's address is somewhere in the message that arrived.")
    if _ADA not in to:
        raise Mistake("Ada gets the message, but `To` doesn't name her. It should.")
    return "Eve is in the envelope, and nowhere in the message."


def fits(thing: Any, small: Any, server: Any) -> str:
    """Check 06.5: a function that compares a message with the server's size limit."""
    from mailtutor.server import LocalServer  # late: `progress` works without the environment

    function = require_function(thing, "fits(client, message)")
    for place, message, limit in ((small, _GREETING, "2,000"), (server, _LONG, "33,554,432")):
        call = run_with_client(function, place, message)
        _compare_fits(call, True, f"With a limit of {limit} bytes")  # noqa: FBT003
    call = run_with_client(function, small, _LONG)
    _compare_fits(call, False, "With 4,000 bytes and a limit of 2,000")  # noqa: FBT003
    for message, what in ((_LONG, ""), (_ATTACHED, " with a file"), (_NON_ASCII, " beyond ASCII")):
        size = size_on_the_wire(message)
        for most, fits in ((size - 1, False), (size, True), (size + 1, True)):
            with LocalServer(max_size=most) as exact:
                call = run_with_client(function, exact, message)
                when = f"With a message{what} of {size:,} bytes and a limit of {most:,}"
                _compare_fits(call, fits, when, _why(call, message, most))
    return "You know before you send anything. Remember that base64 adds a third to the size."


def size_on_the_wire(message: EmailMessage) -> int:
    """Return how many bytes smtplib sends for a message and declares in SIZE (RFC 1870)."""
    return len(message.as_bytes(policy=message.policy.clone(linesep="\r\n")))


_GREETING = sample_message(_ADA)
_LONG = sample_message(_ADA, text="Hello!\n" * 500)
_NON_ASCII = sample_message(_ADA, text="Olá! Grüße!\n" * 40)
_ATTACHED = sample_message(_ADA)
_ATTACHED.add_attachment(bytes(1500), maintype="image", subtype="png", filename="a.png")


def _why(call: ClientCall, message: EmailMessage, limit: int) -> str:
    """Return what the learner's function counted, if its answer shows that."""
    if call.value is False:
        return (
            " A message that is exactly as large as the limit fits. Do you compare with `<=`, and "
            "count only what is sent?"
            if limit == size_on_the_wire(message)
            else ""
        )
    if len(message.as_bytes()) <= limit:
        return (
            r" Count the whole message as it is sent: with its headers, and `\r\n` at the end of "
            "each line, as in `as_bytes(policy=policy.SMTP)`."
        )
    return " Count the bytes of the whole message, including its headers."


def _compare_fits(call: ClientCall, expected: bool, when: str, why: str = "") -> None:  # noqa: FBT001
    verbs = [line.verb for line in call.session.transcript]
    if isinstance(call.error, KeyError) and "EHLO" not in verbs:
        raise Mistake("`esmtp_features` has no 'size' yet. Call `client.ehlo()` first.")
    if isinstance(call.error, KeyError):
        raise Mistake(f"`esmtp_features` has no key {call.error}. Use 'size', in lower case.")
    if isinstance(call.error, TypeError) and "'<" in str(call.error).replace("'>", "'<"):
        raise Mistake(f"`fits` {call.description}. The limit is a str: convert it with `int(...)`.")
    if call.error is not None:
        raise Mistake(f"`fits` {call.description}.")
    if {"MAIL", "DATA"} & set(verbs):
        raise Mistake(
            "Your function sends the message to find out. Compare the two numbers instead."
        )
    if call.value is None:
        raise Mistake(f"{when}, `fits` returned None. Is there a `return` on every path?")
    if call.value is not expected:
        raise Mistake(f"{when}, `fits` should return {expected}, but it {call.description}.{why}")
