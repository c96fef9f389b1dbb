"""The same error on Linux, macOS and Windows.

Listed here because a computer's ``errno`` module has only its own system's numbers.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Face:
    """An error as one system shows it.

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

UNKNOWN_NAME = (
    Face("Linux", -2, "socket.gaierror: [Errno -2] Name or service not known"),
    Face("macOS", 8, "socket.gaierror: [Errno 8] nodename nor servname provided, or not known"),
    Face("Windows", 11001, "socket.gaierror: [Errno 11001] getaddrinfo failed"),
)
NO_ANSWER = (
    Face("Linux", 110, "TimeoutError: [Errno 110] Connection timed out"),
    Face("macOS", 60, "TimeoutError: [Errno 60] Operation timed out"),
    Face(
        "Windows",
        10060,
        "TimeoutError: [WinError 10060] A connection attempt failed because the connected "
        "party did not properly respond after a period of time",
    ),
)
NO_WAY = (
    Face("Linux", 101, "OSError: [Errno 101] Network is unreachable"),
    Face("macOS", 51, "OSError: [Errno 51] Network is unreachable"),
    Face(
        "Windows",
        10051,
        "OSError: [WinError 10051] A socket operation was attempted to an unreachable network",
    ),
)
IN_USE = (
    Face("Linux", 98, "OSError: [Errno 98] Address already in use"),
    Face("macOS", 48, "OSError: [Errno 48] Address already in use"),
    Face(
        "Windows",
        10048,
        "OSError: [WinError 10048] Only one usage of each socket address "
        "(protocol/network address/port) is normally permitted",
    ),
)
NOT_ALLOWED = (
    Face("Linux", 13, "PermissionError: [Errno 13] Permission denied"),
    Face("macOS", 13, "PermissionError: [Errno 13] Permission denied"),
    Face(
        "Windows",
        10013,
        "PermissionError: [WinError 10013] An attempt was made to access a socket in a way "
        "forbidden by its access permissions",
    ),
)
RESET = (
    Face("Linux", 104, "ConnectionResetError: [Errno 104] Connection reset by peer"),
    Face("macOS", 54, "ConnectionResetError: [Errno 54] Connection reset by peer"),
    Face(
        "Windows",
        10054,
        "ConnectionResetError: [WinError 10054] An existing connection was forcibly closed "
        "by the remote host",
    ),
)


def numbers(*faces: Face) -> set[int]:
    """Return the numbers of an error on all systems, for errors that share a class."""
    return {face.number for face in faces}
