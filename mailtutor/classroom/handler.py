"""A request handler for everything that a class serves: careful headers, and plain errors."""

from __future__ import annotations

from typing import Any

from tornado.web import HTTPError, RequestHandler


class PlainHandler(RequestHandler):
    """Replies with careful headers and plain errors, which the terminal doesn't show."""

    def set_default_headers(self) -> None:
        """Say nothing about the server, and let nothing be stored."""
        self.clear_header("Server")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cache-Control", "no-store")

    def write_error(self, status_code: int, **_kwargs: Any) -> None:
        """Send the status and the reason."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code} {self._reason}\n")

    def log_exception(self, *args: Any) -> None:
        """Log our own mistakes only: a wrong address or code is a learner's."""
        if not isinstance(args[1], HTTPError):
            super().log_exception(*args)
