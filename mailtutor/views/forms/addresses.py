"""Checks of addresses and header text that explain what is wrong."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.utils import parseaddr

_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')


def header_problem(text: str) -> str:
    r"""Return why a text can't be a header's value; empty if it can.

    Example:
        >>> header_problem("Hello")
        ''
        >>> header_problem("Hi\nBcc: you@example.com")[:46]
        'There is a line break in it, and in a message '
    """
    if len(text.splitlines()) > 1 or text != text.rstrip("\r\n"):
        return (
            "There is a line break in it, and in a message a line break would start another "
            "header. Write it on one line."
        )
    return surrogate_problem(text)


def surrogate_problem(text: str) -> str:
    """Return why a text can't be encoded; empty if it can."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return f"{text[error.start]!r} is only half of a character and can't be sent. Delete it."
    return ""


def address_problem(text: str, *, only_one: bool = False) -> str:
    """Return the problem with comma-separated addresses; empty if there is none.

    Args:
        text: such as ``"Ada <ada@example.com>, you@example.com"``.
        only_one: whether there must not be more than one, as in From.

    Example:
        >>> address_problem("Ada <ada@example.com>, you@example.com")
        ''
        >>> address_problem("you.example.com")
        "'you.example.com' has no @. An address looks like you@example.com."
    """
    if not text.strip():
        return ""
    if problem := header_problem(text):
        return problem
    unquoted = _QUOTED.sub("quoted", text)
    if ";" in unquoted:
        return (
            "Separate addresses with a comma, not a semicolon. With a semicolon, only the first "
            "address would get the message, and you wouldn't see an error."
        )
    pieces = [piece.strip() for piece in unquoted.split(",")]
    if "" in pieces:
        return "There is a comma with no address next to it. Delete the comma."
    if only_one and len(pieces) > 1:
        return "Use one address: with several, the message would also need a Sender header."
    return next(filter(None, map(_piece_problem, pieces)), "") or _parser_problem(text)


def _piece_problem(piece: str) -> str:
    address = piece
    if "<" in piece:
        address, closed, _ = piece.partition("<")[2].partition(">")
        if not closed:
            return f"{piece!r} has a < but no > after it."
    return _bare_address_problem(address.strip())


def _bare_address_problem(address: str) -> str:
    name, at, domain = address.partition("@")
    if not at:
        return f"{address!r} has no @. An address looks like you@example.com."
    if "@" in domain:
        return f"{address!r} has more than one @. Is a comma missing?"
    if not name or not domain:
        return f"{address!r} has nothing {'after' if name else 'before'} the @."
    if any(each.isspace() for each in address):
        return f"{address!r} has a space in it. Is a comma missing?"
    if not address.isascii():
        return (
            f"{address!r} has a non-ASCII character. Many servers don't accept such addresses, "
            "which need SMTPUTF8 (RFC 6531). A name before <...> may have any characters."
        )
    return ""


def _parser_problem(text: str) -> str:
    """Return what Python's own parser objects to, which may be more than is checked above."""
    message = EmailMessage()
    try:
        message["To"] = text
        header = message["To"]
        defects = header.defects
        addresses = header.addresses
    except Exception as error:  # noqa: BLE001 - on odd input the parser raises all kinds of errors
        return f"Python can't parse this as an address: {error}."
    if defects or not addresses or not all(each.domain for each in addresses):
        reason = f": {defects[0]}" if defects else ""
        return (
            f"Python can't parse this as an address{reason}. An address looks like you@example.com."
        )
    return ""


def domain_of(sender: str) -> str:
    """Return the domain of an address.

    Example:
        >>> domain_of("Ada <ada@example.com>")
        'example.com'
    """
    return parseaddr(sender)[1].rpartition("@")[2]
