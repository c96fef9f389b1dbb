"""X.509 certificates in pure Python: sign them, read them, verify them (RFC 5280).

Only what a learner's server needs: ECDSA keys on the curve P-256, one authority, and the checks
that OpenSSL makes of a server's certificate. The error numbers are OpenSSL's.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from ipaddress import ip_address
from typing import TYPE_CHECKING

from ecdsa import NIST256p, SigningKey, VerifyingKey, der
from ecdsa.keys import BadSignatureError
from ecdsa.util import sigdecode_der, sigencode_der

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SEQUENCE, _OCTETS, _UTF8, _UTC_TIME, _BOOLEAN = 0x30, 0x04, 0x0C, 0x17, 0x01
_DNS_NAME, _IP_ADDRESS = 0x82, 0x87
_COMMON_NAME, _ORGANIZATION = (2, 5, 4, 3), (2, 5, 4, 10)
_ECDSA_WITH_SHA256 = (1, 2, 840, 10045, 4, 3, 2)
_SUBJECT_KEY, _KEY_USAGE, _ALTERNATIVE_NAMES, _CONSTRAINTS, _AUTHORITY_KEY = 14, 15, 17, 19, 35
_NAME_TYPES = {_COMMON_NAME: "commonName", _ORGANIZATION: "organizationName"}
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)
_LIFETIME = timedelta(days=30)


class VerificationError(Exception):
    """A certificate isn't acceptable.

    Attributes:
        code: OpenSSL's number for the reason.
        reason: OpenSSL's words.
        alert: the TLS alert to send (RFC 8446, section 6).
    """

    def __init__(self, code: int, reason: str, alert: int) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.alert = alert


@dataclass(frozen=True)
class Name:
    """The subject or issuer of a certificate: a common name, and an organization."""

    common: str
    organization: str = ""

    def encode(self) -> bytes:
        """Return its DER encoding."""
        parts = [(_ORGANIZATION, self.organization), (_COMMON_NAME, self.common)]
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
            yield _extension(_ALTERNATIVE_NAMES, der.encode_sequence(*map(_general_name, names)))
        else:
            sign_certificates = _tlv(0x03, b"\x02\x04")
            yield _extension(_KEY_USAGE, sign_certificates, critical=True)
            is_authority = der.encode_sequence(_tlv(_BOOLEAN, b"\xff"))
            yield _extension(_CONSTRAINTS, is_authority, critical=True)


class Certificate:
    """A certificate, read from its DER encoding.

    Args:
        encoded: the bytes.

    Raises:
        ValueError: it isn't a certificate that this module can read.

    Attributes:
        encoded: the bytes.
        names: the host names and IP addresses that it's for.
        since: the beginning of its validity.
        until: the end of its validity.
    """

    def __init__(self, encoded: bytes) -> None:
        self.encoded = encoded
        try:
            self._read()
        except (IndexError, ValueError, der.UnexpectedDER) as error:
            raise ValueError(f"not a certificate that can be read here: {error}") from error

    def _read(self) -> None:
        ((_, content, _),) = _pieces(self.encoded)
        (_, fields, self._signed), _, (_, signature, _) = _pieces(content)
        self._signature = signature[1:]
        parts = list(_pieces(fields))
        (_, serial, _), _, (_, _, self._issuer), (_, validity, _) = parts[1:5]
        (_, _, self._subject), (_, _, self._key) = parts[5:7]
        self.serial = int.from_bytes(serial, "big")
        self.since, self.until = (_read_time(tag, text) for tag, text, _ in _pieces(validity))
        self.names: tuple[str, ...] = ()
        for tag, extensions, _ in parts[7:]:
            if tag == 0xA3:  # noqa: PLR2004 - RFC 5280, section 4.1: extensions [3]
                self._read_extensions(extensions)

    def _read_extensions(self, content: bytes) -> None:
        ((_, extensions, _),) = _pieces(content)
        for _, extension, _ in _pieces(extensions):
            (_, oid, _), *_, (_, value, _) = _pieces(extension)
            if oid == bytes((0x55, 0x1D, _ALTERNATIVE_NAMES)):
                ((_, names, _),) = _pieces(value)
                self.names = tuple(filter(None, map(_read_general_name, _pieces(names))))

    @property
    def self_signed(self) -> bool:
        """True if its holder signed it."""
        return self._issuer == self._subject

    def is_signed_by(self, other: Certificate) -> bool:
        """Return whether the holder of another certificate signed this one."""
        if other._subject != self._issuer:
            return False
        try:
            return bool(
                VerifyingKey.from_der(other._key).verify(
                    self._signature, self._signed, hashlib.sha256, sigdecode_der
                )
            )
        except (BadSignatureError, der.UnexpectedDER):
            return False

    def as_dict(self) -> dict[str, object]:
        """Return its content in the form of `ssl.SSLSocket.getpeercert`."""
        return {
            "subject": _read_name(self._subject),
            "issuer": _read_name(self._issuer),
            "version": 3,
            "serialNumber": f"{self.serial:X}",
            "notBefore": _in_words(self.since),
            "notAfter": _in_words(self.until),
            "subjectAltName": tuple(
                ("IP Address" if is_address(name) else "DNS", name) for name in self.names
            ),
        }

    def pem(self) -> str:
        """Return its PEM encoding."""
        text = base64.encodebytes(self.encoded).decode()
        return f"-----BEGIN CERTIFICATE-----\n{text}-----END CERTIFICATE-----\n"


def read_pem(text: str) -> list[Certificate]:
    """Read the certificates in a text.

    Raises:
        ValueError: one of them can't be read.
    """
    return [Certificate(base64.b64decode(encoded)) for encoded in _PEM.findall(text)]


def verify(
    certificate: Certificate,
    *,
    trusted: Iterable[Certificate],
    host: str | None,
    now: datetime | None = None,
) -> None:
    """Check who signed a certificate, when it's valid, and which host it's for.

    Args:
        certificate: the server's certificate.
        trusted: the certificates that the client trusts.
        host: the name or IP address that the client connected to; None to accept any.
        now: the time; the current one if omitted.

    Raises:
        VerificationError: it isn't acceptable.
    """
    now = now or datetime.now(timezone.utc)
    known = any(
        certificate.encoded == each.encoded or certificate.is_signed_by(each) for each in trusted
    )
    if not known and certificate.self_signed:
        raise VerificationError(18, "self-signed certificate", alert=48)
    if not known:
        raise VerificationError(20, "unable to get local issuer certificate", alert=48)
    if now < certificate.since:
        raise VerificationError(9, "certificate is not yet valid", alert=42)
    if now > certificate.until:
        raise VerificationError(10, "certificate has expired", alert=45)
    if host is not None and not _is_for(certificate, host):
        kind, code = ("IP address", 64) if is_address(host) else ("Hostname", 62)
        raise VerificationError(
            code, f"{kind} mismatch, certificate is not valid for '{host}'.", alert=42
        )


def _is_for(certificate: Certificate, host: str) -> bool:
    if is_address(host):
        return any(is_address(each) and ip_address(each) == ip_address(host)
                   for each in certificate.names)  # fmt: skip
    host = host.lower().rstrip(".")
    _, _, parent = host.partition(".")
    return any(
        name == host or (name.startswith("*.") and name[2:] == parent and "." in parent)
        for name in map(str.lower, certificate.names)
    )


def is_address(name: str) -> bool:
    """Return whether a host is given by its IP address."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _tlv(tag: int, content: bytes) -> bytes:
    return bytes([tag]) + bytes(der.encode_length(len(content))) + content


