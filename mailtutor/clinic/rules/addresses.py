"""Rules about the addresses in the headers."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from mailtutor.clinic.address_list import first_fault, without_groups, without_quoted

from .rule import Rule

if TYPE_CHECKING:
    from mailtutor.clinic.reviewed_message import ReviewedHeader, ReviewedMessage

    from .rule import Words

TO = ("To", "Cc", "Bcc")
"""The headers that name recipients."""

_ALL = ("From", "Sender", "Reply-To", *TO)
_LOST = "comma unquoted by Python"
_RIGHT = (
    "from email.headerregistry import Address\n\n"
    'del message["{header}"]\n'
    'message["{header}"] = Address("Smith, Jr", addr_spec="bob@example.com")'
)
_PLAIN = 'del message["{header}"]\nmessage["{header}"] = "you@example.com"'
_SEVERAL = (
    'del message["{header}"]\nmessage["{header}"] = ", ".join(["a@example.com", "b@example.com"])'
)


def semicolons(seen: ReviewedMessage) -> Words | None:
    """Find semicolons between addresses."""
    for name in TO:
        for value in seen.values(name):
            # A group, as in `friends: a@x.org, b@x.org;`, has a colon first (RFC 5322, 3.4).
            plain = without_groups(without_quoted(value))
            if re.search(r"@[^;,]*;[^,;]*@", plain):
                return {"header": name}
    return None


def _found(rule: str, seen: ReviewedMessage) -> Words | None:
    """Find the first header that breaks this rule."""
    for header in seen.named(*_ALL):
        broken, item = _broken(header)
        if broken == rule:
            return {"header": header.name, "item": item}
    return None


def _broken(header: ReviewedHeader) -> tuple[str, str]:
    if header.written is not None and header.written.strip() == "None":
        return "None as address", "None"
    fault = first_fault(header.sent)
    if fault is None or header.ends_in_line_end or header.swallowed:
        return "", ""
    if fault.rule != "comma in name" or header.written is None:
        return fault
    # The header object still has the quotes, or an encoded word in their place.
    kept = first_fault(header.written) is None
    return (_LOST, fault.item) if kept else fault


def _rule(name: str, headline: str, why: str, code: str) -> Rule:
    return Rule(name, partial(_found, name), headline, why, code)


RULES = (
    Rule(
        "semicolons",
        semicolons,
        "Semicolons separate the addresses in {header}",
        "Outlook shows them that way, but a header needs commas. `smtplib` takes the addresses "
        "that it understands, often only the first, and reports no error: it returns `{{}}`.",
        _SEVERAL,
    ),
    _rule(
        "None as address",
        "{header} contains None instead of an address",
        "Python doesn't check what you assign to a header. A variable that was never set, or a "
        "function that returned nothing, ends up as the word None or as an empty header.",
        _PLAIN,
    ),
    _rule(
        "value as address",
        "{header} holds a Python value, not addresses: {item}",
        "`str()` writes a list with its brackets and quotes, and bytes with their `b''`. In a "
        "header, these characters become part of the addresses. Join a list with commas.",
        _SEVERAL,
    ),
    _rule(
        "no comma",
        "In {header}, a comma is missing between two addresses: {item}",
        "Addresses are separated by commas. Without one, a program reads the first address only, "
        "or none at all.",
        _SEVERAL,
    ),
    _rule(
        "comma in name",
        "In {header}, a name has a comma but no quotes: {item}",
        "A comma ends an address (RFC 5322, section 3.4). So the name is read as two recipients, "
        "and the first one has no address. `Address` and `formataddr` add the quotes.",
        _RIGHT,
    ),
    _rule(
        _LOST,
        "In {header}, Python sends a comma in a name without quotes: {item}",
        "The header itself is right, but this Python loses the quotes when it writes the name "
        "(https://github.com/python/cpython/issues/121284). In the bytes, the name is read as two "
        "recipients. Leave out the comma.",
        "from email.headerregistry import Address\n\n"
        'del message["{header}"]\n'
        'message["{header}"] = Address("Bob Smith", addr_spec="bob@example.com")',
    ),
    _rule(
        "at sign in name",
        "In {header}, a name has an @ but no quotes: {item}",
        "Outside of quotes, an @ belongs to an address, so there seem to be two. Some Pythons "
        "read the address twice, stricter ones read none.",
        _RIGHT.replace("Smith, Jr", "bob@example.com"),
    ),
    _rule(
        "encoded address",
        "In {header}, an address is inside an encoded word: {item}",
        "Only the name may be encoded (RFC 2047, section 5). A mail server or client doesn't "
        "look for addresses in encoded words, so it finds none here. `MIMEText` encodes the whole "
        "header; `EmailMessage` encodes the name alone.",
        "from email.message import EmailMessage\n\n"
        "message = EmailMessage()\n"
        'message["{header}"] = "B\\u00f6b <bob@example.com>"',
    ),
    _rule(
        "no address",
        "In {header}, there's no full address: {item}",
        "An address has a name, an @ and a domain, as in `you@example.com`. A name alone reaches "
        "nobody outside of this computer, and replies don't arrive.",
        _PLAIN,
    ),
    _rule(
        "broken address",
        "In {header}, an address is malformed: {item}",
        "An address is `name@domain`: one @, no blanks, no comma, and no empty part between dots. "
        "Programs read something else from it, or nothing, and Python doesn't say so.",
        _PLAIN,
    ),
)
