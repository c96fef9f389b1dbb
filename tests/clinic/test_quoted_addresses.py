"""A reply that quotes an address is about that one, at whatever step the server says it."""

from __future__ import annotations

import smtplib

import pytest

from mailtutor import Explanation, LocalServer, explain, faults

ADA, BOB = "ada@example.com", "bob@example.net"


def told(step: str, reply: str, sender: str = ADA) -> Explanation:
    """Explain a rejection at a step of sending."""
    error: smtplib.SMTPException | None = None
    with LocalServer(faults=[faults.reply(step, reply)]) as server:
        try:
            with smtplib.SMTP("localhost", server.port, timeout=10) as client:
                client.sendmail(sender, BOB, "Subject: Hi\n\nHello")
        except smtplib.SMTPException as caught:
            error = caught
        assert error is not None
        explanation = explain(error)
    assert explanation is not None
    return explanation


@pytest.mark.parametrize(
    ("sender", "cause"),
    [
        ("webmaster@localhost", "sender without a full domain"),
        (ADA, "address not well written"),
    ],
)
def test_the_sender_is_named_where_a_reply_to_the_recipient_quotes_the_sender(
    sender: str, cause: str
) -> None:
    reply = f"504 5.5.2 <{sender}>: Sender address rejected: need fully-qualified address"
    explanation = told("RCPT", reply, sender)
    assert explanation.cause == cause
    assert sender in explanation.headline
    assert BOB not in explanation.headline


def test_the_recipient_is_named_where_the_reply_quotes_the_recipient() -> None:
    reply = f"504 5.5.2 <{BOB}>: Recipient address rejected: need fully-qualified address"
    explanation = told("RCPT", reply, "root@localhost")
    assert explanation.headline == f"The server can't read an address: {BOB}"


def test_a_mailbox_that_is_not_the_recipients_is_not_told_as_theirs() -> None:
    explanation = told("RCPT", f"550 5.1.1 <{ADA}>: User unknown in virtual mailbox table")
    assert explanation.cause != "no such recipient"
    assert told("RCPT", f"550 5.1.1 <{BOB}>: User unknown in virtual mailbox table").cause == (
        "no such recipient"
    )


@pytest.mark.parametrize(
    ("quoted", "cause"), [(BOB, "recipient not verified"), (ADA, "sender not yours")]
)
def test_an_unverified_address_is_the_one_that_the_reply_quotes(quoted: str, cause: str) -> None:
    reply = f"554 Message rejected: Email address is not verified. Identities: {quoted}"
    assert told("DATA", reply).cause == cause


def test_a_spam_filter_that_quotes_a_sender_without_a_domain_says_what_it_says() -> None:
    reply = "554 5.7.1 <root@localhost>: This message looks like spam"
    assert told("DATA", reply, "root@localhost").cause != "sender without a full domain"


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        ("530 5.7.0 Authentication Required", "login before mail"),
        ("530 5.7.0 Must issue a STARTTLS command first", "encryption before mail"),
        ("501 5.1.7 Bad sender address syntax", "message without From"),
        ("550 Rejected", "message without From"),
    ],
)
def test_the_word_none_as_the_sender_is_named_unless_the_reply_is_about_something_else(
    reply: str, cause: str
) -> None:
    assert told("MAIL", reply, "None").cause == cause
