"""TLS in pure Python talks to OpenSSL, in both roles, and fails with the same errors."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

import pytest

from mailtutor.pure_tls.context import Authority, wrap_bio
from mailtutor.server.authority import Authority as RealAuthority

if TYPE_CHECKING:
    from collections.abc import Callable

Wrap = Any


def pure_server(authority: Authority, *names: str) -> Wrap:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.certify(context, names or ("localhost",))
    return lambda incoming, outgoing: wrap_bio(context, incoming, outgoing, server_side=True)


def real_server(authority: RealAuthority) -> Wrap:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.certify(context, ["localhost"])
    return lambda incoming, outgoing: context.wrap_bio(incoming, outgoing, server_side=True)


class Settings(ssl.SSLContext):
    """A context as Pyodide has it: it keeps the text of the file it was told to trust."""

    _ca_data = ""


def pure_client(pem: str, *, host: str = "localhost", check: bool = True) -> Wrap:
    context = Settings(ssl.PROTOCOL_TLS_CLIENT)
    context._ca_data = pem
    if not check:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return lambda incoming, outgoing: wrap_bio(context, incoming, outgoing, server_hostname=host)


def real_client(pem: str, *, host: str = "localhost") -> Wrap:
    context = ssl.create_default_context(cadata=pem)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return lambda incoming, outgoing: context.wrap_bio(incoming, outgoing, server_hostname=host)


class Pair:
    """A client and a server, with a buffer in each direction between them."""

    def __init__(self, client: Wrap, server: Wrap) -> None:
        self.to_server, self.to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.client = client(self.to_client, self.to_server)
        self.server = server(self.to_server, self.to_client)

    def shake_hands(self) -> dict[str, Exception]:
        """Let both go on until both are done or failed; return what failed."""
        waiting: dict[str, Callable[[], None]] = {
            "client": self.client.do_handshake,
            "server": self.server.do_handshake,
        }
        failed: dict[str, Exception] = {}
        for _ in range(10):
            for side, step in tuple(waiting.items()):
                try:
                    step()
                except ssl.SSLWantReadError:
                    continue
                except Exception as error:  # noqa: BLE001 - it's what the test looks at
                    failed[side] = error
                del waiting[side]
        return failed


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority("mailtutor")


@pytest.fixture(scope="module")
def real_authority() -> RealAuthority:
    return RealAuthority("mailtutor")


def both_ways(pair: Pair) -> None:
    assert pair.shake_hands() == {}
    assert pair.client.version() == pair.server.version() == "TLSv1.3"
    assert pair.client.cipher() == pair.server.cipher()
    pair.client.write(b"EHLO me\r\n")
    assert b"EHLO" not in pair.to_server.read(0)
    assert pair.server.read(100) == b"EHLO me\r\n"
    pair.server.write(b"250 OK\r\n")
    buffer = bytearray(4)
    assert pair.client.read(4, buffer) == 4
    assert buffer + pair.client.read(100) == b"250 OK\r\n"
    with pytest.raises(ssl.SSLWantReadError):
        pair.client.read(100)


def test_pure_client_and_pure_server_understand_each_other(authority: Authority) -> None:
    both_ways(Pair(pure_client(authority.pem), pure_server(authority)))


def test_openssl_client_understands_pure_server(authority: Authority) -> None:
    both_ways(Pair(real_client(authority.pem), pure_server(authority)))


def test_pure_client_understands_openssl_server(real_authority: RealAuthority) -> None:
    both_ways(Pair(pure_client(real_authority.pem), real_server(real_authority)))


def test_nothing_readable_crosses(authority: Authority) -> None:
    pair = Pair(pure_client(authority.pem), pure_server(authority))
    assert pair.shake_hands() == {}
    pair.client.write(b"the secret password")
    assert b"secret" not in pair.to_server.read()


@pytest.mark.parametrize("server_is_pure", [True, False])
@pytest.mark.parametrize("client_is_pure", [True, False])
def test_an_untrusted_certificate_fails_alike(
    authority: Authority,
    real_authority: RealAuthority,
    *,
    server_is_pure: bool,
    client_is_pure: bool,
) -> None:
    stranger = Authority("stranger").pem
    client = pure_client(stranger) if client_is_pure else real_client(stranger)
    server = pure_server(authority) if server_is_pure else real_server(real_authority)
    failed = Pair(client, server).shake_hands()
    error: Any = failed["client"]
    assert isinstance(error, ssl.SSLCertVerificationError)
    assert (error.verify_code, error.reason) == (20, "CERTIFICATE_VERIFY_FAILED")
    assert "unable to get local issuer certificate" in str(error)
    refused: Any = failed["server"]
    assert refused.reason == "TLSV1_ALERT_UNKNOWN_CA"


@pytest.mark.parametrize("make", [pure_client, real_client])
def test_another_name_fails_alike(authority: Authority, make: Callable[..., Wrap]) -> None:
    failed = Pair(make(authority.pem, host="example.com"), pure_server(authority)).shake_hands()
    error: Any = failed["client"]
    assert error.verify_code == 62
    assert "certificate is not valid for 'example.com'" in str(error)
    refused: Any = failed["server"]
    assert refused.reason == "SSLV3_ALERT_BAD_CERTIFICATE"


def test_a_client_that_checks_nothing_accepts_everything(authority: Authority) -> None:
    pair = Pair(pure_client("", check=False), pure_server(authority, "other.example.com"))
    assert pair.shake_hands() == {}
    assert pair.client.getpeercert() == {}
    assert pair.client.getpeercert(binary_form=True)


def test_a_verified_certificate_is_shown_as_openssl_shows_it(authority: Authority) -> None:
    ours = Pair(pure_client(authority.pem), pure_server(authority))
    real = Pair(real_client(authority.pem), pure_server(authority))
    assert ours.shake_hands() == real.shake_hands() == {}
    shown, expected = ours.client.getpeercert(), real.client.getpeercert()
    changes = {"serialNumber", "notBefore", "notAfter"}
    assert {key: shown[key] for key in shown.keys() - changes} == {
        key: expected[key] for key in expected.keys() - changes
    }


def test_a_server_without_tls_is_named_as_openssl_does(authority: Authority) -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = pure_client(authority.pem)(incoming, outgoing)
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    incoming.write(b"220 localhost ESMTP\r\n")
    with pytest.raises(ssl.SSLError, match="WRONG_VERSION_NUMBER"):
        client.do_handshake()


def test_a_connection_that_ends_in_the_handshake_is_an_eof(authority: Authority) -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = pure_client(authority.pem)(incoming, outgoing)
    incoming.write_eof()
    with pytest.raises(ssl.SSLEOFError):
        client.do_handshake()


def test_closing_is_seen_by_the_other_side(authority: Authority) -> None:
    pair = Pair(pure_client(authority.pem), pure_server(authority))
    assert pair.shake_hands() == {}
    with pytest.raises(ssl.SSLWantReadError):
        pair.client.unwrap()
    assert pair.server.read(10) == b""
    pair.server.unwrap()
    pair.client.unwrap()
