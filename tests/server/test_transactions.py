"""Envelopes keep rejected recipients, and sessions handle pipelined commands."""

from __future__ import annotations

import smtplib
import socket
import ssl
from typing import TYPE_CHECKING

import pytest

from mailtutor import review
from mailtutor.server import commands, faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor import LocalServer, Session

    Serve = Callable[..., LocalServer]
    ClientOf = Callable[..., smtplib.SMTP]
    Ended = Callable[..., Session]
    Speak = Callable[..., bytes]

ME = "me@example.com"
YOU = "you@example.com"
MESSAGE = b"From: me@example.com\r\nDate: Thu, 01 Jan 2026 12:00:00 +0000\r\n\r\nHello\r\n"


def codes(answer: bytes) -> list[int]:
    return [int(line[:3]) for line in answer.splitlines() if line[3:4] == b" "]


# -- recipients


def test_empty_recipient_is_rejected_with_501(serve: Serve, client_of: ClientOf) -> None:
    client = client_of(serve())
    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        client.sendmail(ME, [""], MESSAGE)
    assert caught.value.recipients == {"": (501, b"5.1.3 Bad recipient address syntax")}


@pytest.mark.parametrize(
    ("bad", "kept"),
    [("<>", "<>"), ("<a..b@example.com>", "a..b@example.com"), ("<a@b", "<a@b"), ("a b c", "a")],
)
def test_rejected_recipient_with_bad_syntax_is_in_the_envelope(
    serve: Serve, client_of: ClientOf, bad: str, kept: str
) -> None:
    server = serve()
    client = client_of(server)
    client.ehlo()
    client.mail(ME)
    client.docmd(f"RCPT TO:{bad}")
    client.rcpt(YOU)
    client.data(MESSAGE)
    envelope = server.mailbox[0].envelope
    assert envelope.refused == ((kept, "501 5.1.3 Bad recipient address syntax"),)


def test_recipients_past_the_limit_are_in_the_envelope_as_refused(
    serve: Serve, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "_MAX_RECIPIENTS", 2)
    server = serve()
    everyone = [f"{number}@example.com" for number in range(4)]
    refused = client_of(server).sendmail(ME, everyone, MESSAGE)
    assert set(refused) == set(everyone[2:])
    envelope = server.mailbox[0].envelope
    assert envelope.rcpt_tos == tuple(everyone[:2])
    assert envelope.refused == tuple(
        (address, "452 4.5.3 Too many recipients") for address in everyone[2:]
    )


def test_source_route_is_not_part_of_the_address(serve: Serve, client_of: ClientOf) -> None:
    server = serve()
    client = client_of(server)
    client.ehlo()
    client.docmd("MAIL FROM:<@relay.example,@other.example:me@example.com>")
    client.docmd("RCPT TO:<postmaster>")
    client.data(MESSAGE)
    envelope = server.mailbox[0].envelope
    assert (envelope.mail_from, envelope.rcpt_tos) == (ME, ("postmaster",))


# -- addresses without angle brackets


@pytest.mark.parametrize("bare", ["MAIL", "RCPT"])
def test_missing_angle_brackets_are_noted_in_the_transcript_and_in_the_review(
    serve: Serve, client_of: ClientOf, bare: str
) -> None:
    server = serve()
    client = client_of(server)
    client.ehlo()
    client.docmd(f"MAIL FROM:{ME}" if bare == "MAIL" else f"MAIL FROM:<{ME}>")
    client.docmd(f"RCPT TO:{YOU}" if bare == "RCPT" else f"RCPT TO:<{YOU}>")
    client.data(MESSAGE)
    (delivery,) = server.mailbox
    assert (delivery.envelope.mail_from, delivery.envelope.rcpt_tos) == (ME, (YOU,))
    (event,) = (line for line in delivery.transcript if line.kind == "event")
    assert event.text.startswith("no angle brackets around the address")
    (finding,) = review(delivery)
    assert finding.name == "no angle brackets"
    assert bare in finding.headline


def test_rejected_address_without_angle_brackets_is_not_noted(
    serve: Serve, client_of: ClientOf
) -> None:
    server = serve(refuse={"nobody@example.com": "550 5.1.1 No such user"})
    client = client_of(server)
    client.ehlo()
    client.mail(ME)
    client.docmd("RCPT TO:nobody@example.com")
    client.rcpt(YOU)
    client.data(MESSAGE)
    assert not list(review(server.mailbox[0]))


# -- sizes


def test_doubled_dots_do_not_count_towards_the_limit(serve: Serve, client_of: ClientOf) -> None:
    text = b".\r\n" * 100
    server = serve(max_size=len(text))
    client = client_of(server)
    assert client.sendmail(ME, [YOU], text, [f"SIZE={len(text)}"]) == {}
    assert server.mailbox[0].raw == text
    assert "300 bytes of content" in str(server.sessions[0].transcript)
    client.mail(ME)
    client.rcpt(YOU)
    assert client.data(text + b"x\r\n")[0] == 552


# -- pipelining


