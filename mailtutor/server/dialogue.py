"""The dialogue with one client: aiosmtpd's SMTP, which here writes down all that is said."""

from __future__ import annotations

import asyncio
import logging
import time
from functools import partial
from typing import TYPE_CHECKING

import aiosmtpd.smtp

from mailtutor.record import Delivery, Envelope, Session

from .reader import Reader

if TYPE_CHECKING:
    from mailtutor.record import Journal
    from mailtutor.record.session import Ending
    from mailtutor.record.transcript import Kind

    from .behaviour import Behaviour

# Without a handler of its own, its warnings would be printed into a learner's notebook.
logging.getLogger("mail.log").addHandler(logging.NullHandler())

_KEPT_OF_UNFINISHED = 64 * 1024  # bytes
_REFUSED = 400  # reply codes from here on say no: RFC 5321, section 4.2.1


class _Envelope(aiosmtpd.smtp.Envelope):
    """aiosmtpd's envelope, which remembers the refused recipients too."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[tuple[str, str]] = []


class Dialogue(aiosmtpd.smtp.SMTP):
    """One connection. Replies come from the behaviour; what happens goes to the journal.

    Args:
        behaviour: decides the replies.
        journal: where sessions and mails are written down.
        hostname: the name in the greeting.
        loop: the event loop that it runs in.
    """

    envelope: _Envelope
    _reader: Reader

    def __init__(
        self,
        behaviour: Behaviour,
        journal: Journal,
        *,
        hostname: str,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        super().__init__(
            behaviour,
            data_size_limit=behaviour.max_size,
            enable_SMTPUTF8=True,
            hostname=hostname,
            ident="ESMTP mailtutor",
            loop=loop,
        )
        # aiosmtpd makes a plain StreamReader and leaves no way to give it another, so
        # its base class is set up once more with the reader that listens in.
        asyncio.StreamReaderProtocol.__init__(
            self,
            Reader(partial(self._say, "command"), self.line_length_limit, loop),
            client_connected_cb=self._cb_client_connected,
            loop=loop,
        )
        self._journal = journal
        self._record: Session | None = None
        self._refusing = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Open the record; after STARTTLS aiosmtpd calls this again for the same client."""
        if self._record is None:
            host, port = transport.get_extra_info("peername")[:2]
            peer = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            self._record = self._journal.sessions.add(lambda number: Session(number, peer))
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Close the record."""
        self._end("client left")
        super().connection_lost(error)

    def eof_received(self) -> bool | None:
        """Let the dialogue read what the client sent before it left.

        aiosmtpd ends the dialogue at once, and loses what a client had sent in one go.
        """
        return asyncio.StreamReaderProtocol.eof_received(self)

    def stop(self) -> None:
        """End the connection because the server stops."""
        self._end("server stopped")
        for transport in (self.transport, self._original_transport):
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()

    def _timeout_cb(self) -> None:
        self._end("timed out")
        super()._timeout_cb()  # type: ignore[no-untyped-call]

    def _end(self, ending: Ending) -> None:
        if self._record is not None and self._record.ending is None:
            self._record.end(ending)
            self._journal.sessions.changed(self._record)

    def _say(self, kind: Kind, raw: bytes) -> int:
        assert self._record is not None
        number = self._record.say(kind, raw)
        if self._journal.sessions.watched:
            self._journal.sessions.changed(self._record)
        return number

    def _create_envelope(self) -> _Envelope:
        return _Envelope()

    async def push(self, status: str | bytes) -> None:
        """Send a reply, written down before the client can have read it."""
        if isinstance(status, str):
            status = status.encode("utf-8", "surrogateescape")
        for line in status.split(b"\r\n"):
            self._say("reply", line)
        self._refusing = status if status[:1] in b"45" else b""
        self._writer.write(status + b"\r\n")
        await self._writer.drain()

    async def smtp_QUIT(self, arg: str | None) -> None:
        """End the session before its 221, so that nobody sees it still open after it."""
        if not arg:
            assert self._record is not None
            self._record.end("quit")
        await super().smtp_QUIT(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        """Remember a refused recipient with the reply that it got."""
        await super().smtp_RCPT(arg)
        if self._refusing and arg and self.envelope.mail_from:
            address, _ = self._getaddr(self._strip_command_keyword("TO:", arg) or "")
            if address:
                self.envelope.refused.append((address, self._refusing.decode("utf-8", "replace")))

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
            content = await self._reader.read_content(
                self.data_size_limit or 0, self.line_length_limit
            )
        except asyncio.CancelledError:
            assert self._record is not None
            self._record.unfinished = bytes(self._reader.partial[2 : 2 + _KEPT_OF_UNFINISHED])
            raise
        line = self._say("data", f"{content.size:,} bytes of content, then a lone dot".encode())
        self.envelope.content = self.envelope.original_content = content.data
        if content.problem == "line too long":
            status = (
                "500 5.5.2 a line of the content is longer than "
                f"{self.line_length_limit:,} bytes (RFC 5321, section 4.5.3.1.6)"
            )
        elif content.problem == "too much":
            status = f"552 5.3.4 the content is larger than {self.data_size_limit:,} bytes"
        else:
            status = await self._call_handler_hook("DATA")
            if status is aiosmtpd.smtp.MISSING:
                status = self._deliver(content.data, line)
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push(status)

    def _deliver(self, data: bytes, line: int) -> str:
        envelope = Envelope(
            mail_from=self.envelope.mail_from or "<>",
            rcpt_tos=tuple(self.envelope.rcpt_tos),
            refused=tuple(self.envelope.refused),
        )
        session = self._record
        assert session is not None

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
