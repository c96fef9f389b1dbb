"""Logins with every mechanism in every mode, rejections, and hidden credentials."""

from __future__ import annotations

import base64
import smtplib
from typing import TYPE_CHECKING, Any

import pytest

from mailtutor.server import faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor import LocalServer

    Serve = Callable[..., LocalServer]
    ClientOf = Callable[..., smtplib.SMTP]

USERS = {"ada@example.com": "correct horse", "jürgen@example.com": "Pässwort"}
MECHANISMS = ["PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2"]


def log_in(client: smtplib.SMTP, mechanism: str, user: str, password: str) -> tuple[int, bytes]:
    client.ehlo_or_helo_if_needed()
    client.user, client.password = user, password
    answers: dict[str, Any] = {
        "PLAIN": client.auth_plain,
        "LOGIN": client.auth_login,
        "CRAM-MD5": client.auth_cram_md5,
        "XOAUTH2": lambda challenge=None: (
            f"user={user}\1auth=Bearer {password}\1\1" if challenge is None else ""
        ),
    }
    return client.auth(mechanism, answers[mechanism])


@pytest.mark.parametrize("mode", [None, "starttls", "implicit"])
@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_mechanism_accepts_the_right_password_in_every_mode(
    serve: Serve, client_of: ClientOf, mode: str | None, mechanism: str
) -> None:
    server = serve(tls=mode, users=USERS)
    client = client_of(server, mode)
    assert log_in(client, mechanism, "ada@example.com", "correct horse")[0] == 235
    assert client.sendmail("ada@example.com", ["you@example.com"], b"\r\n") == {}


@pytest.mark.parametrize("mechanism", MECHANISMS)
@pytest.mark.parametrize(
    ("user", "password"),
    [("ada@example.com", "wrong"), ("nobody@example.com", "correct horse"), ("", "")],
)
def test_wrong_password_or_name_is_rejected_with_535_and_can_be_retried(
    serve: Serve, client_of: ClientOf, mechanism: str, user: str, password: str
) -> None:
    client = client_of(serve(users=USERS))
    with pytest.raises(smtplib.SMTPAuthenticationError) as caught:
        log_in(client, mechanism, user, password)
    assert caught.value.smtp_code == 535
    assert log_in(client, mechanism, "ada@example.com", "correct horse")[0] == 235


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_one_auth_mechanism_can_be_disabled(
    serve: Serve, client_of: ClientOf, mechanism: str
) -> None:
    client = client_of(serve(users=USERS, faults=[faults.without(mechanism.lower())]))
    client.ehlo()
    assert set(client.esmtp_features["auth"].split()) == set(MECHANISMS) - {mechanism}
    assert client.docmd("AUTH", mechanism)[0] == 504
    assert client.login("ada@example.com", "correct horse")[0] == 235


def test_token_without_bearer_is_rejected(serve: Serve, client_of: ClientOf) -> None:
    client = client_of(serve(users=USERS))
    client.ehlo()
    with pytest.raises(smtplib.SMTPAuthenticationError):
        client.auth("XOAUTH2", lambda _=None: "user=ada@example.com\1auth=correct horse\1\1")


def test_non_ascii_names_and_passwords_are_accepted(serve: Serve, client_of: ClientOf) -> None:
    client = client_of(serve(users=USERS))
    client.ehlo()
    answer = base64.b64encode("\0jürgen@example.com\0Pässwort".encode()).decode()
    assert client.docmd("AUTH", f"PLAIN {answer}")[0] == 235


def test_smtplibs_own_login_works_encrypted(serve: Serve, client_of: ClientOf) -> None:
    client = client_of(serve(tls="starttls", users=USERS), "starttls")
    assert client.login("ada@example.com", "correct horse")[0] == 235
    assert client.docmd("AUTH", "PLAIN")[0] == 503


