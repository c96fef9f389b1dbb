"""LocalServer: an SMTP server in one line."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from mailtutor.platform import IN_BROWSER
from mailtutor.record import Journal, count, finalize_here

from . import arguments, call_site, memory_tls, peer_owner
from .behavior import Behavior
from .certificates import Certificates
from .make_connection import make_connection
from .memory import MemoryTransport
from .redirect import Answering
from .tcp import TcpTransport

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from typing_extensions import Self

    from mailtutor.record import Mailbox, Sessions

    from .arguments import TLS
    from .certificates import Flaw
    from .fault import Fault
    from .transport import Transport

_DEFAULT_MAX_SIZE = 32 * 1024 * 1024  # bytes; about what large providers take
_DEFAULT_IDLE = 3600.0  # seconds: a learner reads between two lines; RFC 5321 has 300
_IMPLICIT_TLS_PORT = 465  # RFC 8314, section 7.3


class LocalServer:
    """An SMTP server on this computer, for learning, testing and demonstrating.

    Creating it reserves a port where nothing is listening yet, so the operating system
    refuses connections. After ``start()``, the server answers on that port. It accepts
    messages for any address, keeps them, and never forwards anything. Only this computer
    can connect.

    Args:
        port: the port to use; 0, the default, chooses a free one.
        host: ``"localhost"`` (127.0.0.1 and ::1, if the computer has both), or one of
            these addresses.
        tls: ``"starttls"`` (as on port 587), ``"implicit"`` (as on port 465), None for
            no encryption, or several of them, each with its own port in ``ports``.
        certificate: a deliberate flaw in the certificate: ``"expired"``,
            ``"other name"``, ``"self-signed"``, or None.
        users: the users who may log in, with their passwords; if there are any, every
            client must log in.
        refuse: recipients (or ``"@domain"``) to reject, each with its reply; for a list of them,
            the reply is ``"550 5.1.1 No such user"``.
        faults: what else goes wrong; see `mailtutor.faults`.
        max_size: the largest content that the server accepts, in bytes.
        idle: how many seconds a client may be silent.
        transport: ``"tcp"``, or ``"memory"``, which needs neither sockets nor threads and
            only answers this Python's ``smtplib``; the default in a browser.

    Raises:
        OSError: the port is in use.
        TypeError: an argument has the wrong type.
        ValueError: the host isn't loopback, the port is out of range, or an option is
            unknown.

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

    def __init__(  # noqa: PLR0913 - all but the port are keywords with defaults
        self,
        port: int = 0,
        *,
        host: str = "localhost",
        tls: TLS | Iterable[TLS | None] | None = None,
        certificate: Flaw | None = None,
        users: Mapping[str, str] | None = None,
        refuse: Mapping[str, str] | Collection[str] | None = None,
        faults: Iterable[Fault] = (),
        max_size: int = _DEFAULT_MAX_SIZE,
        idle: float = _DEFAULT_IDLE,
        transport: Literal["tcp", "memory"] = "memory" if IN_BROWSER else "tcp",
    ) -> None:
        arguments.check_max_size(max_size)
        arguments.check_idle(idle)
        modes = arguments.checked_modes(tls)
        arguments.check_encrypted(modes, certificate)
        self._behavior = Behavior(
            max_size=max_size,
            users=arguments.checked_users(users),
            refuse=arguments.checked_refuse(refuse),
            faults=arguments.checked_faults(faults),
            idle=idle,
        )
        self._certificates = Certificates(certificate) if any(modes) else None
        if transport not in _TRANSPORTS:
            raise ValueError(f"transport must be 'tcp' or 'memory', not {transport!r}")
        if transport == "memory":
            memory_tls.install()
        self._by_mode: dict[TLS | None, Transport] = {}
        for mode in modes:
            self._by_mode[mode] = _TRANSPORTS[transport](host, 0 if self._by_mode else port)
        self.host = host
        self.was_started = False
        self.journal = Journal(f"{host}:{self.port}")
        # Unlike __del__, this also runs when the interpreter exits, and it holds no
        # reference to the server, so that deleting the server frees its port.
        self._finalizer = finalize_here(self, _close, list(self._by_mode.values()), self.journal)

    @property
    def port(self) -> int:
        """The port, or the first of several; it stays the same when the server stops."""
        return next(iter(self._by_mode.values())).port

    @property
    def ports(self) -> dict[TLS | None, int]:
        """All ports, by their kind of encryption."""
        return {mode: transport.port for mode, transport in self._by_mode.items()}

    @property
    def listening(self) -> bool:
        """True while the server accepts connections."""
        return all(transport.listening for transport in self._by_mode.values())

    @property
    def ca_file(self) -> str:
        """The file to trust: ``ssl.create_default_context(cafile=server.ca_file)``.

        Raises:
            ValueError: the server doesn't encrypt, so it has no certificate.
        """
        if self._certificates is None:
            raise ValueError(
                "this server has no certificate: create it with tls='starttls' or tls='implicit'"
            )
        return self._certificates.ca_file

    @property
    def users(self) -> dict[str, str]:
        """The users who may log in, with their passwords; you can change it at any time."""
        return self._behavior.users

    @property
    def faults(self) -> list[Fault]:
        """The faults that the server simulates; you can change them at any time."""
        return self._behavior.faults

    @property
    def mailbox(self) -> Mailbox:
        """The messages that the server accepted, oldest first."""
        return self.journal.mailbox

    @property
    def sessions(self) -> Sessions:
        """Every session, oldest first, including those that failed."""
        return self.journal.sessions

    def start(self) -> Self:
        """Start listening; do nothing if the server is listening already.

        Returns:
            The server itself, for ``server = LocalServer().start()``.

        Raises:
            OSError: another program has taken the port meanwhile.
        """
        call_site.watch()
        try:
            for mode, transport in self._by_mode.items():
                context = self._certificates.context if self._certificates and mode else None
                transport.start(
                    partial(make_connection, self._behavior, self.journal, context, mode)
                )
        except OSError:
            self.stop()  # either all ports or none
            raise
        self.journal.listening = True
        self.was_started = True
        return self

    def stop(self) -> None:
        """Close every connection and stop listening; keep the mailbox and the port."""
        for transport in self._by_mode.values():
            transport.stop()
        self.journal.listening = False

    def inbox(self) -> Any:
        """Show a live inbox in a notebook."""
        from mailtutor import view

        return view(self.journal)

    def panel(self) -> Any:
        """Show a form in a notebook that controls the server: start, stop, users, faults."""
        from mailtutor import panel

        return panel(self)

    def answering(self, host: str = "localhost", port: int = 25) -> Answering:
        """Answer ``smtplib`` at another address, inside a ``with`` block.

        This makes a line from a tutorial work unchanged: ``smtplib.SMTP("localhost")``
        means port 25, which ordinary users can't open on most systems.

        Args:
            host: the host in that line.
            port: the port in that line, or its default; for 465, the port with implicit
                TLS answers, if there is one.

        Example:
            >>> import smtplib
            >>> server = LocalServer().start()
            >>> with server.answering("localhost", 25):
            ...     client = smtplib.SMTP("localhost")
            ...     client.quit()
            (221, b'2.0.0 Bye')
            >>> server.stop()
        """
        implicit = [transport for mode, transport in self._by_mode.items() if mode == "implicit"]
        other = [transport for mode, transport in self._by_mode.items() if mode != "implicit"]
        transport = [*implicit, *other][0] if port == _IMPLICIT_TLS_PORT else [*other, *implicit][0]
        answering = Answering(host, port, transport)
        if self._certificates is not None:
            self._certificates.add_names(host)
        return answering

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exc_info: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        transports = ", ".join(
            f"port {port}{f' ({_TLS_WORDS[mode]})' if mode else ''}"
            for mode, port in self.ports.items()
        )
        addresses = " and ".join(next(iter(self._by_mode.values())).addresses)
        if self.listening:
            lines = [f"LocalServer: listening on {self.host} {transports} ({addresses})."]
        elif all(transport.reserved for transport in self._by_mode.values()):
            lines = [f"LocalServer: not listening. start() opens {transports} ({addresses})."]
        else:
            taken = f"{transports} couldn't be reserved again"
            lines = [f"LocalServer: not listening; {taken}. start() tries once more."]
        lines += [f"  {sentence}." for sentence in self._settings()]
        lines.append(
            f"{count(len(self.mailbox), 'message')} in {count(len(self.sessions), 'session')}. "
            "Nothing leaves this computer."
        )
        return "\n".join(lines)

    def _settings(self) -> list[str]:
        """Describe the configured behavior, one sentence each."""
        sentences = []
        if self._certificates is not None and self._certificates.flaw:
            sentences.append(f"Its certificate is wrong on purpose: {self._certificates.flaw}")
        if self.users:
            sentences.append(f"Login required; accepted users: {', '.join(self.users)}")
        sentences += [str(fault)[:1].upper() + str(fault)[1:] for fault in self.faults]
        if not IN_BROWSER and not peer_owner.can_identify_users():
            sentences.append("It can't reject other users of this computer on this system")
        return sentences


_TRANSPORTS: dict[str, type[TcpTransport | MemoryTransport]] = {
    "tcp": TcpTransport,
    "memory": MemoryTransport,
}
_TLS_WORDS = {"starttls": "STARTTLS", "implicit": "implicit TLS"}


def _close(transports: list[Transport], journal: Journal) -> None:
    for transport in transports:
        transport.close()
    journal.listening = False
