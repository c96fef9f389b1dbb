"""The mail server that a form connects to, and the Python that connects to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mailtutor.views.python_source import literal, run

if TYPE_CHECKING:
    from mailtutor.server import LocalServer

Security = Literal["starttls", "implicit"]


@dataclass(frozen=True)
class Destination:
    """A mail server and the user who logs in there, without the password.

    Args:
        host: the server's name.
        port: its port.
        tls: ``"starttls"``, ``"implicit"`` or None.
        user: the user name; empty for no login.
        ca_file: a file of certificates to trust; empty for those the computer trusts.
        timeout: seconds to wait at each step.
    """

    host: str
    port: int
    tls: Security | None = None
    user: str = ""
    ca_file: str = ""
    timeout: float = 10.0

    def imports(self) -> list[str]:
        """Return the imports that the code needs."""
        needed = ["import smtplib"]
        if self.tls:
            needed.append("import ssl")
        if self.user:
            needed.append("from getpass import getpass")
        return needed

    def context(self) -> str:
        """Return the expression that makes the TLS context."""
        trusted = f"cafile={literal(self.ca_file)}" if self.ca_file else ""
        return f"ssl.create_default_context({trusted})"

    def ask_password(self) -> str:
        """Return the expression that asks for the password."""
        prompt = literal(f"Password of {self.user}: ")
        return f"getpass({prompt})"

    def block(self, *steps: str) -> str:
        """Return the code that connects, logs in, and then takes the steps."""
        kind = "SMTP_SSL" if self.tls == "implicit" else "SMTP"
        arguments = [literal(self.host), str(self.port), f"timeout={self.timeout:g}"]
        lines = []
        if self.tls:
            lines.append(f"context = {self.context()}")
        if self.tls == "implicit":
            arguments.append("context=context")
        lines.append(f"with smtplib.{kind}({', '.join(arguments)}) as client:")
        if self.tls == "starttls":
            lines.append("    client.starttls(context=context)")
        if self.user:
            lines.append(f"    client.login({literal(self.user)}, {self.ask_password()})")
        return "\n".join([*lines, *(f"    {step}" for step in steps)])

    def run(self, *steps: str, password: str = "", **given: Any) -> dict[str, Any]:
        """Run the code of `block`, with the password that was typed into the form.

        Returns:
            The variables afterwards.
        """
        given["getpass"] = lambda _prompt: password
        return run(self.imports(), self.block(*steps), **given)


def destination_of(server: LocalServer) -> Destination:
    """Return the destination that reaches a local server through its first port."""
    tls, port = next(iter(server.ports.items()))
    user = next(iter(server.users), "")
    return Destination(server.host, port, tls, user, server.ca_file if tls else "")