def _pieces(encoded: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield the tag, the content and the whole of each element."""
    while encoded:
        length, size = der.read_length(encoded[1:])
        start, end = 1 + size, 1 + size + length
        if end > len(encoded):
            raise der.UnexpectedDER("it ends too early")
        yield encoded[0], encoded[start:end], encoded[:end]
        encoded = encoded[end:]


def _time(moment: datetime) -> bytes:
    return _tlv(_UTC_TIME, f"{moment.astimezone(timezone.utc):%y%m%d%H%M%SZ}".encode())


def _read_time(tag: int, content: bytes) -> datetime:
    form = "%y%m%d%H%M%SZ" if tag == _UTC_TIME else "%Y%m%d%H%M%SZ"
    return datetime.strptime(content.decode("ascii"), form).replace(tzinfo=timezone.utc)


def _in_words(moment: datetime) -> str:
    return f"{moment:%b} {moment.day:2} {moment:%H:%M:%S %Y} GMT"


def _read_name(encoded: bytes) -> tuple[tuple[tuple[str, str], ...], ...]:
    ((_, content, _),) = _pieces(encoded)
    known = {der.encode_oid(*oid): name for oid, name in _NAME_TYPES.items()}
    pairs = []
    for _, group, _ in _pieces(content):
        ((_, pair, _),) = _pieces(group)
        (_, _, oid), (_, text, _) = _pieces(pair)
        pairs.append(((known.get(oid, "unknown"), text.decode()),))
    return tuple(pairs)


def _general_name(name: str) -> bytes:
    if is_address(name):
        return _tlv(_IP_ADDRESS, ip_address(name).packed)
    return _tlv(_DNS_NAME, name.encode("idna"))


def _read_general_name(piece: tuple[int, bytes, bytes]) -> str:
    tag, content, _ = piece
    if tag == _IP_ADDRESS:
        return str(ip_address(content))
    return content.decode("ascii") if tag == _DNS_NAME else ""


def _extension(number: int, content: bytes, *, critical: bool = False) -> bytes:
    flag = [_tlv(_BOOLEAN, b"\xff")] if critical else []
    oid = der.encode_oid(2, 5, 29, number)
    encoded: bytes = der.encode_sequence(oid, *flag, _tlv(_OCTETS, content))
    return encoded


def _key_identifier(holder: Issuer) -> bytes:
    return hashlib.sha1(holder.key.verifying_key.to_string("uncompressed")).digest()  # noqa: S324
