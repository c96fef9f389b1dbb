"""Generate certificates: valid ones, and ones that are wrong on purpose."""

from __future__ import annotations

import shutil
import ssl
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Literal, get_args

from mailtutor.record import finalize_here

Flaw = Literal["expired", "other name", "self-signed"]
_NAMES = ("localhost", "127.0.0.1", "::1", "smtp.example.com")
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
        import trustme  # late: it takes 70 ms, and browsers don't have it

        self.flaw = flaw
        self._authority = trustme.CA(organization_name="mailtutor, for learning only")
        self._names: tuple[str, ...] = ()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        folder = Path(tempfile.mkdtemp(prefix="mailtutor-"))
        self._remove = finalize_here(self, _remove, folder)
        self.ca_file = str(folder / "ca.pem")
        self._authority.cert_pem.write_to_path(self.ca_file)
        self.add_names(*_NAMES)

    def add_names(self, *names: str) -> None:
        """Reissue the certificate, with these names added."""
        if set(names) <= set(self._names):
            return
        self._names = tuple(dict.fromkeys(self._names + names))
        identities = (_OTHER_NAME,) if self.flaw == "other name" else self._names
        if self.flaw == "self-signed":
            self._self_sign()
            return
        now = datetime.now(timezone.utc)
        expired = self.flaw == "expired"
        certificate = self._authority.issue_cert(
            *identities,
            not_before=now - timedelta(days=30) if expired else None,
            not_after=now - timedelta(days=1) if expired else None,
        )
        certificate.configure_cert(self.context)

    def _self_sign(self) -> None:
        """Sign the certificate with its own key, like many devices at home."""
        from ipaddress import ip_address

        from cryptography import x509
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.serialization import (
            Encoding,
            NoEncryption,
            PrivateFormat,
        )

        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, self._names[0])])
        alternatives = [
            x509.IPAddress(ip_address(each)) if ":" in each or each[-1:].isdigit()
            else x509.DNSName(each)
            for each in self._names
        ]  # fmt: skip
        now = datetime.now(timezone.utc)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30))
            .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
            .sign(key, SHA256())
        )
        Path(self.ca_file).write_bytes(certificate.public_bytes(Encoding.PEM))
        chain = Path(self.ca_file).with_name("server.pem")
        chain.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            + certificate.public_bytes(Encoding.PEM)
        )
        self.context.load_cert_chain(chain)
        chain.unlink()


def _remove(folder: Path) -> None:
    # On Windows an open file can't be deleted; it's in the folder for temporary files.
    shutil.rmtree(folder, ignore_errors=True)
