"""One client's connection, below the dialogue: it listens in, and puts TLS in between."""

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

    from .smtp_session import Dialogue


_MOST_CONNECTIONS = 200  # at once; a class of thirty has one server each


class Connection(asyncio.Protocol):
    """Opens the record of a session, writes down each byte that crosses, and closes it.

    It stands between the transport and what speaks: the dialogue, or TLS with the
    dialogue behind it. It knows no sockets, so it works over any asyncio transport.

    Args:
        make_dialogue: makes what speaks SMTP, given the session that it fills.
        journal: where the session is written down.
        loop: the event loop.
        implicit_tls: for a door where TLS comes first (RFC 8314, section 3).
        open_connections: those that are open; this one puts itself in and takes itself out.
    """

    def __init__(
        self,
        make_dialogue: Callable[[Session], Dialogue],
        journal: Journal,
        *,
        loop: asyncio.AbstractEventLoop,
        open_connections: set[Connection],
        implicit_tls: ssl.SSLContext | None = None,
    ) -> None:
        self._make_dialogue = make_dialogue
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
        """Open the record, and let the client speak to the dialogue, if it may."""
        self._transport = transport
        self._open.add(self)
        peer = transport.get_extra_info("peername")[:2]
        own = transport.get_extra_info("sockname")[:2]
        name = f"[{peer[0]}]:{peer[1]}" if ":" in peer[0] else f"{peer[0]}:{peer[1]}"
        self.session = self._journal.sessions.add(lambda number: Session(number, name))
        over_network = transport.get_extra_info("socket") is not None
        if over_network and not peer_owner.is_ours(peer, own):
            self._turn_away("554 5.7.1 this server is for another user of this computer")
        elif len(self._open) > _MOST_CONNECTIONS:
            self._turn_away("421 4.3.2 too many connections at once")
        else:
            dialogue = self._make_dialogue(self.session)
            self._inner = self._behind_tls(dialogue) if self._implicit_tls else dialogue
            self._inner.connection_made(_Overheard(self, transport))

    def _turn_away(self, reply: str) -> None:
        self.say(reply)
        self.end("server closed")  # before the client can have read it
        self._transport.write(f"{reply}\r\n".encode())
        self._transport.close()

    def say(self, reply: str) -> None:
        """Write down a reply, and that it crossed."""
        assert self.session is not None
        self.session.say("reply", reply.encode())
        self.session.cross("server", f"{reply}\r\n".encode())

    def _behind_tls(self, dialogue: Dialogue) -> sslproto.SSLProtocol:
        assert self._implicit_tls is not None
        self._handshake = self._loop.create_future()
        return sslproto.SSLProtocol(
            self._loop, dialogue, self._implicit_tls, self._handshake, server_side=True
        )

    def cross(self, speaker: Speaker, data: bytes | bytearray | memoryview) -> None:
        """Write down bytes that cross the wire."""
        assert self.session is not None
        self.session.cross(speaker, data)

    def replace(self, protocol: Any) -> None:
        """From now on ``protocol`` gets what the client sends: TLS, after STARTTLS."""
        self._inner = protocol
        # What spoke before may have paused it, or have been told of its end already.
        self._transport.resume_reading()
        if self._client_stopped:
            self._loop.call_soon(protocol.eof_received)

    def data_received(self, data: bytes) -> None:
        """Write down what came, and pass it on."""
        self.cross("client", data)
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
        """Pass it on: the client sends no more."""
        self._client_stopped = True
        return None if self._inner is None else self._inner.eof_received()

    def connection_lost(self, error: Exception | None) -> None:
        """Close the record, and pass it on."""
        self._open.discard(self)
        if self._inner is not None:
            self._inner.connection_lost(error)
        # What is said of it in its last moments still belongs into the record.
        self._loop.call_soon(self._close_record)

    def _close_record(self) -> None:
        shaken = self._handshake
        if shaken and shaken.done() and not shaken.cancelled() and shaken.exception():
            assert self.session is not None
            self.session.say(
                "event", f"TLS did not begin: {why_it_failed(shaken.exception())}".encode()
            )
        if self.session is not None:
            self.session.seal()
        self.end("client left")

    def pause_writing(self) -> None:
        """Pass it on: the client does not read as fast as we write."""
        if self._inner is not None:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Pass it on."""
        if self._inner is not None:
            self._inner.resume_writing()

    def end(self, ending: Ending) -> None:
        """Close the record; only the first ending counts."""
        if self.session is not None:
            self.session.end(ending)
            self._journal.sessions.changed(self.session)

    def stop(self) -> None:
        """End the connection because the server stops."""
        self.end("server stopped")
        if self._transport is not None:
            if sys.platform == "win32":
                _close_at_once(self._transport.get_extra_info("socket"))
            self._transport.abort()


def _close_at_once(sock: Any) -> None:
    """Have a socket closed without its usual wait, in which Windows keeps the port in use."""
    if sock is not None:
        with contextlib.suppress(OSError):  # it's closed already
            # On, and zero seconds: two short numbers on Windows, two ints elsewhere.
            linger = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


class _Overheard:
    """The transport as what is above sees it: what is written is written down too."""

    def __init__(self, connection: Connection, transport: Any) -> None:
        self._connection = connection
        self._transport = transport

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._connection.cross("server", data)
        self._transport.write(data)

    def writelines(self, pieces: list[bytes]) -> None:
        self.write(b"".join(pieces))

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._connection.replace(protocol)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
