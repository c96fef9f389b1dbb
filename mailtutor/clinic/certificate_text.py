"""Describes a certificate in one line: its names, its issuer, its validity."""

from __future__ import annotations

from typing import Any

_MOST_NAMES = 4


def described(certificate: Any) -> str:
    """Describe a certificate that Python has checked and parsed.

    Args:
        certificate: what ``SSLSocket.getpeercert()`` returns.

    Example:
        >>> described({"subjectAltName": (("DNS", "smtp.example.com"),),
        ...            "issuer": ((("organizationName", "Example"),),),
        ...            "notAfter": "Jan  2 03:04:05 2030 GMT"})
        'for smtp.example.com, signed by Example, good until Jan  2 03:04:05 2030 GMT'
    """
    names = [value for _, value in certificate.get("subjectAltName", ())]
    issuer = {key: value for pairs in certificate.get("issuer", ()) for key, value in pairs}
    signer = issuer.get("organizationName") or issuer.get("commonName") or "an unnamed authority"
    return f"for {_listed(names)}, signed by {signer}, good until {certificate.get('notAfter')}"


def described_der(der: bytes) -> str:
    """Describe a certificate that was not accepted, so that Python does not parse it.

    Args:
        der: its bytes.

    Returns:
        The description; empty if the package `cryptography` is not there to read it.
    """
    try:
        from cryptography import x509
    except ImportError:
        return ""
    certificate = x509.load_der_x509_certificate(der)
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        names = [str(name.value) for name in extension.value]
    except (x509.ExtensionNotFound, ValueError):
        names = []
    wanted = (x509.NameOID.ORGANIZATION_NAME, x509.NameOID.COMMON_NAME)
    issuer = certificate.issuer
    signers = [each.value for oid in wanted for each in issuer.get_attributes_for_oid(oid)]
    signer = str(signers[0]) if signers else "an unnamed authority"
    if issuer == certificate.subject:
        signer = "itself"
    since, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return (
        f"for {_listed(names)}, signed by {signer}, good from {since:%Y-%m-%d} to {until:%Y-%m-%d}"
    )


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMES
    shown = ", ".join(names[:_MOST_NAMES]) or "no name"
    return f"{shown} and {more} more" if more > 0 else shown
