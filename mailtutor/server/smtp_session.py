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
from .commands import Commands
from .faults import Moment
from .handshake import why_it_failed
from .replies import with_enhanced_code

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable

    from mailtutor.record import Journal, Session
    from mailtutor.record.session import Ending
    from mailtutor.record.transcript import Kind

    from .behavior import Behaviour
    from .reader import Content

# Without a handler of its own, its warnings would be printed into a learner's notebook.
logging.getLogger("mail.log").addHandler(logging.NullHandler())

_KEPT_OF_UNFINISHED = 64 * 1024  # bytes
# aiosmtpd closes the connection after this reply; only 421 says so: RFC 5321, section 3.8.
_ITS_GOODBYE = b"502 5.5.1 Too many unrecognized commands, goodbye."
_GOODBYE = b"421 4.7.0 Too many unrecognized commands, goodbye."
_IDLE = b"421 4.4.2 The client was silent for too long, goodbye."
_WITHOUT_ENHANCED_CODE = {"greeting", "HELO", "EHLO"}  # RFC 2034, section 4


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
class Dialogue(Commands):
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
            enable_SMTPUTF8=True,  # else aiosmtpd rejects any line beyond ASCII as broken
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
        self._verb = "greeting"
        self._silent = False
        self._refusing = b""

    def eof_received(self) -> bool | None:
        """Let the dialogue read what the client sent before it left.

        aiosmtpd ends the dialogue at once, and loses what a client had sent in one go.
        """
        over_starttls = self._tls_protocol is not None
        keep_open = asyncio.StreamReaderProtocol.eof_received(self)
        return False if over_starttls else keep_open

    def _timeout_cb(self) -> None:
        shaking_hands = self._tls_protocol is not None and not (self.session and self.session.ssl)
        if not self._silent and not shaking_hands:
            self._say("reply", _IDLE)
            self._writer.write(_IDLE + b"\r\n")
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

    def _note_event(self, event: str) -> None:
        self._say("event", event.encode())

    # -- replies

    async def push(self, status: str | bytes) -> None:
        """Send a reply, written down before the client can have read it."""
        if not self._greeted:
            self._greeted = True
            server_port = self._writer.get_extra_info("sockname")[1]
            self._note(call_site.greeted(self._client_port, server_port))
            disturbed = await self._disturbed(Moment("greeting"))
            if not disturbed:
                await self._send(self._completed(status))
            self._verb = ""
            return
        await self._send(self._completed(status))

    def _completed(self, status: str | bytes) -> bytes:
        """Return aiosmtpd's reply or ours with its enhanced status code."""
        if isinstance(status, str):
            status = status.encode("utf-8", "surrogateescape")
        if self._verb in _WITHOUT_ENHANCED_CODE:
            return status
        return _GOODBYE if status == _ITS_GOODBYE else with_enhanced_code(status)

    async def _send(self, status: bytes) -> None:
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
                self._silent = True
                await self._reader.read_away()
            if action.reply:  # in the words of who asked for it, with or without a code
                await self._send(action.reply.encode("utf-8", "surrogateescape"))
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
        self._verb = verb
        try:
            if self._behaviour.faults and await self._disturbed(self._moment(verb, arg or "")):
                pass
            elif verb == "STARTTLS" and self._is_encrypted():
                await self.push("503 5.5.1 TLS is already active")
            elif not self._is_offered(verb):
                await self.push(f"502 5.5.1 {verb} is not offered here")
            else:
                await method(self, arg)
        finally:
            self._verb = ""
        if verb == "RCPT" and self._refusing:
            self.remember_rejected(arg or "", self._refusing.decode("utf-8", "replace"))

    def _is_encrypted(self) -> bool:
        return self._encrypted or self._tls_protocol is not None

    def _moment(self, verb: str, arg: str) -> Moment:
        sender = self.envelope.mail_from or ""
        if verb == "MAIL":
            return Moment(verb, sender=self._address("FROM:", arg))
        if verb == "RCPT":
            return Moment(verb, sender=sender, recipient=self._address("TO:", arg))
        return Moment(verb, sender=sender)

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
            self._say("event", f"TLS did not begin: {why_it_failed(error.__cause__)}".encode())
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
