"""A phrase that its sentence denies, questions or only offers is no sign."""

from __future__ import annotations

import re
import smtplib

import pytest

from mailtutor import explain
from mailtutor.clinic.causes.denial import is_denied
from mailtutor.clinic.causes.replies import SUBJECTS
from mailtutor.clinic.causes.signs import read
from mailtutor.clinic.replies import _DETAILS, read_reply
from tests.clinic.real_replies import ROWS, Row
from tests.clinic.test_replies import explained


@pytest.mark.parametrize(
    ("step", "reply", "denied"),
    [
        ("recipient", "450 Greylisting disabled for this host; rejected by policy", "greylisted"),
        ("recipient", "550 5.1.1 Unknown user account status", "no such recipient"),
        (
            "recipient",
            "550 Domain does not exist in our hosted list",
            "recipient domain takes no mail",
        ),
        ("sender", "530 TLS required? no", "encryption before mail"),
        ("recipient", "550 Mailbox full: no", "mailbox full"),
        ("content", "554 No virus detected, but not delivered", "attachment blocked"),
        ("content", "554 SPF check passed, not accepted", "sender domain not vouched for"),
        ("recipient", "550 Relay access denied? See the help page", "relaying denied"),
        ("login", "535 Application-specific password not needed", "app password needed"),
        ("greeting", "554 Your IP address is listed: no", "address on a block list"),
        ("content", "554 Is this message too large? It was not", "too large"),
    ],
)
def test_a_denied_phrase_asserts_nothing(step: str, reply: str, denied: str) -> None:
    assert explained(Row("any", step, reply, "")).cause != denied


PHRASES = {subject.name: (*subject.phrases, *subject.step_phrases) for subject in SUBJECTS}


def phrases_in(text: str, row: Row) -> list[tuple[int, int]]:
    """Return where the phrases of this row's cause stand in a text."""
    found = [
        match.span()
        for pattern in PHRASES.get(row.cause, ())
        for match in re.finditer(pattern, text)
    ]
    return [span for span in found if not is_denied(text, *span)]


def denied(denial: str, row: Row) -> str | None:
    """Return a reply whose only phrase is denied; None if it can't be made of this row."""
    with_phrase = [each for each in read(row.reply[4:]).sentences if phrases_in(each, row)]
    if len(with_phrase) != 1 or "//" in with_phrase[0]:
        return None
    [sentence] = with_phrase
    spans = phrases_in(sentence, row)
    if len(spans) != 1:
        return None
    [(start, end)] = spans
    text = denial.format(before=sentence[:start], phrase=sentence[start:end], after=sentence[end:])
    # With the denial it may be another phrase of the same row, such as "no reverse DNS".
    return None if any(phrases_in(each, row) for each in read(text).sentences) else text


@pytest.mark.parametrize(
    "denial",
    [
        "{before}no {phrase}{after}",
        "{before}not {phrase}{after}",
        "{before}{phrase}? no. {after}",
        "{before}{phrase} is not the problem. {after}",
        "{before}{phrase}: no. {after}",
        "{before}{phrase} disabled. {after}",
        "{before}{phrase} check passed. {after}",
    ],
)
def test_no_row_is_asserted_by_a_phrase_that_is_denied(denial: str) -> None:
    replies = [(row, text) for row in ROWS if (text := denied(denial, row))]
    assert len(replies) > 100
    asserted = [
        (row.cause, text)
        for row, text in replies
        if explained(Row(row.server, row.step, f"{row.reply[:3]} {text.strip()}", "")).cause
        == row.cause
    ]
    assert asserted == []


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("boite aux lettres du destinataire pleine", "mailbox full"),
        ("bo\u00eete du destinataire pleine", "mailbox full"),
        ("Empf\u00e4nger unbekannt", "user unknown"),
        ("Zu viele Verbindungen", "too many connections"),
        ("Usuario desconocido", "user unknown"),
        ("Autentica\u00e7\u00e3o necess\u00e1ria", "authentication required"),
        ("Casella piena", "mailbox full"),
        ("Konto nie istnieje", "user unknown"),
    ],
)
def test_a_phrase_of_another_language_is_read_in_english(reply: str, said: str) -> None:
    assert said in read(read_reply(550, reply.encode()).text).text


# The last detail of each subject in the registry of RFC 5248.
LAST = {1: 10, 2: 4, 3: 6, 4: 7, 5: 6, 6: 10, 7: 30}
REGISTERED = [f"{subject}.{n}" for subject, last in LAST.items() for n in range(last + 1)]


@pytest.mark.parametrize("code", REGISTERED)
def test_every_registered_code_has_a_sentence(code: str) -> None:
    assert code in _DETAILS
    told = explained(Row("any", "content", f"550 5.{code} Xyzzy", ""))
    assert told.quote == f"550 5.{code} Xyzzy"
    assert _DETAILS[code] in " ".join(told.why.split())


def test_a_temporary_reply_lists_what_is_only_ever_permanent() -> None:
    told = explained(Row("any", "recipient", "421 Recipient not in route list", ""))
    assert told.cause == "rejected for now"
    assert told.alternatives[0].cause.startswith("There is no such mailbox")


def test_what_may_be_so_is_listed_and_not_asserted() -> None:
    told = explained(Row("any", "recipient", "550 The recipient's domain may not exist", ""))
    assert told.cause == "recipient rejected"
    assert told.alternatives[0].cause.startswith("The recipient's domain doesn't exist")


def test_a_chinese_reply_is_read_in_its_own_charset() -> None:
    said = "Error: \u8bf7\u4f7f\u7528\u6388\u6743\u7801\u767b\u5f55".encode("gb18030")
    told = explain(smtplib.SMTPAuthenticationError(535, said))
    assert told is not None
    assert told.cause == "app password needed"


def test_an_address_that_the_server_quotes_is_not_read() -> None:
    assert read("no mail for <user-unknown@relay-denied.example>").text == "no mail for <@>"
    assert not read_reply(550, b"rejected (a@domain.example:blocked)").says("domain")


def test_a_mailbox_that_is_closed_is_named_after_the_content_too() -> None:
    reply = "554 Your message to you@example.com cannot be delivered. This mailbox is disabled"
    told = explained(Row("Yahoo", "content", reply, ""))
    assert told.headline == "The mailbox doesn't accept messages anymore: you@example.com"
