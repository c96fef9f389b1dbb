"""The building blocks of checks and their sentences."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest

from mailtutor import LocalServer
from mailtutor.course import catalog
from mailtutor.course.exercise import Exercise
from mailtutor.course.expectations import Mistake, NotTried, require_delivery
from mailtutor.course.fingerprint import fingerprint
from mailtutor.course.message_expectations import require_addresses
from mailtutor.course.wording import describe


def _to_two(server: object) -> str:
    if len(require_delivery(server).envelope.rcpt_tos) != 2:
        raise Mistake("One recipient only.")
    return "Two recipients."


TO_TWO = Exercise("00.1", "Write to two", "a server", _to_two, ("a", "b"), "")


def test_server_without_sessions_is_not_tried() -> None:
    with LocalServer() as server:
        assert TO_TWO.result(server).outcome == "not tried"
        with pytest.raises(NotTried, match="No client has connected"):
            require_delivery(server)


def test_newest_message_is_checked_even_after_the_server_stopped() -> None:
    with LocalServer() as server, smtplib.SMTP("localhost", server.port) as client:
        for to in (["a@example.com"], ["a@example.com", "b@example.com"]):
            client.sendmail("me@example.com", to, "Subject: Hi\n\nHello")
            result = TO_TWO.result(server)
            assert result.outcome == ("done" if len(to) == 2 else "not yet")
    assert TO_TWO.result(server).outcome == "done"


def test_session_without_a_message_is_reported_with_the_servers_rejection() -> None:
    with LocalServer(refuse={"no@example.com": "550 5.1.1 No such user"}) as server:
        with smtplib.SMTP("localhost", server.port) as client:
            client.ehlo()
        assert "No message has arrived" in TO_TWO.result(server).sentence
        with (
            pytest.raises(smtplib.SMTPRecipientsRefused),
            smtplib.SMTP("localhost", server.port) as client,
        ):
            client.sendmail("me@example.com", "no@example.com", "Hi")
        assert "550 5.1.1 No such user" in TO_TWO.result(server).sentence


def test_mailbox_instead_of_its_server_is_named() -> None:
    assert "but got a Mailbox" in TO_TWO.result(LocalServer().mailbox).sentence


def test_same_message_sent_again_has_the_same_fingerprint() -> None:
    marks = []
    with LocalServer() as server:
        for subject in ("Hi", "Hi", "Ho"):
            with smtplib.SMTP("localhost", server.port) as client:
                client.sendmail("me@example.com", "a@example.com", f"Subject: {subject}\n\nHello")
            marks.append(fingerprint("One recipient only.", server))
    assert marks[0] == marks[1] != marks[2]


def test_address_without_a_domain_is_rejected() -> None:
    message = EmailMessage()
    message["To"] = "Ada <ada@example.com>, bob"
    with pytest.raises(Mistake, match=r"`To` is 'Ada <ada@example\.com>, bob'"):
        require_addresses(message, "To")


def test_long_value_is_shortened() -> None:
    assert describe("x" * 1000) == f"a str, '{'x' * 59}…"


def test_sentence_about_the_users_of_a_server_shows_no_password() -> None:
    server = LocalServer(tls="starttls", users={"ada@example.com": "correct horse"})
    for key in ("05.1", "05.5"):
        result = catalog.exercise(key).result(server.users)
        assert result.sentence == "Expected a LocalServer, but got a dict."


def test_one_wrong_line_end_is_singular() -> None:
    check = catalog.exercise("01.2").result
    assert check(b"Subject: Hi\r\n\r\n\xc2\xa1Hola!\n").sentence.startswith("1 of the 3 lines ends")
    assert check(b"Subject: Hi\n\n\xc2\xa1Hola!\r\n").sentence.startswith("2 of the 3 lines end ")
    assert check(b"Subject: Hi\r\n\r\nHo\rla!\r\n").sentence.startswith(
        "`\\r` comes without a `\\n` once"
    )
