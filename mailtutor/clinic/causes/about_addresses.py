"""Replies about addresses that are written wrong, or that the server can't carry."""

from __future__ import annotations

from functools import partial

from mailtutor.clinic.cause import rfc
from mailtutor.clinic.explanation import Alternative

from .subject import ADDRESSES, SEND, Subject

_subject = partial(Subject, layer="recipient")

SUBJECTS = (
    _subject(
        name="address not well written",
        waiting_helps=False,
        phrases=(
            (
                r"^syntax: (mail from|rcpt to)|(recipient|"
                r"sender|address|mailbox)[\w ]{0,12} syntax error"
            ),
            r"need fully[- ]qualified address|not a valid rfc[- ]?5321 address",
            r"syntactically (invalid|incorrect|wrong|bad|not correct)",
            r"(bad|invalid|malformed) [\w ]{0,20}(address|recipient|sender|mailbox)[\w ]* syntax",
            r"syntax error in [\w ]{0,12}(address|mailbox|parameters)",
            (
                r"address[\w ]{0,30} (syntax|must contain|malformed|not valid)|"
                r"(missing or )?malformed address|domain missing|"
                r"must contain a domain|domain name required"
            ),
            r"missing final '@|local address contains (control|whitespace)|invalid domain name: '",
        ),
        supporting=(r"(bad|invalid|malformed) [\w ]{0,12}(address|recipient|sender|mailbox)",),
        codes=("1.3", "1.7"),
        steps=("sender", "recipient", "content"),
        only=lambda evidence: not evidence.exchange.at_login,
        headline="The server can't read an address: {address_shown}",
        why=(
            "An address is `name@domain`, with nothing before or after it. A space, a comma, a "
            "missing @ or an unclosed bracket is enough."
        ),
        code=ADDRESSES,
        tell="Print each address with `ascii(...)`: a space or a comma shows.",
        alternatives=(
            Alternative(
                "The display name has a comma, and no quotes around it",
                "The address was cut off at the comma. `formataddr((name, address))` of "
                "`email.utils` adds the quotes, and `sendmail` only needs the plain address.",
                fits=lambda evidence: evidence.sent.has_bare_comma,
            ),
            Alternative(
                "A list was turned into text",
                "It begins with a bracket. Give the list itself, or one of its addresses.",
                fits=lambda evidence: evidence.sent.has_list_as_text,
            ),
        ),
        reading=(SEND, rfc("Addresses", 5321, "4.1.2")),
    ),
    _subject(
        name="addresses beyond ASCII rejected",
        waiting_helps=False,
        phrases=(
            (
                r"negotiate smtputf8|smtputf8 (is )?(required|not)|(internationali[sz]ed|"
                r"non-?ascii|unicode|utf-?8|8-?bit)[\w ]{0,20} address\w*"
            ),
            r"address\w*[\w ]{0,30} (non-?ascii|unicode|utf-?8|8-?bit|internationali[sz]ed)",
        ),
        codes=("6.7", "6.9"),
        steps=("sender", "recipient"),
        headline="An address has letters beyond ASCII, and the server can't carry it",
        why=(
            "Such letters in an address need the SMTPUTF8 extension at every server on the way. "
            "In the name before the address they are fine."
        ),
        code=ADDRESSES,
        tell="Print each address with `ascii(...)`: such a letter shows as an escape.",
        reading=(SEND, rfc("SMTPUTF8", 6531, "3")),
    ),
)
