"""What lesson 06 looks at: refused recipients, functions that send again, sizes."""

from __future__ import annotations

import smtplib
from email.utils import getaddresses
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from .expectations import NotYet, a_function, addresses, last_mail, phrase
from .run_function import SUBJECT, EnoughError, Outcome, a_mail, disconnected, tried

if TYPE_CHECKING:
    from email.message import EmailMessage

    from mailtutor.record import Session

_ADA, _BOB, _CY, _EVE = (f"{name}@example.com" for name in ("ada", "bob", "cy", "eve"))
_PATIENCE = 3


_REFUSALS: tuple[dict[str, tuple[int, bytes]], ...] = (
    {_ADA: (451, b"4.7.1 Greylisted"), _BOB: (550, b"5.1.1 No such user")},
    {_ADA: (421, b"4.3.2 Shutting down"), _BOB: (452, b"4.2.2 Mailbox full")},
    {_ADA: (500, b"Syntax error"), _BOB: (554, b"5.7.1 Refused"), _CY: (450, b"Busy")},
    {},
)


def sort_out(thing: Any) -> str:
    """Look at a function that sorts refused recipients (exercise 06.1)."""
    function = a_function(thing, "refused")
    for refused in _REFUSALS:
        later = {who for who, (code, _) in refused.items() if code < 500}  # noqa: PLR2004
        never = set(refused) - later
        try:
            found = function(dict(refused))
        except Exception as error:  # noqa: BLE001 - the learner's function may raise anything
            raise NotYet(
                f"With {refused} it raised {type(error).__name__}: {error}. The value beside an "
                "address is a pair: an int and bytes."
            ) from None
        _compare_sorted(found, later, never, refused)
    return "You can tell for each recipient what to do next."


def _compare_sorted(found: Any, later: set[str], never: set[str], refused: object) -> None:
    if found is None:
        raise NotYet("It returned None. Is there a `return` at its end?")
    if not isinstance(found, (tuple, list)) or len(found) != 2:  # noqa: PLR2004
        raise NotYet(f"It should return two lists: `return later, never`. It {_returned(found)}.")
    if not all(hasattr(each, "__iter__") and not isinstance(each, str) for each in found):
        raise NotYet(f"Each of the two is a list, also when it is empty. It {_returned(found)}.")
    first, second = (list(each) for each in found)
    if any(not isinstance(each, str) for each in first + second):
        raise NotYet("In the lists stand addresses alone: the keys of the dict.")
    given = (set(first), set(second))
    if later and never and given == (never, later):
        raise NotYet("The two are the wrong way round: first those to try again, then the others.")
    if given != (later, never) or len(first + second) != len(later) + len(never):
        raise NotYet(
            f"With {refused} the two are {sorted(later)} and {sorted(never)}. "
            f"It {_returned(found)}."
        )


def _returned(found: object) -> str:
    return f"returned {phrase(found)}"


def deliver(thing: Any, server: Any) -> str:
    """Look at a function that survives the refusal of all (exercise 06.2)."""
    function = a_function(thing, "client", "message")
    cases = (
        ("Ada and Bob", (_ADA, _BOB), {_BOB}),
        ("Bob alone", (_BOB,), {_BOB}),
        ("Ada alone", (_ADA,), set[str]()),
    )
    for name, to, refused in cases:
        before = server.journal.mailbox.total
        outcome = tried(function, server, a_mail(*to))
        told = isinstance(outcome.value, dict) and set(outcome.value) == refused
        if outcome.error is not None or not told:
            wanted = "the dict, with Bob in it" if refused else "the dict, which is empty"
            raise NotYet(
                f"With a message to {name} it should return {wanted}. It {outcome.words}."
                f"{_hint(outcome)}"
            )
        if bool(outcome.session.mails) != (_ADA in to):
            if server.journal.mailbox.total > before:
                raise NotYet(
                    "The message went over a connection of its own. Use the `client` that it's "
                    "given."
                )
            raise NotYet(f"With a message to {name}, nothing was sent. Send first, then return.")
        if len(outcome.session.mails) > 1:
            raise NotYet("Ada got the message twice. Send once, in the `try`.")
        if outcome.session.mails and server.journal.mailbox[-1].message["Subject"] != SUBJECT:
            raise NotYet("Another message was sent than the one that it's given: send `message`.")
    outcome = tried(disconnected(function), server, a_mail(_ADA))
    if not isinstance(outcome.error, smtplib.SMTPServerDisconnected):
        raise NotYet(
            "With a client that has no connection any more, Python raises "
            f"SMTPServerDisconnected. Yours {outcome.words}. Which errors does your `except` catch?"
        )
    return "Nobody, some, or all: the caller learns it in one way."


