"""What is wrong with a field of addresses, in words."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.utils import parseaddr

_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')


def line_problem(text: str) -> str:
    r"""Say what keeps a text out of a header line; empty if nothing does.

    Example:
        >>> line_problem("Hello")
        ''
        >>> line_problem("Hi\nBcc: you@example.com")[:37]
        'There is a line end in it: in a mail '
    """
    if len(text.splitlines()) > 1 or text != text.rstrip("\r\n"):
        return (
            "There is a line end in it: in a mail a new header would begin there. "
            "Write it in one line."
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return f"{text[error.start]!r} is half of a letter, and cannot be sent. Take it out."
    return ""


def address_problem(text: str, *, only_one: bool = False) -> str:
    """Say what is wrong with addresses separated by commas; empty if nothing is.

    Args:
        text: as ``"Ada <ada@example.com>, you@example.com"``.
        only_one: whether more than one is wrong, as in From.

    Example:
        >>> address_problem("Ada <ada@example.com>, you@example.com")
        ''
        >>> address_problem("you.example.com")
        "'you.example.com' has no @: an address looks like you@example.com."
    """
    if not text.strip():
        return ""
    if problem := line_problem(text):
        return problem
    unquoted = _QUOTED.sub("quoted", text)
    if ";" in unquoted:
        return (
            "Put a comma between addresses, not a semicolon: "
            "with a semicolon only the first would get the mail, and nothing would tell you."
        )
    pieces = [piece.strip() for piece in unquoted.split(",")]
    if "" in pieces:
        return "There is a comma with no address beside it: take the comma out."
    if only_one and len(pieces) > 1:
        return "Give one address: with several, the mail would need a Sender header as well."
    return next(filter(None, map(_piece_problem, pieces)), "") or _parsers_problem(text)


def _piece_problem(piece: str) -> str:
    address = piece
    if "<" in piece:
        address, closed, _ = piece.partition("<")[2].partition(">")
        if not closed:
            return f"{piece!r} has a < and no > after it."
    return _spec_problem(address.strip())


def _spec_problem(address: str) -> str:
    name, at, domain = address.partition("@")
    if not at:
        return f"{address!r} has no @: an address looks like you@example.com."
    if "@" in domain:
        return f"{address!r} has more than one @. Is a comma missing?"
    if not name or not domain:
        return f"{address!r} has nothing {'after' if name else 'before'} the @."
    if any(letter.isspace() for letter in address):
        return f"{address!r} has a blank in it. Is a comma missing?"
    if not address.isascii():
        return (
            f"{address!r} has a letter beyond a-z: many servers do not take such addresses "
            "(they need SMTPUTF8, RFC 6531). In a name before <...> every letter is fine."
        )
    return ""


def _parsers_problem(text: str) -> str:
    """Ask Python's own parser, which sees what was not looked for above."""
    message = EmailMessage()
    try:
        message["To"] = text
        header = message["To"]
        defects = header.defects
        addresses = header.addresses
    except Exception as error:  # noqa: BLE001 - on odd input the parser raises all kinds of errors
        return f"Python cannot read it as an address: {error}."
    if defects or not addresses or not all(each.domain for each in addresses):
        reason = f": {defects[0]}" if defects else ""
        return (
            f"Python cannot read it as an address{reason}. An address looks like you@example.com."
        )
    return ""


def domain_of(sender: str) -> str:
    """Return what stands after the @ of an address.

    Example:
        >>> domain_of("Ada <ada@example.com>")
        'example.com'
    """
    return parseaddr(sender)[1].rpartition("@")[2]
