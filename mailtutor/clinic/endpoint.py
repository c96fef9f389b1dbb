"""The other end of the connection: its host and port, and its record where it's ours."""

from __future__ import annotations

import ipaddress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mailtutor.platform import addresses_of

from .session_lookup import session_of

if TYPE_CHECKING:
    from mailtutor.record import Journal, Session

    from .traceback_frames import Traceback


_LONGEST_HOST = 80
_LONGEST_PART = 63  # RFC 1123, section 2.1


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
        """The host and port of the learner's call of smtplib, or else of socket."""
        asked = self.traceback.variables("smtplib", "connect")
        if not asked:  # the constructor raises SMTPConnectError itself, after `connect`
            made = self.traceback.variables("smtplib", "__init__")
            port = made.get("port") or getattr(made.get("self"), "default_port", 0)
            asked = {"host": made["host"], "port": port} if made.get("host") else {}
        return asked or self._dialed

    @cached_property
    def _dialed(self) -> dict[str, Any]:
        """The variables of the socket's own call, which may have another port."""
        return self.traceback.variables("socket", "create_connection")

    @cached_property
    def host_as_given(self) -> str:
        """The host exactly as it was given; not to be shown."""
        host = getattr(self.traceback.client, "_host", "") or self._asked.get("host")
        return host if type(host) is str else ""

    def is_of(self, provider: str) -> bool:
        """Return whether the server is one of this provider's, by its host or what it says."""
        said = getattr(self.traceback.client, "ehlo_resp", None)
        name = said.partition(b"\n")[0].decode("ascii", "replace") if type(said) is bytes else ""
        return provider in f"{self.host_as_given} {name}".lower()

    @cached_property
    def host(self) -> str:
        """The host of the connection; empty if the traceback doesn't tell."""
        host = self._asked.get("host") or getattr(self.traceback.client, "_host", "")
        if type(host) is not str:
            return ""
        # In `smtp://ada:secret@example.com`, a common mistake, all before the @ is private.
        host = host.rpartition("@")[2]
        if not self._asked and host.count(":") == 1:
            host = host.partition(":")[0]
        return host if len(host) <= _LONGEST_HOST else host[:_LONGEST_HOST] + "..."

    @cached_property
    def impossible_part(self) -> str:
        """What makes it impossible that a host has this name, without the name; or empty."""
        parts = self.host_as_given.removesuffix(".").split(".")
        if "" in parts[1:]:
            return "there are two dots in a row"
        if len(parts) > 1 and not parts[0]:
            return "it begins with a dot"
        bad = next((each for each in parts if not _can_be_encoded(each)), "")
        if not bad:
            return ""
        where = f"part {parts.index(bad) + 1} of {len(parts)}"
        # The part may be a key or a password, so only its length is shown.
        if len(bad) > _LONGEST_PART:
            return f"{where} has {len(bad)} characters"
        return f"{where} is too long, or has an odd character"

    @cached_property
    def port(self) -> int | None:
        """The port of the connection, or None if it isn't known."""
        if self.asked_port is None and self.journal is not None and self.is_this_computer:
            return int(self.journal.address.rpartition(":")[2])
        return self.asked_port

    @cached_property
    def asked_port(self) -> int | None:
        """The port as far as the traceback and the client tell."""
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
        """The port that the socket used; `port` may stand for it."""
        port = self._dialed.get("port")
        return port if type(port) is int else self.port

    @cached_property
    def has_source_address(self) -> bool:
        """Return whether the code gave an address of its own to connect from."""
        return bool(
            getattr(self.traceback.client, "source_address", None)
            or self._dialed.get("source_address")
        )

    @cached_property
    def answered(self) -> list[tuple[str, int]]:
        """The names in `server.answering(...)`, if that refused the connection."""
        # By its attribute, so that the server package needn't be loaded.
        answered = getattr(self.error, "answered", None)
        return answered if isinstance(answered, list) else []

    @property
    def _is_localhost(self) -> bool:
        return self.host == "localhost" or self.host.endswith(".localhost")

    @cached_property
    def addresses(self) -> list[str]:
        """The IP addresses of the host, as far as the traceback tells.

        The traceback knows the last one that was tried. A loopback name is looked up
        again, for it may stand for two; any other name is not, for that would ask the
        network.
        """
        sockaddr = self._dialed.get("sa")
        known = [str(sockaddr[0])] if isinstance(sockaddr, tuple) and sockaddr else []
        if self._is_localhost:
            try:
                found = addresses_of(self.host)
            except OSError:
                return known
            known = list(dict.fromkeys([*known, *found]))
        elif not known:
            known = [self.host] if _is_address(self.host) else []
        return known

    @cached_property
    def is_this_computer(self) -> bool:
        """Return whether the host is the computer that the code runs on."""
        if self._is_localhost:  # by definition (RFC 6761, section 6.3)
            return True
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

    @property
    def silent_server_was_stopped(self) -> bool:
        """Return whether that server has listened before."""
        return bool(self.silent_server) and self.traceback.servers[self.silent_server].was_started

    @cached_property
    def server_here(self) -> str:
        """The variable that holds the `LocalServer` that listens on this port."""
        return self._server_where(listening=True, here=True)

    @cached_property
    def server_here_has_tls(self) -> bool:
        """Return whether that server has a certificate, and so a file to trust."""
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
        """Return whether it is this server; if the port is lost, whether it is the only one."""
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
        """The session, if it was with a local server in this Python; else None."""
        return self._recorded[0] if self._recorded else None

    @property
    def journal(self) -> Journal | None:
        """The journal of that server; else None."""
        return self._recorded[1] if self._recorded else None


def _can_be_encoded(part: str) -> bool:
    try:
        part.encode("idna")
    except UnicodeError:
        return False
    return True


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True
