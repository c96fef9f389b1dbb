"""The head of the server panel: live state and counts, and the Start or Stop button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailtutor.views.channel import Channel
from mailtutor.views.loader import script
from mailtutor.views.widget import View

if TYPE_CHECKING:
    from mailtutor.record import Session
    from mailtutor.server import LocalServer

_WORDS = {None: "no encryption", "starttls": "STARTTLS", "implicit": "implicit TLS"}


class ServerState(View):
    """A live line with a server's state: whether it listens, on which ports, what arrived.

    Args:
        server: the server that the button starts and stops.
    """

    _esm = script("forms/panel.js")

    def __init__(self, server: LocalServer) -> None:
        self._server = server
        self._open: set[int] = set()
        self._refused: set[int] = set()
        super().__init__()
        self._channel = Channel(self.send, lambda _key: None, self.head)
        for session in server.sessions:
            self._count(session)
        self._subscriptions += [
            server.mailbox.subscribe(lambda _delivery: self._channel.mark_changed()),
            server.sessions.subscribe(self._session_changed),
            server.journal.on_listening(lambda _listening: self._channel.mark_changed()),
        ]

    def _count(self, session: Session) -> None:
        self._open.discard(session.number)
        if session.ending is None:
            self._open.add(session.number)
        if session.refusal:
            self._refused.add(session.number)

    def _session_changed(self, session: Session) -> None:
        self._count(session)
        self._channel.mark_changed()

    def head(self) -> dict[str, Any]:
        """Return what the page shows."""
        return {
            "listening": self._server.listening,
            "ports": describe_ports(self._server),
            "messages": self._server.mailbox.total,
            "refused": len(self._refused),
            "open": len(self._open),
        }

    def answer(self, ask: str, content: dict[str, Any]) -> None:
        """Start or stop the server, or bring a front end up to date."""
        if self._channel.answer(ask, content):
            return
        if ask == "start":
            self._server.start()
        elif ask == "stop":
            self._server.stop()

    def text(self) -> str:
        """Return the state as plain text."""
        state = "listening" if self._server.listening else "not listening"
        return f"Server: {state} on {describe_ports(self._server)}."


def describe_ports(server: LocalServer) -> str:
    """Describe the ports of a server, each with its encryption.

    Example:
        >>> from mailtutor import LocalServer
        >>> server = LocalServer()
        >>> describe_ports(server) == f"localhost port {server.port} (no encryption)"
        True
    """
    ports = (f"port {port} ({_WORDS[mode]})" for mode, port in server.ports.items())
    return f"{server.host} {', '.join(ports)}"
