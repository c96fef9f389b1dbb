"""The SMTP door of a room: learners log in with a code or password, and nothing is relayed."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import AuthResult, LoginPassword

from mailtutor.record import Journal, Session
from mailtutor.server.auth import MECHANISMS
from mailtutor.server.behavior import Behavior
from mailtutor.server.commands import COMMANDS
from mailtutor.server.fault import Action
from mailtutor.server.smtp_session import SMTPSession

from .letters import letter_from
from .limits import MESSAGE_BYTES, MESSAGES_A_MINUTE
from .names import clean_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mailtutor.server.fault import Stage

    from .keys import Keys
    from .room import Room

_IDLE = 120.0  # seconds
_MOST_CONNECTIONS = 450
_REPLIES = {
    "shown": "250 2.0.0 OK, on the wall",
    "held": "250 2.0.0 OK, it waits until your teacher releases it",
    "paused": "450 4.3.2 The class inbox is paused; try again later",
    "too many": f"451 4.7.1 More than {MESSAGES_A_MINUTE} messages in a minute; wait a minute",
}


class _ClassBehavior(Behavior):
    """The behavior toward one client, who must log in: a message gets the room's reply.

    Args:
        post: the door that the client came through.
        host: the client's address.
    """

    def __init__(self, post: Post, host: str) -> None:
        super().__init__(
            max_size=MESSAGE_BYTES, users={"anyone": ""}, refuse={}, faults=(), idle=_IDLE
        )
        self._post = post
        self._host = host
        self._login = ""

    def offers(self, extension: str) -> bool:
        """Return whether an extension is offered; CRAM-MD5 would need the password of a name."""
        return extension not in {"CRAM-MD5", "XOAUTH2"} and super().offers(extension)

    def check_login(
        self, _server: object, _session: object, _envelope: object, _mechanism: str, data: Any
    ) -> AuthResult:
        """Accept a sender whose password fits; this is aiosmtpd's authenticator."""
        keys = self._post.keys
        sender = keys.sender(data.login.decode("utf-8", "replace"))
        self._login = clean_name(sender)
        if keys.fits_login(sender, data.password.decode("utf-8", "replace")):
            return AuthResult(success=True, auth_data=LoginPassword(data.login, b""))
        # Without handled=False aiosmtpd sends nothing, and the client waits forever.
        return AuthResult(success=False, handled=False, message=self._post.wrong_login)

    def actions(self, stage: Stage) -> Iterator[Action]:
        """Take a message when its content has arrived, and reply to it."""
        if stage.name == "end of content":
            yield self._take(stage.content)

    def _take(self, content: bytes) -> Action:
        now = time.time()
        room = self._post.room
        # With the address, so that nobody uses up the limit of another learner's name.
        receipt = room.inbox.may_send(f"{self._login.casefold()} {self._host}", now)
        if receipt in {"shown", "held"}:
            room.inbox.add(letter_from(self._login, content), now)
            self._post.changed()
        pause = self._post.keys.seconds if receipt == "too many" else 0.0
        return Action(seconds=pause, reply=_REPLIES[receipt])


class Post:
    """Serves a room over SMTP.

    Args:
        room: gets the messages.
        keys: decides who can log in.
        changed: called when a message has arrived.

    Attributes:
        carried: the addresses of browsers whose bytes are carried here, by the port that their
            connection comes from.
        wrong_login: the reply to a wrong password.
    """

    def __init__(self, room: Room, keys: Keys, changed: Callable[[], None]) -> None:
        self.room = room
        self.keys = keys
        self.changed = changed
        self.wrong_login = f"535 5.7.8 {keys.wrong_login}"
        self.carried: dict[int, str] = {}
        self.open: set[_Arrival] = set()
        self._servers: list[asyncio.Server] = []

    async def listen(self, sockets: list[Any]) -> None:
        """Serve on sockets that are bound and listening."""
        loop = asyncio.get_running_loop()
        for each in sockets:
            self._servers.append(await loop.create_server(lambda: _Arrival(self), sock=each))

    def stop(self) -> None:
        """Close every connection."""
        for server in self._servers:
            server.close()
        for arrival in tuple(self.open):
            arrival.abort()


class _Arrival(asyncio.Protocol):
    """A connection before its session, which wants to know who connects."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._transport: Any = None
        self._session: _ClassSession | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        host, port = transport.get_extra_info("peername")[:2]
        if host == "127.0.0.1":
            host = self._post.carried.pop(port, host)
        if len(self._post.open) >= _MOST_CONNECTIONS:
            self._transport.write(b"421 4.3.2 Too many connections; try again in a minute\r\n")
            self._transport.close()
            return
        self._post.open.add(self)
        self._session = _ClassSession(self._post, host, f"{host}:{port}")
        self._session.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._session is not None:
            self._session.data_received(data)

    def eof_received(self) -> bool | None:
        return self._session.eof_received() if self._session is not None else None

    def connection_lost(self, error: Exception | None) -> None:
        self._post.open.discard(self)
        if self._session is not None:
            self._session.connection_lost(error)

    def pause_writing(self) -> None:
        if self._session is not None:
            self._session.pause_writing()

    def resume_writing(self) -> None:
        if self._session is not None:
            self._session.resume_writing()

    def abort(self) -> None:
        self._transport.abort()


class _ClassSession(SMTPSession):
    """A session that delays the replies to wrong passwords."""

    def __init__(self, post: Post, host: str, peer: str) -> None:
        behavior = _ClassBehavior(post, host)
        super().__init__(
            behavior,
            Journal("class"),
            Session(1, peer),
            commands=COMMANDS,
            mechanisms=MECHANISMS,
            authenticator=behavior.check_login,
            hostname="mailtutor",
            loop=asyncio.get_running_loop(),
        )
        self._post = post

    async def push(self, status: str | bytes) -> None:
        """Send a reply, and one to a wrong password later."""
        if status == self._post.wrong_login:
            await self._post.keys.delay()
        await super().push(status)
