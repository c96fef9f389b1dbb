"""A learner's smtplib clients: which one raised an error, and what it did with which server."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING, Any

from mailtutor.record import Journal

from .expectations import NotYet

if TYPE_CHECKING:
    from mailtutor.record import Session


def client_behind(error: BaseException) -> smtplib.SMTP | None:
    """Return the client that an exception came from; None if it never passed through one."""
    found = None
    trace = error.__traceback__
    while trace is not None:
        client = trace.tb_frame.f_locals.get("self")
        if isinstance(client, smtplib.SMTP):
            found = client
        trace = trace.tb_next
    return found


def was_raised(error: BaseException) -> bool:
    """Whether an exception was raised at all, and not only made."""
    return error.__traceback__ is not None


def session_with(server: Any, client: smtplib.SMTP | None) -> Session | None:
    """Return the last session of this very client with a server; None if there was none."""
    journal = getattr(server, "journal", None)
    if client is None or not isinstance(journal, Journal):
        return None
    own = (each for each in reversed(journal.sessions) if each.client and each.client.is_(client))
    return next(own, None)


def must_have_checked(session: Session, ca_file: str) -> None:
    """See that the client of an encrypted session checked whom it spoke to.

    Args:
        session: an encrypted one.
        ca_file: the learner's name for the file to trust, as ``"server.ca_file"``.

    Raises:
        NotYet: it did not. A client of another library isn't known; it is let pass.
    """
    client = session.client
    if client is None:
        return
    if client.checks_certificate is False:
        raise NotYet(
            "It was encrypted, but your client didn't check the certificate: an impostor would "
            "have got it all the same. Pass "
            f"`context=ssl.create_default_context(cafile={ca_file})`."
        )
    if client.checks_name is False:
        raise NotYet(
            "It was encrypted, but your context has `check_hostname = False`: a certificate for "
            "any other name was good enough. Leave that check on."
        )
