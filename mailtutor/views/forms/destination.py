"""Where a form sends to: the Python for it, and the same done."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from .python import literal

if TYPE_CHECKING:
    from email.message import EmailMessage

    from mailtutor.server import LocalServer

Security = Literal["starttls", "implicit"]


@dataclass(frozen=True)
class Target:
    """A mail server and who logs in there. It never knows the password.

    Args:
        host: the server's name.
        port: its port.
        tls: ``"starttls"``, ``"implicit"`` or None.
        user: who logs in; nobody if empty.
        ca_file: a file of certificates to trust; the computer's own if empty.
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

    def context_code(self) -> str:
        """Return the code that makes the context of the encryption."""
        trusted = f"cafile={literal(self.ca_file)}" if self.ca_file else ""
        return f"context = ssl.create_default_context({trusted})"

    def block(self, *steps: str) -> str:
        """Return the code that connects, logs in, and then does the steps."""
        kind = "SMTP_SSL" if self.tls == "implicit" else "SMTP"
        arguments = [literal(self.host), str(self.port), f"timeout={self.timeout:g}"]
        lines = []
        if self.tls:
            lines.append(self.context_code())
        if self.tls == "implicit":
            arguments.append("context=context")
        lines.append(f"with smtplib.{kind}({', '.join(arguments)}) as client:")
        if self.tls == "starttls":
            lines.append("    client.starttls(context=context)")
        if self.user:
            prompt = literal(f"Password of {self.user}: ")
            lines.append(f"    client.login({literal(self.user)}, getpass({prompt}))")
        return "\n".join([*lines, *(f"    {step}" for step in steps)])

    def send(self, message: EmailMessage, password: str) -> dict[str, tuple[int, bytes]]:
        """Send a message: the same as the code does.

        Returns:
            The recipients that were refused, each with the reply.
        """
        context = ssl.create_default_context(cafile=self.ca_file or None) if self.tls else None
        more: dict[str, Any] = {"context": context} if self.tls == "implicit" else {}
        kind = smtplib.SMTP_SSL if self.tls == "implicit" else smtplib.SMTP
        with kind(self.host, self.port, timeout=self.timeout, **more) as client:
            if self.tls == "starttls":
                client.starttls(context=context)
            if self.user:
                client.login(self.user, password)
            return client.send_message(message)


def target_of(server: LocalServer) -> Target:
    """Say how to send to a local server, through its first port."""
    tls, port = next(iter(server.ports.items()))
    user = next(iter(server.users), "")
    return Target(server.host, port, tls, user, server.ca_file if tls else "")
