"""The debugging server in a terminal: prints each mail and each conversation as it comes."""

from __future__ import annotations

import errno
import os
import sys
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from mailtutor import LocalServer
from mailtutor.cli.command import PYTHON
from mailtutor.cli.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor import Delivery, Session

_MOST = 20_000  # characters of one mail or conversation; a mail may have 32 MB


def run(*, port: int) -> int:
    """Serve until Ctrl-C.

    Args:
        port: where to listen; 0 for a free one.
    """
    news: SimpleQueue[Delivery | Session] = SimpleQueue()
    try:
        server = LocalServer(port)
    except OSError as error:
        raise SetupError(
            f"Port {port} can't be opened: {_why(error)}.\n"
            "Leave out --port to get a free one, or name another."
        ) from error
    server.mailbox.subscribe(news.put)
    server.sessions.subscribe(once_over(news))
    with server:
        print(server)
        print("\nTry, in another window:\n")
        print(
            f'    {PYTHON} -c "import smtplib; c = smtplib.SMTP('
            f"'localhost', {server.port}); c.sendmail('me@example.com', "
            "'you@example.com', 'Subject: Hi')\"\n"
        )
        print("To end: Ctrl-C.", flush=True)
        try:
            _print_all(news)
        except KeyboardInterrupt:
            mails, sessions = len(server.mailbox), len(server.sessions)
            print(
                f"\nEnded: {mails} mail{'' if mails == 1 else 's'} "
                f"in {sessions} session{'' if sessions == 1 else 's'}."
            )
    return 0


def _why(error: OSError) -> str:
    if error.errno != errno.EACCES:
        return os.strerror(error.errno or 0).lower()
    if sys.platform == "win32":
        return (
            "Windows keeps it for itself (for Hyper-V, WSL or Docker; this lists such ports: "
            "netsh interface ipv4 show excludedportrange protocol=tcp)"
        )
    return "only an administrator may open a port this low"


def once_over(news: SimpleQueue[Delivery | Session]) -> Callable[[Session], None]:
    """Make a listener that passes a session on when it is over, once."""
    passed: set[int] = set()

    def listen(session: Session) -> None:
        # Looked at now, not when its turn to be printed comes: else it overtakes its mails.
        if session.ending is not None and session.number not in passed:
            passed.add(session.number)
            news.put(session)

    return listen


def _print_all(news: SimpleQueue[Delivery | Session]) -> None:
    while True:
        try:
            item = news.get(timeout=0.5)  # on Windows, Ctrl-C does not wake one without a limit
        except Empty:
            continue
        print(f"\n{'-' * 72}\n{readable(str(item))}", flush=True)


def readable(text: str) -> str:
    r"""Make text fit for a terminal: control characters shown, the very long cut.

    >>> print(readable("a red \x1b[31mherring"))
    a red \x1b[31mherring
    """
    rest = len(text) - _MOST
    shown = "".join(
        char if char.isprintable() or char in "\n\t" else ascii(char)[1:-1] for char in text[:_MOST]
    )
    return f"{shown}\n({rest:,} more characters)" if rest > 0 else shown
