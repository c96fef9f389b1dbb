"""A page with views but no Jupyter: their own Python, JavaScript and CSS, and real messages.

It starts in a tenth of the time that JupyterLab and a kernel take. Tests of what only these do
(cells, restarts, shortcuts, saved notebooks, ipywidgets' own controls) stay in JupyterLab.
"""

from __future__ import annotations

import ast
import base64
import itertools
import json
import linecache
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from comm.base_comm import BaseComm
from jupyterlab.commands import get_app_dir

from mailtutor import LocalServer

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

_PAGE = Path(__file__).with_name("bare.html")
_THEMES = Path(get_app_dir()) / "themes" / "@jupyterlab"
_numbers = itertools.count(1)


class Relay:
    """Carries messages between the widgets of this process and one page, as a kernel does.

    The page gets them as server-sent events, from whatever thread they were sent; what the
    page posts is handled one by one, in the order in which it was posted.
    """

    def __init__(self) -> None:
        self._waiting: SimpleQueue[str] = SimpleQueue()
        self._comms: dict[str, BaseComm] = {}
        relay = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/events":
                    self._answer("text/event-stream")
                    with suppress(ConnectionError):  # the page is closed
                        while event := relay._waiting.get():
                            self.wfile.write(f"data: {event}\n\n".encode())
                elif self.path.startswith("/theme-"):
                    self._answer("text/css", (_THEMES / self.path[1:] / "index.css").read_bytes())
                else:
                    self._answer("text/html; charset=utf-8", _PAGE.read_bytes())

            def do_POST(self) -> None:
                text = self.rfile.read(int(self.headers["Content-Length"]))
                try:
                    relay._hear(json.loads(text))
                finally:  # the next one is posted after the answer
                    self._answer("text/plain", b"")

            def _answer(self, kind: str, content: bytes | None = None) -> None:
                self.send_response(200)
                self.send_header("Content-Type", kind)
                if content is not None:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._hearing = threading.Lock()
        self.address = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def open(self, **arguments: Any) -> BaseComm:
        """Open a comm to the page: what ipywidgets asks `comm.create_comm` for."""
        opened = _Comm(self, **arguments)
        self._comms[opened.comm_id] = opened
        return opened

    def send(
        self, what: str, of: str, data: Any = None, buffers: list[bytes] | None = None
    ) -> None:
        """Send a message about a comm to the page."""
        packed = [base64.b64encode(each).decode() for each in buffers or []]
        self._waiting.put(json.dumps({"what": what, "of": of, "data": data, "buffers": packed}))

    def _hear(self, message: dict[str, Any]) -> None:
        buffers = [memoryview(base64.b64decode(each)) for each in message["buffers"]]
        with self._hearing:
            self._comms[message["of"]].handle_msg(
                {"content": {"data": message["data"]}, "buffers": buffers}
            )

    def stop(self) -> None:
        """End the connections to the page, and the server."""
        self._waiting.put("")
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Comm(BaseComm):
    def __init__(self, relay: Relay, **arguments: Any) -> None:
        self._relay = relay
        super().__init__(**arguments)  # opens it

    def publish_msg(
        self,
        msg_type: str,
        data: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,  # noqa: ARG002 - a comm is called with it
        buffers: list[bytes] | None = None,
        **_keys: Any,
    ) -> None:
        self._relay.send(msg_type, self.comm_id, data, buffers)


class BarePage:
    """A page that shows views, one below the other, made by cells that run in this process.

    Args:
        page: where it's opened.
        relay: the widgets' way to the page.

    Attributes:
        names: the variables that the cells have made.
    """

    def __init__(self, page: Page, relay: Relay) -> None:
        self.page = page
        self.names: dict[str, Any] = {}
        self._relay = relay
        self._shown: list[Any] = []
        page.goto(relay.address)

    def run(self, *cells: str) -> None:
        """Run cells; where the last line of one is a view, show it below the others."""
        for cell in cells:
            name = f"<cell {next(_numbers)}>"
            linecache.cache[name] = (len(cell), None, cell.splitlines(keepends=True), name)
            tree = ast.parse(cell)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, name, "exec"), self.names)  # noqa: S102 - the test's own code
            if isinstance(last, ast.Expr):
                result = eval(compile(ast.Expression(last.value), name, "eval"), self.names)  # noqa: S307
                if hasattr(result, "comm"):
                    self._shown.append(result)
                    self._relay.send("show", result.comm.comm_id)

    def view(self, index: int = 0) -> Locator:
        """Find one of the views on the page."""
        return self.page.locator(".mailtutor").nth(index)

    def close(self) -> None:
        """Leave the page, close the views that it showed, and stop the servers of the cells."""
        self.page.goto("about:blank")
        for view in self._shown:
            view.close()
        for each in self.names.values():
            if isinstance(each, LocalServer):
                each.stop()
