"""What an exception and its traceback tell: who called, which host, which port, which reply."""

from __future__ import annotations

import ipaddress
import re
import socket
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .call_arguments import Given
from .exchange import Exchange
from .secrets import hidden, secrets_in
from .session_lookup import session_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailtutor.record import Journal, Session

    from .replies import Verdict

# 2525 is no registered port for mail, yet many providers offer it beside 587.
_MAIL_PORTS = frozenset({25, 465, 587, 2525})
_MOST_ERRORS = 20
_LONGEST_HOST = 80
# A variable that holds what was typed as a password, whatever its name.
_ASKED = re.compile(r"(?m)^\s*(\w+)\s*=\s*(?:\w+\.)?getpass\(")
_IMPATIENCE = 20.0  # seconds; RFC 5321 allows five minutes, some servers allow half of one


def chain(error: BaseException) -> Iterator[BaseException]:
    """Follow the error back to those that led to it, as the traceback shows them.

    A group, such as a `TaskGroup` raises, is followed by the errors that are in it.
    """
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting and len(seen) < _MOST_ERRORS:
        each = waiting.pop(0)
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        members = getattr(each, "exceptions", ())
        if isinstance(members, tuple):
            waiting += [member for member in members if isinstance(member, BaseException)]
        explicit = each.__cause__ is not None or each.__suppress_context__
        waiting.append(each.__cause__ if explicit else each.__context__)


