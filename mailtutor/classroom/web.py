"""The HTTP door of a room: learners tell, and the teacher's pages get what changed."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

from . import events
from .handler import PlainHandler
from .limits import BODY_BYTES
from .room import RoomFullError, TooManyEventsError

if TYPE_CHECKING:
    import socket

    from .catalog import Catalog
    from .events import Told
    from .keys import Keys
    from .room import Room

# Otherwise malformed requests would fill the teacher's terminal.
logging.getLogger("tornado.general").addHandler(logging.NullHandler())

_HERE = Path(__file__).parent
_POLL_SECONDS = 25.0
_GATHER_SECONDS = 0.1  # changes that come together are sent together
_MOST_POLLS = 20
_COOKIE = "mailtutor-class"
_COOKIE_SECONDS = 12 * 3600
# Notebooks run any code. Under another host, which is another origin for browsers, it can't use
# the teacher's cookie, and the site's worker doesn't keep the teacher's pages.
_LEARNERS_HOST = r"(?!127\.0\.0\.1$).*"
_TYPES = {".css": "text/css", ".js": "text/javascript"}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_CLOSED = (
    "This is the computer of a class with mailtutor. The wall is for the teacher, whose terminal "
    "has a link that works once.\n\nTo join, run this in a notebook, with the code from the "
    'wall:\n\n    import mailtutor\n    mailtutor.join({address!r}, "CODE", name="Ada")\n'
)


class Web:
    """Serves a room over HTTP.

    Args:
        room: the room.
        keys: the room code, and the teacher's secrets.
        catalog: what the pages need to word what they get.
        about: what the pages say about joining.
        for_browsers: routes for learners with the browser edition; None if it isn't served.
    """

    def __init__(
        self,
        room: Room,
        keys: Keys,
        catalog: Catalog,
        about: dict[str, Any],
        for_browsers: list[Any] | None = None,
    ) -> None:
        self.room = room
        self.keys = keys
        self.catalog = catalog
        self.about = about
        # Learners and pages notice by this that the teacher has restarted.
        self.id = secrets.token_hex(8)
        self._changed = asyncio.Event()
        self._polls = 0
        self._for_browsers = for_browsers
        self._server = HTTPServer(
            self.application(),
            max_body_size=BODY_BYTES,
            max_header_size=16 * 1024,
            body_timeout=10,
            idle_connection_timeout=40,
        )

    def application(self) -> Application:
        """Return what answers the requests; a hub has its own."""
        with_web = {"web": self}
        routes = [(path, handler, with_web) for path, handler in ROUTES]
        own = [(r"/open", _Open, with_web), (r".*", _Closed, with_web)]
        made = Application([*routes, *own], log_function=no_log)
        if self._for_browsers is not None:
            tell = (r"/tell", _Tell, with_web)
            made.add_handlers(_LEARNERS_HOST, [tell, *self._for_browsers])
        return made

    def listen(self, sockets: list[socket.socket]) -> None:
        """Serve on sockets that are bound and listening."""
        self._server.add_sockets(sockets)

    async def stop(self) -> None:
        """Close every connection."""
        self._server.stop()
        self.changed()
        await self._server.close_all_connections()

    def changed(self) -> None:
        """Wake up the pages that are waiting; if there are none, this does nothing."""
        if self._polls:
            self._changed.set()

    async def wait_for_change(self, version: int) -> None:
        """Wait until the room has a newer version, for as long as a request may take."""
        if self._polls >= _MOST_POLLS:
            raise HTTPError(503)
        self._polls += 1
        try:
            with suppress(asyncio.TimeoutError):
                while self.room.changes.version <= version:
                    self._changed.clear()
                    await asyncio.wait_for(self._changed.wait(), _POLL_SECONDS)
                await asyncio.sleep(_GATHER_SECONDS)
        finally:
            self._polls -= 1


def no_log(_handler: RequestHandler) -> None:
    """Log no requests: they would fill the teacher's terminal."""


class _Handler(PlainHandler):
    """Sets the headers that keep a page from running or loading anything else."""

    web: Web

    def initialize(self, web: Web) -> None:
        self.web = web

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Content-Security-Policy", _POLICY)

    def require_teacher(self) -> None:
        """Reject the request unless it has the teacher's cookie.

        Raises:
            HTTPError: it hasn't.
        """
        if not self.web.keys.is_teacher(self.get_cookie(_COOKIE) or ""):
            raise HTTPError(403)

    async def admit(self, told: Told) -> Told:
        """Return what a learner tells, with the key and the name that count.

        Raises:
            HTTPError: the code is wrong.
        """
        if not self.web.keys.fits(told.code):
            await self.web.keys.delay()
            raise HTTPError(403)
        return told

    def check_xsrf_cookie(self) -> None:
        """Leave this to `SameSite=Strict` and `_Do`."""