def _hint(outcome: Outcome) -> str:
    if isinstance(outcome.error, smtplib.SMTPRecipientsRefused):
        return " Catch it, and return its `recipients`."
    if outcome.error is None and outcome.value is None:
        return " Is there a `return` in each branch?"
    if isinstance(outcome.value, Exception):
        return " Its `recipients` is the dict."
    return ""


def patient(thing: Any, server: Any) -> str:
    """Look at a function that tries again who was refused for now (exercise 06.3)."""
    function = a_function(thing, "client", "message")
    # A sender that the greylist has not seen, each time.
    before = server.journal.sessions.total
    outcome = tried(function, server, a_mail(_ADA, _BOB, sender=_stranger()))
    _no_harm(outcome)
    if server.journal.sessions.total > before + 1 and not _times(outcome.session, _ADA):
        raise NotYet("It opened a connection of its own. Use the `client` that it's given.")
    if _times(outcome.session, _BOB) > 1:
        raise NotYet(
            "Bob was refused with 550, which is permanent, and you asked again. Leave him out."
        )
    _once(outcome)
    if not _times(outcome.session, _BOB):
        raise NotYet("You never asked for Bob. Who can be reached is for the server to say.")
    outcome = tried(function, server, a_mail(_ADA, _CY, sender=_stranger()))
    _no_harm(outcome)
    _once(outcome)
    times = _times(outcome.session, _CY)
    if times > _PATIENCE:
        raise NotYet(f"Cy's mailbox is full. You asked {times} times; {_PATIENCE} is the most.")
    if times < _PATIENCE:
        raise NotYet(
            f"Cy was refused for now, and you asked {'once' if times == 1 else f'{times} times'}. "
            f"Try {_PATIENCE} times."
        )
    if server.journal.mailbox[-1].message["To"] != f"{_ADA}, {_CY}":
        raise NotYet("To of the message was changed. `to_addrs=` says who gets it; To stays.")
    return "Ada got it once, Bob was left in peace, and Cy not for ever."


def _stranger() -> str:
    return f"me-{uuid4().hex[:8]}@example.com"


def _no_harm(outcome: Outcome) -> None:
    if isinstance(outcome.error, EnoughError):
        raise NotYet("It never ends: it was stopped. Count your tries, with `for` and `range`.")
    if isinstance(outcome.error, smtplib.SMTPRecipientsRefused):
        raise NotYet(
            "When all are refused, SMTPRecipientsRefused came through. Catch it: its "
            "`recipients` is the dict."
        )
    if outcome.error is not None:
        raise NotYet(f"It {outcome.words}.")


def _once(outcome: Outcome) -> None:
    mails = len(outcome.session.mails)
    asked = _times(outcome.session, _ADA)
    if not mails:
        raise NotYet(
            f"Ada didn't get the message. She was refused with 451, for now; you asked {asked} "
            f"time{'' if asked == 1 else 's'}."
        )
    if mails > 1 or asked > 2:  # noqa: PLR2004 - refused once, then accepted
        raise NotYet(
            "Ada got the message more than once. Send again only to those who were refused: "
            "`to_addrs=`."
        )


def _times(session: Session, address: str) -> int:
    lines = (line.unmasked for line in session.transcript if line.verb == "RCPT")
    return sum(f"<{address}>" in line.lower() for line in lines)


