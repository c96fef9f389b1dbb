"""Sessions are recorded exactly as they happened, even when they fail."""

from __future__ import annotations

import smtplib
import socket
import struct
import threading
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from mailtutor import LocalServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mailtutor import Session

    Ended = Callable[..., Session]
    Speak = Callable[..., bytes]


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer(
        refuse={"nobody@example.com": "550 5.1.1 No such user"}, max_size=100_000
    ) as server:
        yield server


def message(text: str = "Hello!\n") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "me@example.com"
    message["To"] = "you@example.com"
    message["Subject"] = "Hi"
    message.set_content(text)
    return message


START = b"EHLO me\r\nMAIL FROM:<me@example.com>\r\nRCPT TO:<you@example.com>\r\nDATA\r\n"


def test_message_arrives_with_its_bytes_envelope_and_transcript(server: LocalServer) -> None:
    sent = message("Hello!\n.one dot\n..two dots\n")
    with smtplib.SMTP("localhost", server.port) as client:
        client.send_message(sent)
    delivery = server.mailbox[0]
    assert delivery.raw == sent.as_bytes(policy=sent.policy.clone(linesep="\r\n"))
    assert delivery.message.get_content().splitlines() == ["Hello!", ".one dot", "..two dots"]
    assert delivery.envelope.mail_from == "me@example.com"
    assert delivery.envelope.rcpt_tos == ("you@example.com",)
    assert [line.verb or line.code or line.kind for line in delivery.transcript] == [
        "MAIL", 250, "RCPT", 250, "DATA", 354, "data", 250,
    ]  # fmt: skip


def test_a_session_is_complete_and_over_as_soon_as_the_client_has_its_221(
    server: LocalServer,
) -> None:
    for number in range(1, 101):
        client = smtplib.SMTP("localhost", server.port)
        client.quit()
        session = server.sessions[-1]
        assert (session.number, session.ending) == (number, "quit")
        assert [line.text for line in session.transcript] == [
            "220 localhost ESMTP mailtutor", "quit", "221 2.0.0 Bye",
        ]  # fmt: skip


def test_message_is_in_the_mailbox_as_soon_as_send_message_returns(server: LocalServer) -> None:
    with smtplib.SMTP("localhost", server.port) as client:
        for number in range(1, 101):
            client.send_message(message())
            assert len(server.mailbox) == number


def test_two_messages_in_one_session_have_separate_transcripts(server: LocalServer) -> None:
    with smtplib.SMTP("localhost", server.port) as client:
        client.send_message(message("first\n"))
        client.send_message(message("second\n"))
    first, second = server.mailbox
    assert first.session is second.session
    assert first.session.message_numbers == [1, 2]
    assert first.transcript[-1].number < second.transcript[0].number
    assert second.transcript[0].verb == "MAIL"


def test_rejected_recipient_is_in_the_envelope_with_its_reply(server: LocalServer) -> None:
    with smtplib.SMTP("localhost", server.port) as client:
        refused = client.sendmail(
            "me@example.com", ["you@example.com", "Nobody@example.com"], b"\r\n"
        )
    assert refused == {"Nobody@example.com": (550, b"5.1.1 No such user")}
    envelope = server.mailbox[0].envelope
    assert envelope.rcpt_tos == ("you@example.com",)
    assert envelope.refused == (("Nobody@example.com", "550 5.1.1 No such user"),)


def test_session_with_only_rejected_recipients_is_kept(server: LocalServer, ended: Ended) -> None:
    with (
        smtplib.SMTP("localhost", server.port) as client,
        pytest.raises(smtplib.SMTPRecipientsRefused),
    ):
        client.sendmail("me@example.com", ["nobody@example.com"], b"\r\n")
    session = ended(server)
    assert "no message, rejected with 550" in session.summary
    assert session.refusal is not None
    assert session.refusal.text == "550 5.1.1 No such user"


def test_message_over_the_limit_is_rejected_and_recorded_and_the_session_continues(
    server: LocalServer,
) -> None:
    with smtplib.SMTP("localhost", server.port) as client:
        with pytest.raises(smtplib.SMTPSenderRefused) as announced:
            client.sendmail("me@example.com", ["you@example.com"], b"x\r\n" * 50_000)
        assert announced.value.smtp_code == 552
        client.mail("me@example.com")
        client.rcpt("you@example.com")
        assert client.data(b"x\r\n" * 50_000)[0] == 552
        client.sendmail("me@example.com", ["you@example.com"], b"small\r\n")
    assert len(server.mailbox) == 1
    assert "150,000 bytes of content" in str(server.sessions[0].transcript)


def test_content_line_that_is_too_long_is_rejected(server: LocalServer) -> None:
    with smtplib.SMTP("localhost", server.port) as client:
        client.ehlo()
        client.mail("me@example.com")
        client.rcpt("you@example.com")
        code, reply = client.data(b"x" * 1001 + b"\r\n")
    assert (code, b"longer than 1,001 bytes" in reply) == (500, True)


