"""Summarize a message in one line, as an inbox does."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from .decode import decode_words, readable, unfolded
from .parts import Part, read

_LOOKED_AT = 4096
_WORDS = 160


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary of a message in an inbox.

    Args:
        sender: the name in From, or its address if it has no name.
        address: the address in From; "" if there is none.
        subject: the subject.
        date: the Date field as it was written.
        words: the first words of the text.
        files: the number of files in it.
    """

    sender: str
    address: str
    subject: str
    date: str
    words: str
    files: int


def summary(raw: bytes) -> Summary:
    r"""Summarize any bytes as a line in an inbox.

    Example:
        >>> summary(b"From: Ada <ada@example.com>\r\nSubject: Hi\r\n\r\nHello\r\nthere")
        Summary(sender='Ada', address='ada@example.com', subject='Hi', date='', words='Hello there',
        files=0)
    """
    message = read(raw)
    found = message.field("from")
    sender, address = who(found.value) if found else ("", "")
    return Summary(
        sender=sender[:_WORDS] or address,
        address=address,
        subject=message.value("subject")[: 2 * _WORDS],
        date=message.value("date")[:_WORDS],
        words=_first_words(message),
        files=sum(part.is_file for part in message.walk()),
    )


def who(value: bytes) -> tuple[str, str]:
    """Return the name and the address of the first mailbox in a value (RFC 5322, section 3.4).

    Example:
        >>> who(b'"Lovelace, Ada" <ada@example.com>, bob@example.com')
        ('Lovelace, Ada', 'ada@example.com')
        >>> who(b"ada@example.com (Ada)")
        ('', 'ada@example.com')
    """
    text = unfolded(value)
    before, bracket, rest = text.partition("<")
    if bracket:
        name = decode_words(before.strip().strip('"').replace('\\"', '"'))
        return name.strip(), readable(rest.partition(">")[0]).strip()[:_WORDS]
    first = text.partition(",")[0].partition("(")[0].strip()
    return "", decode_words(first)[:_WORDS]


def _first_words(message: Part) -> str:
    texts = [part for part in message.walk() if part.type == "text/plain" and not part.is_file]
    if texts and not texts[0].children:
        text = texts[0].text(_LOOKED_AT)[0]
    else:
        pages = [part for part in message.walk() if part.type == "text/html" and not part.is_file]
        if not pages:
            return ""
        page = re.sub(
            r"(?is)<(script|style|head|title)\b.*?</\1", "<", pages[0].text(_LOOKED_AT)[0]
        )
        text = html.unescape(re.sub(r"<[^<>]*>", " ", page))
    return " ".join(text[:_LOOKED_AT].split())[:_WORDS]