class _Tell(_Handler):
    """Takes what a learner tells, also from a site elsewhere: the code is what protects."""

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Access-Control-Allow-Origin", "*")

    async def post(self) -> None:
        try:
            told = events.from_json(self.request.body)
        except ValueError:
            raise HTTPError(400) from None
        told = await self.admit(told)
        if not told.key:
            raise HTTPError(400)
        room = self.web.room
        try:
            if told.leaving:
                room.leave(told.key)
            else:
                room.tell(told.key, told.name, told.stream, told.events, time.time())
        except RoomFullError:
            raise HTTPError(503) from None
        except TooManyEventsError:
            await self.web.keys.delay()
            raise HTTPError(429) from None
        self.web.changed()
        about = self.web.about
        inbox = [about["host"], about["mailPort"]] if "mailPort" in about else None
        password = self.web.keys.password(told.name)
        self.finish({"room": self.web.id, "inbox": inbox, "password": password})


class _Open(_Handler):
    """Exchanges the teacher's link for a cookie."""

    async def get(self) -> None:
        cookie = self.web.keys.exchange(self.get_query_argument("token", ""))
        if cookie is None:
            if not self.web.keys.is_teacher(self.get_cookie(_COOKIE) or ""):
                await self.web.keys.delay()
                raise HTTPError(403)
        else:
            self.set_cookie(
                _COOKIE, cookie, max_age=_COOKIE_SECONDS, httponly=True, samesite="Strict"
            )
        # A redirect from another program's link wouldn't send a strict cookie.
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish('<!doctype html><meta http-equiv="refresh" content="0; url=teacher">')


class _Page(_Handler):
    """The two pages, which differ in what `changes` sends them."""

    def get(self, _name: str) -> None:
        self.require_teacher()
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish((_HERE / "wall.html").read_bytes())


class _File(_Handler):
    """The scripts and stylesheets beside this module."""

    def get(self, name: str) -> None:
        path = _HERE / name  # the route allows no slash in it
        kind = _TYPES.get(path.suffix)
        if kind is None or not path.is_file():
            raise HTTPError(404)
        self.set_header("Content-Type", f"{kind}; charset=utf-8")
        self.finish(path.read_bytes())


class _Catalog(_Handler):
    def get(self) -> None:
        self.require_teacher()
        self.set_header("Content-Type", "application/json")
        self.finish(self.web.catalog.page)


class _Changes(_Handler):
    """Sends what changed since the page's version, as soon as anything has."""

    _waiting: asyncio.Task[None] | None = None

    async def get(self) -> None:
        self.require_teacher()
        web = self.web
        same_room = self.get_query_argument("room", "") == web.id
        since = self.get_query_argument("since", "0")
        version = int(since) if same_room and since.isdecimal() and len(since) <= 16 else 0  # noqa: PLR2004
        self._waiting = asyncio.ensure_future(web.wait_for_change(version))
        try:
            await self._waiting
        except asyncio.CancelledError:  # the page is closed
            return
        for_teacher = self.get_query_argument("view", "") == "teacher"
        now_at = web.room.changes.version
        content = {
            "room": web.id,
            "version": now_at,
            "now": time.time(),
            "parts": web.room.parts_since(version, for_teacher=for_teacher),
        }
        if not same_room:
            content["about"] = web.about
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(content))

    def on_connection_close(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()


class _Do(_Handler):
    """The teacher's buttons."""

    def post(self) -> None:
        self.require_teacher()
        if self.request.headers.get("Content-Type") != "application/json":
            raise HTTPError(415)  # a form of another site can't send this type
        try:
            wish = json.loads(self.request.body)
            self._act(wish)
        except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError):
            raise HTTPError(400) from None
        self.web.changed()
        self.finish({})

    def _act(self, wish: dict[str, Any]) -> None:
        room = self.web.room
        action = wish["do"]
        if action == "reveal":
            room.reveal(str(wish["quiz"]), revealed=wish["on"] is True)
        elif action == "inbox":
            room.set_inbox(paused=wish["paused"] is True, holding=wish["holding"] is True)
        elif action == "show":
            room.inbox.show(int(wish["message"]), shown=wish["on"] is True)
        elif action == "show all":
            room.inbox.show_all()
        elif action == "clear":
            room.inbox.clear()
        else:
            raise ValueError(action)


class _Closed(_Handler):
    """Says what this is to anyone who types the address."""

    def get(self) -> None:
        if self.request.path != "/":
            raise HTTPError(404)
        if self.web.keys.is_teacher(self.get_cookie(_COOKIE) or ""):
            self.redirect("/teacher")
            return
        if self.web.about.get("site"):
            self.redirect(self.web.about["site"])
            return
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(_CLOSED.format(address=self.web.about.get("address", "")))


ROUTES = [
    (r"/tell", _Tell),
    (r"/(wall|teacher)", _Page),
    (r"/files/([a-z]+\.[a-z]+)", _File),
    (r"/catalog", _Catalog),
    (r"/changes", _Changes),
    (r"/do", _Do),
]
