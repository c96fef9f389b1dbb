"""A form that tests a connection to a mail server, beside the Python that does the same."""

from __future__ import annotations

from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Combobox, Dropdown, FloatText, IntText, Text

from mailtutor.platform import LOOPBACK
from mailtutor.views.components import (
    Code,
    Field,
    Form,
    Secret,
    button,
    fix_first,
    heading,
    status_html,
    two_columns,
)
from mailtutor.views.python_source import literal, program, run

from .destination import Destination, destination_of
from .providers import COLLECTED, PROVIDERS

if TYPE_CHECKING:
    from mailtutor.server import LocalServer

_LARGEST_PORT = 65_535
_SECURITY = (
    ("STARTTLS, as on port 587", "starttls"),
    ("implicit TLS, as on port 465", "implicit"),
    ("none", None),
)
_PROVIDER = f"Type to search, or leave it empty and fill in the fields. Checked in {COLLECTED}."
_NOT_ENCRYPTED = "Without encryption, an eavesdropper can read the password."


def connect(server: LocalServer | None = None) -> ConnectForm:
    """Test the connection to a mail server in a form: your provider's, or your own.

    It connects, encrypts, and logs in if there is a user; it doesn't send a message. The
    password goes only to the mail server. It is never in the notebook or in the code.

    Args:
        server: a local server to start with.

    Returns:
        The form; show it as the last line of a cell.
    """
    return ConnectForm(destination_of(server) if server else Destination("", 587, "starttls"))


