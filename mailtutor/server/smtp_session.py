"""The SMTP session: aiosmtpd's SMTP, extended to record every line and apply faults."""

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
from .faults import Stage
from .handshake import why_it_failed
from .replies import with_enhanced_code

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable

    from mailtutor.record import Journal, Session
    from mailtutor.record.session import Ending
    from mailtutor.record.transcript import Kind

    from .behavior import Behavior
    from .reader import Content

# Without a handler, its warnings would appear in a learner's notebook.
logging.getLogger("mail.log").addHandler(logging.NullHandler())

_KEPT_OF_UNFINISHED = 64 * 1024  # bytes
# aiosmtpd closes the connection after this reply, but only 421 says so: RFC 5321, section 3.8.
_AIOSMTPDS_GOODBYE = b"502 5.5.1 Too many unrecognized commands, goodbye."
_GOODBYE = b"421 4.7.0 Too many unrecognized commands, goodbye."
_IDLE = b"421 4.4.2 The client was silent for too long, goodbye."
_WITHOUT_ENHANCED_CODE = {"greeting", "HELO", "EHLO"}  # RFC 2034, section 4


def _dispatching(session_class: type[SMTPSession]) -> type[SMTPSession]:
    """Route each command through `_dispatch`; once per class, because it takes time."""

    def dispatched(verb: str, method: Callable[..., Awaitable[None]]) -> object:
        @wraps(method)  # including what HELP reads
        async def dispatch(self: SMTPSession, arg: str | None) -> None:
            await self._dispatch(verb, method, arg)

        return dispatch

    for name in dir(session_class):
        if name.startswith("smtp_"):
            setattr(session_class, name, dispatched(name[5:], getattr(session_class, name)))
    return session_class


