"""STARTTLS and implicit TLS, with valid and invalid certificates."""

from __future__ import annotations

import smtplib
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mailtutor import LocalServer

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor import Session

    Serve = Callable[..., LocalServer]
    ClientOf = Callable[..., smtplib.SMTP]
    Ended = Callable[..., Session]

MODES = ["starttls", "implicit"]


def connect(server: LocalServer, context: ssl.SSLContext | None) -> None:
    """Connect as the server's only port wants it, and leave."""
    if "implicit" in server.ports:
        smtplib.SMTP_SSL("localhost", server.port, context=context, timeout=10).quit()
        return
    with smtplib.SMTP("localhost", server.port, timeout=10) as client:
        client.starttls(context=context)


@pytest.mark.parametrize("mode", MODES)
def test_message_arrives_over_tls_and_the_record_shows_where_encryption_starts(
    serve: Serve, client_of: ClientOf, mode: str
) -> None:
    server = serve(tls=mode)
    with client_of(server, mode) as client:
        client.sendmail("me@example.com", ["you@example.com"], b"Subject: Hi\r\n\r\n")
    session = server.mailbox[0].session
    events = [line.text for line in session.transcript if line.kind == "event"]
    assert len(events) == 1
    assert events[0].startswith("encrypted from here on, TLSv1.")


@pytest.mark.parametrize("mode", MODES)
def test_without_a_context_python_connects_without_checking_the_certificate(
    serve: Serve, mode: str
) -> None:
    connect(serve(tls=mode, certificate="other name"), None)


@pytest.mark.parametrize("mode", MODES)
def test_verifying_context_rejects_our_authority_until_it_is_trusted(
    serve: Serve, ended: Ended, mode: str
) -> None:
    server = serve(tls=mode)
    with pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer"):
        connect(server, ssl.create_default_context())
    assert "TLS didn't begin" in str(ended(server))
    connect(server, ssl.create_default_context(cafile=server.ca_file))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("flaw", "reason"),
    [
        ("expired", "certificate has expired"),
        ("other name", "not valid for 'localhost'"),
    ],
)
def test_wrong_certificate_fails_for_the_right_reason(
    serve: Serve, ended: Ended, mode: str, flaw: str, reason: str
) -> None:
    server = serve(tls=mode, certificate=flaw)
    with pytest.raises(ssl.SSLCertVerificationError, match=reason):
        connect(server, ssl.create_default_context(cafile=server.ca_file))
    assert ended(server).message_numbers == []
    assert flaw in repr(server)


@pytest.mark.parametrize("mode", MODES)
def test_self_signed_certificate_is_rejected_until_it_is_trusted(serve: Serve, mode: str) -> None:
    server = serve(tls=mode, certificate="self-signed")
    with pytest.raises(ssl.SSLCertVerificationError, match=r"self.signed"):
        connect(server, ssl.create_default_context())
    connect(server, ssl.create_default_context(cafile=server.ca_file))


def test_mail_before_starttls_is_rejected(serve: Serve, client_of: ClientOf) -> None:
    server = serve(tls="starttls")
    with pytest.raises(smtplib.SMTPSenderRefused) as caught:
        client_of(server).sendmail("me@example.com", ["you@example.com"], b"")
    assert caught.value.smtp_code == 530


def test_starttls_twice_is_not_offered(serve: Serve, client_of: ClientOf) -> None:
    client = client_of(serve(tls="starttls"), "starttls")
    client.ehlo()
    with pytest.raises(smtplib.SMTPNotSupportedError):
        client.starttls()


def test_plaintext_sent_after_starttls_is_discarded(serve: Serve, ended: Ended) -> None:
    server = serve(tls="starttls")
    client = smtplib.SMTP("localhost", server.port, timeout=10)
    client.ehlo()
    client.send("STARTTLS\r\nMAIL FROM:<injected@example.com>\r\n")
    assert client.getreply()[0] == 220
    client.close()
    assert "injected" not in str(ended(server).transcript)


@pytest.mark.parametrize("mode", MODES)
def test_plaintext_client_on_a_tls_port_is_recorded(serve: Serve, ended: Ended, mode: str) -> None:
    server = serve(tls=mode)
    if mode == "implicit":
        with pytest.raises(smtplib.SMTPServerDisconnected):
            smtplib.SMTP("localhost", server.port, timeout=0.2)
    else:
        with pytest.raises(ssl.SSLError):
            smtplib.SMTP_SSL("localhost", server.port, timeout=10)
    assert ended(server).message_numbers == []


