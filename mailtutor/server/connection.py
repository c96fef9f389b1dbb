"""One client's connection, below the session: record the bytes, and insert TLS."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import struct
import sys
from asyncio import sslproto
from typing import TYPE_CHECKING, Any

from mailtutor.record import Session

from . import peer_owner
from .handshake import why_it_failed

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from mailtutor.record import Journal
    from mailtutor.record.session import Ending
    from mailtutor.record.wire import Speaker

    from .smtp_session import SMTPSession


_MAX_CONNECTIONS = 200  # at once; a class of thirty has one server each


class Connection(asyncio.Protocol):
    """Open the record of a session, record every byte, and close it.

    It sits between the transport and the SMTP session, or TLS in front of the session. It
    doesn't use sockets, so it works over any asyncio transport.

    Args:
        make_session: creates the SMTP session, given the record to fill.
        journal: gets the record of the session.
        loop: the event loop.
        implicit_tls: the context for a port where TLS comes first (RFC 8314, section 3).
        open_connections: the open connections; this one adds and removes itself.
    """

    def __init__(
        self,
        make_session: Callable[[Session], SMTPSession],
        journal: Journal,
        *,
        loop: asyncio.AbstractEventLoop,
        open_connections: set[Connection],
        implicit_tls: ssl.SSLContext | None = None,
    ) -> None:
        self._make_session = make_session
        self._journal = journal
        self._loop = loop
        self._implicit_tls = implicit_tls
        self._open = open_connections
        self._transport: Any = None
        self._inner: Any = None
        self._handshake: asyncio.Future[None] | None = None
        self._client_stopped = False
        self.session: Session | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Open the record, and start the session if the client is allowed to connect."""
        self._transport = transport
        self._open.add(self)
        peer = transport.get_extra_info("peername")[:2]
        own = transport.get_extra_info("sockname")[:2]
        name = f"[{peer[0]}]:{peer[1]}" if ":" in peer[0] else f"{peer[0]}:{peer[1]}"
        self.session = self._journal.sessions.add(lambda number: Session(number, name))
        over_network = transport.get_extra_info("socket") is not None
        if over_network and not peer_owner.is_same_user(peer, own):
            self._reject("554 5.7.1 This server belongs to another user of this computer")
        elif len(self._open) > _MAX_CONNECTIONS:
            self._reject("421 4.3.2 Too many connections")
        else:
            smtp_session = self._make_session(self.session)
            self._inner = self._behind_tls(smtp_session) if self._implicit_tls else smtp_session
            self._inner.connection_made(_RecordingTransport(self, transport))

    def _reject(self, reply: str) -> None:
        self.record_reply(reply)
        self.end("server closed")  # before the client can read it
        self._transport.write(f"{reply}\r\n".encode())
        self._transport.close()

    def record_reply(self, reply: str) -> None:
        """Record a reply, and its bytes."""
        assert self.session is not None
        self.session.record_line("reply", reply.encode())
        self.session.record_bytes("server", f"{reply}\r\n".encode())

    def _behind_tls(self, smtp_session: SMTPSession) -> sslproto.SSLProtocol:
        assert self._implicit_tls is not None
        self._handshake = self._loop.create_future()
        return sslproto.SSLProtocol(
            self._loop, smtp_session, self._implicit_tls, self._handshake, server_side=True
        )

    def record_bytes(self, speaker: Speaker, data: bytes | bytearray | memoryview) -> None:
        """Record bytes that travel over the wire."""
        assert self.session is not None
        self.session.record_bytes(speaker, data)

    def replace(self, protocol: Any) -> None:
        """Pass what the client sends to ``protocol`` from now on: TLS, after STARTTLS."""
        self._inner = protocol
        # The previous protocol may have paused reading, or already know that the client stopped.
        self._transport.resume_reading()
        if self._client_stopped:
            self._loop.call_soon(protocol.eof_received)

    def data_received(self, data: bytes) -> None:
        """Record the data, and pass it on."""
        self.record_bytes("client", data)
        if isinstance(self._inner, asyncio.BufferedProtocol):
            view = memoryview(data)
            while view:
                room = memoryview(self._inner.get_buffer(len(view)))
                count = min(len(view), len(room))
                room[:count] = view[:count]
                self._inner.buffer_updated(count)
                view = view[count:]
        elif self._inner is not None:
            self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        """Pass on that the client won't send more."""
        self._client_stopped = True
        return None if self._inner is None else self._inner.eof_received()

    def connection_lost(self, error: Exception | None) -> None:
        """Close the record, and pass on the end."""
        self._open.discard(self)
        if self._inner is not None:
            self._inner.connection_lost(error)
        # What the session records in its last moments still belongs in the record.
        self._loop.call_soon(self._close_record)

    def _close_record(self) -> None:
        handshake = self._handshake
        if handshake and handshake.done() and not handshake.cancelled() and handshake.exception():
            assert self.session is not None
            self.session.record_line(
                "event", f"TLS didn't begin: {why_it_failed(handshake.exception())}".encode()
            )
        if self.session is not None:
            self.session.freeze()
        self.end("client left")

    def pause_writing(self) -> None:
        """Pass on that the client doesn't read as fast as we write."""
        if self._inner is not None:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Pass on that the client has caught up."""
        if self._inner is not None:
            self._inner.resume_writing()

    def end(self, ending: Ending) -> None:
        """Close the record; only the first ending counts."""
        if self.session is not None:
            self.session.end(ending)
            self._journal.sessions.changed(self.session)

    def stop(self) -> None:
        """Close the connection because the server stops."""
        self.end("server stopped")
        if self._transport is not None:
            if sys.platform == "win32":
                _close_at_once(self._transport.get_extra_info("socket"))
            self._transport.abort()


def _close_at_once(sock: Any) -> None:
    """Close a socket without lingering, because Windows would keep the port in use."""
    if sock is not None:
        with contextlib.suppress(OSError):  # it's closed already
            # On, and zero seconds: two short numbers on Windows, two ints elsewhere.
            linger = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


class _RecordingTransport:
    """A transport that also records what is written."""

    def __init__(self, connection: Connection, transport: Any) -> None:
        self._connection = connection
        self._transport = transport

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._connection.record_bytes("server", data)
        self._transport.write(data)

    def writelines(self, pieces: list[bytes]) -> None:
        self.write(b"".join(pieces))

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._connection.replace(protocol)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