def test_bytes_that_are_not_smtp_get_a_reply_and_are_recorded(
    server: LocalServer, ended: Ended, speak: Speak
) -> None:
    assert b"500 " in speak(server, b"GET / HTTP/1.1\r\n", b"\xff\xfe\x00\r\n")
    said = [line.raw for line in ended(server).transcript if line.kind == "command"]
    assert said == [b"GET / HTTP/1.1", b"\xff\xfe\x00"]


def test_an_endless_line_is_bounded_and_recorded_with_its_length(
    server: LocalServer, ended: Ended, speak: Speak
) -> None:
    answer = speak(server, b"x" * 300_000, b"\r\nNOOP\r\n")
    assert b"500 5.5.2 Command line too long" in answer
    assert answer.endswith(b"250 2.0.0 OK\r\n")
    command = next(line for line in ended(server).transcript if line.kind == "command")
    assert command.text.startswith("xxx")
    assert command.text.endswith("(a line of 300002 bytes)")
    assert len(command.raw) < 200


def test_pipelined_commands_are_read_after_the_client_disconnects(
    server: LocalServer, ended: Ended, speak: Speak
) -> None:
    answer = speak(server, START + b"Subject: Hi\r\n\r\nHello!\r\n.\r\nNOOP\r\n")
    assert answer.endswith(b"250 2.0.0 OK\r\n")
    assert server.mailbox.wait_for(1)[0].message["Subject"] == "Hi"
    assert ended(server).ending == "client left"


def test_client_that_disconnects_during_data_is_recorded_with_the_partial_content(
    server: LocalServer, ended: Ended, speak: Speak
) -> None:
    speak(server, START, b"Subject: Half a message\r\n\r\nHel")
    session = ended(server)
    assert session.unfinished == b"Subject: Half a message\r\n\r\nHel"
    assert (
        session.summary
        == "no message, 30 bytes of an unfinished message, the client disconnected without QUIT"
    )
    assert not server.mailbox


def test_a_client_that_leaves_in_the_middle_of_a_line_is_recorded(
    server: LocalServer, ended: Ended, speak: Speak
) -> None:
    speak(server, b"EHLO me\r\nMAIL FR")
    assert [line.text for line in ended(server).transcript][-1] == "MAIL FR"


def test_a_connection_that_breaks_is_recorded(server: LocalServer, ended: Ended) -> None:
    with socket.create_connection(("localhost", server.port), timeout=10) as client:
        client.recv(100)
        client.sendall(b"EHLO me\r\n")
        client.recv(1000)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert ended(server).ending == "client left"


def test_a_client_that_says_nothing_is_recorded(
    server: LocalServer, ended: Ended, speak: Speak
) -> None:
    speak(server)
    assert str(ended(server).transcript) == "S: 220 localhost ESMTP mailtutor"


def test_a_failed_session_does_not_disturb_the_next(
    server: LocalServer, ended: Ended, speak: Speak
) -> None:
    speak(server, START, b"unfinished")
    with smtplib.SMTP("localhost", server.port) as client:
        client.send_message(message())
    assert ended(server, 1).ending == "client left"
    assert len(server.mailbox) == 1


def test_help_names_the_commands_and_how_each_is_used(server: LocalServer) -> None:
    with smtplib.SMTP("localhost", server.port) as client:
        assert client.help() == (
            b"2.0.0 Supported commands: DATA EHLO HELO HELP MAIL NOOP QUIT RCPT RSET VRFY"
        )
        assert client.help("DATA") == b"2.0.0 Syntax: DATA"


def test_null_sender_is_accepted(server: LocalServer) -> None:
    with smtplib.SMTP("localhost", server.port) as client:
        client.sendmail("", ["you@example.com"], b"\r\n")
    assert server.mailbox[0].envelope.mail_from == "<>"


def test_non_ascii_addresses_are_accepted_unchanged(server: LocalServer) -> None:
    sent = message()
    del sent["To"]
    sent["To"] = "jürgen@example.com"
    with smtplib.SMTP("localhost", server.port) as client:
        client.send_message(sent)
    assert server.mailbox[0].envelope.rcpt_tos == ("jürgen@example.com",)


def test_bytes_that_no_codec_reads_do_not_disturb_the_dialogue(
    server: LocalServer, speak: Speak
) -> None:
    answer = speak(server, b"EHLO me\r\nVRFY \xff\xfe\r\nMAIL FROM:<\xff@x>\r\nNOOP\r\n")
    assert answer.endswith(b"250 2.0.0 OK\r\n")


def test_empty_message_is_delivered(server: LocalServer, speak: Speak) -> None:
    speak(server, START + b".\r\nQUIT\r\n")
    assert server.mailbox.wait_for(1)[0].raw == b""


def test_many_threads_may_send_at_once_and_nothing_is_lost(server: LocalServer) -> None:
    def send(sender: int) -> None:
        with smtplib.SMTP("localhost", server.port) as client:
            for number in range(50):
                client.sendmail(f"{sender}@example.com", [f"{number}@example.com"], b"\r\n")

    threads = [threading.Thread(target=send, args=[sender]) for sender in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len({str(delivery.envelope) for delivery in server.mailbox}) == 200
