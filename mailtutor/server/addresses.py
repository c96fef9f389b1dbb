"""Check the syntax of addresses in MAIL, RCPT and VRFY: RFC 5321, section 4.1.2."""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple

NULL_PATH = "<>"  # the sender of a bounce
_MAX_DOMAIN = 255  # octets: RFC 5321, section 4.5.3.1.2
_MAX_LABEL = 63  # RFC 1035, section 2.3.4

# Nearly every address has this form, which needs only one regular expression.
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_USUAL_PATH = re.compile(
    rf"<({_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)*[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?)>"
    r"(?:[ \t]+(\S.*))?",
    re.IGNORECASE | re.ASCII,
)

# Non-ASCII letters are for clients that use SMTPUTF8: RFC 6531, section 3.3.
_BEYOND = "\u0080-\U0010ffff"
_WIDE_ATOM = rf"[a-zA-Z0-9!#$%&'*+/=?^_`{{|}}~{_BEYOND}-]+"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_LOCAL_PART = re.compile(
    rf'{_WIDE_ATOM}(?:\.{_WIDE_ATOM})*|"(?:[ !#-\[\]-~{_BEYOND}]|\\[ -~])*"',
)
# Host names have no underscore, but many domains do: Postfix accepts it, too.
_WIDE_LABEL = re.compile(rf"[a-zA-Z0-9_{_BEYOND}](?:[a-zA-Z0-9_{_BEYOND}-]*[a-zA-Z0-9_{_BEYOND}])?")
_IN_BRACKETS = re.compile(rf'<((?:{_QUOTED}|[^"<>])*)>(?:[ \t]+(.*))?', re.DOTALL)
_WITHOUT_BRACKETS = re.compile(rf'((?:{_QUOTED}|[^"<>\s])+)(?:[ \t]+(.*))?', re.DOTALL)
_SOURCE_ROUTE = re.compile(r"@([^@,:\s]+)(?:,@([^@,:\s]+))*:(?=.)")


class Path(NamedTuple):
    """The argument of ``MAIL FROM:`` or ``RCPT TO:``.

    Args:
        text: the address as the client sent it, without the angle brackets.
        parameters: what follows the address.
        in_brackets: whether the address is in angle brackets, as it must be.
        usual: whether the address is already known to be valid.
    """

    text: str
    parameters: str
    in_brackets: bool
    usual: bool = False

    @property
    def mailbox(self) -> str | None:
        """The address without a source route, or None if it isn't valid."""
        return self.text if self.usual else read_mailbox(self.text)


def split_path(text: str) -> Path | None:
    """Separate an address from its parameters.

    Returns:
        Both, or None if it's unclear where the address ends.

    Example:
        >>> split_path("<ada@example.com> SIZE=12")[:3]
        ('ada@example.com', 'SIZE=12', True)
        >>> split_path("ada@example.com")[:3]
        ('ada@example.com', '', False)
        >>> split_path("<ada@example.com")
    """
    if (usual := _USUAL_PATH.fullmatch(text)) and len(usual[1]) <= _MAX_DOMAIN:
        return Path(usual[1], usual[2] or "", in_brackets=True, usual=True)
    form = _IN_BRACKETS if text.startswith("<") else _WITHOUT_BRACKETS
    found = form.fullmatch(text)
    return Path(found[1], found[2] or "", form is _IN_BRACKETS) if found else None


def argument_after(keyword: str, arg: str | None) -> str:
    """Return what follows ``FROM:`` or ``TO:``, or "" without the keyword."""
    text = arg or ""
    found = text[: len(keyword)].upper() == keyword
    return text[len(keyword) :].strip() if found else ""


def address_after(keyword: str, arg: str) -> str:
    """Return the address after ``FROM:`` or ``TO:``, or all the text if it isn't valid."""
    text = argument_after(keyword, arg)
    path = split_path(text)
    return text if path is None else path.mailbox or path.text or NULL_PATH


def read_mailbox(text: str) -> str | None:
    """Check an address, and remove its source route.

    Source routes are obsolete, and servers ignore them: RFC 5321, appendix C.

    Returns:
        The address, or None if it isn't valid.

    Example:
        >>> read_mailbox("ada.lovelace@example.com")
        'ada.lovelace@example.com'
        >>> read_mailbox("@relay.example:ada@example.com")
        'ada@example.com'
        >>> read_mailbox("ada..lovelace@example.com"), read_mailbox("ada")
        (None, None)
    """
    address = text
    if route := _SOURCE_ROUTE.match(text):
        if not all(map(_is_domain, re.findall(r"@([^@,:]+)", route[0]))):
            return None
        address = text[route.end() :]
    local, at, domain = address.rpartition("@")
    if not at or not address.isprintable() or not is_local_part(local):
        return None
    good = _is_literal(domain) if domain.startswith("[") else _is_domain(domain)
    return address if good else None


def is_local_part(text: str) -> bool:
    """Check the part before the ``@``: words separated by dots, or a quoted string."""
    return _LOCAL_PART.fullmatch(text) is not None


def _is_domain(text: str) -> bool:
    if len(text) > _MAX_DOMAIN or re.fullmatch(r"[0-9.]*", text):
        return False  # an IP address needs square brackets
    labels = text.split(".")
    return all(_WIDE_LABEL.fullmatch(each) and len(each) <= _MAX_LABEL for each in labels)


def _is_literal(text: str) -> bool:
    """Check an address literal: ``[192.0.2.1]`` or ``[IPv6:2001:db8::1]``."""
    inside = text.removeprefix("[").removesuffix("]")
    if f"[{inside}]" != text or "%" in inside:
        return False
    try:
        if inside[:5].lower() == "ipv6:":
            ipaddress.IPv6Address(inside[5:])
        else:
            ipaddress.IPv4Address(inside)
    except ValueError:
        return False
    return True
