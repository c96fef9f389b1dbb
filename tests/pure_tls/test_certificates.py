"""Certificates in pure Python: what OpenSSL accepts, we accept; what it rejects, we reject."""

from __future__ import annotations

import ssl
from datetime import datetime, timedelta, timezone

import pytest
import trustme

from mailtutor.pure_tls.certificates import (
    Certificate,
    VerificationError,
    read_pem,
    verify,
)
from mailtutor.pure_tls.issuer import Issuer, Name

NOW = datetime.now(timezone.utc)
DAY = timedelta(days=1)
HOSTS = ["localhost", "smtp.example.com", "*.example.org", "127.0.0.1", "::1"]


@pytest.fixture(scope="module")
def authority() -> Issuer:
    return Issuer(Name("Authority", "mailtutor"))


@pytest.fixture(scope="module")
def holder() -> Issuer:
    return Issuer(Name("server"))


def reason_against(certificate: Certificate, authority: Issuer, host: str | None) -> str:
    with pytest.raises(VerificationError) as caught:
        verify(certificate, trusted=[authority.certificate()], host=host)
    return f"{caught.value.code} {caught.value.reason}"


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "smtp.example.com.", "mail.example.org", "127.0.0.1", "::1"]
)
def test_a_host_in_the_certificate_is_accepted(
    authority: Issuer, holder: Issuer, host: str
) -> None:
    verify(authority.sign(holder, HOSTS), trusted=[authority.certificate()], host=host)


@pytest.mark.parametrize("host", ["example.com", "example.org", "a.b.example.org", "x.localhost"])
def test_any_other_host_is_rejected(authority: Issuer, holder: Issuer, host: str) -> None:
    reason = reason_against(authority.sign(holder, HOSTS), authority, host)
    assert reason == f"62 Hostname mismatch, certificate is not valid for '{host}'."


def test_another_ip_address_is_rejected(authority: Issuer, holder: Issuer) -> None:
    reason = reason_against(authority.sign(holder, HOSTS), authority, "127.0.0.2")
    assert reason == "64 IP address mismatch, certificate is not valid for '127.0.0.2'."


def test_an_expired_certificate_is_rejected(authority: Issuer, holder: Issuer) -> None:
    certificate = authority.sign(holder, HOSTS, since=NOW - 3 * DAY, until=NOW - DAY)
    assert reason_against(certificate, authority, None) == "10 certificate has expired"


def test_a_certificate_of_the_future_is_rejected(authority: Issuer, holder: Issuer) -> None:
    certificate = authority.sign(holder, HOSTS, since=NOW + DAY, until=NOW + 2 * DAY)
    assert reason_against(certificate, authority, None) == "9 certificate is not yet valid"


def test_an_unknown_authority_is_rejected(authority: Issuer, holder: Issuer) -> None:
    stranger = Issuer(Name("Stranger"))
    reason = reason_against(stranger.sign(holder, HOSTS), authority, "localhost")
    assert reason == "20 unable to get local issuer certificate"


def test_an_authority_of_the_same_name_is_not_enough(authority: Issuer, holder: Issuer) -> None:
    impostor = Issuer(authority.name)
    reason = reason_against(impostor.sign(holder, HOSTS), authority, "localhost")
    assert reason == "20 unable to get local issuer certificate"


def test_a_self_signed_certificate_is_rejected_unless_it_is_trusted(
    authority: Issuer, holder: Issuer
) -> None:
    certificate = holder.sign(holder, HOSTS)
    assert reason_against(certificate, authority, "localhost") == "18 self-signed certificate"
    verify(certificate, trusted=[certificate], host="localhost")


def test_a_changed_certificate_is_rejected(authority: Issuer, holder: Issuer) -> None:
    encoded = authority.sign(holder, ["localhost"]).encoded.replace(b"localhost", b"localhosT")
    reason = reason_against(Certificate(encoded), authority, None)
    assert reason == "20 unable to get local issuer certificate"


def test_a_certificate_of_another_library_is_read() -> None:
    issued = trustme.CA().issue_cert("smtp.example.com", "127.0.0.1")
    (certificate,) = read_pem(issued.cert_chain_pems[0].bytes().decode())
    assert certificate.names == ("smtp.example.com", "127.0.0.1")
    assert certificate.since < NOW < certificate.until


def test_openssl_reads_what_we_sign(authority: Issuer) -> None:
    context = ssl.create_default_context(cadata=authority.certificate().pem())
    (known,) = context.get_ca_certs()
    ours = authority.certificate().as_dict()
    assert {key: known[key] for key in ("subject", "issuer", "version")} == {
        key: ours[key] for key in ("subject", "issuer", "version")
    }


@pytest.mark.parametrize("encoded", [b"", b"\x30", b"\x30\x03abc", b"not DER at all", b"\x30\x84"])
def test_broken_bytes_are_no_certificate(encoded: bytes) -> None:
    with pytest.raises(ValueError, match="not a certificate"):
        Certificate(encoded)
