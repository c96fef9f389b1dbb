"""Checks a connection layer by layer, without sending a message."""

from __future__ import annotations

import smtplib
import ssl
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from mailtutor.platform import addresses_of

from .certificate_text import described, described_der
from .diagnosis import explain
from .exchange import IMPLICIT_TLS_PORT
from .report import Check, Report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .explanation import Explanation

TLS = Literal["auto", "starttls", "implicit"]
_LARGEST_PORT = 65_535
_SHOWN_EXTENSIONS = 12


def check_connection(  # noqa: PLR0913 - what smtplib asks for, by the same names
    host: str,
    port: int = 587,
    *,
    tls: TLS | None = "auto",
    timeout: float = 10.0,
    context: ssl.SSLContext | None = None,
    user: str | None = None,
    password: str | None = None,
) -> Report:
    """Try a mail server layer by layer: name, TCP, greeting, EHLO, encryption, login.

    It stops at the first layer that fails, and explains why. It only says EHLO and QUIT: no
    message is sent, and it logs in only if ``user`` is given. The certificate is verified, as
    a program should do; `smtplib` alone doesn't.

    Args:
        host: the server's name, such as ``"smtp.example.com"``.
        port: its port.
        tls: ``"starttls"`` (as on port 587), ``"implicit"`` (as on port 465), None for no
            encryption, or ``"auto"``: implicit on port 465, and elsewhere STARTTLS where
            the server offers it.
        timeout: how many seconds to wait at each step.
        context: the certificates to trust, such as
            ``ssl.create_default_context(cafile=server.ca_file)``; by default, those that
            this computer trusts.
        user: the user name to log in with; None for no login.
        password: that user's password; it is never shown.

    Returns:
        The report, to be printed or shown in a notebook.

    Raises:
        ValueError: the port is out of range, or ``tls`` is not one of these.

    Example:
        >>> from mailtutor import LocalServer
        >>> with LocalServer() as server:
        ...     report = check_connection("localhost", server.port)
        >>> report.ok
        True
        >>> [check.name for check in report.checks]
        ['name', 'connect', 'greeting', 'EHLO', 'STARTTLS']
    """
    if tls not in (*get_args(TLS), None):
        raise ValueError(f"tls must be 'auto', 'starttls', 'implicit' or None, not {tls!r}")
    if type(port) is not int or not 0 < port <= _LARGEST_PORT:
        raise ValueError(f"port must be a whole number from 1 to {_LARGEST_PORT}, not {port!r}")
    if type(timeout) not in {int, float} or not timeout > 0:
        raise ValueError(f"timeout must be a number of seconds above 0, not {timeout!r}")
    if tls == "auto" and port == IMPLICIT_TLS_PORT:
        tls = "implicit"
    context = context or ssl.create_default_context()
    return _Checking(host, port, tls, timeout, context).run(user, password)


