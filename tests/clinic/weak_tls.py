"""TLS that is too weak for today's Python: a short key exchange, and a short certificate."""

from __future__ import annotations

import ssl
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from pathlib import Path

# Parameters of 1024 bits, by `openssl dhparam -dsaparam 1024`: they are no secret.
SHORT_DH = """\
-----BEGIN X9.42 DH PARAMETERS-----
MIIBJgKBgQCHaHJ0ToVWaAmgJ3rN4mglstpl7GpjxvotEwrxKzs3QaFVATszkaZ6
gk4O+LxkNhhfyBIwHCRgj9fLRMV9iCcgU6yIcr5QQaSh9ninwNFX9BnKBQh6cOUg
m8rkXA5bs7ZFX4Wp67Oc4h830VmDUSZ5nMveCUUARt7N/JwUTV886QKBgDvw1lKH
5LW1uOp7KCsOU7nytYxk0uQSYPfIIJmbdQDBVAiLTJCRAnwOdFG3V0KUKX9YBVXm
VKd5r9VMvHCXRXgK/MLkz5DTXhDQKH8Z68mMlYfQvg3rrcasDJ5fhZgWH8tmaMiD
6tYTpgobmHQbkHCGmYPTEpDjoXsv7Xd8VmntAh0A3U97iKwEiinU2ucVB5XqbWqv
0Mss3LVbZMZanQ==
-----END X9.42 DH PARAMETERS-----
"""


def rsa_context(folder: Path, bits: int) -> ssl.SSLContext:
    """Return a server's context with a key of this length; ``rsa.pem`` is its certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(timezone.utc)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    certificate = (
        builder.not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "rsa.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "rsa.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")  # or it wouldn't load its own certificate
    context.load_cert_chain(folder / "rsa.pem", folder / "rsa.key")
    return context
