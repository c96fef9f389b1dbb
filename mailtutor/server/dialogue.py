"""The dialogue with one client: aiosmtpd's SMTP, which here writes down all that is said."""

from __future__ import annotations

import asyncio
import logging
import time
from functools import wraps
from typing import TYPE_CHECKING, Any

import aiosmtpd.smtp
from aiosmtpd.smtp import syntax

from mailtutor.record import Delivery, Envelope

from . import call_site
from .faults import Moment
from .login import Login

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable

    from mailtutor.record import Journal, Session
    from mailtutor.record.session import Ending
    from mailtutor.record.transcript import Kind

    from .behaviour import Behaviour
    from .reader import Content

# Without a handler of its own, its warnings would be printed into a learner's notebook.
logging.getLogger("mail.log").addHandler(logging.NullHandler())

_KEPT_OF_UNFINISHED = 64 * 1024  # bytes
_MOST_RECIPIENTS = 1_000  # of a mail, the refused counted; RFC 5321, section 4.5.3.1.8: 100 or more
_GOODBYE = b"502 5.5.1 Too many unrecognized commands, goodbye."  # then aiosmtpd hangs up
_MAIL_PARAMETERS = {"SIZE": "SIZE=", "8BITMIME": "BODY=8BITMIME", "SMTPUTF8": "SMTPUTF8"}


