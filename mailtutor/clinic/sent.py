"""The addresses and headers that the client sent, as far as their form tells."""

from __future__ import annotations

import collections
import re
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .exchange import Exchange
    from .traceback_frames import Traceback

# A list or tuple of addresses that was turned into text.
LIST_AS_TEXT = re.compile(r"\s*[\[({]\s*['\"]")
_LARGE = 5_000_000  # bytes
# RFC 5322, section 3.6
_ONCE = ("To", "From", "Subject", "Date", "Cc", "Bcc", "Reply-To", "Sender", "Message-Id")


class Sent:
    """The addresses that the server was given, and the headers of the message.

    Args:
        traceback: the frames of the error.
        exchange: the commands and replies.
    """

    def __init__(self, traceback: Traceback, exchange: Exchange) -> None:
        self.traceback, self.exchange = traceback, exchange

    @cached_property
    def _addresses(self) -> list[str]:
        """The sender if the reply is about it, or the rejected recipients, as they were given."""
        if self.exchange.at_sender:
            return [self.exchange.sender]
        return list(self.exchange.refused)

    @property
    def has_bare_comma(self) -> bool:
        """Return whether a display name has a comma without quotes, which ends an address."""
        return any(re.match(r'[^"<]*,[^"<]*<', each) for each in self._addresses)

    @property
    def has_list_as_text(self) -> bool:
        """Return whether an address is a list or tuple that was turned into text."""
        return any(LIST_AS_TEXT.match(each) for each in self._addresses)

    @property
    def _message(self) -> str | bytes:
        """The message as it was given to `sendmail`; empty if it isn't known."""
        message = self.traceback.variables("smtplib", "sendmail").get("msg")
        return message if isinstance(message, str | bytes) else ""

    @cached_property
    def _headers(self) -> str:
        """The headers of the message as they were sent; empty if they aren't known."""
        message = self._message
        if isinstance(message, str):
            return re.split(r"\r?\n\r?\n", message, maxsplit=1)[0]
        return re.split(rb"\r?\n\r?\n", message, maxsplit=1)[0].decode("utf-8", "replace")

    @cached_property
    def size_shown(self) -> str:
        """The size of the message that was being sent, if it's large; or empty."""
        size = len(self._message)
        is_being_sent = self.exchange.command == "the content"
        return f"{size / 1e6:.0f} MB" if size >= _LARGE and is_being_sent else ""

    @property
    def lacks_date(self) -> bool:
        """Return whether the message has no Date header."""
        return bool(self._headers) and re.search(r"(?im)^date:", self._headers) is None

    @cached_property
    def header_twice(self) -> str:
        """A header that the message has twice, though it may have it once; or empty."""
        names = re.findall(r"(?m)^([A-Za-z-]+):", self._headers)
        counts = collections.Counter(name.title() for name in names)
        return next((name for name in _ONCE if counts[name] > 1), "")

    @property
    def has_bare_letters(self) -> bool:
        """Return whether a header has letters beyond ASCII that aren't encoded."""
        return not self._headers.isascii()
