"""The words in braces that are about a server's reply: what it says, to what, and how long."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailtutor.record import plain_ascii

from .markup import with_article

if TYPE_CHECKING:
    from collections.abc import Callable

    from .evidence import Evidence

_MOST_RECIPIENTS = 5


def _who_was_refused(evidence: Evidence) -> str:
    if not evidence.exchange.refused:
        return "The server accepted the recipient at first, and looked the address up only now."
    return (
        f"The server rejected {_refused(evidence)}. `smtplib` raises an error only if all "
        "recipients are rejected; if some are, `send_message` returns them."
    )


def _refused(evidence: Evidence) -> str:
    refused = evidence.exchange.refused.items()
    shown = [f"{plain_ascii(address)} (`{reply}`)" for address, reply in refused]
    more = len(shown) - _MOST_RECIPIENTS
    words = ", ".join(shown[:_MOST_RECIPIENTS])
    return f"{words} and {more} more" if more > 0 else words or "the recipient"


def _address(evidence: Evidence) -> str:
    if evidence.exchange.quotes_sender:
        return _sender(evidence)
    first = next(
        (
            address
            for address, reply in evidence.exchange.refused.items()
            if reply == evidence.exchange.reply
        ),
        getattr(evidence.error, "sender", "") or _recipients(evidence),
    )
    return plain_ascii(str(first))


def _recipients(evidence: Evidence) -> str:
    given = evidence.variables("smtplib", "sendmail").get("to_addrs")
    if isinstance(given, list | tuple) and len(given) == 1:
        given = given[0]
    return given if isinstance(given, str) else "one of the recipients"


def _sender(evidence: Evidence) -> str:
    return plain_ascii(evidence.exchange.sender or "see From")


def _what(evidence: Evidence) -> str:
    words = {
        "greeting": "the connection",
        "EHLO": "your EHLO",
        "STARTTLS": "STARTTLS",
        "login": "the login",
        "sender": "the sender",
        "recipient": "the recipient" if len(evidence.exchange.refused) < 2 else "the recipients",  # noqa: PLR2004
        "content": "the message",
    }
    return words.get(evidence.exchange.stage, evidence.exchange.command)


def _at_step(evidence: Evidence) -> str:
    words = {
        "greeting": "when you connected",
        "EHLO": "to EHLO",
        "STARTTLS": "to STARTTLS",
        "login": "to the login (AUTH)",
        "sender": "to the sender (MAIL FROM)",
        "recipient": "to the recipient (RCPT TO)",
        "content": "to DATA, before the content"
        if evidence.exchange.before_content
        else "to the content",
    }
    return words.get(evidence.exchange.stage, f"to {evidence.exchange.command}")


def _lasting(evidence: Evidence) -> str:
    if evidence.exchange.reply.temporary:
        return "A code that begins with 4 is a temporary failure: the same may be accepted later."
    if evidence.exchange.reply.code >= 500:  # noqa: PLR2004
        return (
            "A code that begins with 5 is a permanent failure: the same will be rejected again "
            "until something changes."
        )
    return ""


def _lasting_anyway(evidence: Evidence) -> str:
    if evidence.exchange.reply.temporary:
        return (
            "A code that begins with 4 is a temporary failure, but here waiting alone seldom "
            "helps: something has to change."
        )
    return _lasting(evidence)


def _by_its_codes(evidence: Evidence) -> str:
    """Return the definition of the enhanced code, if it has one."""
    detail = evidence.exchange.reply.meaning.partition(": ")[2]
    if not detail:
        return ""
    code = evidence.exchange.reply.enhanced
    return (
        f'The enhanced status code {code} stands for "{detail}", though not every server uses it '
        "in that sense. "
    )


def _maybe_accepted(evidence: Evidence) -> str:
    if evidence.exchange.command not in {"the content", "your command"}:
        return ""
    return (
        " If a message was being sent, the server may have accepted it: check before you send it "
        "again."
    )


def _size_limit(evidence: Evidence) -> str:
    limit = evidence.exchange.features.get("size", "")
    return f": {int(limit):,} bytes" if limit.isdecimal() else ""


def _handler_error(evidence: Evidence) -> str:
    """Name the exception that aiosmtpd puts into its reply: `Error: (NameError) name ...`."""
    found = re.match(r"(?i)error: \((\w+)\)", evidence.exchange.reply.text)
    return with_article(found[1]) if found else "an exception"


REPLY_WORDS: dict[str, Callable[[Evidence], str]] = {
    "reply": lambda evidence: str(evidence.exchange.reply) or "nothing",
    "what": _what,
    "at_step": _at_step,
    "for_now": lambda evidence: " for now" if evidence.exchange.reply.temporary else "",
    "lasting": _lasting,
    "lasting_anyway": _lasting_anyway,
    "by_its_codes": _by_its_codes,
    "code": lambda evidence: str(evidence.exchange.reply.code),
    "handler_error": _handler_error,
    "mechanisms": lambda evidence: plain_ascii(
        " ".join(evidence.exchange.features.get("auth", "").split()) or "none"
    ),
    "size_limit": _size_limit,
    "refused": _refused,
    "who_was_refused": _who_was_refused,
    "address": _address,
    "address_shown": lambda evidence: _address(evidence) or "one of yours",
    "sender": _sender,
    "maybe_accepted": _maybe_accepted,
}