def test_commands_may_be_pipelined_with_rset_and_data_in_between(
    serve: Serve, speak: Speak
) -> None:
    server = serve()
    one = b"MAIL FROM:<me@example.com>\r\nRCPT TO:<you@example.com>\r\n"
    answer = speak(
        server,
        b"EHLO me\r\n" + one + b"RSET\r\nDATA\r\n" + one + b"DATA\r\nfirst\r\n.\r\n"
        b"NOOP\r\n" + one + b"RCPT TO:<>\r\nDATA\r\nsecond\r\n.\r\nQUIT\r\n",
    )
    assert codes(answer) == [
        *(220, 250, 250, 250, 250, 503),
        *(250, 250, 354, 250),
        *(250, 250, 250, 501, 354, 250, 221),
    ]  # fmt: skip
    assert [delivery.raw for delivery in server.mailbox] == [b"first\r\n", b"second\r\n"]


def test_what_is_pipelined_behind_starttls_is_discarded(serve: Serve, ended: Ended) -> None:
    server = serve(tls="starttls")
    context = ssl.create_default_context(cafile=server.ca_file)
    with socket.create_connection(("127.0.0.1", server.port), 10) as plain:
        plain.recv(512)
        plain.sendall(b"EHLO me\r\nSTARTTLS\r\nMAIL FROM:<evil@example.com>\r\n")
        answer = b""
        while b"220 2.0.0" not in answer:
            answer += plain.recv(512)
        with context.wrap_socket(plain, server_hostname="localhost") as client:
            client.sendall(b"NOOP\r\nQUIT\r\n")
            assert client.recv(512).startswith(b"250 2.0.0 OK\r\n")
    assert "evil" not in str(ended(server).transcript)


# -- listeners


@pytest.mark.parametrize("transport", ["tcp", "memory"])
@pytest.mark.parametrize("error", [ValueError, SystemExit])
def test_listener_that_raises_does_not_disturb_the_session(
    serve: Serve, client_of: ClientOf, error: type[BaseException], transport: str
) -> None:
    def fail(_news: object) -> None:
        raise error  # a new one: it would keep the server, and a server in memory its name

    server = serve(transport=transport)
    server.mailbox.subscribe(fail)
    server.sessions.subscribe(fail)
    client = client_of(server)
    assert client.sendmail(ME, [YOU], MESSAGE) == {}
    assert client.quit()[0] == 221
    assert server.sessions[0].ending == "quit"
    assert server.mailbox[0].raw == MESSAGE


# -- STARTTLS, AUTH and the end of a session


def test_second_starttls_is_rejected_and_the_connection_goes_on(
    serve: Serve, client_of: ClientOf
) -> None:
    server = serve(tls=["starttls", "implicit"])
    for mode in ("starttls", "implicit"):
        client = client_of(server, mode)
        assert client.docmd("STARTTLS") == (503, b"5.5.1 TLS is already active")
        client.ehlo()
        assert client.sendmail(ME, [YOU], MESSAGE) == {}
        assert "mistake" not in str(server.sessions[-1])


@pytest.mark.parametrize("with_hello", [False, True], ids=["before ClientHello", "after"])
def test_client_that_leaves_during_the_handshake_is_named_in_the_transcript(
    serve: Serve,
    ended: Ended,
    with_hello: bool,  # noqa: FBT001
) -> None:
    server = serve(tls="starttls")
    with socket.create_connection(("127.0.0.1", server.port), 10) as client:
        client.recv(512)
        client.sendall(b"STARTTLS\r\n")
        client.recv(512)
        if with_hello:
            outgoing = ssl.MemoryBIO()
            tls = ssl.create_default_context().wrap_bio(
                ssl.MemoryBIO(), outgoing, server_hostname="localhost"
            )
            with pytest.raises(ssl.SSLWantReadError):
                tls.do_handshake()
            client.sendall(outgoing.read())
            client.recv(512)
    last = ended(server).transcript[-1]
    assert last.text == "TLS didn't begin: the client closed the connection during the handshake"


def test_auth_is_rejected_during_a_transaction(serve: Serve, client_of: ClientOf) -> None:
    server = serve()
    client = client_of(server)
    client.ehlo()
    client.mail(ME)
    server.users["ada"] = "secret"
    assert client.docmd("AUTH", "PLAIN AGFkYQBzZWNyZXQ=")[0] == 503
    client.rset()
    assert client.docmd("AUTH", "PLAIN AGFkYQBzZWNyZXQ=")[0] == 235


def test_empty_user_name_in_an_initial_response_gets_535(serve: Serve, client_of: ClientOf) -> None:
    client = client_of(serve(users={"ada": "secret"}))
    client.ehlo()
    assert client.docmd("AUTH", "LOGIN =")[0] == 334
    assert client.docmd("c2VjcmV0") == (535, b"5.7.8 Username and password not accepted")


def test_reply_of_a_fault_is_given_word_for_word(serve: Serve, client_of: ClientOf) -> None:
    client = client_of(serve(faults=[faults.reply("NOOP", "250 fine")]))
    assert client.noop() == (250, b"fine")


def test_silent_server_says_nothing_when_the_session_times_out(serve: Serve) -> None:
    server = serve(transport="memory", faults=[faults.silent("NOOP")])
    client = smtplib.SMTP("localhost", server.port)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.noop()
    session = server.sessions[0]
    assert session.ending == "timed out"
    assert session.transcript[-1].text == "the server doesn't answer anymore"
