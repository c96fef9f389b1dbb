"""A class that runs in a thread, and learners who tell it things over HTTP."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
from functools import cache
from typing import TYPE_CHECKING, Any

from mailtutor.classroom.catalog import Catalog, load
from mailtutor.classroom.events import Told
from mailtutor.classroom.keys import Keys
from mailtutor.classroom.opening import Class

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typing_extensions import Self

    from mailtutor.course.outcomes import Chose, Tried

CODE = "K7QM3XRP"


@cache
def catalog() -> Catalog:
    return load()


class RunningClass:
    """A class with a loop of its own; wrong guesses aren't delayed for long."""

    def __init__(
        self,
        *,
        port: int = 0,
        network: str | None = None,
        site: Path | None = None,
        keys: Keys | None = None,
    ) -> None:
        keys = keys or Keys(CODE, seconds=0.01)
        self.made = Class(keys, network=network, port=port, catalog=catalog(), site=site)
        self.room = self.made.room
        self.address = self.made.address
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.made.open(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self.made.close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def do(self, act: Callable[[], Any]) -> Any:
        """Call a function in the thread of the class."""

        async def call() -> Any:
            return act()

        return asyncio.run_coroutine_threadsafe(call(), self._loop).result()

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, dict[str, str], bytes]:
        """Send a request; return the status, the headers and the body."""
        connection = http.client.HTTPConnection(self.address, timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read()
        finally:
            connection.close()

    def tell(
        self, name: str, *events: Tried | Chose, code: str = CODE, key: str = "", first: int = 1
    ) -> int:
        """Tell events as a learner; return the status."""
        numbered = tuple(enumerate(events, first))
        told = Told(code, name, key or f"key of {name}", "notebook", numbered)
        return self.request("POST", "/tell", told.to_json())[0]

    def cookie(self) -> dict[str, str]:
        """Return the headers of the teacher's browser."""
        path = self.made.link().partition(self.address)[2]
        _, headers, _ = self.request("GET", path)
        return {"Cookie": headers["Set-Cookie"].partition(";")[0]}

    def changes(
        self, cookie: dict[str, str], *, view: str = "wall", since: int = 0, room: str = ""
    ) -> dict[str, Any]:
        """Return what a page gets."""
        path = f"/changes?view={view}&since={since}&room={room}"
        content: dict[str, Any] = json.loads(self.request("GET", path, headers=cookie)[2])
        return content
