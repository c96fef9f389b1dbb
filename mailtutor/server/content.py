"""The DATA command: receive the content of a message, and deliver it to the mailbox."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from aiosmtpd.smtp import syntax

from mailtutor.record import Delivery, Envelope

from .fault import Stage

if TYPE_CHECKING:
    from .reader import Content
    from .smtp_session import SMTPSession

_KEPT_OF_UNFINISHED = 64 * 1024  # bytes


@syntax("DATA")
async def data(session: SMTPSession, arg: str | None) -> None:
    """Receive the content of a message."""
    if await session.check_helo_needed() or await session.check_auth_needed("DATA"):
        return
    if not session.envelope.rcpt_tos:
        await session.push("503 5.5.1 Error: need RCPT command")
        return
    if arg:
        await session.push("501 5.5.4 Syntax: DATA")
        return
    await session.push("354 End data with <CR><LF>.<CR><LF>")
    try:
        content = await _read(session)
    except asyncio.CancelledError:
        unfinished = session.reader.partial[2 : 2 + _KEPT_OF_UNFINISHED]
        session.record.unfinished = bytes(unfinished)
        session.journal.sessions.changed(session.record)
        raise
    line = session.record_line("data", f"{content.size:,} bytes of content, then a single dot")
    session.envelope.content = session.envelope.original_content = content.data
    if content.problem == "line too long":
        await session.push(
            "500 5.5.2 A line of the content is longer than "
            f"{session.line_length_limit:,} bytes (RFC 5321, section 4.5.3.1.6)"
        )
    elif content.problem == "too much":
        limit = f"{session.data_size_limit:,} bytes"
        await session.push(f"552 5.3.4 The content is larger than {limit}")
    elif not await session.apply_faults(
        Stage("end of content", session.envelope.mail_from or "", content=content.data)
    ):
        await session.push(_deliver(session, content.data, line))
    session.reset()


async def _read(session: SMTPSession) -> Content:
    if any(action.hang_up for action in session.behavior.actions(Stage("content"))):
        await session.reader.read_some()
        session.disconnect()
        raise asyncio.CancelledError
    return await session.reader.read_content(
        session.data_size_limit or 0, session.line_length_limit
    )


def _deliver(session: SMTPSession, content: bytes, line: int) -> str:
    """Put the message into the mailbox, and return the reply."""
    record = session.record
    envelope = Envelope(
        mail_from=session.envelope.mail_from or "<>",
        rcpt_tos=tuple(session.envelope.rcpt_tos),
        refused=tuple(session.envelope.rejected),
    )

    def make(number: int) -> Delivery:
        record.message_numbers.append(number)
        return Delivery(
            number=number,
            raw=content,
            envelope=envelope,
            session=record,
            line=line,
            received=time.time(),
        )

    delivery = session.journal.mailbox.add(make)
    return f"250 2.0.0 OK, message {delivery.number} in the mailbox"
