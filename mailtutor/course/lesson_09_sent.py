"""What lesson 09 looks at when the report is sent: who was asked for, and who got it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from mailtutor.record import Journal

from .expectations import NotYet, a_message, addresses, header, phrase
from .lesson_09_mail import BOSS, TEAM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mailtutor.record import Delivery, Session

_MOST_TRIES = 3
_GREYLISTED = 451
_REFUSED, _FOR_GOOD = 400, 500  # the reply codes from which on (RFC 5321, section 4.2.1)


def sorted_refusals(later: Any, never: Any, office: Any) -> str:
    """Look at how the refused were sorted (exercise 09.4).

    Raises:
        NotTried: there is nothing to look at so far.
        NotYet: something is not right yet.
    """
    wanted_later, wanted_never = _names(later, "later"), _names(never, "never")
    journal = _journal(office)
    if not journal.sessions:
        raise NotYet("Nothing was sent to `office`, so nobody can know who is refused.")
    answers = [asked for session in journal.sessions for asked in _asked(session)]
    if not answers:
        raise NotYet("No session with `office` names a recipient: was a message sent?")
    if all(code < _REFUSED for _, code in answers):
        raise NotYet("`office` rejected nobody. Make it with `new_office()`, and leave it so.")
    last = dict(answers)
    missed = [each for each in (*TEAM, BOSS) if each not in last]
    if missed:
        raise NotYet(f"`office` was not asked for {', '.join(missed)}. Send `report`, with Bcc.")
    for address, code in last.items():
        right, wrong, name = wanted_later, wanted_never, "later"
        if code >= _FOR_GOOD:
            right, wrong, name = wanted_never, wanted_later, "never"
        if address in wrong:
            raise NotYet(f"{address} got {code}. Codes with {code // 100} belong in `{name}`.")
        if code >= _REFUSED and address not in right:
            raise NotYet(f"{address} got {code}, and is missing in `{name}`.")
    return f"{len(wanted_later)} to try again, {len(wanted_never)} not."


def _names(thing: Any, name: str) -> set[str]:
    """Take addresses in any collection.

    Raises:
        NotYet: it is none, or something else is in it.
    """
    if isinstance(thing, str):
        raise NotYet(f"`{name}` is one text. A list or a set can hold several addresses.")
    if thing is None:
        raise NotYet(f"`{name}` is still None.")
    if not isinstance(thing, (list, tuple, set, frozenset, dict)):
        raise NotYet(f"`{name}` should be a list or a set of addresses. This is {phrase(thing)}.")
    if not all(isinstance(each, str) and "@" in each for each in thing):
        raise NotYet(f"`{name}` should hold addresses alone. This is {phrase(thing)}.")
    return {each.lower() for each in thing}


def _journal(office: Any) -> Journal:
    journal = getattr(office, "journal", None)
    if not isinstance(journal, Journal):
        raise NotYet(
            f"`office` should be a LocalServer, of `new_office()`. It is {phrase(office)}."
        )
    return journal


def _asked(session: Session) -> Iterable[tuple[str, int]]:
    """List the recipients that a session asked for, each with the code that it got."""
    address = ""
    for line in session.transcript:
        if line.verb == "RCPT":
            found = re.search(r"<([^>]*)>", line.text)
            address = found[1].lower() if found else ""
        elif address and line.code is not None:
            yield address, line.code
            address = ""


def everybody_told(thing: Any, office: Any, report: Any) -> str:
    """Look at who got the report, and at who is said to have it (exercise 09.5).

    Raises:
        NotTried: there is nothing to look at so far.
        NotYet: something is not right yet.
    """
    said = _names(thing, "got_it")
    message = a_message(report)
    journal = _journal(office)
    identity = header(message, "Message-ID").strip()
    mails = [mail for mail in journal.mailbox if mail.message["Message-ID"] == identity]
    if not mails:
        raise NotYet(f"`report` hasn't arrived at `office`. {_what_office_saw(journal)}")
    _check_arrived(mails)
    _check_tries(journal)
    reached = {address.lower() for mail in mails for address in mail.envelope.rcpt_tos}
    missed = [each for each in (TEAM[0], BOSS) if each not in reached]
    if missed:
        raise NotYet(f"{', '.join(missed)} got nothing. A 451 goes away: ask again, Bcc too.")
    if wrong := sorted(said - reached):
        raise NotYet(f"`got_it` has {', '.join(wrong)}, who got nothing.")
    if wrong := sorted(reached - said):
        raise NotYet(f"`got_it` lacks {', '.join(wrong)}, who got the report.")
    return f"{len(reached)} got it, once each, and you know who did not. Well done!"


def _what_office_saw(journal: Journal) -> str:
    """Say why nothing has arrived, as far as the sessions tell."""
    if journal.mailbox:
        return "Other messages have: send `report` itself."
    if not journal.sessions:
        return "Nobody has connected to it: send to `office.port`."
    asked = Counter(address for session in journal.sessions for address, _ in _asked(session))
    tries = max(asked.values(), default=0)
    if not tries:
        return "Someone connected, but sent no message."
    if tries == 1:
        return "Each recipient was asked for once. Those with a 4 need another try."
    return f"You tried {tries} times, and all were rejected: {journal.sessions[-1].summary}."


def _check_arrived(mails: list[Delivery]) -> None:
    for mail in mails:
        if mail.message["Bcc"] is not None:
            raise NotYet(
                f"Everybody can read in the message that {BOSS} got a copy. `send_message` leaves "
                "Bcc out of what it sends; `sendmail` doesn't."
            )
        to = addresses(mail.message, "To")
        if missing := [each for each in TEAM if each not in to]:
            raise NotYet(
                f"To of a message lacks {', '.join(missing)}: it was changed. `to_addrs=` says who "
                "gets it; the headers stay."
            )
    counted = Counter(address.lower() for mail in mails for address in mail.envelope.rcpt_tos)
    for address, count in counted.items():
        if count > 1:
            raise NotYet(f"{address} got the report {count} times. Ask only for who is waiting.")


def _check_tries(journal: Journal) -> None:
    asked = Counter(address for session in journal.sessions for address, _ in _asked(session))
    if never := [who for who in (*TEAM, BOSS) if not asked[who]]:
        raise NotYet(
            f"You never asked for {', '.join(never)}. Who can be reached is for the server to say."
        )
    if not any(line.code == _GREYLISTED for each in journal.sessions for line in each.transcript):
        raise NotYet("`office` never said 451: leave the faults of `new_office()` as they are.")
    if asked["gone@example.com"] > 1:
        raise NotYet("You asked for gone@example.com again after a 550. That's permanent.")
    if asked["full@example.com"] > _MOST_TRIES:
        raise NotYet(
            f"You asked for full@example.com {asked['full@example.com']} times. The task says "
            "three times at most."
        )
