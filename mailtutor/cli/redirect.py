"""Redirect a script's smtplib connections to a local server."""

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
from mailtutor.record import count
from mailtutor.server import call_site
from mailtutor.server.redirect import redirect_all

if TYPE_CHECKING:
    from typing_extensions import Self

_STARTTLS_PORT = 587  # RFC 6409, section 3.1; the client's class tells implicit TLS
_RULE = "-" * 72
_TRUST = "SSL_CERT_FILE"  # the file that OpenSSL's default context trusts


class Redirect:
    """A context in which `smtplib` reaches a local server, whatever the address.

    Port 587 uses STARTTLS, `SMTP_SSL` implicit TLS, and any other port plain text. The
    server accepts every password, and a default context trusts its certificate. This only
    affects `smtplib` in this Python.
    """

    def __init__(self) -> None:
        self.server = LocalServer(tls=[None, "starttls", "implicit"]).start()
        self.asked: list[str] = []
        self._undo = contextlib.ExitStack()

    def __enter__(self) -> Self:
        self._trust()
        self._undo.enter_context(redirect_all(self._choose_port))
        login = smtplib.SMTP.login

        def login_with_any_password(
            client: smtplib.SMTP, user: str, password: str, **options: Any
        ) -> Any:
            # The server only offers AUTH while it has a user, and after another EHLO.
            if isinstance(password, str):
                self.server.users[user] = password
            try:
                client.ehlo()
                return login(client, user, password, **options)
            finally:
                self.server.users.pop(user, None)

        smtplib.SMTP.login = login_with_any_password  # type: ignore[assignment, method-assign]
        self._undo.callback(setattr, smtplib.SMTP, "login", login)
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._undo.close()
        self.server.stop()

    def _choose_port(self, host: str, port: int) -> int:
        """Return the local port for an address, and add its host to the certificate."""
        address = f"{host} port {port}"
        if address not in self.asked:
            self.asked.append(address)
        with contextlib.suppress(ValueError):  # a certificate can't have such a name
            self.server.answering(host, port)
        if isinstance(call_site.connecting(), smtplib.SMTP_SSL):
            return self.server.ports["implicit"]
        return self.server.ports["starttls" if port == _STARTTLS_PORT else None]

    def _trust(self) -> None:
        """Trust the server's certificate in addition to the usual ones."""
        known = os.environ.get(_TRUST) or ssl.get_default_verify_paths().cafile
        folder = self._undo.enter_context(tempfile.TemporaryDirectory(prefix="mailtutor-"))
        both = Path(folder, "trusted.pem")
        own = Path(self.server.ca_file).read_bytes()
        usual = Path(known).read_bytes() if known and Path(known).is_file() else b""
        both.write_bytes(own + b"\n" + usual)
        before = os.environ.get(_TRUST)
        os.environ[_TRUST] = str(both)
        self._undo.callback(_put_back, before)

    def report(self) -> None:
        """Print the messages and the transcripts."""
        from mailtutor import review

        messages = count(len(self.server.mailbox), "message")
        sessions = count(len(self.server.sessions), "session")
        asked = f" The script connected to {', '.join(self.asked)}." if self.asked else ""
        print(f"\n{_RULE}\nKept on this computer: {messages} in {sessions}.{asked}")
        for delivery in self.server.mailbox:
            print(f"{_RULE}\n{readable(str(delivery))}")
            if findings := review(delivery):
                print(f"\n{findings}")
        for session in self.server.sessions:
            print(f"{_RULE}\n{readable(str(session))}")
        sys.stdout.flush()


def _put_back(before: str | None) -> None:
    if before is None:
        os.environ.pop(_TRUST, None)
    else:
        os.environ[_TRUST] = before
