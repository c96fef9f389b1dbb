"""The client of a session, if it runs in the same Python as the server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import weakref


@dataclass(slots=True)
class Client:
    """An ``smtplib`` client in this Python, as it was when it connected and last sent.

    Args:
        reference: a weak reference to the client.
        debuglevel: the level from ``set_debuglevel`` when it connected; None if unknown.
        timeout: the timeout in seconds when it connected; None if unset or unknown.
        checks_certificate: whether it checked the signature and dates of the server's
            certificate; None without TLS.
        checks_name: whether it checked the certificate's name; None without TLS.
        threads: the identifiers of the threads that used it.
    """

    reference: weakref.ref[Any]
    debuglevel: int | None = None
    timeout: float | None = None
    checks_certificate: bool | None = None
    checks_name: bool | None = None
    threads: set[int] = field(default_factory=set)

    def is_(self, client: object) -> bool:
        """Return whether this is the same client."""
        return self.reference() is client
