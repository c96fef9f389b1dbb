"""What a server's reply can be about: a row of the table in `replies`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailtutor.clinic.cause import lesson, rfc
from mailtutor.clinic.explanation import Other

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor.clinic.cause import Layer
    from mailtutor.clinic.evidence import Evidence
    from mailtutor.clinic.explanation import Link

CODES = rfc("Enhanced status codes", 3463, "3")
SEND = lesson("06_send_and_handle_refusals")
PROVIDER = lesson("07_use_your_own_provider")
LATER = "# The same message again, in some minutes:\nclient.send_message(message)"
LOG_IN = 'from getpass import getpass\n\nclient.login("me@example.com", getpass("Password: "))'
ADDRESSES = 'for each in ("From", "To", "Cc", "Bcc"):\n    print(each, ascii(message[each]))'
SHARED_CLIENT = Other(
    "Several threads use one client at once",
    "Their commands and replies get mixed up. Give each thread a client of its own.",
    fits=lambda seen: seen.shared_by_threads or False,
)


@dataclass(frozen=True)
class Subject:
    """What a reply can be about.

    Args:
        name: of the entry in the table of causes.
        words: a pattern for the server's words, in lower case.
        codes: enhanced codes without their class, as ``"7.26"``.
        headline: the answer in one line.
        why: what it means. What the server said, and for how long, is added.
        code: what to run next.
        numbers: reply codes that an RFC gives this meaning alone, whatever the words.
        layer: where it breaks.
        only: whether the evidence allows it, besides the words; None for always.
        others: other causes, and how to tell.
        reading: where to read on.
    """

    name: str
    words: str
    codes: tuple[str, ...]
    headline: str
    why: str
    code: str
    numbers: tuple[int, ...] = ()
    layer: Layer = "SMTP dialogue"
    only: Callable[[Evidence], bool] | None = None
    others: tuple[Other, ...] = ()
    reading: tuple[Link, ...] = (SEND, CODES)
