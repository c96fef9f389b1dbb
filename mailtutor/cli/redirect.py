"""The mail of a script, kept on this computer: a local server for every address it asks for."""

from __future__ import annotations

import contextlib
import os
import smtplib
import ssl
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailtutor import LocalServer
from mailtutor.cli.serve import readable

if TYPE_CHECKING:
    import socket

    from typing_extensions import Self

_STARTTLS_PORT = 587  # RFC 6409, section 3.1; implicit TLS is told by the client's class
_RULE = "-" * 72
_TRUST = "SSL_CERT_FILE"  # where OpenSSL looks for what a default context trusts


class KeptHere:
    """While it is entered, `smtplib` reaches a local server, whatever the address.

    Port 587 answers with STARTTLS, `SMTP_SSL` with implicit TLS, any other port in plain
    text. Every password is accepted. A default context trusts the server's certificate.
    Only `smtplib` in this Python is answered so.
    """

    def __init__(self) -> None:
        self.server = LocalServer(tls=[None, "starttls", "implicit"]).start()
        self.asked: list[str] = []
        self._undo = contextlib.ExitStack()

    def __enter__(self) -> Self:
        self._trust()
        get_socket, login = vars(smtplib.SMTP)["_get_socket"], smtplib.SMTP.login

        def answered(client: smtplib.SMTP, host: str, port: int, timeout: float) -> socket.socket:
            here = self._door(client, host, port)
            made: socket.socket = get_socket(client, "127.0.0.1", here, timeout)
            return made

        def let_in(client: smtplib.SMTP, user: str, password: str, **options: Any) -> Any:
            # With a user, the server offers AUTH, once it is asked again; without, it does not.
            if isinstance(password, str):
                self.server.users[user] = password
            try:
                client.ehlo()
                return login(client, user, password, **options)
            finally:
                self.server.users.pop(user, None)

        for name, now, then in (("_get_socket", answered, get_socket), ("login", let_in, login)):
            setattr(smtplib.SMTP, name, now)
            self._undo.callback(setattr, smtplib.SMTP, name, then)
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._undo.close()
        self.server.stop()

    def _door(self, client: smtplib.SMTP, host: str, port: int) -> int:
        """Choose the local port for an address, and have the certificate name its host."""
        ports = self.server.ports
        if port in ports.values():
            return port
        address = f"{host} port {port}"
        if address not in self.asked:
            self.asked.append(address)
        with contextlib.suppress(ValueError):  # no certificate can have such a name
            self.server.answering(host, port)
        if isinstance(client, smtplib.SMTP_SSL):
            return ports["implicit"]
        return ports["starttls" if port == _STARTTLS_PORT else None]

    def _trust(self) -> None:
        """Trust the server's certificate besides what is trusted anyway."""
        known = os.environ.get(_TRUST) or ssl.get_default_verify_paths().cafile
        folder = self._undo.enter_context(tempfile.TemporaryDirectory(prefix="mailtutor-"))
        both = Path(folder, "trusted.pem")
        own = Path(self.server.ca_file).read_bytes()
        usual = Path(known).read_bytes() if known and Path(known).is_file() else b""
        both.write_bytes(own + b"\n" + usual)
        before = os.environ.get(_TRUST)
        os.environ[_TRUST] = str(both)
        self._undo.callback(_put_back, before)

    def tell(self) -> None:
        """Print the mails and the conversations."""
        from mailtutor import review

        mails, sessions = len(self.server.mailbox), len(self.server.sessions)
        asked = f" It asked for {', '.join(self.asked)}." if self.asked else ""
        print(
            f"\n{_RULE}\nKept on this computer: {mails} mail{'' if mails == 1 else 's'} in "
            f"{sessions} session{'' if sessions == 1 else 's'}; nothing was sent.{asked}"
        )
        for mail in self.server.mailbox:
            print(f"{_RULE}\n{readable(str(mail))}")
            if findings := review(mail):
                print(f"\n{findings}")
        for session in self.server.sessions:
            print(f"{_RULE}\n{readable(str(session))}")
        sys.stdout.flush()


def _put_back(before: str | None) -> None:
    if before is None:
        os.environ.pop(_TRUST, None)
    else:
        os.environ[_TRUST] = before