class Evidence(Exchange, Given):
    """The traces that one exception left.

    Only what is asked for is looked up, and only in places that hold no secret: the host,
    port and address of the frames of ``smtplib`` and ``socket``, what the server replied,
    and the servers of mailtutor in the namespaces that the traceback passes through.

    Args:
        error: the exception.
    """

    # What the table of replies says about the reply, once it was asked (`causes.replies`).
    verdict: Verdict | None = None

    # -- where to

    @cached_property
    def _asked(self) -> dict[str, Any]:
        """What the learner's code asked for: smtplib's words, or else socket's."""
        asked = self.variables("smtplib", "connect")
        if not asked:  # the constructor raises SMTPConnectError itself, after `connect`
            made = self.variables("smtplib", "__init__")
            port = made.get("port") or getattr(made.get("self"), "default_port", 0)
            asked = {"host": made["host"], "port": port} if made.get("host") else {}
        return asked or self._dialled

    @cached_property
    def _dialled(self) -> dict[str, Any]:
        """What was dialled in the end, behind the back of smtplib too."""
        return self.variables("socket", "create_connection")

    @cached_property
    def host_as_given(self) -> str:
        """What was given as the host, whatever it is; not to be shown."""
        host = getattr(self.client, "_host", "") or self._asked.get("host")
        return host if type(host) is str else ""

    @cached_property
    def host(self) -> str:
        """The host that was asked for; empty if the traceback does not tell."""
        host = self._asked.get("host") or getattr(self.client, "_host", "")
        if type(host) is not str:
            return ""
        # In `smtp://ada:secret@example.com`, a common slip, all before the @ is private.
        host = host.rpartition("@")[2]
        if not self._asked and host.count(":") == 1:
            host = host.partition(":")[0]
        return host if len(host) <= _LONGEST_HOST else host[:_LONGEST_HOST] + "..."

    @cached_property
    def port(self) -> int | None:
        """The port that was asked for, or None if nothing tells."""
        if self.asked_port is None and self.journal is not None and self.is_this_computer:
            return int(self.journal.address.rpartition(":")[2])
        return self.asked_port

    @cached_property
    def asked_port(self) -> int | None:
        """The port that was asked for, as far as the traceback and the client tell."""
        port = self._asked.get("port")
        if type(port) is str and port.isdecimal():
            port = int(port)
        return port if type(port) is int else self._port_of_client

    @cached_property
    def _port_of_client(self) -> int | None:
        """The port that an open client is connected to, or that its host names."""
        kept = getattr(self.client, "port_asked", None)  # our own client keeps it
        if type(kept) is int:
            return kept
        try:
            return int(self.client.sock.getpeername()[1])
        except (AttributeError, OSError, TypeError, ValueError, IndexError):
            named = str(getattr(self.client, "_host", "")).partition(":")[2]
            return int(named) if named.isascii() and named.isdecimal() else None

    @cached_property
    def real_port(self) -> int | None:
        """The port that was dialled, which another than `port` may stand for."""
        port = self._dialled.get("port")
        return port if type(port) is int else self.port

    @cached_property
    def answered(self) -> list[tuple[str, int]]:
        """What `server.answering(...)` names, if it was that which refused."""
        # Told by its attribute, so that the clinic needs no server to be loaded.
        answered = getattr(self.error, "answered", None)
        return answered if isinstance(answered, list) else []

    @cached_property
    def addresses(self) -> list[str]:
        """The addresses that the host stands for, as far as the traceback tells.

        The traceback knows the last one that was tried. A loopback name is looked up
        again, for it may stand for two; any other name is not, for that would ask the
        network.
        """
        sockaddr = self._dialled.get("sa")
        known = [str(sockaddr[0])] if isinstance(sockaddr, tuple) and sockaddr else []
        if self.host == "localhost" or self.host.endswith(".localhost"):
            try:
                found = socket.getaddrinfo(self.host, None, type=socket.SOCK_STREAM)
            except OSError:
                return known
            known = list(dict.fromkeys([*known, *(str(each[4][0]) for each in found)]))
        elif not known:
            known = [self.host] if _is_address(self.host) else []
        return known

    @cached_property
    def is_this_computer(self) -> bool:
        """Whether the host is the computer that the code runs on."""
        found = [
            ipaddress.ip_address(each.partition("%")[0])
            for each in self.addresses
            if _is_address(each)
        ]
        return bool(found) and all(each.is_loopback or each.is_unspecified for each in found)

    # -- encryption

    @cached_property
    def encrypted(self) -> bool:
        """Whether TLS was on when it failed."""
        ssl = sys.modules.get("ssl")
        if ssl is not None and isinstance(getattr(self.client, "sock", None), ssl.SSLSocket):
            return True
        if self.implicit_tls and not self.within("smtplib", "_get_socket"):
            return True
        return self.session is not None and any(
            line.kind == "event" and line.raw.startswith(b"encrypted")
            for line in self.session.transcript
        )

    @cached_property
    def is_about_mail(self) -> bool:
        """Whether mail was meant: by smtplib, by email, to a port of mail or a `LocalServer`."""
        smtplib = sys.modules.get("smtplib")
        return (
            bool(self.mail_frames)
            # Code that raises one of its errors means mail, also where no frame tells.
            or isinstance(self.error, getattr(smtplib, "SMTPException", ()))
            or (isinstance(self.error, OSError) and self.port in _MAIL_PORTS)
            or (isinstance(self.error, OSError) and bool(self.silent_server))
        )

    # -- our own servers, and what they wrote down

    @cached_property
    def silent_server(self) -> str:
        """The variable that holds the `LocalServer` of this port, which does not listen."""
        return self._server_where(listening=False, here=True)

    @cached_property
    def server_here(self) -> str:
        """The variable that holds the `LocalServer` that listens on this port."""
        return self._server_where(listening=True, here=True)

    @cached_property
    def server_here_has_tls(self) -> bool:
        """Whether that one has a certificate, and so a file to trust."""
        return bool(self.server_here) and any(self.servers[self.server_here].ports)

    @cached_property
    def other_server(self) -> str:
        """The variable that holds a `LocalServer` that listens on another port."""
        return self._server_where(listening=True, here=False)

    def _server_where(self, *, listening: bool, here: bool) -> str:
        for name, server in self.servers.items():
            if server.listening == listening and (not here or self._may_be(server)):
                return name
        return ""

    def _may_be(self, server: Any) -> bool:
        """Whether it is this server; if the port is not known any more, the only one there is."""
        if self.real_port is not None:
            return self.real_port in server.ports.values()
        return self.client is not None and self.is_this_computer and len(self.servers) == 1

    @property
    def other_port(self) -> int | None:
        """The port of `other_server`."""
        return self.servers[self.other_server].port if self.other_server else None

    @cached_property
    def _recorded(self) -> tuple[Session, Journal] | None:
        port = None if self.servers else self.asked_port
        return session_of(self.error, self.client, port)

    @property
    def session(self) -> Session | None:
        """The session with a server of ours in this Python, if it was with one."""
        return self._recorded[0] if self._recorded else None

    @property
    def journal(self) -> Journal | None:
        """The journal of that server."""
        return self._recorded[1] if self._recorded else None

    @cached_property
    def shared_by_threads(self) -> bool | None:
        """Whether several threads spoke over this connection; None where that isn't known."""
        client = self.session.client if self.session is not None else None
        return None if client is None else len(client.threads) > 1 or None

    @cached_property
    def was_idle(self) -> bool | None:
        """Whether nothing was said for so long that a server loses patience; None if unknown."""
        if self.session is None:
            return None
        times = [line.at for line in self.session.transcript]
        return self.session.seconds - min(times[-2:], default=0.0) > _IMPATIENCE

    # -- secrets

    @cached_property
    def _secrets(self) -> set[str]:
        return secrets_in(self.namespaces, _ASKED.findall(self.source))

    def without_secrets(self, text: str) -> str:
        """``text`` without the passwords that the frames know."""
        return hidden(text, self._secrets)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True