class ConnectForm(Form):
    """A form that tests a connection to a mail server.

    Args:
        destination: the initial values of the fields.
    """

    def __init__(self, destination: Destination) -> None:
        self.provider = Field(
            Combobox(
                description="Provider",
                placeholder="Gmail, Yahoo, GMX...",
                options=tuple(provider.label for provider in PROVIDERS),
            ),
            _PROVIDER,
        )
        late = {"continuous_update": False}
        self.fields = {
            "host": Field(Text(description="Host", value=destination.host, **late)),
            "port": Field(IntText(description="Port", value=destination.port, **late)),
            "security": Field(
                Dropdown(description="Security", options=_SECURITY, value=destination.tls)
            ),
            "timeout": Field(
                FloatText(description="Timeout", value=destination.timeout, **late), "Seconds."
            ),
            "certificate": Field(
                Text(description="Certificate", value=destination.ca_file, **late),
                "A certificate file to trust, for your own server. Leave empty to trust what "
                "this computer trusts.",
            ),
            "user": Field(
                Text(description="User", value=destination.user, **late),
                "Leave empty for no login.",
            ),
        }
        self.password = Secret()
        self._check_code, self._smtplib_code = Code(), Code()
        self.outcome = HTML()
        self.provider.control.observe(self._on_provider, "value")
        for field in self.fields.values():
            field.control.observe(self._update, "value")
        body = two_columns(
            [
                self.provider,
                *self.fields.values(),
                self.password,
                button("Check connection", self._check_connection, self.outcome, primary=True),
            ],
            [
                heading("What the button does", 3),
                self._check_code,
                heading("The same connection in your own program", 3),
                self._smtplib_code,
            ],
        )
        self.outcome.add_class("mt-form-outcome")
        super().__init__(heading("Connect to a mail server"), body, self.outcome)
        self._update()

    @property
    def destination(self) -> Destination:
        """The server as typed."""
        value = {name: field.control.value for name, field in self.fields.items()}
        return Destination(
            value["host"].strip(),
            value["port"],
            value["security"],
            value["user"].strip(),
            value["certificate"].strip() if value["security"] else "",
            value["timeout"],
        )

    @property
    def problems(self) -> dict[str, str]:
        """The problems to fix, by the name of the field."""
        destination = self.destination
        port, timeout = destination.port, destination.timeout
        found = {"host": host_problem(destination.host)}
        if not 0 < port <= _LARGEST_PORT:
            found["port"] = f"A port is a number from 1 to {_LARGEST_PORT}, not {port}."
        if not (timeout > 0 and isfinite(timeout)):
            found["timeout"] = f"The timeout must be above 0 seconds, not {timeout:g}."
        if destination.ca_file and not Path(destination.ca_file).is_file():
            found["certificate"] = f"There is no file {destination.ca_file!r}."
        return {name: problem for name, problem in found.items() if problem}

    @property
    def check_code(self) -> str:
        """The Python that the button runs."""
        return program(*self._check_call())

    def _check_call(self) -> tuple[list[str], str]:
        """Return the imports and the call that the button runs."""
        destination = self.destination
        imports = ["from mailtutor import check_connection"]
        arguments = [
            literal(destination.host),
            str(destination.port),
            f"tls={literal(destination.tls) if destination.tls else None}",
            f"timeout={destination.timeout:g}",
        ]
        if destination.ca_file:
            imports.append("import ssl")
            arguments.append(f"context={destination.context()}")
        if destination.user:
            imports.append("from getpass import getpass")
            arguments.append(f"user={literal(destination.user)}")
            arguments.append(f"password={destination.ask_password()}")
        lines = "".join(f"    {argument},\n" for argument in arguments)
        return imports, f"check_connection(\n{lines})"

    @property
    def smtplib_code(self) -> str:
        """The Python that makes the same connection with `smtplib` alone."""
        return program(self.destination.imports(), self.destination.block("print(client.noop())"))

    def _on_provider(self, change: Any) -> None:
        provider = next((each for each in PROVIDERS if each.label == change.new), None)
        if provider is None:
            self.provider.set_status()
            return
        self.provider.set_status("", provider.note)
        values = {"host": provider.host, "port": provider.port, "security": provider.tls}
        for name, value in {**values, "certificate": ""}.items():
            self.fields[name].control.value = value

    def _update(self, _change: Any = None) -> None:
        problems, destination = self.problems, self.destination
        for name, field in self.fields.items():
            field.set_status(problems.get(name, ""))
        if destination.user and not destination.tls and destination.host not in LOOPBACK:
            self.fields["security"].set_status("", _NOT_ENCRYPTED)
        self._check_code.code = fix_first(problems) or self.check_code
        self._smtplib_code.code = fix_first(problems) or self.smtplib_code

    def _check_connection(self) -> str:
        destination, password = self.destination, self.password.typed
        if problems := self.problems:
            return status_html(" ".join(problems.values()), "error")
        if destination.user and not password:
            return status_html(
                f"Type the password of {destination.user}, or clear the user.", "error"
            )
        where = f"{destination.host} port {destination.port}"
        self.outcome.value = status_html(f"Connecting to {where}…", "help")
        imports, call = self._check_call()
        report = run(imports, f"report = {call}", getpass=lambda _prompt: password)["report"]
        html: str = report._repr_html_()
        return html

    def text(self) -> str:
        """Return the form as plain text: its code, or the problems to fix."""
        head = "A form that tests a connection. Run this cell in a notebook to see it."
        if problems := self.problems:
            return "\n".join([head, *(f"  {problem}" for problem in problems.values())])
        return f"{head} The same in Python:\n\n{self.check_code}"


def host_problem(host: str) -> str:
    """Return the problem with a server's name; empty if there is none.

    Example:
        >>> host_problem("smtp.example.com")
        ''
        >>> host_problem("https://example.com/mail")
        "'https://example.com/mail' is a web address. Type the name of the mail server."
    """
    if not host:
        return "Type the name of the mail server, such as smtp.example.com, or choose a provider."
    if "/" in host:
        return f"{host!r} is a web address. Type the name of the mail server."
    if "@" in host:
        return f"{host!r} is an email address. Type the name of the mail server."
    if any(each.isspace() for each in host):
        return f"{host!r} has a space in it, and a server's name can't."
    return ""
