"""The SMTP door: learners send with plain smtplib, and their messages become text on the wall."""

from __future__ import annotations

import smtplib
import time
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from mailtutor.classroom.keys import HubKeys
from mailtutor.classroom.letters import letter_from
from mailtutor.classroom.limits import MESSAGE_BYTES, MESSAGES_A_MINUTE
from tests.classroom.running_class import CODE, RunningClass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailtutor.classroom.inbox import Letter


@pytest.fixture
def client(running: RunningClass) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", running.made.mail_port, timeout=30) as made:
        yield made


def message(text: str = "Hello", sender: str = "Ada <ada@example.com>") -> EmailMessage:
    made = EmailMessage()
    made["From"] = sender
    made["To"] = "class@example.com"
    made["Subject"] = "Hi"
    made.set_content(text)
    return made


def letters(running: RunningClass) -> list[dict[str, object]]:
    found = running.do(running.room.inbox.all)
    assert isinstance(found, list)
    return found


def test_a_learner_sends_a_message_to_the_wall(running: RunningClass, client: smtplib.SMTP) -> None:
    client.login("ada", CODE)
    client.send_message(message())

    (shown,) = letters(running)
    assert (shown["login"], shown["subject"], shown["text"]) == ("ada", "Hi", "Hello")
    assert not shown["forged"]


def test_the_sender_is_the_logins_whatever_the_from_header_says(
    running: RunningClass, client: smtplib.SMTP
) -> None:
    client.login("mallory", CODE)
    client.send_message(message(sender="The Principal <principal@example.com>"))

    (shown,) = letters(running)
    assert shown["login"] == "mallory"
    assert shown["forged"]
    assert shown["claimed"] == "The Principal <principal@example.com>"


def test_nobody_sends_without_the_code(running: RunningClass, client: smtplib.SMTP) -> None:
    with pytest.raises(smtplib.SMTPSenderRefused) as rejected:
        client.send_message(message())
    assert rejected.value.smtp_code == 530
    with pytest.raises(smtplib.SMTPAuthenticationError):
        client.login("ada", "AAAAAAAA")
    assert not letters(running)


def test_the_code_of_a_login_may_have_a_hyphen(running: RunningClass, client: smtplib.SMTP) -> None:
    client.login("ada", "k7qm-3xrp")
    client.send_message(message())

    assert len(letters(running)) == 1


