"""LocalServer: the other end of the connection, in one line."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from mailtutor.record import Journal

from .behaviour import Behaviour
from .dialogue import Dialogue
from .names import Answering
from .tcp import TcpTransport

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Mapping

    from typing_extensions import Self

    from mailtutor.record import Mailbox, Sessions

_DEFAULT_MAX_SIZE = 32 * 1024 * 1024  # bytes; about what large providers take


class LocalServer:
    """An SMTP server on this computer, for learning, testing and showing.

    A port is reserved when it is made, and nothing listens there: a client is refused by
    the operating system. After ``start()`` the same port answers. It takes mail for any
    address, keeps it, and never sends anything on. Only this computer can connect.

    Args:
        port: the port to use; 0, the default, takes a free one.
        host: ``"localhost"`` (127.0.0.1 and ::1, where the computer has both), or one
            of these addresses.
        refuse: recipients to refuse, each with the reply to give.
        max_size: the largest content of a mail that is taken, in bytes.

    Raises:
        OSError: the port is in use.
        ValueError: the host is not loopback, or the port out of range.

    Example:
        >>> import smtplib
        >>> server = LocalServer()
        >>> smtplib.SMTP("localhost", server.port)
        Traceback (most recent call last):
        ...
        ConnectionRefusedError: ...
        >>> with server, smtplib.SMTP("localhost", server.port) as client:
        ...     client.sendmail("me@example.com", "you@example.com", "Subject: Hi")
        {}
        >>> server.mailbox[0].message["Subject"]
        'Hi'
    """

    def __init__(
        self,
        port: int = 0,
        *,
        host: str = "localhost",
        refuse: Mapping[str, str] | None = None,
        max_size: int = _DEFAULT_MAX_SIZE,
    ) -> None:
        if isinstance(max_size, bool) or not isinstance(max_size, int) or max_size < 1:
            raise ValueError(f"max_size must be a number of bytes, 1 or more, not {max_size!r}")
        self._behaviour = Behaviour(max_size=max_size, refuse=refuse or {})
        self._transport = TcpTransport(host, port)
        self.host = host
        self.journal = Journal(f"{host}:{self.port}")
        # Not __del__: this is called at the interpreter's end as well, and holds no
        # reference to the server, so that deleting the server frees its port.
        self._finalizer = weakref.finalize(self, _close, self._transport, self.journal)

    @property
    def port(self) -> int:
        """The port: the same before, while and after it listens."""
        return self._transport.port

    @property
    def listening(self) -> bool:
        """Whether a client that connects now is answered."""
        return self._transport.listening

    @property
    def mailbox(self) -> Mailbox:
        """The mails that were accepted, oldest first."""
        return self.journal.mailbox

    @property
    def sessions(self) -> Sessions:
        """Every session, oldest first, also those that failed."""
        return self.journal.sessions

    def start(self) -> Self:
        """Listen. If it listens already, nothing changes.

        Returns:
            The server itself, so that ``server = LocalServer().start()`` works.

        Raises:
            OSError: another program has taken the port in the meantime.
        """
        self._transport.start(_dialogue_maker(self._behaviour, self.journal))
        self.journal.listening = True
        return self

    def stop(self) -> None:
        """End every connection and be refused again. The mailbox and the port stay."""
        self._transport.stop()
        self.journal.listening = False

    def inbox(self) -> Any:
        """Show the mails and sessions in a notebook, live."""
        from mailtutor import view

        return view(self.journal)

    def answering(self, host: str = "localhost", port: int = 25) -> Answering:
        """Answer for another address, inside a ``with`` block, to ``smtplib`` alone.

        So a line from a tutorial runs as it stands: ``smtplib.SMTP("localhost")`` means
        port 25, which an ordinary user may not open on most systems.

        Args:
            host: the name that the line uses.
            port: the port that it uses, or means.

        Example:
            >>> import smtplib
            >>> server = LocalServer().start()
            >>> with server.answering("localhost", 25):
            ...     client = smtplib.SMTP("localhost")
            ...     client.quit()
            (221, b'Bye')
            >>> server.stop()
        """
        return Answering(host, port, (self._transport.addresses[0], self.port))

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exc_info: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        addresses = " and ".join(self._transport.addresses)
        if self.listening:
            state = f"listening on {self.host} port {self.port} ({addresses})"
        else:
            state = f"not listening; port {self.port} is reserved, start() opens it"
        mails, sessions = len(self.mailbox), len(self.sessions)
        return (
            f"LocalServer: {state}.\n"
            f"{mails:,} mail{'' if mails == 1 else 's'} in {sessions:,} "
            f"session{'' if sessions == 1 else 's'}. Nothing leaves this computer."
        )


def _close(transport: TcpTransport, journal: Journal) -> None:
    transport.close()
    journal.listening = False


def _dialogue_maker(
    behaviour: Behaviour, journal: Journal
) -> Callable[[asyncio.AbstractEventLoop], Dialogue]:
    def make(loop: asyncio.AbstractEventLoop) -> Dialogue:
        return Dialogue(behaviour, journal, hostname="localhost", loop=loop)

    return make