@_dispatching
class SMTPSession(Commands):
    """One connection: the behavior decides the replies, and the journal records them.

    Args:
        behavior: decides the replies.
        journal: gets the messages, and notifies its listeners.
        record: the record of the session.
        hostname: the name in the greeting.
        loop: the event loop that runs the session.
        starttls: the context for STARTTLS, if offered.
        encrypted: whether the connection is encrypted from the start.
    """

    def __init__(  # noqa: PLR0913 - keywords
        self,
        behavior: Behavior,
        journal: Journal,
        record: Session,
        *,
        hostname: str,
        loop: asyncio.AbstractEventLoop,
        starttls: ssl.SSLContext | None = None,
        encrypted: bool = False,
    ) -> None:
        self._expecting: Kind = "command"
        super().__init__(
            self._record_client_line,
            loop,
            data_size_limit=behavior.max_size,
            enable_SMTPUTF8=True,  # otherwise aiosmtpd rejects every non-ASCII line
            hostname=hostname,
            ident="ESMTP mailtutor",
            tls_context=starttls,
            require_starttls=bool(starttls) and behavior.offers("STARTTLS"),
            # aiosmtpd only knows STARTTLS: see aiosmtpd#281 for implicit TLS.
            auth_require_tls=bool(starttls),
            authenticator=self.check_password,
            timeout=behavior.idle,
        )
        # As an argument, it would make aiosmtpd warn about a login that anyone can read,
        # which is what a lesson shows.
        self._auth_required = bool(behavior.users) and behavior.offers("AUTH")
        self._behavior = behavior
        self._journal = journal
        self._record = record
        self._encrypted = encrypted
        self._client_port = int(record.peer.rpartition(":")[2])
        self._greeted = False
        self._verb = "greeting"
        self._silent = False
        self._rejection = b""

    def eof_received(self) -> bool | None:
        """Let the session read what the client sent before it disconnected.

        aiosmtpd ends the session at once, and loses commands that were sent in one go.
        """
        over_starttls = self._tls_protocol is not None
        keep_open = asyncio.StreamReaderProtocol.eof_received(self)
        return False if over_starttls else keep_open

    def _timeout_cb(self) -> None:
        in_handshake = self._tls_protocol is not None and not (self.session and self.session.ssl)
        if not self._silent and not in_handshake:
            self._record_line("reply", _IDLE)
            self._writer.write(_IDLE + b"\r\n")
        self._end("timed out")
        super()._timeout_cb()  # type: ignore[no-untyped-call]

    def _end(self, ending: Ending) -> None:
        self._record.end(ending)
        self._journal.sessions.changed(self._record)

    def _record_line(self, kind: Kind, raw: bytes) -> int:
        number = self._record.record_line(kind, raw)
        if self._journal.sessions.watched:
            self._journal.sessions.changed(self._record)
        return number

    def _record_client_line(self, line: bytes) -> None:
        self._record_call_site(call_site.sent(self._client_port))
        self._record_line(self._expecting, line)

    def _record_call_site(self, site: call_site.CallSite | None) -> None:
        """Record the smtplib client and its call site for the next line."""
        if site is not None:
            self._record.client = site.client
            self._record.transcript.note_call(site.call)

    def _record_event(self, event: str) -> None:
        self._record_line("event", event.encode())

    # -- replies

    async def push(self, status: str | bytes) -> None:
        """Send a reply, recording it before the client can read it."""
        if not self._greeted:
            self._greeted = True
            server_port = self._writer.get_extra_info("sockname")[1]
            self._record_call_site(call_site.greeted(self._client_port, server_port))
            replaced = await self._apply_faults(Stage("greeting"))
            if not replaced:
                await self._send(self._with_enhanced_code(status))
            self._verb = ""
            return
        await self._send(self._with_enhanced_code(status))

    def _with_enhanced_code(self, status: str | bytes) -> bytes:
        """Return a reply of aiosmtpd's or ours with its enhanced status code."""
        if isinstance(status, str):
            status = status.encode("utf-8", "surrogateescape")
        if self._verb in _WITHOUT_ENHANCED_CODE:
            return status
        return _GOODBYE if status == _AIOSMTPDS_GOODBYE else with_enhanced_code(status)

    async def _send(self, status: bytes) -> None:
        for line in status.split(b"\r\n"):
            self._record_line("reply", line)
        self._rejection = status if status[:1] in b"45" else b""
        if status == _GOODBYE:
            self._end("server closed")
        self._writer.write(status + b"\r\n")
        await self._writer.drain()

    async def _apply_faults(self, stage: Stage) -> bool:
        """Apply the faults at this stage; return True if they replace the usual reply."""
        for action in self._behavior.actions(stage):
            if action.seconds:
                self._record_line("event", f"the server waits {action.seconds:g} seconds".encode())
                await asyncio.sleep(action.seconds)
            if action.silent:
                self._record_line("event", b"the server doesn't answer anymore")
                self._silent = True
                await self._reader.read_away()
            if action.reply:  # exactly as configured, with or without a code
                await self._send(action.reply.encode("utf-8", "surrogateescape"))
            if action.hang_up or action.reply.startswith("421"):
                self._disconnect()
                raise asyncio.CancelledError
            if action.reply:
                return True
        return False

    def _disconnect(self) -> None:
        self._record_line("event", b"the server closes the connection")
        self._end("server closed")
        if self.transport is not None:
            self.transport.close()

    # -- commands

    async def _dispatch(
        self, verb: str, method: Callable[..., Awaitable[None]], arg: str | None
    ) -> None:
        """Execute a command, unless a fault replaces its reply."""
        self._verb = verb
        try:
            if self._behavior.faults and await self._apply_faults(self._stage(verb, arg or "")):
                pass
            elif verb == "STARTTLS" and self._is_encrypted():
                await self.push("503 5.5.1 TLS is already active")
            elif not self._is_offered(verb):
                await self.push(f"502 5.5.1 {verb} is not offered here")
            else:
                await method(self, arg)
        finally:
            self._verb = ""
        if verb == "RCPT" and self._rejection:
            self.remember_rejected(arg or "", self._rejection.decode("utf-8", "replace"))

    def _is_encrypted(self) -> bool:
        return self._encrypted or self._tls_protocol is not None

    def _stage(self, verb: str, arg: str) -> Stage:
        sender = self.envelope.mail_from or ""
        if verb == "MAIL":
            return Stage(verb, sender=self._address("FROM:", arg))
        if verb == "RCPT":
            return Stage(verb, sender=sender, recipient=self._address("TO:", arg))
        return Stage(verb, sender=sender)

    async def handle_exception(self, error: Exception) -> str:
        """Reply to an internal error of the server, instead of showing a traceback."""
        return f"451 4.3.0 Internal error in mailtutor, please report it: {error!r}"

    @syntax("QUIT")
    async def smtp_QUIT(self, arg: str | None) -> None:
        """End the session before sending 221, so that nobody sees it open afterwards."""
        if not arg:
            self._record.end("quit")
        await super().smtp_QUIT(arg)

    @syntax("STARTTLS", when="tls_context")
    async def smtp_STARTTLS(self, arg: str | None) -> None:
        """Record that TLS began, or why it didn't."""
        try:
            await super().smtp_STARTTLS(arg)
        except aiosmtpd.smtp.TLSSetupException as error:
            self._record_line(
                "event", f"TLS didn't begin: {why_it_failed(error.__cause__)}".encode()
            )
            raise
        if self._tls_protocol is not None:
            self._record_encryption()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Record the encryption if TLS came first."""
        super().connection_made(transport)
        if self._encrypted:
            self._record_encryption()

    def _record_encryption(self) -> None:
        assert self.transport is not None
        tls: Any = self.transport.get_extra_info("ssl_object")
        self._record_line(
            "event", f"encrypted from here on, {tls.version()}, {tls.cipher()[0]}".encode()
        )

    async def challenge_auth(self, *args: Any, **kwargs: Any) -> Any:
        """Ask for credentials, and record the answer so that it's masked."""
        self._expecting = "credentials"
        try:
            return await super().challenge_auth(*args, **kwargs)
        except ValueError:  # asyncio's error for a line that is too long
            await self.push("500 5.5.6 Authentication Exchange line is too long")
            return aiosmtpd.smtp.MISSING
        finally:
            self._expecting = "command"

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:
        """Receive the content of a message."""
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
        line = self._record_line(
            "data", f"{content.size:,} bytes of content, then a single dot".encode()
        )
        self.envelope.content = self.envelope.original_content = content.data
        if content.problem == "line too long":
            await self.push(
                "500 5.5.2 A line of the content is longer than "
                f"{self.line_length_limit:,} bytes (RFC 5321, section 4.5.3.1.6)"
            )
        elif content.problem == "too much":
            await self.push(f"552 5.3.4 The content is larger than {self.data_size_limit:,} bytes")
        elif not await self._apply_faults(
            Stage("end of content", self.envelope.mail_from or "", content=content.data)
        ):
            await self.push(self._deliver(content.data, line))
        self._set_post_data_state()  # type: ignore[no-untyped-call]

    async def _read_content(self) -> Content:
        if any(action.hang_up for action in self._behavior.actions(Stage("content"))):
            await self._reader.read_some()
            self._disconnect()
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
            session.message_numbers.append(number)
            return Delivery(
                number=number,
                raw=data,
                envelope=envelope,
                session=session,
                line=line,
                received=time.time(),
            )

        delivery = self._journal.mailbox.add(make)
        return f"250 2.0.0 OK, message {delivery.number} in the mailbox"