def test_a_message_that_is_too_large_is_rejected_with_552(
    running: RunningClass, client: smtplib.SMTP
) -> None:
    client.login("ada", CODE)
    with pytest.raises(smtplib.SMTPException) as rejected:
        client.send_message(message("a line of text\n" * (MESSAGE_BYTES // 10)))

    assert getattr(rejected.value, "smtp_code", 0) == 552
    assert not letters(running)


def test_one_message_too_many_in_a_minute_gets_451_and_others_can_send(
    running: RunningClass, client: smtplib.SMTP
) -> None:
    client.login("mallory", CODE)
    for _ in range(MESSAGES_A_MINUTE):
        client.send_message(message())
    with pytest.raises(smtplib.SMTPDataError) as rejected:
        client.send_message(message())
    assert rejected.value.smtp_code == 451

    with smtplib.SMTP("127.0.0.1", running.made.mail_port) as other:
        other.login("ada", CODE)
        other.send_message(message())


def test_a_paused_inbox_replies_450(running: RunningClass, client: smtplib.SMTP) -> None:
    running.do(lambda: running.room.set_inbox(paused=True, holding=False))
    client.login("ada", CODE)
    with pytest.raises(smtplib.SMTPDataError) as rejected:
        client.send_message(message())

    assert rejected.value.smtp_code == 450
    assert not letters(running)


def test_no_mechanism_is_offered_that_needs_another_password(client: smtplib.SMTP) -> None:
    client.ehlo()

    assert sorted(client.esmtp_features["auth"].split()) == ["LOGIN", "PLAIN"]


def test_any_recipient_is_accepted_and_nothing_is_relayed(
    running: RunningClass, client: smtplib.SMTP
) -> None:
    client.login("ada", CODE)

    assert client.sendmail("ada@example.com", ["a@example.com", "b@elsewhere.example"], b"Hi") == {}
    assert len(letters(running)) == 1


# -- on a hub, where each account has a password


@pytest.fixture
def keys() -> HubKeys:
    return HubKeys(seconds=0.2)


@pytest.fixture
def on_hub(keys: HubKeys) -> Iterator[RunningClass]:
    with RunningClass(keys=keys) as made:
        yield made


@pytest.fixture
def learner(on_hub: RunningClass) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", on_hub.made.mail_port, timeout=30) as made:
        yield made


def test_an_account_sends_with_its_own_password(
    on_hub: RunningClass, keys: HubKeys, learner: smtplib.SMTP
) -> None:
    learner.login("ada", keys.password("ada"))
    learner.send_message(message())

    (shown,) = letters(on_hub)
    assert (shown["login"], shown["forged"]) == ("ada", False)


def test_an_account_with_any_letters_is_shown_as_the_hub_has_it(
    on_hub: RunningClass, keys: HubKeys, learner: smtplib.SMTP
) -> None:
    learner.login("zo%C3%AB", keys.password("zoë"))
    learner.send_message(message())

    assert [each["login"] for each in letters(on_hub)] == ["zoë"]


def test_another_accounts_from_header_is_shown_with_the_login_that_sent_it(
    on_hub: RunningClass, keys: HubKeys, learner: smtplib.SMTP
) -> None:
    learner.login("mallory", keys.password("mallory"))
    learner.send_message(message(sender="Ada <ada@example.com>"))

    (shown,) = letters(on_hub)
    assert (shown["login"], shown["claimed"]) == ("mallory", "Ada <ada@example.com>")
    assert shown["forged"]


@pytest.mark.parametrize("login", ["ada", "Mallory", ""])
def test_the_password_of_another_account_is_rejected_with_what_to_do(
    on_hub: RunningClass, keys: HubKeys, learner: smtplib.SMTP, login: str
) -> None:
    began = time.monotonic()
    with pytest.raises(smtplib.SMTPAuthenticationError) as rejected:
        learner.login(login, keys.password("mallory"))

    assert time.monotonic() - began >= 0.2  # each guess takes a while
    assert rejected.value.smtp_code == 535
    assert "run mailtutor.join() again" in str(rejected.value)
    assert not letters(on_hub)


def test_the_room_code_opens_no_inbox_on_a_hub(
    on_hub: RunningClass, keys: HubKeys, learner: smtplib.SMTP
) -> None:
    with pytest.raises(smtplib.SMTPAuthenticationError):
        learner.login("ada", keys.code)
    assert not letters(on_hub)


# -- a message, as the wall shows it


def show(raw: bytes) -> Letter:
    return letter_from("ada", raw)


def test_html_and_attachments_are_named_and_not_shown() -> None:
    made = message("The text")
    made.add_alternative("<script>alert(1)</script>", subtype="html")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="secret.pdf")
    shown = show(made.as_bytes())

    assert shown.text == "The text"
    assert shown.left_out == "Not shown here: application/pdf, text/html."


def test_a_long_text_is_cut_and_says_so() -> None:
    shown = show(message("x" * 70 + "\n" + "y" * 5000).as_bytes())

    assert len(shown.text) == 2000
    assert shown.left_out.endswith("more characters.")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0\xff\xfe",
        b"From: \xff\xff <x@y>\nSubject: =?utf-8?q?=ff?=\n\n\xff",
        b"From: =?x-nothing?b?!!!?= <\nSubject: " + b"=?" * 5000 + b"\n\nHi",
        b"Content-Type: text/plain; charset=nothing\n\nHi",
        b"Content-Type: multipart/mixed; boundary=\n\n--\n--",
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n" * 3000,
        b"Content-Type: message/rfc822\n\n" * 500,
        b"Content-Transfer-Encoding: base64\n\n!!!!",
        b"From: ,,,;;:<>@@\n\n",
        b"From: [\n\n",
        b"From: " + b"(" * 10_000 + b"\n\n",
    ],
)
def test_a_broken_message_is_shown_as_far_as_possible(raw: bytes) -> None:
    shown = show(raw)

    assert shown.size == len(raw)
    assert len(shown.claimed) <= 200
    assert len(shown.subject) <= 200


def test_control_characters_and_turned_text_do_not_reach_the_wall() -> None:
    shown = show(
        "Subject: a\u202eb\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        "\x1b[31mred\u202e".encode()
    )

    assert shown.subject == "ab"
    assert shown.text == "[31mred"
