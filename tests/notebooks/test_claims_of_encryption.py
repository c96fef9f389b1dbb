"""Sentences of lesson 04, run: each test quotes what it holds."""

from __future__ import annotations

import smtplib
import ssl
from types import SimpleNamespace

import pytest

from mailtutor import LocalServer
from tests.notebooks.claims import message, solution, told

_TLS = (b"\x14", b"\x16", b"\x17")  # how a record of TLS begins (RFC 8446, section 5.1)


def test_smtplib_has_two_classes_for_smtp_and_a_third_for_lmtp() -> None:
    told("04", "`smtplib` has two classes for SMTP.")
    classes = {each for each in vars(smtplib).values() if isinstance(each, type)}
    clients = {each for each in classes if issubclass(each, smtplib.SMTP)}
    assert clients == {smtplib.SMTP, smtplib.SMTP_SSL, smtplib.LMTP}


def test_without_a_context_both_kinds_encrypt_and_check_nothing() -> None:
    told("04", "Without a context, `SMTP_SSL` and `starttls` encrypt but check nothing")
    with LocalServer(tls=["implicit", "starttls"], certificate="other name") as server:
        with smtplib.SMTP_SSL("localhost", server.ports["implicit"], timeout=5) as client:
            assert client.noop()[0] == 250
        with smtplib.SMTP("localhost", server.ports["starttls"], timeout=5) as client:
            assert client.starttls()[0] == 220
            assert client.noop()[0] == 250


def test_a_context_of_today_takes_tls_12_and_13() -> None:
    told("04", "Today, use TLS 1.2 or TLS 1.3.")
    context = ssl.create_default_context()
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_the_eavesdropper_reads_the_servers_name_in_the_first_piece() -> None:
    told("04", "Each piece begins with 16, 14 or 17", "the first piece names the server.")
    told("TEACHING", '"What can still be seen?" Who with whom, how much, and when.')
    with LocalServer(tls="implicit") as server:
        with (
            server.answering("smtp.example.com", 465),
            smtplib.SMTP_SSL("smtp.example.com", timeout=5) as client,
        ):
            client.noop()
        first, *others = [piece.raw for piece in server.sessions[-1].wire]
    assert b"smtp.example.com" in first
    assert all(raw.startswith(_TLS) for raw in (first, *others))
    assert not any(b"noop" in raw.lower() for raw in others)


def test_before_starttls_the_eavesdropper_reads_commands_and_replies_and_then_nothing() -> None:
    told(
        "04",
        "reads the greeting, the first `EHLO`, `STARTTLS` and the replies, but nothing after",
    )
    with LocalServer(tls="starttls") as server:
        context = ssl.create_default_context(cafile=server.ca_file)
        with smtplib.SMTP("localhost", server.port, timeout=5) as client:
            client.starttls(context=context)
            client.sendmail("me@example.com", "you@example.com", "Subject: Secret\n\n")
        pieces = [piece.raw for piece in server.sessions[-1].wire]
    begin = next(place for place, raw in enumerate(pieces) if raw.startswith(b"\x16"))
    read = b"".join(pieces[:begin]).upper()
    assert read.startswith(b"220 ")
    assert read.index(b"EHLO") < read.index(b"250") < read.index(b"STARTTLS\r\n")
    assert read.rindex(b"220 ") > read.rindex(b"STARTTLS\r\n")
    assert all(raw.startswith(_TLS) for raw in pieces[begin:])


def test_without_starttls_the_server_says_what_comes_first() -> None:
    told("04", "Put `#` before the line with `starttls`. What does the server say?")
    told("words", "The client has to do something first: log in, or encrypt with STARTTLS.")
    with (
        LocalServer(tls="starttls") as server,
        smtplib.SMTP("localhost", server.port, timeout=5) as client,
        pytest.raises(smtplib.SMTPSenderRefused) as caught,
    ):
        client.sendmail("me@example.com", "you@example.com", "Subject: Secret\n\n")
    assert caught.value.smtp_code == 530
    assert b"STARTTLS" in caught.value.smtp_error


def test_starttls_is_not_offered_twice_or_without_tls() -> None:
    told("TEACHING", "The connection is encrypted already, or it is the port without encryption.")
    with LocalServer(tls=[None, "starttls"]) as server:
        context = ssl.create_default_context(cafile=server.ca_file)
        with smtplib.SMTP("localhost", server.ports["starttls"], timeout=5) as client:
            client.starttls(context=context)
            with pytest.raises(smtplib.SMTPNotSupportedError, match="not supported by server"):
                client.starttls(context=context)
        with (
            smtplib.SMTP("localhost", server.ports[None], timeout=5) as client,
            pytest.raises(smtplib.SMTPNotSupportedError, match="not supported by server"),
        ):
            client.starttls(context=context)


def test_solution_keeps_the_message_from_the_impostor() -> None:
    told("04", "An impostor must never get the message")
    space = SimpleNamespace(smtplib=smtplib, ssl=ssl)
    exec(solution("04.5"), vars(space))  # noqa: S102
    with LocalServer(tls="implicit", certificate="other name") as impostor:
        with pytest.raises(ssl.SSLCertVerificationError):
            space.deliver(message(), impostor.port, impostor.ca_file)
        assert len(impostor.mailbox) == 0
