"""The part of `ssl.SSLContext` that Pyodide leaves out, in pure Python."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from tlslite.utils.keyfactory import parsePEMKey

from .certificates import Certificate, read_pem
from .issuer import Issuer, Name
from .ssl_object import PureSSLObject

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

# The certificate and key that a server's context presents.
_presented: WeakKeyDictionary[ssl.SSLContext, tuple[Certificate, Any]] = WeakKeyDictionary()


def wrap_bio(  # noqa: PLR0913, PLR0917 - as ssl has it
    context: ssl.SSLContext,
    incoming: ssl.MemoryBIO,
    outgoing: ssl.MemoryBIO,
    server_side: bool = False,  # noqa: FBT001, FBT002 - as ssl has it
    server_hostname: str | None = None,
    session: object = None,  # noqa: ARG001
) -> PureSSLObject:
    """Return one side of an encrypted connection, like `ssl.SSLContext.wrap_bio`.

    Args:
        context: the settings. A server's context must present a certificate.
        incoming: what the other side sends.
        outgoing: what to send to it.
        server_side: whether this is the server.
        server_hostname: the name that a client connects to.
        session: ignored.
    """
    return PureSSLObject(
        context,
        incoming,
        outgoing,
        presents=_presented[context] if server_side else None,
        trusts=[] if server_side else trusted(context),
        server_hostname=server_hostname,
    )


def trusted(context: ssl.SSLContext) -> list[Certificate]:
    """Return the certificates that a client trusts.

    Pyodide's `load_verify_locations` keeps the text of the file, and reads nothing.
    """
    return read_pem(getattr(context, "_ca_data", ""))


def install() -> None:
    """Let every `ssl.SSLContext` encrypt."""
    ssl.SSLContext.wrap_bio = wrap_bio  # type: ignore[method-assign, assignment]


class Authority:
    """A certificate authority that needs no more than Python.

    Args:
        name: its name.

    Attributes:
        pem: its certificate, for clients that trust it.
    """

    def __init__(self, name: str) -> None:
        self._root = Issuer(Name(name, name))
        self._server = Issuer(Name("server", name))
        self.pem = self._root.certificate().pem()

    def certify(
        self,
        context: ssl.SSLContext,
        names: Iterable[str],
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> None:
        """Let a server's context present a new certificate.

        Args:
            context: the context.
            names: the host names and IP addresses that it's for.
            since: the beginning of its validity; yesterday if omitted.
            until: the end of its validity; in 30 days if omitted.
        """
        certificate = self._root.sign(self._server, names, since=since, until=until)
        _present(context, certificate, self._server)

    @staticmethod
    def self_sign(context: ssl.SSLContext, names: Iterable[str]) -> str:
        """Let a context present a certificate signed with its own key; return the certificate."""
        names = list(names)
        holder = Issuer(Name(names[0]))
        certificate = holder.sign(holder, names)
        _present(context, certificate, holder)
        return certificate.pem()


def _present(context: ssl.SSLContext, certificate: Certificate, holder: Issuer) -> None:
    key = parsePEMKey(holder.key.to_pem().decode(), private=True, implementations=["python"])
    _presented[context] = certificate, key