def test_one_server_can_have_a_port_for_each_kind_of_encryption(
    serve: Serve, client_of: ClientOf
) -> None:
    server = serve(tls=[None, "starttls", "implicit"])
    for mode in (None, "starttls", "implicit"):
        with client_of(server, mode) as client:
            client.sendmail("me@example.com", ["you@example.com"], b"\r\n")
    assert len(server.mailbox) == 3
    assert len(set(server.ports.values())) == 3
    assert server.port == server.ports[None]


def test_the_notes_line_with_smtp_ssl_runs_unchanged(serve: Serve) -> None:
    server = serve(tls=["starttls", "implicit"])
    trusting = ssl.create_default_context(cafile=server.ca_file)
    with server.answering("smtp.example.com", 465), server.answering("smtp.example.com", 587):
        smtplib.SMTP_SSL("smtp.example.com").quit()
        smtplib.SMTP_SSL("smtp.example.com", context=trusting).quit()
        with pytest.raises(ssl.SSLCertVerificationError):
            smtplib.SMTP_SSL("smtp.example.com", context=ssl.create_default_context())
        with smtplib.SMTP("smtp.example.com", 587) as client:
            client.starttls(context=trusting)


def test_redirected_host_name_is_in_the_certificate(serve: Serve) -> None:
    server = serve(tls="implicit")
    trusting = ssl.create_default_context(cafile=server.ca_file)
    with server.answering("smtp.gmail.com", 465):
        smtplib.SMTP_SSL("smtp.gmail.com", context=trusting).quit()


def test_stop_does_not_wait_for_idle_tls_clients(serve: Serve, client_of: ClientOf) -> None:
    server = serve(tls=["starttls", "implicit"])
    for _ in range(5):
        client_of(server, "starttls")
        client_of(server, "implicit")
    server.stop()
    assert {session.ending for session in server.sessions} == {"server stopped"}


@pytest.mark.parametrize("mode", MODES)
def test_many_starts_and_stops_with_tls_clients_leave_the_port_usable(
    serve: Serve, client_of: ClientOf, mode: str
) -> None:
    server = serve(tls=mode)
    for _ in range(20):
        client_of(server, mode)
        server.stop()
        server.start()
    assert client_of(server, mode).noop()[0] == 250


def test_ca_file_is_deleted_with_the_server() -> None:
    server = LocalServer(tls="implicit")
    file = Path(server.ca_file)
    assert file.read_text(encoding="ascii").startswith("-----BEGIN CERTIFICATE-----")
    assert "PRIVATE KEY" not in file.read_text(encoding="ascii")
    del server
    assert not file.parent.exists()


def test_a_server_without_encryption_says_that_it_has_no_certificate() -> None:
    with pytest.raises(ValueError, match="tls='starttls'"):
        _ = LocalServer().ca_file


@pytest.mark.parametrize("tls", ["ssl", "STARTTLS", [], ["implicit", "implicit"], ["none"]])
def test_unknown_encryption_is_named_in_the_error(tls: object) -> None:
    with pytest.raises(ValueError, match="tls must"):
        LocalServer(tls=tls)  # type: ignore[arg-type]


def test_unknown_certificate_flaw_is_named_in_the_error() -> None:
    with pytest.raises(ValueError, match="'old'"):
        LocalServer(tls="implicit", certificate="old")  # type: ignore[arg-type]


def test_an_eavesdropper_reads_the_password_before_tls_and_noise_after_it(
    serve: Serve, client_of: ClientOf
) -> None:
    server = serve(tls=[None, "implicit", "starttls"], users={"ada@example.com": "secret"})
    seen = {}
    for mode in (None, "implicit", "starttls"):
        with client_of(server, mode) as client:
            client.user, client.password = "ada@example.com", "secret"
            client.ehlo()
            client.auth("PLAIN", client.auth_plain)
        seen[mode] = b"".join(piece.raw for piece in server.sessions[-1].wire)
    password_in_base64 = b"AGFkYUBleGFtcGxlLmNvbQBzZWNyZXQ="
    assert password_in_base64 in seen[None]
    assert password_in_base64 not in seen["implicit"] + seen["starttls"]
    assert b"STARTTLS" in seen["starttls"]
    assert b"EHLO" not in seen["implicit"].upper()
