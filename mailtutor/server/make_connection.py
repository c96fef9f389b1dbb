"""Make one client's connection: wire the transport to an SMTP session."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from .auth import MECHANISMS, check_password
from .commands import COMMANDS
from .connection import Connection
from .smtp_session import SMTPSession

if TYPE_CHECKING:
    import asyncio
    import ssl

    from mailtutor.record import Journal

    from .behavior import Behavior


def make_connection(  # noqa: PLR0913, PLR0917 - the server gives four, its transport two
    behavior: Behavior,
    journal: Journal,
    context: ssl.SSLContext | None,
    mode: str | None,
    loop: asyncio.AbstractEventLoop,
    open_connections: set[Connection],
) -> Connection:
    """Return the connection, which doesn't refer to the server: that may be collected."""
    implicit_tls = context if mode == "implicit" else None
    make_session = partial(
        SMTPSession,
        behavior,
        journal,
        commands=COMMANDS,
        mechanisms=MECHANISMS,
        authenticator=check_password,
        hostname="localhost",
        loop=loop,
        starttls=context if mode == "starttls" else None,
        encrypted=bool(implicit_tls),
    )
    return Connection(
        make_session,
        journal,
        loop=loop,
        open_connections=open_connections,
        implicit_tls=implicit_tls,
    )
