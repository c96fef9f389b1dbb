"""LocalServer: the other end of the connection, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

from mailtutor.record import Journal, finalize_here

from . import call_site, peer_owner
from .behavior import Behaviour
from .certificates import Certificates
from .connection import Connection
from .memory import MemoryTransport
from .redirect import Answering
from .smtp_session import Dialogue
from .tcp import TcpTransport

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterable, Mapping

    from typing_extensions import Self

    from mailtutor.record import Mailbox, Session, Sessions

    from .certificates import Flaw
    from .faults import Fault
    from .transport import MakeConnection, Transport

TLS = Literal["starttls", "implicit"]
_DEFAULT_MAX_SIZE = 32 * 1024 * 1024  # bytes; about what large providers take
_DEFAULT_IDLE = 3600.0  # seconds: a learner reads between two lines; RFC 5321 has 300
_IMPLICIT_TLS_PORT = 465  # RFC 8314, section 7.3


class LocalServer:
    """An SMTP server on this computer, for learning, testing and showing.

    A port is reserved when it is made, and nothing listens there: a client is refused by
    the operating system. After ``start()`` the same port answers. It takes mail for any
    address, keeps it, and never sends anything on. Only this computer can connect.

    Args:
        port: the port to use; 0, the default, takes a free one.
        host: ``"localhost"`` (127.0.0.1 and ::1, where the computer has both), or one
            of these addresses.
        tls: ``"starttls"`` (as on port 587), ``"implicit"`` (as on port 465), None for
            no encryption, or several of them, each with a port of its own in ``ports``.
        certificate: what is wrong with the certificate on purpose: ``"expired"``,
            ``"other name"``, ``"self-signed"``, or None.
        users: who may log in, each with the password; with any, all must log in.
        refuse: recipients (or ``"@domain"``) to refuse, each with the reply to give.
        faults: what else is to go wrong; see `mailtutor.faults`.
        max_size: the largest content of a mail that is taken, in bytes.
        idle: how many seconds a client may be silent.
        transport: ``"tcp"``, or ``"memory"``, which needs neither sockets nor threads and
            answers to this Python's ``smtplib`` alone.

    Raises:
        OSError: the port is in use.
        ValueError: the host is not loopback, the port out of range, or a word unknown.

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

    def __init__(  # noqa: PLR0913 - a server has many sides, and each has a default
        self,
        port: int = 0,
        *,
        host: str = "localhost",
        tls: TLS | Iterable[TLS | None] | None = None,
        certificate: Flaw | None = None,
        users: Mapping[str, str] | None = None,
        refuse: Mapping[str, str] | None = None,
        faults: Iterable[Fault] = (),
        max_size: int = _DEFAULT_MAX_SIZE,
        idle: float = _DEFAULT_IDLE,
        transport: Literal["tcp", "memory"] = "tcp",
    ) -> None:
        if isinstance(max_size, bool) or not isinstance(max_size, int) or max_size < 1:
            raise ValueError(f"max_size must be a number of bytes, 1 or more, not {max_size!r}")
        modes = _modes(tls)
        self._behaviour = Behaviour(
            max_size=max_size, users=users or {}, refuse=refuse or {}, faults=faults, idle=idle
        )
        self._certificates = Certificates(certificate) if any(modes) else None
        if transport not in _TRANSPORTS:
            raise ValueError(f"transport must be 'tcp' or 'memory', not {transport!r}")
        self._doors: dict[TLS | None, Transport] = {}
        for mode in modes:
            self._doors[mode] = _TRANSPORTS[transport](host, 0 if self._doors else port)
        self.host = host
        self.journal = Journal(f"{host}:{self.port}")
        # Not __del__: this is called at the interpreter's end as well, and holds no
        # reference to the server, so that deleting the server frees its port.
        self._finalizer = finalize_here(self, _close, list(self._doors.values()), self.journal)

    @property
    def port(self) -> int:
        """The port, or the first of several: the same before, while and after it listens."""
        return next(iter(self._doors.values())).port

    @property
    def ports(self) -> dict[TLS | None, int]:
        """All ports, by the kind of encryption that each of them has."""
        return {mode: door.port for mode, door in self._doors.items()}

    @property
    def listening(self) -> bool:
        """Whether a client that connects now is answered."""
        return all(door.listening for door in self._doors.values())

    @property
    def ca_file(self) -> str:
        """The file to trust: ``ssl.create_default_context(cafile=server.ca_file)``.

        Raises:
            ValueError: the server has no encryption, and so no certificate.
        """
        if self._certificates is None:
            raise ValueError(
                "this server has no certificate: make it with tls='starttls' or tls='implicit'"
            )
        return self._certificates.ca_file

    @property
    def users(self) -> dict[str, str]:
        """Who may log in, with their passwords; may be changed at any time."""
        return self._behaviour.users

    @property
    def faults(self) -> list[Fault]:
        """What is to go wrong; may be changed at any time."""
        return self._behaviour.faults

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
        call_site.watch()
        try:
            for mode, door in self._doors.items():
                door.start(
                    _connection_maker(self._behaviour, self.journal, self._certificates, mode)
                )
        except OSError:
            self.stop()  # all its ports, or none
            raise
        self.journal.listening = True
        return self

    def stop(self) -> None:
        """End every connection and be refused again. The mailbox and the port stay."""
        for door in self._doors.values():
            door.stop()
        self.journal.listening = False

    def inbox(self) -> Any:
        """Show the mails and sessions in a notebook, live."""
        from mailtutor import view

        return view(self.journal)

    def panel(self) -> Any:
        """Show it as a form: start and stop it, add users, have things go wrong."""
        from mailtutor import panel

        return panel(self)

    def answering(self, host: str = "localhost", port: int = 25) -> Answering:
        """Answer for another address, inside a ``with`` block, to ``smtplib`` alone.

        So a line from a tutorial runs as it stands: ``smtplib.SMTP("localhost")`` means
        port 25, which an ordinary user may not open on most systems.

        Args:
            host: the name that the line uses.
            port: the port that it uses, or means; for 465 the door with implicit TLS
                answers, if there is one.

        Example:
            >>> import smtplib
            >>> server = LocalServer().start()
            >>> with server.answering("localhost", 25):
            ...     client = smtplib.SMTP("localhost")
            ...     client.quit()
            (221, b'2.0.0 Bye')
            >>> server.stop()
        """
        implicit = [door for mode, door in self._doors.items() if mode == "implicit"]
        other = [door for mode, door in self._doors.items() if mode != "implicit"]
        door = [*implicit, *other][0] if port == _IMPLICIT_TLS_PORT else [*other, *implicit][0]
        answering = Answering(host, port, door)
        if self._certificates is not None:
            self._certificates.add_names(host)
        return answering

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exc_info: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        doors = ", ".join(
            f"port {port}{f' ({_TLS_WORDS[mode]})' if mode else ''}"
            for mode, port in self.ports.items()
        )
        addresses = " and ".join(next(iter(self._doors.values())).addresses)
        if self.listening:
            lines = [f"LocalServer: listening on {self.host} {doors} ({addresses})."]
        else:
            lines = [
                f"LocalServer: not listening; {doors} is reserved ({addresses}), start() opens it."
            ]
        lines += [f"  It {words}." for words in self._words()]
        mails, sessions = len(self.mailbox), len(self.sessions)
        lines.append(
            f"{mails:,} mail{'' if mails == 1 else 's'} in {sessions:,} "
            f"session{'' if sessions == 1 else 's'}. Nothing leaves this computer."
        )
        return "\n".join(lines)

    def _words(self) -> list[str]:
        """Say what it will do, each as the end of a sentence that begins with 'It'."""
        words = []
        if self._certificates is not None and self._certificates.flaw:
            words.append(f"shows a certificate with a flaw on purpose: {self._certificates.flaw}")
        if self.users:
            words.append(f"lets in with a password, and nobody else: {', '.join(self.users)}")
        words += map(str, self.faults)
        if not peer_owner.can_know():
            words.append("cannot keep out other users of this computer: the system does not tell")
        return words


