"""Everything that a browser's Python (Pyodide) lacks, and what takes its place.

There are no threads, no sockets and no second process. Code that needs one of them asks here.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

IN_BROWSER = sys.platform == "emscripten"
"""Whether this Python runs in a browser."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""The names by which a program reaches its own computer."""


def addresses_of(host: str) -> list[str]:
    """Look up the IP addresses of a host.

    In a browser, only this computer has one: there, Python invents an address for any other name.

    Raises:
        OSError: the host has none.
    """
    if IN_BROWSER:
        if host.lower() in LOOPBACK:
            return ["127.0.0.1"]
        words = "Name or service not known (simulated: Python in a browser has no network)"
        raise socket.gaierror(socket.EAI_NONAME, words)
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def later(seconds: float, function: Callable[..., object], *args: Any) -> None:
    """Call a function later: in a thread of its own, or, in a browser, between two cells.

    Args:
        seconds: how long to wait.
        function: the function.
        args: its arguments.
    """
    if IN_BROWSER:
        asyncio.get_event_loop().call_later(seconds, function, *args)
    else:
        timer = threading.Timer(seconds, function, args)
        timer.daemon = True
        timer.start()
