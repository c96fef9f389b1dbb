"""The SMTP session: aiosmtpd's SMTP, extended to record every line and apply faults."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, Any

import aiosmtpd.smtp

from . import call_site
from .addresses import address_after
from .fault import Stage
from .handshake import why_it_failed
from .reader import COMMAND_SIZES, MAX_LINE, Reader
from .replies import with_enhanced_code

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping

    from aiosmtpd.smtp import AuthResult

    from mailtutor.record import Journal, Session
    from mailtutor.record.session import Ending
    from mailtutor.record.transcript import Kind

    from .behavior import Behavior

# Without a handler, its warnings would appear in a learner's notebook.
logging.getLogger("mail.log").addHandler(logging.NullHandler())

_MAX_REJECTED = 5_000  # rejected recipients of one message
# aiosmtpd closes the connection after this reply, but only 421 says so: RFC 5321, section 3.8.
_AIOSMTPDS_GOODBYE = b"502 5.5.1 Too many unrecognized commands, goodbye."
_GOODBYE = b"421 4.7.0 Too many unrecognized commands, goodbye."
_IDLE = b"421 4.4.2 The client was silent for too long, goodbye."
_WITHOUT_ENHANCED_CODE = {"greeting", "HELO", "EHLO"}  # RFC 2034, section 4


class OpenEnvelope(aiosmtpd.smtp.Envelope):
    """aiosmtpd's envelope, extended with the rejected recipients."""

    def __init__(self) -> None:
        super().__init__()
        self.rejected: list[tuple[str, str]] = []


