"""A debugging server for the terminal: prints every message and transcript as it arrives."""

from __future__ import annotations

import errno
import os
import sys
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from mailtutor import LocalServer
from mailtutor.cli.command import PYTHON
from mailtutor.cli.errors import SetupError
from mailtutor.record import count, printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor import Delivery, Session

_MAX_LENGTH = 20_000  # characters of a message or transcript; a message may have 32 MB


def run(*, port: int) -> int:
    """Run the server until Ctrl-C.

    Args:
        port: where to listen; 0 for a free one.
    """
    news: SimpleQueue[Delivery | Session] = SimpleQueue()
    try:
        server = LocalServer(port)
    except OSError as error:
        raise SetupError(
            f"Port {port} isn't available: {_why(error)}.\n"
            "Omit --port to get a free one, or choose another."
        ) from error
    server.mailbox.subscribe(news.put)
    server.sessions.subscribe(when_ended(news))
    with server:
        print(server)
        print("\nTry this in another window:\n")
        print(
            f'    {PYTHON} -c "import smtplib; c = smtplib.SMTP('
            f"'localhost', {server.port}); c.sendmail('me@example.com', "
            "'you@example.com', 'Subject: Hi')\"\n"
        )
        print("To stop, press Ctrl-C.", flush=True)
        try:
            _print_all(news)
        except KeyboardInterrupt:
            messages = count(len(server.mailbox), "message")
            print(f"\nStopped: {messages} in {count(len(server.sessions), 'session')}.")
    return 0


def _why(error: OSError) -> str:
    if error.errno != errno.EACCES:
        return os.strerror(error.errno or 0).lower()
    if sys.platform == "win32":
        return (
            "Windows has reserved it for Hyper-V, WSL or Docker (to list such ports: "
            "netsh interface ipv4 show excludedportrange protocol=tcp)"
        )
    return "only an administrator may use a port below 1024"


def when_ended(news: SimpleQueue[Delivery | Session]) -> Callable[[Session], None]:
    """Return a listener that passes on each session once, when it has ended."""
    passed: set[int] = set()

    def listen(session: Session) -> None:
        # Check now, rather than when it's printed, or a session could overtake its messages.
        if session.ending is not None and session.number not in passed:
            passed.add(session.number)
            news.put(session)

    return listen


def _print_all(news: SimpleQueue[Delivery | Session]) -> None:
    while True:
        try:
            # On Windows, Ctrl-C doesn't interrupt a wait that has no timeout.
            item = news.get(timeout=0.5)
        except Empty:
            continue
        print(f"\n{'-' * 72}\n{readable(str(item))}", flush=True)


def readable(text: str) -> str:
    r"""Escape control characters for the terminal, and shorten very long text.

    >>> print(readable("a red \x1b[31mherring"))
    a red \x1b[31mherring
    """
    rest = len(text) - _MAX_LENGTH
    shown = printable(text[:_MAX_LENGTH], allowed="\n\t")
    return f"{shown}\n({rest:,} more characters)" if rest > 0 else shown
