"""The exchange with the server as the client saw it: replies, encryption, silence."""

from __future__ import annotations

import re
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .frames import number_of
from .replies import ADDRESS, Reply, read_reply

if TYPE_CHECKING:
    from .endpoint import Endpoint
    from .explanation import StepName
    from .traceback_frames import Traceback


IMPLICIT_TLS_PORT = 465  # RFC 8314, section 7.3
_VERBS = {"EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT",
          "VRFY", "EXPN", "HELP"}  # fmt: skip
# The step at which smtplib raises each of its errors.
_STAGES: dict[str, StepName] = {
    "SMTPConnectError": "greeting",
    "SMTPHeloError": "EHLO",
    "SMTPAuthenticationError": "login",
    "SMTPSenderRefused": "sender",
    "SMTPRecipientsRefused": "recipient",
    "SMTPDataError": "content",
}
_STAGE_OF_COMMAND: dict[str, StepName] = {
    "EHLO": "EHLO",
    "HELO": "EHLO",
    "STARTTLS": "STARTTLS",
    "AUTH": "login",
    "MAIL": "sender",
    "RCPT": "recipient",
    "DATA": "content",
    "the content": "content",
}
_BY_FUNCTION = {"login": "AUTH", "auth": "AUTH", "starttls": "STARTTLS", "data": "the content"}