def secret_copy(server: Any) -> str:
    """Look at a message with a secret copy (exercise 06.4)."""
    mail = last_mail(server)
    got = {each.lower() for each in mail.envelope.rcpt_tos}
    if mail.message["Bcc"] is not None:
        raise NotYet(
            "Bcc is in the message that arrived, for Ada to read. `send_message` leaves it out."
        )
    shown = {each.lower() for _, each in getaddresses(map(str, mail.message.get_all("Cc", [])))}
    if _EVE in shown:
        raise NotYet("Eve is in Cc. That's a copy that everybody sees.")
    if _EVE in addresses(mail.message, "To"):
        raise NotYet("Eve is in To, for Ada to read.")
    if _ADA not in got:
        raise NotYet(f"The envelope names {_names(got)}. Ada is not there, so she gets nothing.")
    if _EVE not in got:
        raise NotYet(f"The envelope names {_names(got)}. Eve is not there, so she gets no copy.")
    if others := sorted(got - {_ADA, _EVE}):
        raise NotYet(f"It also went to {', '.join(others)}. It's for Ada and Eve alone.")
    if _EVE.encode() in mail.raw.lower():
        raise NotYet("Eve's address is somewhere in the message that arrived.")
    if _ADA not in addresses(mail.message, "To"):
        raise NotYet("Ada gets it, but To doesn't name her. A message to her says so.")
    return "Eve is in the envelope, and nowhere in the message."


def _names(got: set[str]) -> str:
    return ", ".join(sorted(got)) or "nobody"


def fits(thing: Any, small: Any, server: Any) -> str:
    """Look at a function that compares a message with the server's limit (exercise 06.5)."""
    from mailtutor.server import LocalServer  # late: `progress` works without the environment

    function = a_function(thing, "client", "message")
    for place, message, most in ((small, _GREETING, "2,000"), (server, _LONG, "33,554,432")):
        _look_at(tried(function, place, message), True, f"With a limit of {most} bytes")  # noqa: FBT003
    _look_at(tried(function, small, _LONG), False, "With 4,000 bytes and a limit of 2,000")  # noqa: FBT003
    for message, what in ((_LONG, ""), (_ATTACHED, " with a file"), (_ABROAD, " beyond ASCII")):
        size = size_on_the_way(message)
        for limit, fits in ((size - 1, False), (size, True), (size + 1, True)):
            with LocalServer(max_size=limit) as exact:
                outcome = tried(function, exact, message)
                when = f"With a message{what} of {size:,} bytes and a limit of {limit:,}"
                _look_at(outcome, fits, when, _why(outcome, message, limit))
    return "You know before anything is sent. Remember that base64 makes a third more of it."


def size_on_the_way(message: EmailMessage) -> int:
    """Return how many bytes smtplib sends of a message, and announces in SIZE (RFC 1870)."""
    return len(message.as_bytes(policy=message.policy.clone(linesep="\r\n")))


_GREETING = a_mail(_ADA)
_LONG = a_mail(_ADA, text="Hello!\n" * 500)
_ABROAD = a_mail(_ADA, text="Olá! Grüße!\n" * 40)
_ATTACHED = a_mail(_ADA)
_ATTACHED.add_attachment(bytes(1500), maintype="image", subtype="png", filename="a.png")


def _why(outcome: Outcome, message: EmailMessage, limit: int) -> str:
    """Say what was counted, where the answer shows it."""
    if outcome.value is False:
        return (
            " A message that is just as large as the limit fits. Does it compare with `<=`, and "
            "count only what travels?"
            if limit == size_on_the_way(message)
            else ""
        )
    if len(message.as_bytes()) <= limit:
        return (
            r" What counts is the whole message as it travels: headers and all, each line ended by "
            r"`\r\n`, as in `as_bytes(policy=policy.SMTP)`."
        )
    return " What counts are the bytes of the whole message, headers and all."


def _look_at(outcome: Outcome, wanted: bool, when: str, why: str = "") -> None:  # noqa: FBT001
    verbs = [line.verb for line in outcome.session.transcript]
    if isinstance(outcome.error, KeyError) and "EHLO" not in verbs:
        raise NotYet("There is no 'size' in `esmtp_features` yet. Call `client.ehlo()` first.")
    if isinstance(outcome.error, KeyError):
        raise NotYet(f"`esmtp_features` has no key {outcome.error}. It's 'size', in lower case.")
    if isinstance(outcome.error, TypeError) and "'<" in str(outcome.error).replace("'>", "'<"):
        raise NotYet(f"It {outcome.words}. The limit is a str: `int(...)` makes a number of it.")
    if outcome.error is not None:
        raise NotYet(f"It {outcome.words}.")
    if {"MAIL", "DATA"} & set(verbs):
        raise NotYet("Your function sends the message to find out. Compare the two numbers.")
    if outcome.value is None:
        raise NotYet(f"{when}, it returned None. Is there a `return` on every path?")
    if outcome.value is not wanted:
        raise NotYet(f"{when}, it should return {wanted}. It {outcome.words}.{why}")
