"""The name that the client sends in EHLO: its own computer's, or what it was given."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from mailtutor.record import plain_ascii

if TYPE_CHECKING:
    from .traceback_frames import Traceback

_LONGEST = 60  # characters that are shown
_PART = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"  # RFC 1123, section 2.1
_NUMBER = re.compile(r"^\d+(\.\d+)?$")
_FAULTS = (
    (_NUMBER, "it is a number"),
    (re.compile(r"^[\d.]+$"), "it is an IP address without brackets"),
    (re.compile(r"\s"), "it has a space in it"),
    (re.compile(r"_"), "it has an underscore in it"),
    (re.compile(rf"^(?!{_PART}(\.{_PART})*\.?$)"), "it has a part that no name can have"),
)


class ClientName:
    """The name in EHLO, and what is wrong with it.

    Args:
        traceback: the frames of the error.
    """

    def __init__(self, traceback: Traceback) -> None:
        self.traceback = traceback

    @cached_property
    def hello_name(self) -> str:
        """The name as it was sent; empty if the client isn't known."""
        name = getattr(self.traceback.client, "local_hostname", None)
        return plain_ascii(str(name))[:_LONGEST] if type(name) in {str, int, float} else ""

    @cached_property
    def hello_fault(self) -> str:
        """Why this is no name of a host, such as "it is a number"; or empty."""
        name = self.hello_name
        if not name or re.fullmatch(r"\[.+\]", name):  # an address in brackets is fine
            return ""
        return next((fault for pattern, fault in _FAULTS if pattern.search(name)), "")

    @cached_property
    def hello_number(self) -> str:
        """The number that was sent instead of a name; or empty.

        `SMTP(host, port, 600)` sends it: the third argument is the name, and not the timeout.
        """
        return self.hello_name if _NUMBER.search(self.hello_name) else ""
