"""A pytest plugin that points aiosmtpd's own tests at our session; see the test beside it.

It is for a Python of its own: it takes the place of `aiosmtpd.smtp.SMTP` in there.
"""

from __future__ import annotations

import asyncio
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import aiosmtpd.controller
import aiosmtpd.smtp
import pytest

from mailtutor.record import Journal, Session
from mailtutor.server.auth import MECHANISMS, check_password
from mailtutor.server.behavior import Behavior
from mailtutor.server.commands import COMMANDS
from mailtutor.server.smtp_session import SMTPSession
from tests.ports import free_port

STOCK = aiosmtpd.smtp.SMTP

# What we say in other words than aiosmtpd, and where a number stands behind it, with
# another code on purpose: the tests are given its words. (That each reply carries an
# enhanced status code is left out too: see `_with_enhanced_code`.)
WORDS = {
    r"250 2\.(0\.0|1\.0|1\.5) OK$": "250 OK",
    r"(214|504) (2\.0\.0|5\.5\.4) (Syntax|Supported commands): ": r"\1 \3: ",
    r"^214 ": "250 ",  # HELP has a code of its own: RFC 5321, section 4.2.3
    r"^504 Supported": "501 Supported",  # RFC 5321, section 4.3.2: 502 or 504
    r"501 5\.5\.4 Syntax: ": r"501 Syntax: ",
    r"(MAIL FROM|RCPT TO):<address>": r"\1: <address>",
    r"\[SP <parameters>\]": "[SP <mail-parameters>]",
    r"501 5\.1\.[37] Bad \w+ address syntax": "553 5.1.3 Error: malformed address",
    r"501 5\.5\.4 Error: BODY can only be 7BIT or 8BITMIME": (
        "501 Error: BODY can only be one of 7BIT, 8BITMIME"
    ),
    r"501 5\.5\.4 Error: SIZE needs a number of bytes": (
        "501 Syntax: MAIL FROM: <address> [SP <mail-parameters>]"
    ),
    r"501 5\.5\.4 Error: SMTPUTF8 takes no value": "501 Error: SMTPUTF8 takes no arguments",
    r"552 5\.3\.4 Error: the message is larger .*": (
        "552 Error: message size exceeds fixed maximum message size"
    ),
    r"555 5\.5\.4 (MAIL FROM|RCPT TO) parameter .* is not supported": (
        r"555 \1 parameters not recognized or not implemented"
    ),
    r"503 5\.5\.1 Error: (need RCPT command|need MAIL command|nested MAIL command)": (
        r"503 Error: \1"
    ),
    r"502 5\.5\.1 STARTTLS is not offered here": "454 TLS not available",  # 454: try again later
    r"252 2\.0\.0 Cannot VRFY": "252 Cannot VRFY",
    r"500 5\.5\.2 A line of the content .*": "500 Line too long (see RFC5321 4.5.3.1.6)",
    r"552 5\.3\.4 The content is larger .*": "552 Error: Too much mail data",
}

NO_HOOKS = "the behavior decides; we don't use handlers and their hooks"
NO_TEXT = "content stays bytes: decode_data is not for us"
ORDER_OF_EHLO = "EHLO names 8BITMIME first and PIPELINING too, and sends its lines in one piece"
NO_SUCH_ADDRESS = (
    "RFC 5321, section 4.1.2, allows no such address: it has a comment, spaces or a backslash "
    "outside quotes, an IP address without brackets, or no domain"
)
OWN_MISTAKE = "a mistake of our own is answered with 451, and asks for a report"
ADAPTER = "the first line in the log is the adapter's: it sets aiosmtpd's options after ours"

