"""Mail clients that nobody here wrote: each in every mode, with every login that it knows."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from mailtutor.server import faults
from tests.server.interop.clients import CLIENTS, Client, Order, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mailtutor import LocalServer, Session

    Serve = Callable[..., LocalServer]
    Ended = Callable[..., Session]
    Send = Callable[..., Outcome]

MODES = [None, "starttls", "implicit"]
USER, PASSWORD = "ada@example.com", "correct-horse"
RECIPIENTS = ("you@example.com", "him@example.org")
MESSAGE = "\r\n".join(
    [
        "Date: Fri, 01 Aug 2025 12:00:00 +0000",
        "From: Ada <ada@example.com>",
        "To: you@example.com",
        "Message-ID: <1@example.com>",
        "Subject: Interop",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        ".a dot at the start",
        "..two",
        ".",
        "Grüße, 漢字",
        "",
        "a long line: " + 900 * "x",
        "the end.",
        "",
    ]
).encode()


class Case(NamedTuple):
    """A client, how it encrypts, and how it logs in or what is wrong with the certificate."""

    client: Client
    mode: str | None
    mechanism: str | None = None
    flaw: str | None = None

    def __str__(self) -> str:
        words = [self.client.name, self.mode or "plain", self.mechanism or self.flaw]
        return "-".join(filter(None, words))


ARRIVING = [
    Case(client, mode, mechanism)
    for client in CLIENTS
    for mode in MODES
    for mechanism in (None, *client.mechanisms)
]
LOGINS = [case for case in ARRIVING if case.mechanism]
FLAWED = [
    Case(client, mode, flaw=flaw)
    for client in CLIENTS
    for mode in ("starttls", "implicit")
    for flaw in (None, "expired", "other name")
    if client.checks_name or flaw != "other name"
]


@pytest.fixture
def send(tmp_path: Path) -> Send:
    """Let a client send the message if it is installed; in CI it must be."""

    def send(client: Client, server: LocalServer, mode: str | None, **other: Any) -> Outcome:
        if what_to_do := client.missing():
            words = f"{client} WAS NOT TESTED: it is not installed. To install it: {what_to_do}"
            if os.environ.get("CI", "").lower() in {"1", "true"}:
                pytest.fail(words)
            pytest.skip(words)
        settings: dict[str, Any] = {
            "folder": tmp_path,
            "port": server.port,
            "mode": mode,
            "ca_file": server.ca_file if mode else None,
            "mechanism": None,
            "user": USER,
            "password": PASSWORD,
            "sender": USER,
            "recipients": RECIPIENTS,
            "message": MESSAGE,
        }
        return client.send(Order(**{**settings, **other}))

    return send


def check_mail(client: Client, server: LocalServer, message: bytes = MESSAGE) -> None:
    """Hold the only message to what was sent."""
    (delivery,) = server.mailbox
    assert (delivery.envelope.mail_from, delivery.envelope.rcpt_tos) == (USER, RECIPIENTS)
    assert delivery.message["Subject"] == "Interop"
    if client.exact:
        assert delivery.raw == message
    else:  # it makes its own headers, and encodes the text in its own way
        text = delivery.message.get_content().replace("\r\n", "\n")
        assert text == message.decode().replace("\r\n", "\n").partition("\n\n")[2]


@pytest.mark.parametrize("case", ARRIVING, ids=str)
def test_message_arrives_byte_for_byte(serve: Serve, send: Send, ended: Ended, case: Case) -> None:
    client, mode, mechanism, _ = case
    server = serve(tls=mode, users={USER: PASSWORD} if mechanism else {})

    outcome = send(client, server, mode, mechanism=mechanism)

    assert outcome.well, outcome.words
    check_mail(client, server)
    session = ended(server)
    assert session.ending == client.ending, session
    assert session.refusal is None
    said = [line.text for line in session.transcript]
    assert any(text.startswith("encrypted from here") for text in said) == bool(mode)
    assert any(text.upper().startswith(f"AUTH {mechanism}") for text in said) == bool(mechanism)
    assert PASSWORD not in str(session)


@pytest.mark.slow
@pytest.mark.parametrize("case", LOGINS, ids=str)
def test_wrong_password_is_rejected_and_no_message_arrives(
    serve: Serve, send: Send, ended: Ended, case: Case
) -> None:
    client, mode, mechanism, _ = case
    server = serve(tls=mode, users={USER: PASSWORD})

    outcome = send(client, server, mode, mechanism=mechanism, password="wrong-horse")

    assert not outcome.well, outcome.words
    session = ended(server)
    if client.hears_out or mechanism != "XOAUTH2":
        assert any(line.code == 535 for line in session.transcript), session
    else:
        assert session.transcript[-1].code == 334, session
        assert session.ending == "client left"
    assert not server.mailbox


@pytest.mark.slow
@pytest.mark.parametrize("case", FLAWED, ids=str)
def test_client_rejects_a_wrong_certificate(
    serve: Serve, send: Send, ended: Ended, case: Case
) -> None:
    client, mode, _, flaw = case
    server = serve(tls=mode, certificate=flaw)

    outcome = send(client, server, mode, ca_file=server.ca_file if flaw else None)

    assert not outcome.well, outcome.words
    assert not ended(server).message_numbers
    assert not server.mailbox


@pytest.mark.parametrize("client", CLIENTS, ids=str)
def test_megabyte_of_dots_arrives_unchanged(serve: Serve, send: Send, client: Client) -> None:
    server = serve()
    lines = (f"{'.' * (number % 5)}{number}" for number in range(130_000))
    message = MESSAGE + "\r\n".join([*lines, ""]).encode()

    outcome = send(client, server, None, message=message)

    assert outcome.well, outcome.words
    check_mail(client, server, message)


@pytest.mark.parametrize("client", CLIENTS, ids=str)
def test_a_message_arrives_where_pipelining_is_not_offered(
    serve: Serve, send: Send, ended: Ended, client: Client
) -> None:
    server = serve(faults=[faults.without("PIPELINING")])

    outcome = send(client, server, None)

    assert outcome.well, outcome.words
    check_mail(client, server)
    assert ended(server).ending == client.ending


@pytest.mark.parametrize("client", CLIENTS, ids=str)
def test_client_reports_a_message_rejected_after_data(
    serve: Serve, send: Send, ended: Ended, client: Client
) -> None:
    server = serve(faults=[faults.spam("two")])

    outcome = send(client, server, None)

    assert not outcome.well, outcome.words
    refusal = ended(server).refusal
    assert refusal is not None
    assert refusal.code == 554
    assert not server.mailbox
