"""One error, three faces: what Linux, macOS and Windows print for it.

Written down here because one computer cannot know what the others say: its own ``errno``
module has only its own numbers.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Face:
    """How one system shows an error.

    Args:
        system: ``"Linux"``, ``"macOS"`` or ``"Windows"``.
        number: its number there.
        shown: the last line of the traceback there.
    """

    system: str
    number: int
    shown: str


REFUSED = (
    Face("Linux", 111, "ConnectionRefusedError: [Errno 111] Connection refused"),
    Face("macOS", 61, "ConnectionRefusedError: [Errno 61] Connection refused"),
    Face(
        "Windows",
        10061,
        "ConnectionRefusedError: [WinError 10061] No connection could be made "
        "because the target machine actively refused it",
    ),
)