class _Checking:
    """One run through the layers."""

    def __init__(
        self, host: str, port: int, tls: TLS | None, timeout: float, context: ssl.SSLContext
    ) -> None:
        self.host, self.port, self.tls = host, port, tls
        self.timeout, self.context = timeout, context
        self.checks: list[Check] = []
        self.client: Any = None
        self.begin("name")
        self._left = ["name", "connect", "greeting", "EHLO"]
        if tls == "implicit":
            self._left[2:2] = ["TLS", "certificate"]
        elif tls is not None:
            self._left += ["STARTTLS", "certificate"]

    def run(self, user: str | None, password: str | None) -> Report:
        """Check the layers up to the first one that fails."""
        if user is not None:
            self._left.append("login")
        explanation = None
        try:
            self._connect()
            self._ehlo()
            self._starttls()
            if user is not None:
                self._log_in(user, password)
            self._left.clear()
        except Exception as error:  # noqa: BLE001  any error is a finding
            explanation = self._explained(error)
            self._stopped(error, explanation)
        finally:
            self._quit()
        return Report(self.host, self.port, tuple(self.checks), explanation)

    def _connect(self) -> None:
        kind = _ImplicitProbe if self.tls == "implicit" else _Probe
        self.client = kind.__new__(kind)  # kept also where its __init__ fails
        self.client.checking, self.client.port_asked = self, self.port
        if self.tls == "implicit":
            self.client.__init__(self.host, self.port, timeout=self.timeout, context=self.context)
        else:
            self.client.__init__(self.host, self.port, timeout=self.timeout)

    def look_up(self) -> None:
        """Find the addresses of the name; called before the connection is made."""
        keeps_in = getattr(vars(smtplib)["socket"], "keeps_in", None)  # see server.answering
        if keeps_in is not None and keeps_in(self.host, self.port):
            with self.layer("name") as words:
                words.append("a LocalServer answers for this name, or nothing does")
            return
        with self.layer("name") as words:
            words.append(f"{self.host} is {' and '.join(addresses_of(self.host))}")

    def _ehlo(self) -> None:
        with self.layer("EHLO") as words:
            self.client.ehlo_or_helo_if_needed()
            words.append(_offered(self.client.esmtp_features))

    def _starttls(self) -> None:
        offered = self.client.has_extn("starttls")
        if self.tls == "auto" and not offered:
            self._left = [name for name in self._left if name not in {"STARTTLS", "certificate"}]
            why = "not offered: anyone on the way can read this connection, so send no password"
            self.checks.append(Check("STARTTLS", "left out", 0.0, why))
        elif self.tls in {"auto", "starttls"}:
            with self.encryption("STARTTLS"):
                self.client.starttls(context=self.context)
            with self.layer("EHLO again") as words:
                self.client.ehlo_or_helo_if_needed()
                words.append(_offered(self.client.esmtp_features))

    def _log_in(self, user: str, password: str | None) -> None:
        with self.layer("login") as words:
            self.client.login(user, password)
            words.append(f"{user} is logged in")

    @contextmanager
    def layer(self, name: str) -> Iterator[list[str]]:
        """Try one layer, and record its time and details if it works."""
        words: list[str] = []
        self.begin(name)
        yield words
        self._done(name, " ".join(words))

    def begin(self, name: str) -> None:
        """Note that this layer is being tried."""
        self._began, self._trying = time.perf_counter(), name

    def greeted(self, text: bytes) -> None:
        """Note that the server has greeted."""
        self._done("greeting", f"220 {text.decode('utf-8', 'replace')}")

    def _done(self, name: str, words: str) -> None:
        self.checks.append(Check(name, "done", time.perf_counter() - self._began, words))
        if name in self._left:
            self._left.remove(name)

    @contextmanager
    def encryption(self, name: str) -> Iterator[None]:
        """Try the two layers of encryption: TLS and the certificate."""
        with self.layer(name):
            try:
                yield
            except ssl.SSLCertVerificationError:
                self._done(name, "the server begins TLS")
                self._trying = "certificate"
                raise
        verified = self.context.verify_mode == ssl.CERT_REQUIRED
        tls = self.client.sock if self.client.sock is not None else self.client.tls
        self.checks[-1] = replace(self.checks[-1], words=f"{tls.version()}, {tls.cipher()[0]}")
        with self.layer("certificate") as words:
            words.append(described(tls.getpeercert()) if verified else "not checked")

    def _explained(self, error: Exception) -> Explanation | None:
        explanation = explain(error)
        if explanation is None:
            return None
        # The table already says how far it got, and this check has just been run.
        code = "" if "check_connection" in explanation.code else explanation.code
        return replace(explanation, steps=(), code=code)

    def _stopped(self, error: Exception, explanation: Explanation | None) -> None:
        seconds = time.perf_counter() - self._began
        words = explanation.headline if explanation else f"failed with {type(error).__name__}"
        if isinstance(error, ssl.SSLCertVerificationError) and self._trying == "certificate":
            shown = self._certificate_shown()
            words += f"; it is {shown}" if shown else ""
        self.checks.append(Check(self._trying, "failed", seconds, words))
        left = [name for name in self._left if name != self._trying]
        self.checks += [Check(name, "not reached", 0.0, "") for name in left]

    def _certificate_shown(self) -> str:
        """Fetch the certificate that was rejected, over a connection that sends no secret."""
        look = ssl.create_default_context()
        look.check_hostname = False
        look.verify_mode = ssl.CERT_NONE
        client: smtplib.SMTP
        try:
            if self.tls == "implicit":
                client = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=look)
            else:
                client = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
            with client:
                if self.tls != "implicit":
                    client.starttls(context=look)
                tls: Any = client.sock
                der = tls.getpeercert(binary_form=True)
        except (OSError, ValueError):
            return ""
        return described_der(der) if der else ""

    def _quit(self) -> None:
        """Send QUIT, so that the server doesn't record a lost connection."""
        try:
            self.client.quit()
        except Exception:  # noqa: BLE001  it already failed
            self.client.close()


class _Probe(smtplib.SMTP):
    """An SMTP client that notes when each layer is done."""

    checking: _Checking
    port_asked: int
    sock: Any = None
    tls: Any = None

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        self.checking.look_up()
        with self.checking.layer("connect") as words:
            made = super()._get_socket(host, port, timeout)  # type: ignore[misc]
            words.append(f"connected to {made.getpeername()[0]} port {made.getpeername()[1]}")
        return made

    def getreply(self) -> tuple[int, bytes]:
        """Read a reply; the first one is the greeting."""
        if any(check.name == "greeting" for check in self.checking.checks):
            return super().getreply()
        self.checking.begin("greeting")
        code, text = super().getreply()
        if code == 220:  # noqa: PLR2004 - any other is an error, and smtplib raises it
            self.checking.greeted(text)
        return code, text


class _ImplicitProbe(_Probe, smtplib.SMTP_SSL):
    """An SMTP client with TLS from the first byte that notes when each layer is done."""

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        self.checking.look_up()
        plain: Any = vars(smtplib.SMTP)["_get_socket"]  # without the TLS of SMTP_SSL
        with self.checking.layer("connect") as words:
            made = plain(self, host, port, timeout)
            words.append(f"connected to {made.getpeername()[0]} port {made.getpeername()[1]}")
        with self.checking.encryption("TLS"):
            self.tls = self.context.wrap_socket(made, server_hostname=host)
        return self.tls


def _offered(features: dict[str, str]) -> str:
    shown = [" ".join([name.upper(), *value.split()]) for name, value in features.items()]
    more = len(shown) - _SHOWN_EXTENSIONS
    words = ", ".join(shown[:_SHOWN_EXTENSIONS]) or "no extensions"
    return f"offers {words}" + (f" and {more} more" if more > 0 else "")