def test_login_is_not_offered_before_starttls(serve: Serve, client_of: ClientOf) -> None:
    client = client_of(serve(tls="starttls", users=USERS))
    client.ehlo()
    assert not client.has_extn("auth")
    assert client.docmd("AUTH", "PLAIN AGEAYg==")[0] in {530, 538}
    with pytest.raises(smtplib.SMTPNotSupportedError):
        client.login("ada@example.com", "correct horse")


def test_server_with_users_requires_login_before_mail(serve: Serve, client_of: ClientOf) -> None:
    with pytest.raises(smtplib.SMTPSenderRefused) as caught:
        client_of(serve(users=USERS)).sendmail("me@example.com", ["you@example.com"], b"")
    assert (caught.value.smtp_code, caught.value.smtp_error) == (
        530,
        b"5.7.0 Authentication required",
    )


def test_a_server_without_users_offers_no_login(serve: Serve, client_of: ClientOf) -> None:
    client = client_of(serve())
    client.ehlo()
    assert not client.has_extn("auth")
    assert client.docmd("AUTH", "PLAIN AGEAYg==")[0] == 502


def test_mechanism_names_are_case_insensitive(serve: Serve, client_of: ClientOf) -> None:
    client = client_of(serve(users={"ada": "secret"}))
    client.ehlo()
    assert client.docmd("auth", "plain AGFkYQBzZWNyZXQ=")[0] == 235


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("PLAIN", 334),
        ("PLAIN !!!", 501),
        ("PLAIN AGE=", 501),
        ("XOAUTH2 !!!", 501),
        ("GSSAPI", 504),
        ("", 501),
        ("PLAIN a b c", 501),
    ],
)
def test_broken_login_gets_a_reply(
    serve: Serve, client_of: ClientOf, command: str, code: int
) -> None:
    client = client_of(serve(users=USERS))
    client.ehlo()
    assert client.docmd("AUTH", command)[0] == code


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_client_can_cancel_a_login(serve: Serve, client_of: ClientOf, mechanism: str) -> None:
    client = client_of(serve(users=USERS))
    client.ehlo()
    assert client.docmd("AUTH", mechanism)[0] == 334
    assert client.docmd("*")[0] == 501
    assert client.noop()[0] == 250


def test_gmail_rejects_a_login_with_its_own_text(serve: Serve, client_of: ClientOf) -> None:
    server = serve(tls="implicit", users=USERS, faults=[faults.app_password_needed()])
    with pytest.raises(smtplib.SMTPAuthenticationError, match="Application-specific") as caught:
        client_of(server, "implicit").login("ada@example.com", "correct horse")
    assert caught.value.smtp_code == 534


def test_outlook_rejects_a_password_with_its_own_text_and_accepts_a_token(
    serve: Serve, client_of: ClientOf
) -> None:
    server = serve(tls="starttls", users=USERS, faults=[faults.basic_authentication_off()])
    client = client_of(server, "starttls")
    with pytest.raises(smtplib.SMTPAuthenticationError, match=r"5\.7\.139") as caught:
        client.login("ada@example.com", "correct horse")
    assert caught.value.smtp_code == 535
    assert log_in(client, "XOAUTH2", "ada@example.com", "correct horse")[0] == 235


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_no_text_of_the_record_contains_credentials(
    serve: Serve, client_of: ClientOf, mechanism: str
) -> None:
    server = serve(users=USERS)
    with client_of(server) as client:
        log_in(client, mechanism, "ada@example.com", "correct horse")
    session = server.sessions[0]
    texts = [str(session), repr(session), repr(session.transcript), repr(server)]
    texts += [line.text for line in session.transcript]
    for secret in (b"correct horse", b"\0ada@example.com\0correct horse"):
        encoded = base64.b64encode(secret).decode().rstrip("=")
        assert not any(encoded in text or secret.decode() in text for text in texts)
    masked = [line for line in session.transcript if line.masked]
    assert masked
    assert all("********" in line.text for line in masked)
    assert all(line.unmasked == line.raw.decode() for line in masked)
