"""The commands that aiosmtpd handles less strictly than real servers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import aiosmtpd.smtp
from aiosmtpd.smtp import MISSING, syntax

from .addresses import is_local_part, split_path
from .auth import AuthSMTP

if TYPE_CHECKING:
    from .addresses import Path

_MAX_RECIPIENTS = 1_000  # per message, rejected ones counted; RFC 5321, section 4.5.3.1.8
_MAX_REJECTED = 5_000  # rejected recipients of one message
_PARAMETER = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*)(?:=([!-<>-~]+))?")  # RFC 5321, section 4.1.2
_XTEXT = re.compile(r"(?:[!-*,-<>-~]|\+[0-9A-F]{2})+")  # RFC 3461, section 4
_NULL_PATH = "<>"
# Each parameter of MAIL, and the extension that it belongs to.
_MAIL_PARAMETERS = {"SIZE": "SIZE", "BODY": "8BITMIME", "SMTPUTF8": "SMTPUTF8", "AUTH": "AUTH"}


class OpenEnvelope(aiosmtpd.smtp.Envelope):
    """aiosmtpd's envelope, extended with the rejected recipients."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[tuple[str, str]] = []


class Commands(AuthSMTP):
    """MAIL, RCPT, VRFY, EHLO and HELP as the RFCs define them."""

    envelope: OpenEnvelope

    def _create_envelope(self) -> OpenEnvelope:
        return OpenEnvelope()

    def _record_event(self, event: str) -> None:
        """Record an event that neither side sent."""
        raise NotImplementedError

    @syntax("EHLO hostname")
    async def smtp_EHLO(self, hostname: str | None) -> None:
        """Reply with the extensions, all at once; aiosmtpd sends each line separately."""
        if not hostname:
            await self.push("501 Syntax: EHLO hostname")
            return
        self._set_rset_state()  # type: ignore[no-untyped-call]
        assert self.session is not None
        self.session.extended_smtp = True
        self.session.host_name = hostname
        extensions = [f"SIZE {self.data_size_limit}", "8BITMIME", "SMTPUTF8"]
        extensions += ["PIPELINING", "ENHANCEDSTATUSCODES"]
        if self.tls_context and not self._tls_protocol:
            extensions.append("STARTTLS")
        if not self._auth_require_tls or self._tls_protocol:
            mechanisms = filter(self._behavior.offers, sorted(self._auth_methods))
            extensions.append(f"AUTH {' '.join(mechanisms)}")
        offered = [each for each in extensions if self._behavior.offers(each.split()[0])]
        lines = [self.hostname, *offered, "HELP"]
        await self.push("\r\n".join([*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}"]))

    @syntax("MAIL FROM:<address>", extended=" [SP <parameters>]")
    async def smtp_MAIL(self, arg: str | None) -> None:
        """Begin a message."""
        if await self.check_helo_needed() or await self.check_auth_needed("MAIL"):
            return
        assert self.session is not None
        path = self._path("FROM:", arg)
        options = path.parameters.upper().split() if path else []
        if path is None or (options and not self.session.extended_smtp):
            reply = self._wrong_syntax("MAIL", arg)
        elif rejection := self._rejected_address(path, "sender", utf8="SMTPUTF8" in options):
            reply = rejection
        elif self.envelope.mail_from:
            reply = "503 5.5.1 Error: nested MAIL command"
        elif rejection := self._rejected_parameters(options):
            reply = rejection
        else:
            sender = path.mailbox or _NULL_PATH
            hooked = await self._call_handler_hook("MAIL", sender, options)
            reply = "250 2.1.0 OK" if hooked is MISSING else hooked
            if hooked is MISSING:
                self.envelope.mail_from = sender
                self.envelope.smtp_utf8 = "SMTPUTF8" in options
                self.envelope.mail_options.extend(options)
                self._note_missing_brackets(path)
        await self.push(reply)

    @syntax("RCPT TO:<address>", extended=" [SP <parameters>]")
    async def smtp_RCPT(self, arg: str | None) -> None:
        """Add a recipient."""
        if await self.check_helo_needed() or await self.check_auth_needed("RCPT"):
            return
        assert self.session is not None
        path = self._path("TO:", arg)
        options = path.parameters.upper().split() if path else []
        if not self.envelope.mail_from:
            reply = "503 5.5.1 Error: need MAIL command"
        elif len(self.envelope.rcpt_tos) + len(self.envelope.refused) >= _MAX_RECIPIENTS:
            reply = "452 4.5.3 Too many recipients"
        elif path is None or (options and not self.session.extended_smtp):
            reply = self._wrong_syntax("RCPT", arg)
        elif rejection := self._rejected_address(path, "recipient", utf8=self.envelope.smtp_utf8):
            reply = rejection
        elif None in (found := [_PARAMETER.fullmatch(each) for each in options]):
            reply = self._wrong_syntax("RCPT", arg)
        elif found:
            reply = f"555 5.5.4 RCPT TO parameter {options[0]} is not supported"
        else:
            # Only the postmaster may omit the domain: RFC 5321, section 4.5.1.
            recipient = path.mailbox or path.text
            hooked = await self._call_handler_hook("RCPT", recipient, options)
            reply = "250 2.1.5 OK" if hooked is MISSING else hooked
            if hooked is MISSING:
                self.envelope.rcpt_tos.append(recipient)
                self._note_missing_brackets(path)
        await self.push(reply)

    def _path(self, keyword: str, arg: str | None) -> Path | None:
        return split_path(self._strip_command_keyword(keyword, arg or "") or "")

    def _address(self, keyword: str, arg: str) -> str:
        """Return the address of a command, or the argument itself if it isn't valid."""
        path = self._path(keyword, arg)
        if path is None:
            return self._strip_command_keyword(keyword, arg) or ""
        return path.mailbox or path.text or _NULL_PATH

    def _wrong_syntax(self, verb: str, arg: str | None) -> str:
        keyword, role = ("FROM:", "sender") if verb == "MAIL" else ("TO:", "recipient")
        assert self.session is not None
        if self._strip_command_keyword(keyword, arg or "") and self._path(keyword, arg) is None:
            return _bad_address(role)
        more = " [SP <parameters>]" if self.session.extended_smtp else ""
        return f"501 5.5.4 Syntax: {verb} {keyword}<address>{more}"

    def _rejected_address(self, path: Path, role: str, *, utf8: bool) -> str:
        """Return the reply to an address that can't be accepted, or ""."""
        if path.usual:
            return ""
        if not path.text.isascii() and path.text.isprintable() and not utf8:
            return "553 5.6.7 Error: a non-ASCII address needs SMTPUTF8 (RFC 6531, section 3.5)"
        null = not path.text and path.in_brackets and role == "sender"
        postmaster = path.text.lower() == "postmaster" and role == "recipient"
        return "" if null or postmaster or path.mailbox else _bad_address(role)

    def _rejected_parameters(self, options: list[str]) -> str:
        """Return the reply to parameters of MAIL that can't be accepted, or ""."""
        found = [_PARAMETER.fullmatch(each) for each in options]
        for parameter in found:
            if parameter is None:
                return self._wrong_syntax("MAIL", "")
            name, value = parameter.groups()
            extension = _MAIL_PARAMETERS.get(name)
            if extension is None:
                return f"555 5.5.4 MAIL FROM parameter {name} is not supported"
            if not self._behavior.offers(extension):
                return f"555 5.5.4 {extension} is not offered here"
            if problem := self._wrong_value(name, value or ""):
                return problem
        return ""

    def _wrong_value(self, name: str, value: str) -> str:
        if name == "SIZE":
            if not value.isdigit():
                return "501 5.5.4 Error: SIZE needs a number of bytes"
            if self.data_size_limit and int(value) > self.data_size_limit:
                return f"552 5.3.4 Error: the message is larger than {self.data_size_limit:,} bytes"
        if name == "BODY" and value not in {"7BIT", "8BITMIME"}:
            return "501 5.5.4 Error: BODY can only be 7BIT or 8BITMIME"
        if name == "SMTPUTF8" and value:
            return "501 5.5.4 Error: SMTPUTF8 takes no value"
        # RFC 4954, section 5, lets a server ignore who wrote the message.
        if name == "AUTH" and not _XTEXT.fullmatch(value):
            return "501 5.5.4 Error: AUTH needs an address or <>"
        return ""

    def _note_missing_brackets(self, path: Path) -> None:
        if not path.in_brackets:
            self._record_event(
                "no angle brackets around the address: accepted here, but strict servers reject it"
            )

    def remember_rejected(self, arg: str, reply: str) -> None:
        """Add a rejected recipient to the envelope."""
        if self.envelope.mail_from and len(self.envelope.refused) < _MAX_REJECTED:
            self.envelope.refused.append((self._address("TO:", arg), reply))

    @syntax("VRFY <address>")
    async def smtp_VRFY(self, arg: str | None) -> None:
        """Reply neither yes nor no, unless it can't be an address."""
        if await self.check_auth_needed("VRFY"):
            return
        if not arg:
            await self.push("501 5.5.4 Syntax: VRFY <address>")
            return
        path = split_path(arg)
        if path is None:
            reply = _bad_address("recipient")
        elif is_local_part(path.text) and path.text.isascii():
            reply = ""  # a user name, which needs no domain
        else:
            utf8 = path.parameters.upper() == "SMTPUTF8"  # RFC 6531, section 3.7.4.2
            reply = self._rejected_address(path, "recipient", utf8=utf8)
        if path and not reply:
            hooked: Any = await self._call_handler_hook("VRFY", path.mailbox or path.text)
            usual = "252 2.0.0 Cannot VRFY user, but will accept message and attempt delivery"
            reply = usual if hooked is MISSING else hooked
        await self.push(reply)

    @syntax("HELP [command]")
    async def smtp_HELP(self, arg: str | None) -> None:
        """Reply with the commands, or the syntax of one."""
        if await self.check_auth_needed("HELP"):
            return
        usable = {
            name: method
            for name, method in sorted(self._smtp_methods.items())
            if self._syntax_available(method) and self._is_offered(name)
        }
        if not arg:
            await self.push(f"214 2.0.0 Supported commands: {' '.join(usable)}")
        elif method := usable.get(arg.upper()):
            assert self.session is not None
            more = method.__smtp_syntax_extended__ if self.session.extended_smtp else None
            await self.push(f"214 2.0.0 Syntax: {method.__smtp_syntax__}{more or ''}")
        else:
            await self.push(f"504 5.5.4 Supported commands: {' '.join(usable)}")

    def _is_offered(self, verb: str) -> bool:
        if verb == "STARTTLS":
            return bool(self.tls_context) and self._behavior.offers(verb)
        return verb != "AUTH" or self._behavior.offers(verb)


def _bad_address(role: str) -> str:
    return f"501 {'5.1.7' if role == 'sender' else '5.1.3'} Bad {role} address syntax"