# Each test of aiosmtpd's that must differ, with the reason.
DIFFERENT = {
    "test_handlers.py::TestMessage::test_message_decoded": NO_TEXT,
    "test_handlers.py::TestHooks::test_hook_EHLO_deprecated": NO_HOOKS,
    "test_handlers.py::TestHooks::test_hook_EHLO_new": NO_HOOKS,
    "test_handlers.py::TestDeprecation::test_process_message": NO_HOOKS,
    "test_handlers.py::TestDeprecation::test_process_message_async": NO_HOOKS,
    "test_handlers.py::TestDeprecation::test_ehlo_hook": NO_HOOKS,
    "test_smtp.py::TestSMTP::test_ehlo": ORDER_OF_EHLO,
    "test_smtp.py::TestAuthMechanisms::test_ehlo": ORDER_OF_EHLO,
    "test_lmtp.py::test_lhlo": ORDER_OF_EHLO,
    **{
        f"test_smtp.py::TestSMTP::test_{command}_valid_address[{number}]": NO_SUCH_ADDRESS
        for command in ("mail", "rcpt")
        for number in (11, 14, 15, 16, 17, 18, 28, 29, 30, 31, 39)
    },
    "test_smtp.py::TestSMTP::test_rcpt_valid_address[42]": NO_SUCH_ADDRESS,
    "test_smtp.py::TestSMTP::test_rcpt_esmtp_errsyntax[malformed]": NO_SUCH_ADDRESS,
    "test_smtp.py::TestSMTP::test_vrfy_not_address": (
        "501 for what is no address, as Postfix does; 502 would mean that VRFY is missing"
    ),
    "test_smtp.py::TestSMTPWithController::test_bad_encodings": (
        "an address that isn't UTF-8 is rejected: RFC 6531, section 3.3"
    ),
    "test_smtp.py::TestCustomization::test_limitlocalpart": (
        "a local part may be as long as the line, as with Postfix"
    ),
    "test_smtp.py::TestTimeout::test_timeout": (
        "a client that was silent for too long gets a 421 first: RFC 5321, section 3.8"
    ),
    "test_smtp.py::TestAuthMechanisms::test_not_supported_mechanism[CRAM-MD5]": (
        "CRAM-MD5 is offered"
    ),
    "test_smtp.py::TestSMTPWithController::test_dots_escaped": NO_TEXT,
    "test_smtp.py::TestSMTPWithController::test_unexpected_errors": OWN_MISTAKE,
    "test_smtp.py::TestSMTPWithController::test_unexpected_errors_unhandled": OWN_MISTAKE,
    "test_smtp.py::TestSMTPWithController::test_unexpected_errors_custom_response": OWN_MISTAKE,
    "test_smtp.py::TestSMTPWithController::test_exception_handler_exception": OWN_MISTAKE,
    "test_smtp.py::TestSMTPWithController::test_exception_handler_undescribable": OWN_MISTAKE,
    "test_smtp.py::TestSMTPWithController::test_long_line_leak": (
        "it breaks aiosmtpd's loop over the lines of a content from inside, and we have none"
    ),
    "test_smtp.py::TestStrictASCII::test_data": NO_TEXT,
    "test_smtp.py::TestStrictASCII::test_mail_param": (
        "an extension that is switched off is refused with 555, as RFC 5321 has it"
    ),
    "test_smtp.py::TestSleepingHandler::test_close_after_helo": (
        "what a client sent before it stopped sending is answered"
    ),
    "test_smtp.py::TestAuthArgs::test_warn_authreqnotls": ADAPTER,
    "test_starttls.py::TestTLSEnding::test_tls_handshake_failing": OWN_MISTAKE,
    "test_starttls.py::TestTLSContext::test_certreq_warn": ADAPTER,
    "test_starttls.py::TestTLSContext::test_nocertreq_chkhost_warn": ADAPTER,
}


class AsOptionsSay(Behavior):
    """Leaves to aiosmtpd's own options what is offered."""

    def __init__(self, options: dict[str, Any]) -> None:
        size = options.setdefault("data_size_limit", aiosmtpd.smtp.DATA_SIZE_DEFAULT) or 0
        super().__init__(max_size=size, users={}, refuse={}, faults=[], idle=1)
        self.smtputf8 = bool(options.get("enable_SMTPUTF8"))

    def offers(self, extension: str) -> bool:
        return {"SIZE": bool(self.max_size), "SMTPUTF8": self.smtputf8}.get(extension, True)


