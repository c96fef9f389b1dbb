"""What an exception and its traceback tell: who called, which host, which port."""

from __future__ import annotations

import ipaddress
import socket
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

# 2525 is no registered port for mail, yet many providers offer it beside 587.
_MAIL_PORTS = frozenset({25, 465, 587, 2525})
_MAIL_MODULES = frozenset({"smtplib"})
_MOST_ERRORS = 20
_LONGEST_HOST = 80


def chain(error: BaseException) -> Iterator[BaseException]:
    """Follow the error back to those that led to it, as the traceback shows them."""
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen and len(seen) < _MOST_ERRORS:
        seen.add(id(each))
        yield each
        if each.__cause__ is not None or each.__suppress_context__:
            each = each.__cause__
        else:
            each = each.__context__


class Evidence:
    """The traces that one exception left.

    Only what is asked for is looked up, and only in places that hold no secret: the host,
    port and address of the frames of ``smtplib`` and ``socket``, and the servers of
    mailtutor in the namespaces that the traceback passes through.

    Args:
        error: the exception.
    """

    def __init__(self, error: BaseException) -> None:
        self.error = error

    @cached_property
    def frames(self) -> list[FrameType]:
        """The frames of the traceback, the outermost first."""
        frames = []
        trace = self.error.__traceback__
        while trace is not None:
            frames.append(trace.tb_frame)
            trace = trace.tb_next
        return frames

    def _locals(self, module: str, function: str) -> dict[str, Any]:
        """Find the variables of the innermost call of ``function`` in ``module``."""
        for frame in reversed(self.frames):
            if frame.f_globals.get("__name__") == module and frame.f_code.co_name == function:
                return dict(frame.f_locals)
        return {}

    @cached_property
    def _asked(self) -> dict[str, Any]:
        """What the learner's code asked for: smtplib's words, or else socket's."""
        return self._locals("smtplib", "connect") or self._dialled

    @cached_property
    def _dialled(self) -> dict[str, Any]:
        """What was dialled in the end, behind the back of smtplib too."""
        return self._locals("socket", "create_connection")

    @cached_property
    def host(self) -> str:
        """The host that was asked for; empty if the traceback does not tell."""
        host = self._asked.get("host")
        if not isinstance(host, str):
            return ""
        # In `smtp://ada:secret@example.com`, a common slip, all before the @ is private.
        host = host.rpartition("@")[2]
        return host if len(host) <= _LONGEST_HOST else host[:_LONGEST_HOST] + "..."

    @cached_property
    def port(self) -> int | None:
        """The port that was asked for, or None if the traceback does not tell."""
        port = self._asked.get("port")
        return port if isinstance(port, int) else None

    @cached_property
    def real_port(self) -> int | None:
        """The port that was dialled, which another than `port` may stand for."""
        port = self._dialled.get("port")
        return port if isinstance(port, int) else self.port

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
        return known

    @cached_property
    def is_this_computer(self) -> bool:
        """Whether the host is the computer that the code runs on."""
        found = [ipaddress.ip_address(each.partition("%")[0]) for each in self.addresses]
        return bool(found) and all(each.is_loopback or each.is_unspecified for each in found)

    @cached_property
    def implicit_tls(self) -> bool:
        """Whether TLS was to begin with the connection: ``smtplib.SMTP_SSL``."""
        smtplib = sys.modules.get("smtplib")
        caller = self._locals("smtplib", "connect").get("self")
        return smtplib is not None and isinstance(caller, getattr(smtplib, "SMTP_SSL", ()))

    @cached_property
    def is_about_mail(self) -> bool:
        """Whether mail was meant: by smtplib, to a port of mail, or to a `LocalServer`."""
        return (
            any(frame.f_globals.get("__name__") in _MAIL_MODULES for frame in self.frames)
            or self.port in _MAIL_PORTS
            or bool(self.silent_server)
        )

    @cached_property
    def silent_server(self) -> str:
        """The variable that holds the `LocalServer` of this port, which does not listen."""
        fitting = (
            name
            for name, server in self._servers.items()
            if server.port == self.real_port and not server.listening
        )
        return next(fitting, "")

    @cached_property
    def other_server(self) -> str:
        """The variable that holds a `LocalServer` that listens on another port."""
        return next((name for name, server in self._servers.items() if server.listening), "")

    @property
    def other_port(self) -> int | None:
        """The port of `other_server`."""
        return self._servers[self.other_server].port if self.other_server else None

    @cached_property
    def _servers(self) -> dict[str, Any]:
        """The servers of mailtutor in the namespaces that the traceback passes through."""
        return {
            name: value
            for frame in self.frames
            for namespace in (frame.f_globals, frame.f_locals)
            for name, value in list(namespace.items())
            # Names like `_` and `_3` are IPython's, not the learner's.
            if not name.startswith("_")
            and type(value).__name__ == "LocalServer"
            and type(value).__module__.startswith("mailtutor.")
        }
