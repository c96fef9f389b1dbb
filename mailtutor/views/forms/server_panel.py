"""The panel of a server: start and stop, who may log in, what goes wrong; and its Python."""

from __future__ import annotations

from inspect import signature
from typing import TYPE_CHECKING

from ipywidgets import HTML, Button, HBox, Text, VBox

from mailtutor.server import LocalServer
from mailtutor.server.memory import MemoryTransport

from .fault_rows import KINDS, FaultRow, GivenRow
from .parts import Code, Field, Form, Secret, action, heading, words
from .python import literal, program
from .server_state import ServerState

if TYPE_CHECKING:
    from mailtutor.server.faults import Fault

_USERS = "Nobody needs to log in. With a user, everybody must."


def panel(server: LocalServer) -> ServerPanel:
    """Show a server as a form: start and stop it, let users in, have it go wrong.

    Args:
        server: the server; what is ticked holds from its next line on.

    Returns:
        The panel; the same as ``server.panel()``.
    """
    return ServerPanel(server)


class ServerPanel(Form):
    """What a server does, to be changed while it runs.

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
        add = action("Add user", self._add_user, self.outcome)
        given = [GivenRow(fault, self._exchange) for fault in server.faults]
        self.rows = [FaultRow(kind, self._exchange) for kind in KINDS]
        left = VBox([heading("What goes wrong, on purpose", 3), *given, *self.rows])
        right = VBox(
            [
                heading("Who may log in", 3),
                self._users,
                self.name,
                self.password,
                add,
                self.outcome,
                heading("The Python that makes such a server", 3),
                self._code,
            ]
        )
        for side in (left, right):
            side.add_class("mt-form-side")
        body = VBox([left, right])
        body.add_class("mt-form-body")
        super().__init__(self.state, body)
        self._draw()

    @property
    def code(self) -> str:
        """The Python that makes a server like this one, as it is now."""
        return code_of(self._server)

    def _exchange(self, before: Fault | None, now: Fault | None) -> None:
        # By identity: the learner may have a fault of the same words in the list. All at
        # once, because the server's thread reads it.
        kept = [fault for fault in self._server.faults if fault is not before]
        self._server.faults[:] = [*kept, now] if now else kept
        self._draw()

    def _add_user(self) -> str:
        name, password = self.name.control.value.strip(), self.password.typed
        if not name:
            return words("Give the user a name, as ada@example.com.", "error")
        if not password:
            return words(f"Give {name} a password.", "error")
        self._server.users[name] = password
        self.password.clear()
        self.name.control.value = ""
        self._draw()
        return words(f"{name} may log in.", "good")

    def _remove_user(self, name: str) -> None:
        self._server.users.pop(name, None)
        self.outcome.value = words(f"{name} may no longer log in.", "good")
        self._draw()

    def _draw(self) -> None:
        self._users.children = [self._user(name) for name in self._server.users] or [
            HTML(words(_USERS, "help"))
        ]
        self._code.code = self.code

    def _user(self, name: str) -> HBox:
        remove = Button(description=f"Remove {name}")
        remove.on_click(lambda _button: self._remove_user(name))
        return HBox([remove])

    def text(self) -> str:
        """Write the panel as plain text: the server and its Python."""
        return f"{self._server!r}\n\nThe Python that makes such a server:\n\n{self.code}"


def code_of(server: LocalServer) -> str:
    """Write the Python that makes a server like this one, on a free port, and starts it.

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
    """Return what is not the default of a LocalServer, each as Python."""
    certificates, modes = server._certificates, tuple(server.ports)  # noqa: SLF001 - a panel shows the inside
    behaviour, doors = server._behavior, server._by_mode.values()  # noqa: SLF001
    values = {
        "host": server.host,
        "tls": modes[0] if len(modes) == 1 else modes,
        "certificate": certificates.flaw if certificates else None,
        "max_size": behaviour.max_size,
        "idle": behaviour.idle,
        "transport": "memory" if isinstance(next(iter(doors)), MemoryTransport) else "tcp",
    }
    defaults = signature(LocalServer).parameters
    return {
        name: literal(value) if isinstance(value, str) else repr(value)
        for name, value in values.items()
        if value != defaults[name].default
    }
