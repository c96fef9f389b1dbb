"""The small looks that checks are made of, each with its sentence."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest

from mailtutor import LocalServer
from mailtutor.course.exercise import Exercise
from mailtutor.course.expectations import (
    Mistake,
    NotTried,
    describe,
    require_addresses,
    require_delivery,
)
from mailtutor.course.fingerprint import fingerprint


def _to_two(server: object) -> str:
    if len(require_delivery(server).envelope.rcpt_tos) != 2:
        raise Mistake("One recipient only.")
    return "Two recipients."


TO_TWO = Exercise("00.1", "Write to two", "a server", _to_two, ("a", "b"), "")


def test_a_server_that_nobody_has_called_is_not_tried() -> None:
    with LocalServer() as post:
        assert TO_TWO.result(post).outcome == "not tried"
        with pytest.raises(NotTried, match="No client has connected"):
            require_delivery(post)


def test_the_mail_that_arrived_last_is_looked_at_also_when_the_server_is_stopped() -> None:
    with LocalServer() as post, smtplib.SMTP("localhost", post.port) as client:
        for to in (["a@example.com"], ["a@example.com", "b@example.com"]):
            client.sendmail("me@example.com", to, "Subject: Hi\n\nHello")
            result = TO_TWO.result(post)
            assert result.outcome == ("done" if len(to) == 2 else "not yet")
    assert TO_TWO.result(post).outcome == "done"


def test_a_session_without_a_mail_is_told_with_the_servers_last_no() -> None:
    with LocalServer(refuse={"no@example.com": "550 5.1.1 No such user"}) as post:
        with smtplib.SMTP("localhost", post.port) as client:
            client.ehlo()
        assert "No message has arrived" in TO_TWO.result(post).sentence
        with (
            pytest.raises(smtplib.SMTPRecipientsRefused),
            smtplib.SMTP("localhost", post.port) as client,
        ):
            client.sendmail("me@example.com", "no@example.com", "Hi")
        assert "550 5.1.1 No such user" in TO_TWO.result(post).sentence


def test_a_mailbox_in_place_of_its_server_is_named() -> None:
    assert "but got a Mailbox" in TO_TWO.result(LocalServer().mailbox).sentence


def test_the_same_mail_sent_again_is_the_same_answer() -> None:
    marks = []
    with LocalServer() as post:
        for subject in ("Hi", "Hi", "Ho"):
            with smtplib.SMTP("localhost", post.port) as client:
                client.sendmail("me@example.com", "a@example.com", f"Subject: {subject}\n\nHello")
            marks.append(fingerprint("One recipient only.", post))
    assert marks[0] == marks[1] != marks[2]


def test_an_address_without_a_domain_is_no_address() -> None:
    message = EmailMessage()
    message["To"] = "Ada <ada@example.com>, bob"
    with pytest.raises(Mistake, match=r"`To` is 'Ada <ada@example\.com>, bob'"):
        require_addresses(message, "To")


def test_a_long_value_is_cut() -> None:
    assert describe("x" * 1000) == f"a str, '{'x' * 59}…"