class Exchange:
    """The commands and replies of a connection, as far as the exception and the client tell.

    Args:
        traceback: the frames of the error.
        endpoint: the server, and its record of the session where it's ours.
    """

    def __init__(self, traceback: Traceback, endpoint: Endpoint) -> None:
        self.traceback, self.error = traceback, traceback.error
        self.endpoint = endpoint

    @cached_property
    def refused(self) -> dict[str, Reply]:
        """The rejected recipients of `SMTPRecipientsRefused`, each with its reply."""
        recipients = getattr(self.error, "recipients", None)
        if not isinstance(recipients, dict):
            return {}
        return {
            str(address): read_reply(*answer)
            for address, answer in recipients.items()
            if isinstance(answer, tuple) and len(answer) == 2  # noqa: PLR2004
        }

    @cached_property
    def reply(self) -> Reply:
        """The server's reply; of several rejections, the first permanent one."""
        if self.refused:
            lasting = [each for each in self.refused.values() if not each.temporary]
            return (lasting or list(self.refused.values()))[0]
        return read_reply(self.error_code, getattr(self.error, "smtp_error", ""))

    @cached_property
    def error_code(self) -> int:
        """The reply code that the exception has; -1 if the answer was no SMTP, 0 for none."""
        code = getattr(self.error, "smtp_code", 0)
        return code if type(code) is int else 0

    @cached_property
    def is_no_reply(self) -> bool:
        """Return whether the server's answer has no reply code, and so is not SMTP."""
        if self.refused:
            return all(not reply.code for reply in self.refused.values())
        return self.error_code == -1

    @cached_property
    def stage(self) -> StepName:
        """The step of the error: by its class, else by the command; or ""."""
        for kind in type(self.error).__mro__:
            if kind.__name__ in _STAGES and kind.__module__ == "smtplib":
                return _STAGES[kind.__name__]
        return _STAGE_OF_COMMAND.get(self.command, "")

    @property
    def needs_tls_to_log_in(self) -> bool:
        """Return whether the login failed because the connection isn't encrypted.

        If the server replied to the login, its reply tells, and not its offer of STARTTLS.
        """
        if self.encrypted:
            return False
        return self.wants_encryption if self.reply.code else self.offers("starttls")

    @property
    def wants_encryption(self) -> bool:
        """Return whether the server's reply is that encryption comes first, by its codes."""
        # 530 is also "log in first", but a login got this reply.
        return self.reply.code in {530, 538} or self.reply.about in {"7.10", "7.11"}

    @property
    def at_login(self) -> bool:
        """Return whether the reply is to the login."""
        return self.stage == "login"

    @property
    def at_sender(self) -> bool:
        """Return whether the reply is to the sender."""
        return self.stage == "sender"

    @property
    def at_recipient(self) -> bool:
        """Return whether the reply is to a recipient."""
        return self.stage == "recipient"

    @property
    def at_content(self) -> bool:
        """Return whether the reply is to the content, or to the DATA before it."""
        return self.stage == "content"

    @cached_property
    def before_content(self) -> bool:
        """Return whether DATA itself was rejected, so that no content was sent."""
        return self.traceback.raised_in("smtplib", "data")

    @cached_property
    def logged_in(self) -> bool:
        """Return whether `login` was called on this client, and this error is not its own."""
        if self.traceback.client is None:  # of another library, whose client may log in by itself
            return (
                not self.at_login
                and self.traceback.mentions("aiosmtplib")
                and (self.traceback.mentions(".login(", "username="))
            )
        return not self.at_login and bool(vars(self.traceback.client).get("user"))

    @cached_property
    def uses_token(self) -> bool:
        """Return whether the login uses an OAuth2 token instead of a password."""
        mechanism = self.traceback.variables("smtplib", "auth").get("mechanism", "")
        return str(mechanism).upper() in {"XOAUTH2", "OAUTHBEARER"} or (
            not self.traceback.within("smtplib", "login")
            and self.traceback.mentions("XOAUTH2", "OAUTHBEARER")
        )

    @cached_property
    def errno(self) -> int | None:
        """The operating system's error number; on Windows, Windows' own."""
        return number_of(self.error)

    @cached_property
    def ssl_reason(self) -> str:
        """OpenSSL's name of the error, such as ``"WRONG_VERSION_NUMBER"``; or empty."""
        reason = getattr(self.error, "reason", None)
        return reason if type(reason) is str else ""

    @cached_property
    def verify_code(self) -> int | None:
        """OpenSSL's number of the certificate's problem."""
        code = getattr(self.error, "verify_code", None)
        return code if type(code) is int else None

    @cached_property
    def implicit_tls(self) -> bool:
        """Return whether the client starts with TLS: ``smtplib.SMTP_SSL``."""
        smtplib = sys.modules.get("smtplib")
        return smtplib is not None and isinstance(
            self.traceback.client, getattr(smtplib, "SMTP_SSL", ())
        )

    @cached_property
    def encrypted(self) -> bool:
        """Return whether TLS was on when it failed."""
        if hasattr(getattr(self.traceback.client, "sock", None), "cipher"):
            return True
        if self.implicit_tls and not self.traceback.within("smtplib", "_get_socket"):
            return True
        return self.endpoint.session is not None and any(
            line.kind == "event" and line.raw.startswith(b"encrypted")
            for line in self.endpoint.session.transcript
        )

    @cached_property
    def client_timeout(self) -> Any:
        """The client's ``timeout=``; None where none was given."""
        timeout = getattr(self.traceback.client, "timeout", None)
        return timeout if type(timeout) in {int, float, str} else None

    @cached_property
    def greeting_timed_out(self) -> bool:
        """Return whether it connected, but no greeting came in time."""
        return self.traceback.within("smtplib", "connect") and isinstance(
            self.traceback.beneath, TimeoutError
        )

    def offers(self, extension: str) -> bool:
        """Return whether the server offers an extension in its reply to EHLO."""
        return extension in self.features

    @cached_property
    def features(self) -> dict[str, str]:
        """The extensions that the server offers in its reply to EHLO."""
        features = getattr(self.traceback.client, "esmtp_features", None)
        return {str(k): str(v) for k, v in features.items()} if isinstance(features, dict) else {}

    @property
    def may_need_login(self) -> bool:
        """Return whether MAIL came before a login that the server offers, or is hidden by HELO."""
        client = self.traceback.client
        said_helo = (
            getattr(client, "helo_resp", None) is not None
            and getattr(client, "ehlo_resp", None) is None
        )
        is_offered = said_helo or self.offers("auth") or self.offers("starttls")
        return self.at_sender and not self.logged_in and is_offered

    @property
    def has_masked_extension(self) -> bool:
        """Return whether a firewall has put X's where an extension was."""
        return any(re.fullmatch("x{4,}[a-z]?", name) for name in self.features)

    @cached_property
    def command(self) -> str:
        """The command that got this reply, or none."""
        # For smtplib, an answer during the login is a command, too, and it is a secret. So
        # only known commands are named.
        for name in ("docmd", "putcmd"):
            verb = str(self.traceback.variables("smtplib", name).get("cmd", "")).upper()
            if verb in _VERBS:
                return verb
        for frame in reversed(self.traceback.mail_frames):
            function = frame.f_code.co_name
            if function.upper() in _VERBS and function != "data":
                return function.upper()
            if function in _BY_FUNCTION:
                return _BY_FUNCTION[function]
        return "your command"

    @cached_property
    def password_is(self) -> str:
        """A problem with the password's form: ``"None"``, ``"empty"``, or no problem."""
        return self._form_of("password")

    @cached_property
    def user_is(self) -> str:
        """A problem with the user name's form."""
        return self._form_of("user")

    def _form_of(self, argument: str) -> str:
        given = self.traceback.variables("smtplib", "login")
        if argument not in given:
            return ""
        value = given[argument]
        if value is None:
            return "None"
        if type(value) is not str:
            return ""
        if not value.strip():
            return "empty"
        return "surrounded by spaces" if value != value.strip() else ""

    @cached_property
    def sender(self) -> str:
        """The envelope's sender, as far as the error or `sendmail` tells; may be empty."""
        named = getattr(self.error, "sender", "")
        return str(named or self.traceback.variables("smtplib", "sendmail").get("from_addr") or "")

    @cached_property
    def _quoted(self) -> set[str]:
        """The addresses in the server's words, in lower case."""
        return {each.rstrip(".").lower() for each in ADDRESS.findall(self.reply.text)}

    @property
    def _bare_sender(self) -> str:
        return self.sender.strip("<>").lower()

    @cached_property
    def _recipients(self) -> set[str]:
        given = self.traceback.variables("smtplib", "sendmail").get("to_addrs") or ()
        listed = [given] if isinstance(given, str) else given
        return {str(each).lower() for each in (*listed, *self.refused)}

    @cached_property
    def quotes_sender(self) -> bool:
        """Return whether the server's words name the sender, and no recipient."""
        return self._bare_sender in self._quoted and not self._quoted & self._recipients

    @cached_property
    def quotes_recipient(self) -> bool:
        """Return whether the server's words name a recipient, and not the sender."""
        return bool(self._quoted & self._recipients) and self._bare_sender not in self._quoted

    @cached_property
    def user_without_at(self) -> str:
        """The user name that was given to `login`, if it isn't an address; else empty."""
        user = self.traceback.variables("smtplib", "login").get("user")
        return user if type(user) is str and "@" not in user else ""
