"""Sign X.509 certificates in pure Python (RFC 5280)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from ipaddress import ip_address
from typing import TYPE_CHECKING

from ecdsa import NIST256p, SigningKey, der
from ecdsa.util import sigencode_der

from .certificates import (
    ALTERNATIVE_NAMES,
    COMMON_NAME,
    DNS_NAME,
    IP_ADDRESS,
    ORGANIZATION,
    UTC_TIME,
    Certificate,
    is_address,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_OCTETS, _UTF8, _BOOLEAN = 0x04, 0x0C, 0x01
_ECDSA_WITH_SHA256 = (1, 2, 840, 10045, 4, 3, 2)
_SUBJECT_KEY, _KEY_USAGE, _CONSTRAINTS, _AUTHORITY_KEY = 14, 15, 19, 35
_LIFETIME = timedelta(days=30)


@dataclass(frozen=True)
class Name:
    """The subject or issuer of a certificate: a common name, and an organization."""

    common: str
    organization: str = ""

    def encode(self) -> bytes:
        """Return its DER encoding."""
        parts = [(ORGANIZATION, self.organization), (COMMON_NAME, self.common)]
        encoded: bytes = der.encode_sequence(
            *(
                _tlv(0x31, der.encode_sequence(der.encode_oid(*oid), _tlv(_UTF8, text.encode())))
                for oid, text in parts
                if text
            )
        )
        return encoded


class Issuer:
    """A key that signs certificates: an authority's, or a server's own.

    Args:
        name: the name that its certificates show as their issuer.

    Example:
        >>> authority = Issuer(Name("Root"))
        >>> key = Issuer(Name("localhost"))
        >>> certificate = authority.sign(key, ["localhost", "127.0.0.1"])
        >>> certificate.names
        ('localhost', '127.0.0.1')
        >>> from mailtutor.pure_tls.certificates import verify
        >>> verify(certificate, trusted=[authority.certificate()], host="localhost")
        >>> verify(certificate, trusted=[authority.certificate()], host="example.com")
        Traceback (most recent call last):
        ...
        mailtutor.pure_tls.certificates.VerificationError: Hostname mismatch, ...
    """

    def __init__(self, name: Name) -> None:
        self.name = name
        self.key = SigningKey.generate(NIST256p)

    def certificate(self) -> Certificate:
        """Return its own certificate, as an authority."""
        return self.sign(self, [])

    def sign(
        self,
        holder: Issuer,
        names: Iterable[str],
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Certificate:
        """Sign a certificate for the holder of a key.

        Args:
            holder: the holder.
            names: the host names and IP addresses that it's for; none for an authority.
            since: the beginning of its validity; yesterday if omitted.
            until: the end of its validity; in 30 days if omitted.
        """
        now = datetime.now(timezone.utc)
        algorithm = der.encode_sequence(der.encode_oid(*_ECDSA_WITH_SHA256))
        to_sign = der.encode_sequence(
            der.encode_constructed(0, der.encode_integer(2)),  # version 3
            der.encode_integer(secrets.randbits(126) + 1),
            algorithm,
            self.name.encode(),
            der.encode_sequence(
                _time(since or now - timedelta(days=1)), _time(until or now + _LIFETIME)
            ),
            holder.name.encode(),
            holder.key.verifying_key.to_der(),
            der.encode_constructed(3, der.encode_sequence(*self._extensions(holder, list(names)))),
        )
        signature = self.key.sign_deterministic(
            to_sign, hashfunc=hashlib.sha256, sigencode=sigencode_der
        )
        return Certificate(
            der.encode_sequence(to_sign, algorithm, der.encode_bitstring(signature, 0))
        )

    def _extensions(self, holder: Issuer, names: list[str]) -> Iterator[bytes]:
        own_key = _key_identifier(holder)
        yield _extension(_SUBJECT_KEY, _tlv(_OCTETS, own_key))
        yield _extension(_AUTHORITY_KEY, der.encode_sequence(_tlv(0x80, _key_identifier(self))))
        if names:
            digital_signature = _tlv(0x03, b"\x07\x80")
            yield _extension(_KEY_USAGE, digital_signature, critical=True)
            yield _extension(ALTERNATIVE_NAMES, der.encode_sequence(*map(_general_name, names)))
        else:
            sign_certificates = _tlv(0x03, b"\x02\x04")
            yield _extension(_KEY_USAGE, sign_certificates, critical=True)
            is_authority = der.encode_sequence(_tlv(_BOOLEAN, b"\xff"))
            yield _extension(_CONSTRAINTS, is_authority, critical=True)


def _tlv(tag: int, content: bytes) -> bytes:
    return bytes([tag]) + bytes(der.encode_length(len(content))) + content


def _time(moment: datetime) -> bytes:
    return _tlv(UTC_TIME, f"{moment.astimezone(timezone.utc):%y%m%d%H%M%SZ}".encode())


def _general_name(name: str) -> bytes:
    if is_address(name):
        return _tlv(IP_ADDRESS, ip_address(name).packed)
    return _tlv(DNS_NAME, name.encode("idna"))


def _extension(number: int, content: bytes, *, critical: bool = False) -> bytes:
    flag = [_tlv(_BOOLEAN, b"\xff")] if critical else []
    oid = der.encode_oid(2, 5, 29, number)
    encoded: bytes = der.encode_sequence(oid, *flag, _tlv(_OCTETS, content))
    return encoded


def _key_identifier(holder: Issuer) -> bytes:
    return hashlib.sha1(holder.key.verifying_key.to_string("uncompressed")).digest()  # noqa: S324
