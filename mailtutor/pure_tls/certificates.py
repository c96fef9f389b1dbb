"""Read and verify X.509 certificates in pure Python (RFC 5280).

Only what a learner's server needs: ECDSA keys on the curve P-256, one authority, and the checks
that OpenSSL makes of a server's certificate. The error numbers are OpenSSL's.
"""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import datetime, timezone
from ipaddress import ip_address
from typing import TYPE_CHECKING

from ecdsa import VerifyingKey, der
from ecdsa.keys import BadSignatureError
from ecdsa.util import sigdecode_der

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Tags of ASN.1, and numbers of names and extensions (RFC 5280, sections 4.1 and 4.2).
UTC_TIME = 0x17
DNS_NAME, IP_ADDRESS = 0x82, 0x87
COMMON_NAME, ORGANIZATION = (2, 5, 4, 3), (2, 5, 4, 10)
ALTERNATIVE_NAMES = 17
_NAME_TYPES = {COMMON_NAME: "commonName", ORGANIZATION: "organizationName"}
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)


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
            if oid == bytes((0x55, 0x1D, ALTERNATIVE_NAMES)):
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


def _pieces(encoded: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield the tag, the content and the whole of each element."""
    while encoded:
        length, size = der.read_length(encoded[1:])
        start, end = 1 + size, 1 + size + length
        if end > len(encoded):
            raise der.UnexpectedDER("it ends too early")
        yield encoded[0], encoded[start:end], encoded[:end]
        encoded = encoded[end:]


def _read_time(tag: int, content: bytes) -> datetime:
    form = "%y%m%d%H%M%SZ" if tag == UTC_TIME else "%Y%m%d%H%M%SZ"
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


def _read_general_name(piece: tuple[int, bytes, bytes]) -> str:
    tag, content, _ = piece
    if tag == IP_ADDRESS:
        return str(ip_address(content))
    return content.decode("ascii") if tag == DNS_NAME else ""