class Pointed(SMTPSession):
    """Our session, made and called as aiosmtpd's tests do it: with options and a handler."""

    AuthLoginUsernameChallenge = STOCK.AuthLoginUsernameChallenge
    AuthLoginPasswordChallenge = STOCK.AuthLoginPasswordChallenge

    def __init__(
        self, handler: Any, *, loop: asyncio.AbstractEventLoop | None = None, **options: Any
    ) -> None:
        loop = loop or aiosmtpd.smtp.make_loop()
        journal = Journal("localhost:25")
        session = journal.sessions.add(lambda number: Session(number, "127.0.0.1:1"))
        behavior = AsOptionsSay(options)
        names = [name for name in object.__dir__(self) if name.startswith("smtp_")]
        super().__init__(
            behavior,
            journal,
            session,
            commands={name.removeprefix("smtp_"): getattr(type(self), name) for name in names},
            mechanisms=MECHANISMS,
            authenticator=check_password,
            hostname="localhost",
            loop=loop,
        )
        ours = self._smtp_methods, self._auth_methods
        limits = self.__dict__.pop("command_size_limits")
        STOCK.__init__(self, handler, loop=loop, **options)
        self._smtp_methods = ours[0]
        self._auth_methods |= ours[1]
        for excluded in options.get("auth_exclude_mechanism") or ():
            self._auth_methods.pop(excluded, None)
        self.mechanisms = self._auth_methods
        self.command_size_limits = limits
        asyncio.StreamReaderProtocol.__init__(
            self, self.reader, client_connected_cb=self._cb_client_connected, loop=loop
        )
        self._verb = ""  # whose line connected is not asked: some transports are mocks

    async def _dispatch(self, verb: str, arg: str | None) -> None:
        self._argument = arg or ""
        await super()._dispatch(verb, arg)

    async def push(self, status: str | bytes) -> None:
        """Let a handler's hook decide about what we would accept, as aiosmtpd does."""
        hook = self._handle_hooks.get(self._verb) if self._verb != "HELO" else None
        if hook and isinstance(status, str) and status.startswith("25"):
            status = await hook(self, self.session, self.envelope, *self._asked())
        await super().push(status)

    def _asked(self) -> list[Any]:
        if self._verb == "MAIL":
            return [self.envelope.mail_from, self.envelope.mail_options]
        if self._verb == "RCPT":  # the hook is to add it
            return [self.envelope.rcpt_tos.pop(), []]
        return [self._argument] if self._verb == "VRFY" else []

    def _with_enhanced_code(self, status: str | bytes) -> bytes:
        if isinstance(status, bytes):
            return status
        for ours, theirs in WORDS.items():
            status = re.sub(ours, theirs, status)
        return status.encode("utf-8", "surrogateescape")


def stand_in_for_pkg_resources() -> ModuleType:
    """Make what aiosmtpd's tests ask of setuptools, which has it no longer."""

    def resource_filename(package: str, name: str) -> str:
        spec = find_spec(package)
        assert spec is not None
        assert spec.submodule_search_locations
        return str(Path(spec.submodule_search_locations[0]) / name)

    module = ModuleType("pkg_resources")
    module.__dict__["resource_filename"] = resource_filename
    return module


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Expect each test that must differ to fail; where it passes, it is a failure."""
    from aiosmtpd.tests.conftest import HostPort  # it can be imported only now

    # aiosmtpd's tests bind it again and again, and would all take 8025.
    HostPort.__new__.__defaults__ = ("localhost", free_port())
    unknown = dict(DIFFERENT)
    for item in items:
        name = item.nodeid.rpartition("/")[2]
        if reason := unknown.pop(name, ""):
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
    if unknown:
        raise pytest.UsageError(f"aiosmtpd has no such tests: {', '.join(unknown)}")


for verb, command in COMMANDS.items():  # for the subclasses that aiosmtpd's tests make
    setattr(Pointed, f"smtp_{verb}", command)
sys.modules["pkg_resources"] = stand_in_for_pkg_resources()
aiosmtpd.smtp.SMTP = Pointed  # type: ignore[misc]
aiosmtpd.controller.SMTP = Pointed  # type: ignore[attr-defined]