class _Envelope(aiosmtpd.smtp.Envelope):
    """aiosmtpd's envelope, which remembers the refused recipients too."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[tuple[str, str]] = []


def _performed(dialogue: type[Dialogue]) -> type[Dialogue]:
    """Have each command carried out by `_perform`; once for all, for it takes its time."""

    def performed(verb: str, method: Callable[..., Awaitable[None]]) -> object:
        @wraps(method)  # and with what HELP reads
        async def perform(self: Dialogue, arg: str | None) -> None:
            await self._perform(verb, method, arg)

        return perform

    for name in dir(dialogue):
        if name.startswith("smtp_"):
            setattr(dialogue, name, performed(name[5:], getattr(dialogue, name)))
    return dialogue


@_performed
class Dialogue(Login):
    """One connection. The behaviour decides the replies; what happens goes to the journal.

    Args:
        behaviour: decides.
        journal: where mails are put, and who watches is told.
        record: the session that this fills.
        hostname: the name in the greeting.
        loop: the event loop that it runs in.
        starttls: offer STARTTLS with this.
        encrypted: whether TLS has begun before.
    """

    envelope: _Envelope

    def __init__(  # noqa: PLR0913 - what a dialogue needs to know, by name
        self,
        behaviour: Behaviour,
        journal: Journal,
        record: Session,
        *,
        hostname: str,
        loop: asyncio.AbstractEventLoop,
        starttls: ssl.SSLContext | None = None,
        encrypted: bool = False,
    ) -> None:
        self._hearing: Kind = "command"
        super().__init__(
            self._hear,
            loop,
            data_size_limit=behaviour.max_size,
            enable_SMTPUTF8=behaviour.offers("SMTPUTF8"),
            hostname=hostname,
            ident="ESMTP mailtutor",
            tls_context=starttls,
            require_starttls=bool(starttls) and behaviour.offers("STARTTLS"),
            # aiosmtpd knows of STARTTLS only: see aiosmtpd#281 for implicit TLS.
            auth_require_tls=bool(starttls),
            authenticator=self.check_password,
            timeout=behaviour.idle,
        )
        # Set here, for as an argument it makes aiosmtpd warn of what is a lesson: a login
        # that anybody can read.
        self._auth_required = bool(behaviour.users) and behaviour.offers("AUTH")
        self._behaviour = behaviour
        self._journal = journal
        self._record = record
        self._encrypted = encrypted
        self._client_port = int(record.peer.rpartition(":")[2])
        self._greeted = False
        self._refusing = b""

    def eof_received(self) -> bool | None:
        """Let the dialogue read what the client sent before it left.

        aiosmtpd ends the dialogue at once, and loses what a client had sent in one go.
        """
        over_starttls = self._tls_protocol is not None
        keep_open = asyncio.StreamReaderProtocol.eof_received(self)
        return False if over_starttls else keep_open

    def _timeout_cb(self) -> None:
        self._end("timed out")
        super()._timeout_cb()  # type: ignore[no-untyped-call]

    def _end(self, ending: Ending) -> None:
        self._record.end(ending)
        self._journal.sessions.changed(self._record)

    def _say(self, kind: Kind, raw: bytes) -> int:
        number = self._record.say(kind, raw)
        if self._journal.sessions.watched:
            self._journal.sessions.changed(self._record)
        return number

    def _hear(self, line: bytes) -> None:
        self._note(call_site.sent(self._client_port))
        self._say(self._hearing, line)

    def _note(self, site: call_site.CallSite | None) -> None:
        """Note the client of this Python, and its line, behind what is said next."""
        if site is not None:
            self._record.client = site.client
            self._record.transcript.called_by(site.call)

    def _create_envelope(self) -> _Envelope:
        return _Envelope()

    # -- replies

    async def push(self, status: str | bytes) -> None:
        """Send a reply, written down before the client can have read it."""
        if not self._greeted:
            self._greeted = True
            server_port = self._writer.get_extra_info("sockname")[1]
            self._note(call_site.greeted(self._client_port, server_port))
            if await self._disturbed(Moment("greeting")):
                return
        if isinstance(status, str):
            status = status.encode("utf-8", "surrogateescape")
        for line in status.split(b"\r\n"):
            self._say("reply", line)
        self._refusing = status if status[:1] in b"45" else b""
        if status == _GOODBYE:
            self._end("server closed")
        self._writer.write(status + b"\r\n")
        await self._writer.drain()

    async def _disturbed(self, moment: Moment) -> bool:
        """Do what the faults want at this moment; True where nothing else shall happen."""
        for action in self._behaviour.actions(moment):
            if action.seconds:
                self._say("event", f"the server waits {action.seconds:g} seconds".encode())
                await asyncio.sleep(action.seconds)
            if action.silent:
                self._say("event", b"the server says nothing more")
                await self._reader.read_away()
            if action.reply:
                await self.push(action.reply)
            if action.hang_up or action.reply.startswith("421"):
                self._hang_up()
                raise asyncio.CancelledError
            if action.reply:
                return True
        return False

    def _hang_up(self) -> None:
        self._say("event", b"the server hangs up")
        self._end("server closed")
        if self.transport is not None:
            self.transport.close()

    # -- commands

    async def _perform(
        self, verb: str, method: Callable[..., Awaitable[None]], arg: str | None
    ) -> None:
        """Carry out a command, unless the behaviour has it otherwise."""
        if self._behaviour.faults and await self._disturbed(self._moment(verb, arg or "")):
            if verb == "RCPT":
                self._remember_refused(arg or "")
            return
        if verb == "RCPT" and self._has_many_recipients():
            await self.push("452 4.5.3 Too many recipients")
            return
        if verb in {"STARTTLS", "AUTH"} and not self._behaviour.offers(verb):
            await self.push(f"502 5.5.1 {verb} is not offered here")
            return
        if verb == "MAIL" and (extension := self._not_offered(arg or "")):
            await self.push(f"555 5.5.4 {extension} is not offered here")
            return
        await method(self, arg)
        if verb == "RCPT" and self._refusing:
            self._remember_refused(arg or "")

    def _has_many_recipients(self) -> bool:
        return len(self.envelope.rcpt_tos) + len(self.envelope.refused) >= _MOST_RECIPIENTS

    def _moment(self, verb: str, arg: str) -> Moment:
        sender = self.envelope.mail_from or ""
        if verb == "MAIL":
            return Moment(verb, sender=self._address("FROM:", arg))
        if verb == "RCPT":
            return Moment(verb, sender=sender, recipient=self._address("TO:", arg))
        return Moment(verb, sender=sender)

    def _address(self, keyword: str, arg: str) -> str:
        address, _ = self._getaddr(self._strip_command_keyword(keyword, arg) or "")
        return address or ""

    def _not_offered(self, arg: str) -> str:
        """Return an extension that MAIL makes use of and that is not offered."""
        parameters = arg.upper().split()[1:]
        for extension, parameter in _MAIL_PARAMETERS.items():
            used = any(each.startswith(parameter) for each in parameters)
            if used and not self._behaviour.offers(extension):
                return extension
        return ""

    def _remember_refused(self, arg: str) -> None:
        address = self._address("TO:", arg)
        if address and self.envelope.mail_from and self._refusing:
            self.envelope.refused.append((address, self._refusing.decode("utf-8", "replace")))

    @syntax("EHLO hostname")
    async def smtp_EHLO(self, hostname: str | None) -> None:
        """Say what is offered, in one piece; aiosmtpd sends each line by itself."""
        if not hostname:
            await self.push("501 5.5.4 Syntax: EHLO hostname")
            return
        self._set_rset_state()  # type: ignore[no-untyped-call]
        assert self.session is not None
        self.session.extended_smtp = True
        self.session.host_name = hostname
        able = [f"SIZE {self.data_size_limit}", "8BITMIME", "SMTPUTF8"]
        if self.tls_context and not self._tls_protocol:
            able.append("STARTTLS")
        if not self._auth_require_tls or self._tls_protocol:
            mechanisms = filter(self._behaviour.offers, sorted(self._auth_methods))
            able.append(f"AUTH {' '.join(mechanisms)}")
        offered = [each for each in able if self._behaviour.offers(each.split()[0])]
        lines = [self.hostname, *offered, *self._behaviour.more_extensions(), "HELP"]
        await self.push("\r\n".join([*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}"]))

    async def handle_exception(self, error: Exception) -> str:
        """Answer for a mistake of the server's own, instead of a traceback."""
        return f"451 4.3.0 mailtutor made a mistake here, please report it: {error!r}"

    @syntax("QUIT")
    async def smtp_QUIT(self, arg: str | None) -> None:
        """End the session before its 221, so that nobody sees it still open after it."""
        if not arg:
            self._record.end("quit")
        await super().smtp_QUIT(arg)

    @syntax("STARTTLS", when="tls_context")
    async def smtp_STARTTLS(self, arg: str | None) -> None:
        """Write down that TLS begins, or why it does not."""
        try:
            await super().smtp_STARTTLS(arg)
        except aiosmtpd.smtp.TLSSetupException as error:
            self._say("event", f"TLS did not begin: {error.__cause__}".encode())
            raise
        if self._tls_protocol is not None:
            self._note_encryption()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Write down that TLS has begun where it comes first."""
        super().connection_made(transport)
        if self._encrypted:
            self._note_encryption()

    def _note_encryption(self) -> None:
        assert self.transport is not None
        tls: Any = self.transport.get_extra_info("ssl_object")
        self._say("event", f"encrypted from here, {tls.version()}, {tls.cipher()[0]}".encode())

    async def challenge_auth(self, *args: Any, **kwargs: Any) -> Any:
        """Ask for credentials, and keep the answer out of plain view."""
        self._hearing = "credentials"
        try:
            return await super().challenge_auth(*args, **kwargs)
        except ValueError:  # asyncio's word for a line that is too long
            await self.push("500 5.5.6 Authentication Exchange line is too long")
            return aiosmtpd.smtp.MISSING
        finally:
            self._hearing = "command"

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:
        """Take the content of a mail."""
        if await self.check_helo_needed() or await self.check_auth_needed("DATA"):
            return
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        try:
            content = await self._read_content()
        except asyncio.CancelledError:
            self._record.unfinished = bytes(self._reader.partial[2 : 2 + _KEPT_OF_UNFINISHED])
            self._journal.sessions.changed(self._record)
            raise
        line = self._say("data", f"{content.size:,} bytes of content, then a lone dot".encode())
        self.envelope.content = self.envelope.original_content = content.data
        if content.problem == "line too long":
            await self.push(
                "500 5.5.2 a line of the content is longer than "
                f"{self.line_length_limit:,} bytes (RFC 5321, section 4.5.3.1.6)"
            )
        elif content.problem == "too much":
            await self.push(f"552 5.3.4 the content is larger than {self.data_size_limit:,} bytes")
        elif not await self._disturbed(
            Moment("end of content", self.envelope.mail_from or "", content=content.data)
        ):
            await self.push(self._deliver(content.data, line))
        self._set_post_data_state()  # type: ignore[no-untyped-call]

    async def _read_content(self) -> Content:
        if any(action.hang_up for action in self._behaviour.actions(Moment("content"))):
            await self._reader.read_some()
            self._hang_up()
            raise asyncio.CancelledError
        return await self._reader.read_content(self.data_size_limit or 0, self.line_length_limit)

    def _deliver(self, data: bytes, line: int) -> str:
        envelope = Envelope(
            mail_from=self.envelope.mail_from or "<>",
            rcpt_tos=tuple(self.envelope.rcpt_tos),
            refused=tuple(self.envelope.refused),
        )
        session = self._record

        def make(number: int) -> Delivery:
            session.mails.append(number)
            return Delivery(
                number=number,
                raw=data,
                envelope=envelope,
                session=session,
                line=line,
                received=time.time(),
            )

        delivery = self._journal.mailbox.add(make)
        return f"250 2.0.0 OK, it is mail {delivery.number} in the mailbox"
