"""The form that tries a mail server layer by layer, with the Python that does the same."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Combobox, Dropdown, FloatText, IntText, Text, VBox

from mailtutor.clinic import check_connection

from .destination import Target, target_of
from .parts import Code, Field, Form, Secret, action, heading, mend, words
from .providers import COLLECTED, PROVIDERS
from .python import literal, program

if TYPE_CHECKING:
    from mailtutor.server import LocalServer

_LARGEST_PORT = 65_535
_SECURITY = (
    ("STARTTLS, as on port 587", "starttls"),
    ("implicit TLS, as on port 465", "implicit"),
    ("none", None),
)
_OWN = f"Type to search, or leave it empty and fill in your own. Gone over in {COLLECTED}."
_READABLE = "Without encryption, everybody on the way can read the password."
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def connect(server: LocalServer | None = None) -> ConnectForm:
    """Try a mail server in a form: a provider's, or one of your own.

    It says hello, encrypts, logs in if there is a user, and sends no mail. The password goes
    to the mail server alone: it is kept in no notebook and stands in no code.

    Args:
        server: a local server to begin with.

    Returns:
        The form; show it as the last line of a cell.
    """
    return ConnectForm(target_of(server) if server else Target("", 587, "starttls"))


class ConnectForm(Form):
    """A connection to a mail server that is being tried.

    Args:
        target: what the fields hold at first.
    """

    def __init__(self, target: Target) -> None:
        self.provider = Field(
            Combobox(
                description="Provider",
                placeholder="Gmail, Yahoo, GMX...",
                options=tuple(provider.label for provider in PROVIDERS),
            ),
            _OWN,
        )
        late = {"continuous_update": False}
        self.fields = {
            "host": Field(Text(description="Host", value=target.host, **late)),
            "port": Field(IntText(description="Port", value=target.port, **late)),
            "security": Field(
                Dropdown(description="Security", options=_SECURITY, value=target.tls)
            ),
            "timeout": Field(
                FloatText(description="Timeout", value=target.timeout, **late), "Seconds."
            ),
            "certificate": Field(
                Text(description="Certificate", value=target.ca_file, **late),
                "A file to trust, for a server of your own. Empty: what this computer trusts.",
            ),
            "user": Field(Text(description="User", value=target.user, **late), "Empty: no login."),
        }
        self.password = Secret()
        self._check_code, self._own_code = Code(), Code()
        self.outcome = HTML()
        self.provider.control.observe(self._chosen, "value")
        for field in self.fields.values():
            field.control.observe(self._touched, "value")
        button = action("Try", self._try, self.outcome, primary=True)
        left = VBox([self.provider, *self.fields.values(), self.password, button])
        right = VBox(
            [
                heading("What the button does", 3),
                self._check_code,
                heading("The same way in your own program", 3),
                self._own_code,
            ]
        )
        for side in (left, right):
            side.add_class("mt-form-side")
        body = VBox([left, right])
        body.add_class("mt-form-body")
        self.outcome.add_class("mt-form-outcome")
        super().__init__(heading("Connect to a mail server"), body, self.outcome)
        self._redraw()

    @property
    def target(self) -> Target:
        """What the fields hold."""
        value = {name: field.control.value for name, field in self.fields.items()}
        return Target(
            value["host"].strip(),
            value["port"],
            value["security"],
            value["user"].strip(),
            value["certificate"].strip() if value["security"] else "",
            value["timeout"],
        )

    @property
    def problems(self) -> dict[str, str]:
        """What must be mended, by the name of the field."""
        target = self.target
        found = {"host": host_problem(target.host)}
        if not 0 < target.port <= _LARGEST_PORT:
            found["port"] = f"A port is a number from 1 to {_LARGEST_PORT}, not {target.port}."
        if not target.timeout > 0:
            found["timeout"] = f"The timeout must be above 0 seconds, not {target.timeout:g}."
        if target.ca_file and not Path(target.ca_file).is_file():
            found["certificate"] = f"There is no file {target.ca_file!r}."
        return {name: text for name, text in found.items() if text}

    @property
    def check_code(self) -> str:
        """The Python that does what the button does."""
        target = self.target
        imports = ["from mailtutor import check_connection"]
        arguments = [
            literal(target.host),
            str(target.port),
            f"tls={literal(target.tls) if target.tls else None}",
            f"timeout={target.timeout:g}",
        ]
        if target.ca_file:
            imports.append("import ssl")
            arguments.append(target.context_code().replace("context = ", "context="))
        if target.user:
            imports.append("from getpass import getpass")
            prompt = literal(f"Password of {target.user}: ")
            arguments += [f"user={literal(target.user)}", f"password=getpass({prompt})"]
        lines = "".join(f"    {argument},\n" for argument in arguments)
        return program(imports, f"check_connection(\n{lines})")

    @property
    def own_code(self) -> str:
        """The Python that connects in the same way with `smtplib` alone."""
        return program(self.target.imports(), self.target.block("print(client.noop())"))

    def _chosen(self, change: Any) -> None:
        provider = next((each for each in PROVIDERS if each.label == change.new), None)
        if provider is None:
            self.provider.tell()
            return
        self.provider.tell("", provider.note)
        values = {"host": provider.host, "port": provider.port, "security": provider.tls}
        for name, value in {**values, "certificate": ""}.items():
            self.fields[name].control.value = value

    def _touched(self, _change: Any) -> None:
        self._redraw()

    def _redraw(self) -> None:
        problems, target = self.problems, self.target
        for name, field in self.fields.items():
            field.tell(problems.get(name, ""))
        if target.user and not target.tls and target.host not in _LOOPBACK:
            self.fields["security"].tell("", _READABLE)
        self._check_code.code = mend(problems) or self.check_code
        self._own_code.code = mend(problems) or self.own_code

    def _try(self) -> str:
        target = self.target
        if problems := self.problems:
            return words(" ".join(problems.values()), "error")
        if target.user and not self.password.typed:
            return words(f"Type the password of {target.user}, or clear the user.", "error")
        self.outcome.value = words(f"Trying {target.host} port {target.port}...", "help")
        context = ssl.create_default_context(cafile=target.ca_file) if target.ca_file else None
        report = check_connection(
            target.host,
            target.port,
            tls=target.tls,
            timeout=target.timeout,
            context=context,
            user=target.user or None,
            password=self.password.typed if target.user else None,
        )
        return report._repr_html_()

    def text(self) -> str:
        """Write the form as plain text: its code, or what must be mended."""
        head = "A connection to a mail server; run this cell in a notebook to see the form."
        if problems := self.problems:
            return "\n".join([head, *(f"  {each}" for each in problems.values())])
        return f"{head} Its Python:\n\n{self.check_code}"


def host_problem(host: str) -> str:
    """Say what is wrong with the name of a server; empty if nothing is.

    Example:
        >>> host_problem("smtp.example.com")
        ''
        >>> host_problem("https://example.com/mail")
        "'https://example.com/mail' is the address of a web page: give the name of the mail server."
    """
    if not host:
        return "Give the name of the mail server, as smtp.example.com, or choose a provider."
    if "/" in host:
        return f"{host!r} is the address of a web page: give the name of the mail server."
    if "@" in host:
        return f"{host!r} is a mail address: give the name of the mail server."
    if any(letter.isspace() for letter in host):
        return f"{host!r} has a blank in it, and the name of a server has none."
    return ""
