"""Serves the browser edition to a class: its files, compressed once for everyone."""

from __future__ import annotations

import asyncio
import gzip
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tornado.iostream import StreamClosedError
from tornado.web import HTTPError

from .handler import PlainHandler

if TYPE_CHECKING:
    from pathlib import Path

    from tornado.web import RequestHandler

# By name, because the types that Windows and Linux know depend on what's installed there.
_TYPES = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "ipynb": "application/json",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "mjs": "text/javascript; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
    "wasm": "application/wasm",
    "webmanifest": "application/manifest+json",
    "whl": "application/zip",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "zip": "application/zip",
}
_COMPRESSED = {"css", "html", "ipynb", "js", "json", "mjs", "svg", "wasm", "webmanifest"}
_SMALL = 1_000  # bytes that aren't worth compressing
_LEVEL = 6
_CHUNK = 64 * 1024
_COOKIE = "mailtutor-learner"
_LONGEST_ID = 64


class SiteFiles:
    """The files of a site, as they were when the class opened.

    Only names in this list are served, so no path leads out of the folder. What browsers accept
    compressed is compressed when it's first asked for, and kept in memory: about 13 MB.

    Args:
        folder: the site.
    """

    def __init__(self, folder: Path) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): path
            for path in folder.rglob("*")
            if path.is_file() and not path.is_symlink()
        }
        self._small: dict[str, asyncio.Future[bytes]] = {}

    def find(self, name: str) -> tuple[str, Path]:
        """Return the name and the path of a file, or of the page of a folder.

        Raises:
            KeyError: there's no such file.
        """
        if name == "" or name.endswith("/"):
            name += "index.html"
        return name, self._files[name]

    def is_folder(self, name: str) -> bool:
        """Return whether a folder has a page."""
        return f"{name}/index.html" in self._files

    async def compressed(self, name: str) -> bytes:
        """Return a file, compressed once however many ask for it at the same time."""
        if name not in self._small:
            loop = asyncio.get_running_loop()
            self._small[name] = loop.run_in_executor(None, _compress, self._files[name])
        return await asyncio.shield(self._small[name])

    def handlers(self) -> list[tuple[str, type[RequestHandler], dict[str, Any]]]:
        """Return the routes."""
        return [(r"/browser", _Browser, {}), (r"/(.*)", _SiteFile, {"site": self})]


def _compress(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), _LEVEL, mtime=0)


class _SiteFile(PlainHandler):
    """Sends one file, or nothing if the browser has it already."""

    site: SiteFiles

    def initialize(self, site: SiteFiles) -> None:
        self.site = site

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Cache-Control", "no-cache")  # ask each time if it has changed

    async def head(self, name: str) -> None:
        await self.get(name)

    async def get(self, name: str) -> None:
        if self.site.is_folder(name):
            self.redirect(f"/{name}/")
            return
        try:
            name, path = self.site.find(name)
        except KeyError:
            raise HTTPError(404) from None
        kind = path.suffix[1:]
        state = path.stat()
        shrinks = kind in _COMPRESSED and state.st_size > _SMALL
        shrunk = shrinks and "gzip" in self.request.headers.get("Accept-Encoding", "")
        self.set_header("Content-Type", _TYPES.get(kind, "application/octet-stream"))
        self.set_header("Etag", f'"{state.st_mtime_ns:x}-{state.st_size:x}{"-gzip" * shrunk}"')
        if shrinks:
            self.set_header("Vary", "Accept-Encoding")
        if self.check_etag_header():
            self.set_status(304)
            return
        if shrunk:
            self.set_header("Content-Encoding", "gzip")
        await self._send(await self.site.compressed(name) if shrunk else path.read_bytes())

    async def _send(self, content: bytes) -> None:
        """Send a file in pieces, between which the wall has its turn."""
        self.set_header("Content-Length", str(len(content)))
        if self.request.method == "HEAD":
            return
        with suppress(StreamClosedError):  # the page was closed
            for start in range(0, len(content), _CHUNK):
                self.write(content[start : start + _CHUNK])
                await self.flush()
                await asyncio.sleep(0)  # a flush alone returns at once if the network is fast


class _Browser(PlainHandler):
    """Gives a browser a random id, and the same one again until it's closed.

    Each notebook there is a Python of its own, and without it each would be another learner.
    Only `join` asks for it. Other sites can make a browser ask, but not read the answer.
    """

    def post(self) -> None:
        known = self.get_cookie(_COOKIE) or ""
        if not known or len(known) > _LONGEST_ID:
            known = secrets.token_urlsafe(24)
            self.set_cookie(_COOKIE, known, httponly=True, samesite="Strict")
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(known)
