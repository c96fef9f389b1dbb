"""The end of a connection: why it ended, and whether the code used it afterwards."""

from __future__ import annotations

import errno
import re
from functools import cached_property
from typing import TYPE_CHECKING

from .frames import number_of

if TYPE_CHECKING:
    from .endpoint import Endpoint
    from .traceback_frames import Traceback

_THREADS = re.compile(r"\b(?:ThreadPoolExecutor|to_thread|threading\.Thread|Thread\(target)")
_ENDS = re.compile(r"\.(?:quit|close)\(")
_RESET = re.compile(r"\[(?:Errno (?:104|54|103|53)|WinError 1005[34])\]|reset by peer")
_NO_SOCKET = {errno.EBADF, 10038}  # the second is Windows'
_IMPATIENCE = 20.0  # seconds; RFC 5321 allows five minutes, some servers allow half of one


class ConnectionEnd:
    """The signs that tell why a connection ended.

    Args:
        traceback: the frames of the error.
        endpoint: the server, and its record of the session where it's ours.
    """

    def __init__(self, traceback: Traceback, endpoint: Endpoint) -> None:
        self.traceback, self.endpoint = traceback, endpoint

    @cached_property
    def was_reset(self) -> bool | None:
        """Return whether the connection was reset instead of closed; None if nothing says so."""
        beneath = self.traceback.beneath
        is_reset = isinstance(beneath, ConnectionResetError | ConnectionAbortedError)
        return is_reset or _RESET.search(self.traceback.text) is not None or None

    @cached_property
    def was_closed_here(self) -> bool:
        """Return whether this side had given up the socket, as a failed `starttls` does."""
        return number_of(self.traceback.beneath) in _NO_SOCKET

    @cached_property
    def shared_by_threads(self) -> bool | None:
        """Return whether several threads used this connection; None if unknown."""
        client = self.endpoint.session.client if self.endpoint.session is not None else None
        return None if client is None else len(client.threads) > 1 or None

    @cached_property
    def has_threads(self) -> bool:
        """Return whether the code starts threads, with whatever server."""
        return bool(self.shared_by_threads or _THREADS.search(self.traceback.source))

    @cached_property
    def was_never_connected(self) -> bool:
        """Return whether the client never had a connection."""
        client = self.traceback.client
        return client is not None and "sock" not in vars(client)

    @cached_property
    def was_ended_by_code(self) -> bool | None:
        """Return whether the code ends a connection by itself; None if it doesn't show that."""
        return bool(_ENDS.search(self.traceback.source)) or None

    @cached_property
    def is_after_with(self) -> bool | None:
        """Return whether the client's `with` block was left before; None if there's none."""
        names = re.findall(r"\bwith\b.*\bSMTP\w*\(.*\bas\s+(\w+)", self.traceback.source)
        if not names:
            return None
        return any(re.search(rf"\b{name}\.", self.traceback.line) for name in names)

    @cached_property
    def was_idle(self) -> bool | None:
        """Return whether the connection was idle for longer than servers allow; None if unknown."""
        if self.endpoint.session is None:
            return None
        times = [line.at for line in self.endpoint.session.transcript]
        return self.endpoint.session.seconds - min(times[-2:], default=0.0) > _IMPATIENCE
