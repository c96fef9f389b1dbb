"""A server's control panel: start and stop, users, faults, and the Python for such a server."""

from __future__ import annotations

from inspect import signature
from typing import TYPE_CHECKING

from ipywidgets import HTML, Button, HBox, Text, VBox

from mailtutor.server import LocalServer
from mailtutor.server.memory import MemoryTransport
from mailtutor.views.components import (
    Code,
    Field,
    Form,
    Secret,
    button,
    heading,
    status_html,
    two_columns,
)
from mailtutor.views.python_source import literal, program

from .fault_rows import FAULT_KINDS, FaultRow, InitialFaultRow
from .server_state import ServerState

if TYPE_CHECKING:
    from mailtutor.server.fault import Fault

_USERS = "No login required. If you add a user, every client must log in."


def panel(server: LocalServer) -> ServerPanel:
    """Control a server in a form: start and stop it, add users, turn faults on and off.

    Args:
        server: the server; a change takes effect from its next reply on.

    Returns:
        The panel; the same as ``server.panel()``.
    """
    return ServerPanel(server)


class ServerPanel(Form):
    """A form that changes what a server does, even while it runs.

    Args:
        server: the server.
    """

    def __init__(self, server: LocalServer) -> None:
        self._server = server
        self.state = ServerState(server)
        self._code = Code()
        self._users = VBox()
        self.name = Field(Text(description="User name"))
        self.password = Secret()
        self.outcome = HTML()
        given = [InitialFaultRow(fault, self._replace) for fault in server.faults]
        self.rows = [FaultRow(kind, self._replace) for kind in FAULT_KINDS]
        body = two_columns(
            [heading("Faults", 3), *given, *self.rows],
            [
                heading("Users", 3),
                self._users,
                self.name,
                self.password,
                button("Add user", self._add_user, self.outcome),
                self.outcome,
                heading("A server like this in Python", 3),
                self._code,
            ],
        )
        super().__init__(self.state, body)
        self._update()

    @property
    def code(self) -> str:
        """The Python that makes a server like this one is now."""
        return code_of(self._server)

    def _replace(self, before: Fault | None, now: Fault | None) -> None:
        # By identity, because the learner may have added an equal fault. All at once, because
        # the server's thread reads the list.
        kept = [fault for fault in self._server.faults if fault is not before]
        self._server.faults[:] = [*kept, now] if now else kept
        self._update()

    def _add_user(self) -> str:
        name, password = self.name.control.value.strip(), self.password.typed
        if not name:
            return status_html("Type a user name, such as ada@example.com.", "error")
        if not password:
            return status_html(f"Type a password for {name}.", "error")
        self._server.users[name] = password
        self.password.clear()
        self.name.control.value = ""
        self._update()
        return status_html(f"{name} can log in.", "good")

    def _remove_user(self, name: str) -> None:
        self._server.users.pop(name, None)
        self.outcome.value = status_html(f"{name} can no longer log in.", "good")
        self._update()

    def _update(self) -> None:
        self._users.children = [self._user_row(name) for name in self._server.users] or [
            HTML(status_html(_USERS, "help"))
        ]
        self._code.code = self.code

    def _user_row(self, name: str) -> HBox:
        remove = Button(description=f"Remove {name}")
        remove.on_click(lambda _button: self._remove_user(name))
        return HBox([remove])

    def text(self) -> str:
        """Return the panel as plain text: the server and its Python."""
        return f"{self._server!r}\n\nA server like this in Python:\n\n{self.code}"


def code_of(server: LocalServer) -> str:
    """Return the Python that makes a server like this one on a free port, and starts it.

    Example:
        >>> from mailtutor import LocalServer, faults
        >>> print(code_of(LocalServer(tls="starttls", faults=[faults.greylist()])))
        from mailtutor import LocalServer, faults
        <BLANKLINE>
        server = LocalServer(
            tls="starttls",
            faults=[
                faults.greylist(),
            ],
        )
        server.start()
    """
    imports = [f"from mailtutor import LocalServer{', faults' if server.faults else ''}"]
    arguments = [f"{name}={value}," for name, value in _options(server).items()]
    if server.users:
        imports.append("from getpass import getpass")
        asked = (
            f"    {literal(name)}: getpass({literal(f'Password of {name}: ')}),"
            for name in server.users
        )
        arguments += ["users={", *asked, "},"]
    if server.faults:
        arguments += ["faults=[", *(f"    faults.{fault!r}," for fault in server.faults), "],"]
    lines = "".join(f"    {line}\n" for line in arguments)
    made = f"LocalServer(\n{lines})" if lines else "LocalServer()"
    return program(imports, f"server = {made}\nserver.start()")


def _options(server: LocalServer) -> dict[str, str]:
    """Return the arguments that differ from LocalServer's defaults, as Python source."""
    certificates, modes = server._certificates, tuple(server.ports)  # noqa: SLF001 - a panel shows the inside
    behavior = server._behavior  # noqa: SLF001
    transport = next(iter(server._by_mode.values()))  # noqa: SLF001
    values = {
        "host": server.host,
        "tls": modes[0] if len(modes) == 1 else modes,
        "certificate": certificates.flaw if certificates else None,
        "max_size": behavior.max_size,
        "idle": behavior.idle,
        "transport": "memory" if isinstance(transport, MemoryTransport) else "tcp",
    }
    defaults = signature(LocalServer).parameters
    return {
        name: literal(value) if isinstance(value, str) else repr(value)
        for name, value in values.items()
        if value != defaults[name].default
    }
