"""A learner's smtplib clients: which one raised an error, and their sessions with a server."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING, Any

from mailtutor.record import Journal

from .expectations import Mistake

if TYPE_CHECKING:
    from mailtutor.record import Session


def client_behind(error: BaseException) -> smtplib.SMTP | None:
    """Return the client that raised an exception; None if no client did."""
    found = None
    trace = error.__traceback__
    while trace is not None:
        client = trace.tb_frame.f_locals.get("self")
        if isinstance(client, smtplib.SMTP):
            found = client
        trace = trace.tb_next
    return found


def was_raised(error: BaseException) -> bool:
    """Return whether an exception was raised, not just created."""
    return error.__traceback__ is not None


def session_with(server: Any, client: smtplib.SMTP | None) -> Session | None:
    """Return the last session of a client with a server; None if there was none."""
    journal = getattr(server, "journal", None)
    if client is None or not isinstance(journal, Journal):
        return None
    own = (each for each in reversed(journal.sessions) if each.client and each.client.is_(client))
    return next(own, None)


def is_encrypted(session: Session) -> bool:
    """Return whether TLS was started in a session."""
    return any(line.kind == "event" and b"encrypted" in line.raw for line in session.transcript)


def require_verified_certificate(session: Session, ca_file: str) -> None:
    """Check that the client of an encrypted session verified the server's certificate.

    Args:
        session: an encrypted session.
        ca_file: the learner's expression for the CA file, such as ``"server.ca_file"``.

    Raises:
        Mistake: it didn't. A client of another library is unknown and passes.
    """
    client = session.client
    if client is None:
        return
    if client.checks_certificate is False:
        raise Mistake(
            "The session was encrypted, but your client didn't verify the certificate, so it could "
            "have been talking to an impostor. Pass "
            f"`context=ssl.create_default_context(cafile={ca_file})`."
        )
    if client.checks_name is False:
        raise Mistake(
            "The session was encrypted, but your context has `check_hostname = False`, so it "
            "accepts a certificate for any other name. Leave that check on."
        )