_TRANSPORTS: dict[str, type[TcpTransport | MemoryTransport]] = {
    "tcp": TcpTransport,
    "memory": MemoryTransport,
}
_TLS_WORDS = {"starttls": "STARTTLS", "implicit": "implicit TLS"}


def _modes(tls: TLS | Iterable[TLS | None] | None) -> list[TLS | None]:
    modes: list[Any] = [tls] if tls is None or isinstance(tls, str) else list(tls)
    for mode in modes:
        if mode is not None and mode not in get_args(TLS):
            raise ValueError(f"tls must be 'starttls', 'implicit' or None, not {mode!r}")
    if not modes or len(set(modes)) < len(modes):
        raise ValueError(f"tls must name one kind of encryption for each port, not {tls!r}")
    return modes


def _close(doors: list[Transport], journal: Journal) -> None:
    for door in doors:
        door.close()
    journal.listening = False


def _connection_maker(
    behaviour: Behaviour, journal: Journal, certificates: Certificates | None, mode: TLS | None
) -> MakeConnection:
    """Return what makes a connection; it must not hold the server, so that it can be freed."""
    context = certificates.context if certificates and mode else None

    def make(loop: asyncio.AbstractEventLoop, open_connections: set[Connection]) -> Connection:
        def make_dialogue(session: Session) -> Dialogue:
            return Dialogue(
                behaviour,
                journal,
                session,
                hostname="localhost",
                loop=loop,
                starttls=context if mode == "starttls" else None,
                encrypted=mode == "implicit",
            )

        return Connection(
            make_dialogue,
            journal,
            loop=loop,
            open_connections=open_connections,
            implicit_tls=context if mode == "implicit" else None,
        )

    return make
