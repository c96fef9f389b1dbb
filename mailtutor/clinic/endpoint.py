"""The other end of the connection: its host and port, and its record where it's ours."""

from __future__ import annotations

import ipaddress
import socket
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .session_lookup import session_of

if TYPE_CHECKING:
    from mailtutor.record import Journal, Session

    from .traceback_frames import Traceback


_LONGEST_HOST = 80


class Endpoint:
    """The host and port that the code asked for, and the local servers that it knows.

    Only what is asked for is looked up, and only in places that hold no secret: the host, port
    and address in the frames of ``smtplib`` and ``socket``, and the servers of mailtutor in the
    namespaces that the traceback passes through.

    Args:
        traceback: the frames of the error.
    """

    def __init__(self, traceback: Traceback) -> None:
        self.traceback, self.error = traceback, traceback.error

    @cached_property
    def _asked(self) -> dict[str, Any]:
        """What the learner's code asked for: smtplib's words, or else socket's."""
        asked = self.traceback.variables("smtplib", "connect")
        if not asked:  # the constructor raises SMTPConnectError itself, after `connect`
            made = self.traceback.variables("smtplib", "__init__")
            port = made.get("port") or getattr(made.get("self"), "default_port", 0)
            asked = {"host": made["host"], "port": port} if made.get("host") else {}
        return asked or self._dialled

    @cached_property
    def _dialled(self) -> dict[str, Any]:
        """What was dialled in the end, behind the back of smtplib too."""
        return self.traceback.variables("socket", "create_connection")

    @cached_property
    def host_as_given(self) -> str:
        """What was given as the host, whatever it is; not to be shown."""
        host = getattr(self.traceback.client, "_host", "") or self._asked.get("host")
        return host if type(host) is str else ""

    @cached_property
    def host(self) -> str:
        """The host that was asked for; empty if the traceback does not tell."""
        host = self._asked.get("host") or getattr(self.traceback.client, "_host", "")
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
        kept = getattr(self.traceback.client, "port_asked", None)  # our own client keeps it
        if type(kept) is int:
            return kept
        try:
            return int(self.traceback.client.sock.getpeername()[1])
        except (AttributeError, OSError, TypeError, ValueError, IndexError):
            named = str(getattr(self.traceback.client, "_host", "")).partition(":")[2]
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
        return bool(self.server_here) and any(self.traceback.servers[self.server_here].ports)

    @cached_property
    def other_server(self) -> str:
        """The variable that holds a `LocalServer` that listens on another port."""
        return self._server_where(listening=True, here=False)

    def _server_where(self, *, listening: bool, here: bool) -> str:
        for name, server in self.traceback.servers.items():
            if server.listening == listening and (not here or self._may_be(server)):
                return name
        return ""

    def _may_be(self, server: Any) -> bool:
        """Whether it is this server; if the port is not known any more, the only one there is."""
        if self.real_port is not None:
            return self.real_port in server.ports.values()
        return (
            self.traceback.client is not None
            and self.is_this_computer
            and len(self.traceback.servers) == 1
        )

    @property
    def other_port(self) -> int | None:
        """The port of `other_server`."""
        return self.traceback.servers[self.other_server].port if self.other_server else None

    @cached_property
    def _recorded(self) -> tuple[Session, Journal] | None:
        port = None if self.traceback.servers else self.asked_port
        return session_of(self.error, self.traceback.client, port)

    @property
    def session(self) -> Session | None:
        """The session with a server of ours in this Python, if it was with one."""
        return self._recorded[0] if self._recorded else None

    @property
    def journal(self) -> Journal | None:
        """The journal of that server."""
        return self._recorded[1] if self._recorded else None


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True
