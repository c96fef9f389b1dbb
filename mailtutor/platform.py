"""Everything that a browser's Python (Pyodide) lacks, and what takes its place.

There are no threads, no sockets and no second process. Code that needs one of them asks here.
"""

from __future__ import annotations

import asyncio
import http.client
import socket
import sys
import threading
import urllib.parse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

IN_BROWSER = sys.platform == "emscripten"
"""Whether this Python runs in a browser."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""The names by which a program reaches its own computer."""
_LONGEST_REPLY = 1_000_000  # bytes


def addresses_of(host: str) -> list[str]:
    """Look up the IP addresses of a host.

    In a browser, only this computer has one: there, Python invents an address for any other name.

    Raises:
        OSError: the host has none.
    """
    if IN_BROWSER:
        if host.lower() in LOOPBACK:
            return ["127.0.0.1"]
        words = "Name or service not known (simulated: Python in a browser has no network)"
        raise socket.gaierror(socket.EAI_NONAME, words)
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def later(seconds: float, function: Callable[..., object], *args: Any) -> None:
    """Call a function later: in a thread of its own, or, in a browser, between two cells.

    Args:
        seconds: how long to wait.
        function: the function.
        args: its arguments.
    """
    if IN_BROWSER:
        asyncio.get_event_loop().call_later(seconds, function, *args)
    else:
        timer = threading.Timer(seconds, function, args)
        timer.daemon = True
        timer.start()


def page_origin() -> str:
    """Return where the page of this Python came from, such as `http://localhost:40123`.

    It's empty if this Python doesn't run in a browser.
    """
    if not IN_BROWSER:
        return ""
    import js  # type: ignore[import-not-found]

    return str(js.location.origin)


def is_secure() -> bool:
    """Return whether the browser gives this page a service worker.

    Only pages over https and from this computer have one, and with it the lessons folder, and
    a way to wait for input.
    """
    import js

    return bool(js.isSecureContext)


def post(url: str, body: bytes, timeout: float, kind: str = "text/plain") -> tuple[int, bytes]:
    """Send a POST request, and wait for the reply.

    Args:
        url: where to; only http, unless this Python runs in a browser.
        body: what to send.
        timeout: how long to wait, in seconds.
        kind: the media type of the body.

    Returns:
        The status and the body of the reply.

    Raises:
        OSError: there was no reply; a browser doesn't say why.
    """
    if IN_BROWSER:
        return _post_and_block(url, body, timeout, kind)
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=timeout)
    try:
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request("POST", path, body, {"Content-Type": kind})
        response = connection.getresponse()
        return response.status, response.read(_LONGEST_REPLY)
    except http.client.HTTPException as error:
        raise ConnectionError(f"not a web server: {error!r}") from error
    finally:
        connection.close()


def _post_and_block(url: str, body: bytes, timeout: float, kind: str) -> tuple[int, bytes]:
    """Send a request in the one way in which a browser waits, and only in a worker."""
    import js
    from pyodide.ffi import JsException, to_js  # type: ignore[import-not-found]

    request = js.XMLHttpRequest.new()
    try:
        request.open("POST", url, False)  # noqa: FBT003 - the browser's own signature
        request.timeout = timeout * 1000
        request.responseType = "arraybuffer"
        request.setRequestHeader("Content-Type", kind)
        request.send(to_js(body))
        return int(request.status), bytes(request.response.to_py())
    except JsException as error:
        raise ConnectionError(f"the browser got no reply ({error.name})") from error


async def post_meanwhile(url: str, body: bytes, timeout: float) -> tuple[int, bytes]:
    """Send a POST request like `post`, while other tasks go on."""
    if not IN_BROWSER:
        return await asyncio.to_thread(post, url, body, timeout)
    import js
    from pyodide.ffi import JsException
    from pyodide.http import pyfetch  # type: ignore[import-not-found]

    signal = js.AbortSignal.timeout(int(timeout * 1000))
    try:
        response = await pyfetch(url, method="POST", body=body, cache="no-store", signal=signal)
        return response.status, await response.bytes()
    except (JsException, OSError) as error:
        raise ConnectionError(f"the browser got no reply ({error})") from error
