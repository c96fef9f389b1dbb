"""Generate certificates: valid ones, and ones that are wrong on purpose."""

from __future__ import annotations

import shutil
import ssl
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from mailtutor.platform import IN_BROWSER
from mailtutor.record import finalize_here

if TYPE_CHECKING:
    from mailtutor.pure_tls.context import Authority as PureAuthority

    from .authority import Authority

Flaw = Literal["expired", "other name", "self-signed"]
_NAMES = ("localhost", "127.0.0.1", "::1", "smtp.example.com")
_AUTHORITY_NAME = "mailtutor, for learning only"
_OTHER_NAME = "somewhere-else.example.com"


class Certificates:
    """A certificate authority, and the server's certificate that it signed.

    Args:
        flaw: a deliberate flaw in the certificate, or None.

    Raises:
        ValueError: the flaw is unknown.

    Attributes:
        context: the server's TLS context.
        ca_file: the path of the authority's certificate, for
            ``ssl.create_default_context(cafile=...)``; deleted with this object.
    """

    def __init__(self, flaw: Flaw | None = None) -> None:
        if flaw is not None and flaw not in get_args(Flaw):
            raise ValueError(f"certificate must be one of {get_args(Flaw)} or None, not {flaw!r}")
        self.flaw = flaw
        self._authority = _authority()
        self._names: tuple[str, ...] = ()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        folder = Path(tempfile.mkdtemp(prefix="mailtutor-"))
        self._remove = finalize_here(self, _remove, folder)
        self.ca_file = str(folder / "ca.pem")
        Path(self.ca_file).write_text(self._authority.pem, encoding="ascii")
        self.add_names(*_NAMES)

    def add_names(self, *names: str) -> None:
        """Reissue the certificate, with these names added."""
        if set(names) <= set(self._names):
            return
        self._names = tuple(dict.fromkeys(self._names + names))
        if self.flaw == "self-signed":
            pem = self._authority.self_sign(self.context, self._names)
            Path(self.ca_file).write_text(pem, encoding="ascii")
            return
        identities = (_OTHER_NAME,) if self.flaw == "other name" else self._names
        now = datetime.now(timezone.utc)
        expired = self.flaw == "expired"
        self._authority.certify(
            self.context,
            identities,
            since=now - timedelta(days=30) if expired else None,
            until=now - timedelta(days=1) if expired else None,
        )


def _authority() -> Authority | PureAuthority:
    # Both are imported late, because they take 70 ms.
    if IN_BROWSER:
        from mailtutor.pure_tls.context import Authority as PureAuthority
        from mailtutor.pure_tls.context import install

        install()
        return PureAuthority(_AUTHORITY_NAME)
    from .authority import Authority

    return Authority(_AUTHORITY_NAME)


def _remove(folder: Path) -> None:
    # On Windows an open file can't be deleted; it's in the folder for temporary files.
    shutil.rmtree(folder, ignore_errors=True)
