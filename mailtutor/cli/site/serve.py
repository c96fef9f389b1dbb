"""Serve a site on this computer, for a look at it."""

from __future__ import annotations

import functools
import http.server
import sys
import webbrowser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files, with the types that browsers insist on, and without a log."""

    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
        ".whl": "application/zip",
    }

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class Server(http.server.ThreadingHTTPServer):
    """Serves a site, and prints no error when a browser leaves before a file has arrived."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print the error, unless the browser is gone."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def make_server(folder: Path, port: int = 0) -> Server:
    """Return a server of a folder, on loopback only.

    Args:
        folder: the site.
        port: the port; 0 for a free one.
    """
    handler = functools.partial(Handler, directory=str(folder))
    return Server(("127.0.0.1", port), handler)


def serve(folder: Path) -> None:
    """Serve a site and open it in the browser, until Ctrl-C."""
    with make_server(folder) as server:
        # A worker, which makes it work offline, needs localhost or https.
        address = f"http://localhost:{server.server_address[1]}/"
        print(f"The site is at {address} on this computer. Press Ctrl-C to stop.")
        webbrowser.open(address)
        server.serve_forever()