class SMTPSession(aiosmtpd.smtp.SMTP):
    """One connection: the behavior decides the replies, and the journal records them.

    Args:
        behavior: decides the replies.
        journal: gets the messages, and notifies its listeners.
        record: the record of the session.
        commands: the function for each command, called with the session and the argument.
        mechanisms: the function for each mechanism of AUTH, as aiosmtpd wants it.
        authenticator: checks a name and a password, as aiosmtpd wants it.
        hostname: the name in the greeting.
        loop: the event loop that runs the session.
        starttls: the context for STARTTLS, if offered.
        encrypted: whether the connection is encrypted from the start.
    """

    AuthLoginUsernameChallenge = "Username:"  # as on other servers
    AuthLoginPasswordChallenge = "Password:"

    envelope: OpenEnvelope
    session: aiosmtpd.smtp.Session  # from the connection on

    def __init__(  # noqa: PLR0913 - keywords
        self,
        behavior: Behavior,
        journal: Journal,
        record: Session,
        *,
        commands: Mapping[str, Any],
        mechanisms: Mapping[str, Any],
        authenticator: Callable[..., AuthResult],
        hostname: str,
        loop: asyncio.AbstractEventLoop,
        starttls: ssl.SSLContext | None = None,
        encrypted: bool = False,
    ) -> None:
        super().__init__(
            self,  # the handler, whose hooks aiosmtpd would call; a session has none
            loop=loop,
            data_size_limit=behavior.max_size,
            enable_SMTPUTF8=True,  # otherwise aiosmtpd rejects every non-ASCII line
            hostname=hostname,
            ident="ESMTP mailtutor",
            tls_context=starttls,
            require_starttls=bool(starttls) and behavior.offers("STARTTLS"),
            # aiosmtpd only knows STARTTLS: see aiosmtpd#281 for implicit TLS.
            auth_require_tls=bool(starttls),
            authenticator=authenticator,
            timeout=behavior.idle,
        )
        # As an argument, it would make aiosmtpd warn about a login that anyone can read,
        # which is what a lesson shows.
        self._auth_required = bool(behavior.users) and behavior.offers("AUTH")
        self._auth_methods = dict(mechanisms)
        self._smtp_methods = {verb: partial(self._dispatch, verb) for verb in commands}
        # aiosmtpd shares these among all connections, and each EHLO raises them.
        self.command_size_limits = COMMAND_SIZES
        # aiosmtpd always creates a plain StreamReader, so initialize its base class again
        # with the reader that records lines.
        self.reader = Reader(self._record_client_line, MAX_LINE, loop)
        asyncio.StreamReaderProtocol.__init__(
            self, self.reader, client_connected_cb=self._cb_client_connected, loop=loop
        )
        self.behavior = behavior
        self.journal = journal
        self.record = record
        self.commands = commands
        self.mechanisms = mechanisms
        self._encrypted = encrypted
        self._client_port = int(record.peer.rpartition(":")[2])
        self._expecting: Kind = "command"
        self._verb = "greeting"
        self._silent = False
        self._rejection = b""

    def __dir__(self) -> tuple[str, ...]:
        """Return no names: aiosmtpd would search them all for commands, for each client.

        With one message per client, that took 27 % of the server's time.
        """
        return ()

    def _create_envelope(self) -> OpenEnvelope:
        return OpenEnvelope()

    def reset(self) -> None:
        """Forget the envelope, as after RSET."""
        self.envelope = OpenEnvelope()

    @property
    def is_encrypted(self) -> bool:
        """Whether TLS has begun."""
        return self._encrypted or self._tls_protocol is not None

    def is_offered(self, verb: str) -> bool:
        """Return whether the server offers a command at all."""
        if verb == "STARTTLS":
            return bool(self.tls_context) and self.behavior.offers(verb)
        return verb != "AUTH" or self.behavior.offers(verb)

    # -- the connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Record the encryption, which aiosmtpd treats as a new connection."""
        super().connection_made(transport)
        if self.is_encrypted:
            tls = transport.get_extra_info("ssl_object")
            self.record_line("event", f"encrypted from here on, {tls.version()}, {tls.cipher()[0]}")

    def eof_received(self) -> bool | None:
        """Let the session read what the client sent before it disconnected.

        aiosmtpd ends the session at once, and loses commands that were sent in one go.
        """
        over_starttls = self._tls_protocol is not None
        keep_open = asyncio.StreamReaderProtocol.eof_received(self)
        return False if over_starttls else keep_open

    def _timeout_cb(self) -> None:
        in_handshake = self._tls_protocol is not None and not self.session.ssl
        if not self._silent and not in_handshake:
            self.record_line("reply", _IDLE)
            self._writer.write(_IDLE + b"\r\n")
        self._end("timed out")
        super()._timeout_cb()  # type: ignore[no-untyped-call]

    def disconnect(self) -> None:
        """Close the connection because a fault says so."""
        self.record_line("event", "the server closes the connection")
        self._end("server closed")
        if self.transport is not None:
            self.transport.close()

    # -- the record

    def _end(self, ending: Ending) -> None:
        self.record.end(ending)
        self.journal.sessions.changed(self.record)

    def record_line(self, kind: Kind, line: str | bytes) -> int:
        """Record a line, or an event that neither side sent, and return its number."""
        number = self.record.record_line(kind, line.encode() if isinstance(line, str) else line)
        if self.journal.sessions.watched:
            self.journal.sessions.changed(self.record)
        return number

    def _record_client_line(self, line: bytes) -> None:
        self._record_call_site(call_site.sent(self._client_port))
        self.record_line(self._expecting, line)

    def _record_call_site(self, site: call_site.CallSite | None) -> None:
        """Record the smtplib client and its call site for the next line."""
        if site is not None:
            self.record.client = site.client
            self.record.transcript.note_call(site.call)

    # -- commands

    async def _dispatch(self, verb: str, arg: str | None) -> None:
        """Execute a command, unless a fault replaces its reply."""
        self._verb = verb
        try:
            if self.behavior.faults and await self.apply_faults(self._stage(verb, arg or "")):
                pass
            elif verb == "STARTTLS" and self.is_encrypted:
                await self.push("503 5.5.1 TLS is already active")
            elif not self.is_offered(verb):
                await self.push(f"502 5.5.1 {verb} is not offered here")
            else:
                await self.commands[verb](self, arg)
        finally:
            self._verb = ""
        rejected = self.envelope.rejected
        if verb == "RCPT" and self._rejection and self.envelope.mail_from:
            reply = self._rejection.decode("utf-8", "replace")
            if len(rejected) < _MAX_REJECTED:
                rejected.append((address_after("TO:", arg or ""), reply))

    def _stage(self, verb: str, arg: str) -> Stage:
        if verb == "MAIL":
            return Stage(verb, sender=address_after("FROM:", arg))
        recipient = address_after("TO:", arg) if verb == "RCPT" else ""
        return Stage(verb, sender=self.envelope.mail_from or "", recipient=recipient)

    async def apply_faults(self, stage: Stage) -> bool:
        """Apply the faults at this stage; return True if they replace the usual reply."""
        for action in self.behavior.actions(stage):
            if action.seconds:
                self.record_line("event", f"the server waits {action.seconds:g} seconds")
                await asyncio.sleep(action.seconds)
            if action.silent:
                self.record_line("event", "the server doesn't answer anymore")
                self._silent = True
                await self.reader.read_away()
            if action.reply:  # exactly as configured, with or without a code
                await self._send(action.reply.encode("utf-8", "surrogateescape"))
            if action.hang_up or action.reply.startswith("421"):
                self.disconnect()
                raise asyncio.CancelledError
            if action.reply:
                return True
        return False

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

    # -- replies

    async def push(self, status: str | bytes) -> None:
        """Send a reply, recording it before the client can read it."""
        reply = self._with_enhanced_code(status)
        if self._verb == "greeting":
            self._verb = ""
            server_port = self._writer.get_extra_info("sockname")[1]
            self._record_call_site(call_site.greeted(self._client_port, server_port))
            if await self.apply_faults(Stage("greeting")):
                return
        await self._send(reply)

    def _with_enhanced_code(self, status: str | bytes) -> bytes:
        """Return a reply of aiosmtpd's or ours with its enhanced status code."""
        if isinstance(status, str):
            status = status.encode("utf-8", "surrogateescape")
        if self._verb in _WITHOUT_ENHANCED_CODE:
            return status
        return _GOODBYE if status == _AIOSMTPDS_GOODBYE else with_enhanced_code(status)

    async def _send(self, status: bytes) -> None:
        for line in status.split(b"\r\n"):
            self.record_line("reply", line)
        self._rejection = status if status[:1] in b"45" else b""
        if status == _GOODBYE:
            self._end("server closed")
        self._writer.write(status + b"\r\n")
        await self._writer.drain()

    async def handle_exception(self, error: Exception) -> str:
        """Reply to an internal error of the server, instead of showing a traceback."""
        if isinstance(error, aiosmtpd.smtp.TLSSetupException):  # aiosmtpd then disconnects
            self.record_line("event", f"TLS didn't begin: {why_it_failed(error.__cause__)}")
        return f"451 4.3.0 Internal error in mailtutor, please report it: {error!r}"
