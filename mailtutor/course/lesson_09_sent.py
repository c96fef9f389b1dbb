"""Lesson 09, mail a report: the checks of sending: who was tried, and who got it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from mailtutor.record import Journal

from .expectations import Mistake
from .lesson_09_mail import BOSS, TEAM
from .message_expectations import require_addresses, require_header, require_message
from .wording import describe, times

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mailtutor.record import Delivery, Session

_MOST_TRIES = 3
_GREYLISTED = 451
_TEMPORARY, _PERMANENT = 400, 500  # the lowest codes of each kind (RFC 5321, section 4.2.1)


def sorted_refusals(later: Any, never: Any, office: Any) -> str:
    """Check 09.4: how the rejected recipients were sorted."""
    given_later, given_never = _require_names(later, "later"), _require_names(never, "never")
    journal = _require_office(office)
    if not journal.sessions:
        raise Mistake("Nothing was sent to `office`, so you can't know yet who is rejected.")
    replies = [reply for session in journal.sessions for reply in _recipient_replies(session)]
    if not replies:
        raise Mistake("No session with `office` names a recipient. Did you send the message?")
    if all(code < _TEMPORARY for _, code in replies):
        raise Mistake(
            "`office` rejected nobody. Create it with `new_office()`, and don't change it."
        )
    last = dict(replies)
    missed = [each for each in (*TEAM, BOSS) if each not in last]
    if missed:
        raise Mistake(f"You never tried {', '.join(missed)}. Send `report`, with its `Bcc`.")
    for address, code in last.items():
        right, wrong, name = given_later, given_never, "later"
        if code >= _PERMANENT:
            right, wrong, name = given_never, given_later, "never"
        if address in wrong:
            raise Mistake(
                f"{address} got {code}. Codes that start with {code // 100} go in `{name}`."
            )
        if code >= _TEMPORARY and address not in right:
            raise Mistake(f"{address} got {code}, but is missing from `{name}`.")
    return f"{len(given_later)} to try again, {len(given_never)} to give up on."


def _require_names(thing: Any, name: str) -> set[str]:
    """Return the addresses in a collection of any kind."""
    if isinstance(thing, str):
        raise Mistake(f"`{name}` is a str. Use a list or a set, which can hold several addresses.")
    if thing is None:
        raise Mistake(f"`{name}` is still None.")
    if not isinstance(thing, (list, tuple, set, frozenset, dict)):
        raise Mistake(
            f"Expected `{name}` to be a list or a set of addresses, but got {describe(thing)}."
        )
    if not all(isinstance(each, str) and "@" in each for each in thing):
        raise Mistake(f"Expected only addresses in `{name}`, but got {describe(thing)}.")
    return {each.lower() for each in thing}


def _require_office(office: Any) -> Journal:
    journal = getattr(office, "journal", None)
    if not isinstance(journal, Journal):
        raise Mistake(
            "Expected `office` to be a LocalServer from `new_office()`, but got "
            f"{describe(office)}."
        )
    return journal


def _recipient_replies(session: Session) -> Iterable[tuple[str, int]]:
    """Return the recipients in a session, each with its reply code."""
    address = ""
    for line in session.transcript:
        if line.verb == "RCPT":
            found = re.search(r"<([^>]*)>", line.text)
            address = found[1].lower() if found else ""
        elif address and line.code is not None:
            yield address, line.code
            address = ""


def _tries(journal: Journal) -> Counter[str]:
    """Count how often each recipient was tried."""
    return Counter(
        address for session in journal.sessions for address, _ in _recipient_replies(session)
    )


def everybody_told(thing: Any, office: Any, report: Any) -> str:
    """Check 09.5: who got the report, and who is recorded as having it."""
    recorded = _require_names(thing, "got_it")
    message = require_message(report)
    journal = _require_office(office)
    identity = require_header(message, "Message-ID").strip()
    arrived = [each for each in journal.mailbox if each.message["Message-ID"] == identity]
    if not arrived:
        raise Mistake(f"`report` hasn't arrived at `office`. {_why_not_arrived(journal)}")
    _check_arrived(arrived)
    _check_tries(journal)
    reached = {address.lower() for each in arrived for address in each.envelope.rcpt_tos}
    missed = [each for each in (TEAM[0], BOSS) if each not in reached]
    if missed:
        raise Mistake(
            f"{', '.join(missed)} got nothing. A 451 is temporary, so try again, for `Bcc` too."
        )
    if wrong := sorted(recorded - reached):
        raise Mistake(f"`got_it` has {', '.join(wrong)}, who got nothing.")
    if wrong := sorted(reached - recorded):
        raise Mistake(f"`got_it` lacks {', '.join(wrong)}, who got the report.")
    return f"{len(reached)} people got it, once each, and you know who didn't. Well done!"


def _why_not_arrived(journal: Journal) -> str:
    """Return why nothing has arrived, as far as the sessions show."""
    if journal.mailbox:
        return "Other messages have, so send `report` itself."
    if not journal.sessions:
        return "No client has connected to it. Send to `office.port`."
    tries = max(_tries(journal).values(), default=0)
    if not tries:
        return "Your client connected, but sent no message."
    if tries == 1:
        return "You tried each recipient once. Try those with a 4xx code again."
    summary = journal.sessions[-1].summary
    return f"You tried {times(tries)}, and every recipient was rejected: {summary}."


def _check_arrived(arrived: list[Delivery]) -> None:
    for delivery in arrived:
        if delivery.message["Bcc"] is not None:
            raise Mistake(
                f"Everybody can read in the message that {BOSS} got a copy. `send_message` removes "
                "`Bcc` from what it sends; `sendmail` doesn't."
            )
        to = require_addresses(delivery.message, "To")
        if missing := [each for each in TEAM if each not in to]:
            raise Mistake(
                f"`To` of a message that arrived lacks {', '.join(missing)}. Leave the headers as "
                "they are, and say who gets it with `to_addrs=`."
            )
    counted = Counter(address.lower() for each in arrived for address in each.envelope.rcpt_tos)
    for address, copies in counted.items():
        if copies > 1:
            raise Mistake(
                f"{address} got the report {times(copies)}. Send again only to those who are "
                "still waiting."
            )


def _check_tries(journal: Journal) -> None:
    tries = _tries(journal)
    if never := [who for who in (*TEAM, BOSS) if not tries[who]]:
        raise Mistake(
            f"You never tried {', '.join(never)}. Let the server decide who can be reached."
        )
    if not any(line.code == _GREYLISTED for each in journal.sessions for line in each.transcript):
        raise Mistake("`office` never replied 451. Leave the faults of `new_office()` as they are.")
    if tries["gone@example.com"] > 1:
        raise Mistake("You tried gone@example.com again after a 550, which is permanent.")
    if tries["full@example.com"] > _MOST_TRIES:
        raise Mistake(
            f"You tried full@example.com {times(tries['full@example.com'])}. The task allows three "
            "tries."
        )
