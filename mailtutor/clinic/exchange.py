"""The exchange with the server as the client saw it: replies, encryption, silence."""

from __future__ import annotations

import sys
from functools import cached_property
from typing import Any

from .replies import Reply, read_reply
from .traceback_frames import Frames

IMPLICIT_TLS_PORT = 465  # RFC 8314, section 7.3

_VERBS = {"EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT",
          "VRFY", "EXPN", "HELP"}  # fmt: skip
_BY_FUNCTION = {"login": "AUTH", "auth": "AUTH", "starttls": "STARTTLS", "data": "the content"}


class Exchange(Frames):
    """What went over the connection, as far as the exception and the client tell."""

    @cached_property
    def refused(self) -> dict[str, Reply]:
        """The refused recipients, each with its reply, of `SMTPRecipientsRefused`."""
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
        """What the server said; of several refusals the first that is for good."""
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
    def errno(self) -> int | None:
        """The operating system's number; Windows has one of its own beside it."""
        number = getattr(self.error, "winerror", None) or getattr(self.error, "errno", None)
        return number if type(number) is int else None

    @cached_property
    def ssl_reason(self) -> str:
        """What OpenSSL calls the error, as ``"WRONG_VERSION_NUMBER"``; or empty."""
        reason = getattr(self.error, "reason", None)
        return reason if type(reason) is str else ""

    @cached_property
    def verify_code(self) -> int | None:
        """OpenSSL's number for what is wrong with the certificate."""
        code = getattr(self.error, "verify_code", None)
        return code if type(code) is int else None

    @cached_property
    def implicit_tls(self) -> bool:
        """Whether TLS was to begin with the connection: ``smtplib.SMTP_SSL``."""
        smtplib = sys.modules.get("smtplib")
        return smtplib is not None and isinstance(self.client, getattr(smtplib, "SMTP_SSL", ()))

    @cached_property
    def client_timeout(self) -> Any:
        """The client's ``timeout=``; None where none was given."""
        timeout = getattr(self.client, "timeout", None)
        return timeout if type(timeout) in {int, float, str} else None

    @cached_property
    def greeting_timed_out(self) -> bool:
        """Whether the connection stood, and no greeting came in time."""
        return self.within("smtplib", "connect") and isinstance(self.beneath, TimeoutError)

    def offers(self, extension: str) -> bool:
        """Whether the server offers it, by what it said after EHLO."""
        features = getattr(self.client, "esmtp_features", None)
        return isinstance(features, dict) and extension in features

    @cached_property
    def features(self) -> dict[str, str]:
        """What the server offers, by what it said after EHLO."""
        features = getattr(self.client, "esmtp_features", None)
        return {str(k): str(v) for k, v in features.items()} if isinstance(features, dict) else {}

    @cached_property
    def command(self) -> str:
        """The command that got no reply, or got this one."""
        # An answer while logging in is a command too, to smtplib, and it is a secret: so
        # only words that are commands are told.
        for name in ("docmd", "putcmd"):
            verb = str(self.variables("smtplib", name).get("cmd", "")).upper()
            if verb in _VERBS:
                return verb
        for frame in reversed(self.mail_frames):
            function = frame.f_code.co_name
            if function.upper() in _VERBS and function != "data":
                return function.upper()
            if function in _BY_FUNCTION:
                return _BY_FUNCTION[function]
        return "your command"

    @cached_property
    def password_is(self) -> str:
        """What is odd about the password, by its form: ``"None"``, ``"empty"``, or nothing."""
        given = self.variables("smtplib", "login")
        if "password" not in given:
            return ""
        password = given["password"]
        if password is None:
            return "None"
        if type(password) is not str:
            return ""
        if not password.strip():
            return "empty"
        return "surrounded by spaces" if password != password.strip() else ""
