"""A certificate authority for a real server, with the package `trustme`."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta, timezone
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import trustme
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable


class Authority:
    """A certificate authority.

    Args:
        name: its name.

    Attributes:
        pem: its certificate, for clients that trust it.
    """

    def __init__(self, name: str) -> None:
        self._authority = trustme.CA(organization_name=name)
        self.pem = self._authority.cert_pem.bytes().decode("ascii")

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
            since: the beginning of its validity; trustme's if omitted.
            until: the end of its validity; trustme's if omitted.
        """
        certificate = self._authority.issue_cert(*names, not_before=since, not_after=until)
        certificate.configure_cert(context)

    @staticmethod
    def self_sign(context: ssl.SSLContext, names: Iterable[str]) -> str:
        """Let a context present a certificate signed with its own key, like many devices at home.

        Returns:
            The certificate.
        """
        names = list(names)
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, names[0])])
        alternatives = [
            x509.IPAddress(ip_address(each)) if ":" in each or each[-1:].isdigit()
            else x509.DNSName(each)
            for each in names
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
        pem = certificate.public_bytes(Encoding.PEM)
        with tempfile.TemporaryDirectory(prefix="mailtutor-") as folder:
            chain = Path(folder, "server.pem")
            chain.write_bytes(
                key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + pem
            )
            context.load_cert_chain(chain)
        return pem.decode("ascii")
