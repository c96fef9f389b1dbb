"""What is known of the client of a session, where it runs in the same Python as the server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import weakref


@dataclass(slots=True)
class Client:
    """A client of ``smtplib`` in this Python, as it was when it connected and last sent.

    Args:
        reference: a weak reference to the client.
        debuglevel: what ``set_debuglevel`` had set when it connected; None if that was not seen.
        timeout: in seconds, when it connected; None if there was none, or it was not seen.
        checks_certificate: whether it checked who signed the server's certificate, and its
            dates; None without TLS.
        checks_name: whether it checked that the certificate is for the host that it asked
            for; None without TLS.
        threads: the numbers of the threads that have sent something over it.
    """

    reference: weakref.ref[Any]
    debuglevel: int | None = None
    timeout: float | None = None
    checks_certificate: bool | None = None
    checks_name: bool | None = None
    threads: set[int] = field(default_factory=set)

    def is_(self, client: object) -> bool:
        """Return whether this is about that very client."""
        return self.reference() is client
