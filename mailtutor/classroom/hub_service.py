"""A class as a service of a JupyterHub: the hub says who asks, so nobody needs a code."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RedirectHandler

from .catalog import Catalog, load
from .keys import HubKeys
from .mail import Post
from .opening import NotOpenError, bound, close_all
from .room import Room
from .web import ROUTES, Web, no_log

if TYPE_CHECKING:
    from .events import Told
    from .hub import Service

_SECONDS = 60  # for which an answer of the hub counts
_NOT_A_TEACHER = "The wall is for teachers. To join the class run mailtutor.join() in a notebook"
_PAGES = ("wall", "teacher")


class HubClass:
    """One class on a hub: a room, and its doors for HTTP and SMTP.

    Args:
        service: this process, as the hub sees it.
        teachers: a group of the hub whose members see the wall, besides the hub's admins.
        catalog: the course, or part of it.

    Raises:
        OSError: the port can't be used.
        NotOpenError: the port of the inbox can't be used.
    """

    def __init__(self, service: Service, teachers: str, catalog: Catalog | None = None) -> None:
        catalog = catalog or load()
        self.room = Room(catalog)
        self._web_sockets = bind_sockets(service.port, service.host)
        try:
            self._mail_sockets = bound([service.host], service.mail_port)
        except NotOpenError:
            close_all(self._web_sockets)
            raise
        keys = HubKeys()
        self._web = _HubWeb(self.room, keys, catalog, service, teachers)
        self._post = Post(self.room, keys, self._web.changed)

    async def open(self) -> None:
        """Serve from now on."""
        self._web.listen(self._web_sockets)
        await self._post.listen(self._mail_sockets)

    async def close(self) -> None:
        """Close both doors."""
        self._post.stop()
        await self._web.stop()


class _HubWeb(Web):
    """Serves a room below the path of a service."""

    def __init__(
        self, room: Room, keys: HubKeys, catalog: Catalog, service: Service, teachers: str
    ) -> None:
        self._prefix = service.prefix
        self._teachers = teachers
        port = service.mail_port
        about = {"hub": True, "address": "", "host": "", "mailPort": port, "code": ""}
        super().__init__(room, keys, catalog, about)

    def application(self) -> Application:
        from jupyterhub.services.auth import HubOAuth, HubOAuthCallbackHandler

        HubOAuth.instance(cache_max_age=_SECONDS)  # all handlers share it
        on_hub = _mixin(self._teachers)
        routes: list[Any] = [
            (self._prefix + path[1:], type(handler.__name__, (on_hub, handler), {}), {"web": self})
            for path, handler in ROUTES
        ]
        return Application(
            [
                *routes,
                (f"{self._prefix}oauth_callback", HubOAuthCallbackHandler),
                (f"{self._prefix}?", RedirectHandler, {"url": f"{self._prefix}teacher"}),
            ],
            cookie_secret=secrets.token_bytes(32),
            log_function=no_log,
        )


def _mixin(teachers: str) -> Any:
    """Return a class with what differs for a handler on a hub; only a hub has its base."""
    from jupyterhub.services.auth import HubOAuthenticated

    class OnHub(HubOAuthenticated):  # type: ignore[misc]
        _person: dict[str, Any] | None = None

        async def prepare(self) -> None:
            self._person = await self.hub_auth.get_user(self, sync=False)
            if self.request.path.rpartition("/")[2] not in _PAGES:
                return
            if self._person is None:
                self.redirect(self.get_login_url())
            else:
                self.xsrf_token  # noqa: B018 - sets the cookie that `ask` in wall.js sends back

        def require_teacher(self) -> None:
            person = self._person
            if (
                person is None
                or not self.hub_auth.check_scopes(self.hub_scopes, person)
                or not (person.get("admin") or teachers in person.get("groups", ()))
            ):
                raise HTTPError(403, reason=_NOT_A_TEACHER)

        async def admit(self, told: Told) -> Told:
            person = told.code and await self.hub_auth.user_for_token(told.code, sync=False)
            if not person or person.get("kind") != "user":
                await self.web.keys.delay()
                raise HTTPError(403)
            return replace(told, name=person["name"], key=f"hub user {person['name']}")

    return OnHub
