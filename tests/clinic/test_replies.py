"""Replies of real servers are explained by two independent signs."""

from __future__ import annotations

import re
import smtplib
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

try:
    from re import _parser  # type: ignore[attr-defined]
except ImportError:  # before Python 3.11
    import sre_parse as _parser

from mailtutor import LocalServer, explain, faults
from mailtutor.clinic.causes.replies import SUBJECTS
from mailtutor.clinic.replies import _DETAILS
from mailtutor.server.fault import Action, Fault, Stage
from tests.clinic.cases import CASES
from tests.clinic.real_replies import ROWS, SOURCES, Row

if TYPE_CHECKING:
    from typing import NoReturn

    from mailtutor import Explanation
    from mailtutor.clinic.causes.subject import Subject

VERBS = {"EHLO": "EHLO", "login": "AUTH", "sender": "MAIL", "recipient": "RCPT"}


def server_that_says(row: Row) -> LocalServer:
    """Return a server that sends this reply at this step."""
    users = {"ada@example.com": "correct horse"}
    if row.step == "content":

        def act(moment: Stage) -> Action | None:
            return Action(reply=row.reply) if moment.name == "end of content" else None

        return LocalServer(users=users, faults=[Fault("said", "says it", act)])
    if row.step == "greeting":
        return LocalServer(faults=[faults.greeting(row.reply)])
    replies = [faults.reply(VERBS[row.step], row.reply)]
    if row.step == "EHLO":
        replies.append(faults.reply("HELO", row.reply))
    return LocalServer(users=users if row.step != "sender" else None, faults=replies)


def explained(row: Row) -> Explanation:
    """Send a message to a server with this reply, and return the explanation."""
    message = EmailMessage()
    message["From"] = "me@example.com"
    message["To"] = "you@example.com"
    message.set_content("Hello!")
    with server_that_says(row) as server:
        with pytest.raises(smtplib.SMTPException) as caught:  # noqa: PT012 - each step may raise
            client = smtplib.SMTP("localhost", server.port)
            try:
                if row.step in {"login", "recipient", "content"}:
                    client.login("ada@example.com", "correct horse")
                client.send_message(message)
            finally:
                client.close()
        told = explain(caught.value)
    assert told is not None
    return told


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.server} {row.step} {row.reply[:40]}")
def test_a_real_reply_is_explained_by_what_it_says(row: Row) -> None:
    told = explained(row)
    assert told.cause == row.cause, told.headline
    assert [step.name for step in told.steps if step.outcome == "failed"] == [row.step]
    assert len(told.headline) <= 80
    shown = re.sub(r"\s+", " ", str(told))
    assert row.reply[:3] in shown
    assert re.sub(r"\s+", " ", row.reply[10:50]).strip()[:30] in shown  # it quotes the server
    compile(told.code, "<next step>", "exec")


def test_every_row_of_the_table_is_met_by_a_real_reply() -> None:
    met = {row.cause for row in ROWS} | {case.cause for case in CASES}
    assert {subject.name for subject in SUBJECTS} <= met


@pytest.mark.parametrize("verb", ["RSET", "NOOP"])
def test_a_reply_to_a_command_that_is_no_step_claims_no_step(verb: str) -> None:
    with LocalServer() as server, smtplib.SMTP("localhost", server.port) as client:
        client.docmd(verb)
        error = smtplib.SMTPResponseException(421, "Closing channel - command timeout")
        with pytest.raises(smtplib.SMTPResponseException) as caught:
            raise error
        told = explain(caught.value)
    assert told is not None
    assert (told.cause, told.steps) == ("idle too long", ())


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (Row("Yahoo", "login", "535 5.7.0 (#AUTH005) Too many bad auth attempts.", ""), "app pass"),
        (
            Row("GMX", "recipient", "550 mailbox unavailable\nTry again later", ""),
            "Too many messages in a short time",
        ),
        (
            Row("Gmail", "content", "421 4.3.0 Temporary System Problem.  Try again later", ""),
            "Too many messages at the same time",
        ),
        (Row("A relay", "login", "535 5.7.0 authentication failed", ""), "App password"),
    ],
    ids=lambda value: value.server if isinstance(value, Row) else "",
)
def test_what_a_reply_often_means_is_listed_too(row: Row, words: str) -> None:
    row = row._replace(reply=row.reply.replace("\n", " "))
    assert words.lower() in re.sub(r"\s+", " ", str(explained(row))).lower()


def test_a_user_name_that_is_no_address_is_named() -> None:
    with LocalServer(users={"ada@example.com": "x"}) as server:
        client = smtplib.SMTP("localhost", server.port)
        with pytest.raises(smtplib.SMTPAuthenticationError) as caught:
            client.login("superset", "the default of a program")
        told = str(explain(caught.value))
        client.close()
    assert "The program logs in as `superset`, which isn't an address" in " ".join(told.split())


def width(pattern: str) -> int:
    """Return how many characters the shortest match of a pattern has."""
    return int(_parser.parse(pattern).getwidth()[0])


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_no_short_word_is_a_sign_of_its_own(subject: Subject) -> None:
    assert subject.phrases
    for pattern in (*subject.phrases, *subject.whole_reply):
        assert width(pattern) >= 8, pattern


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_every_row_has_a_second_sign(subject: Subject) -> None:
    assert subject.steps or subject.codes or subject.numbers or subject.supporting
    # A step is a sign only where few steps are meant.
    assert len(subject.steps) <= 3
    assert subject.tell


SUPPORTING = [(subject, pattern) for subject in SUBJECTS for pattern in subject.supporting]


@pytest.mark.parametrize(("subject", "pattern"), SUPPORTING)
def test_supporting_words_alone_assert_nothing(subject: Subject, pattern: str) -> None:
    words = re.sub(r"\W+", " ", re.sub(r"\\[bw]|\(.*?\)|\?", "", pattern)).strip()
    for step in ("greeting", "sender", "recipient", "content"):
        told = explained(Row("any", step, f"550 This server {words} now", ""))
        assert told.cause != subject.name


@pytest.mark.parametrize("code", sorted({code for row in SUBJECTS for code in row.codes}))
def test_an_enhanced_code_alone_is_listed_and_not_asserted(code: str) -> None:
    told = explained(Row("any", "recipient", f"550 5.{code} Keine Zustellung", ""))
    assert told.cause == "recipient rejected"
    assert told.quote == f"550 5.{code} Keine Zustellung"
    assert told.headline.endswith("its own words say why")


def test_a_phrase_without_a_second_sign_is_listed_below_the_servers_words() -> None:
    told = explained(Row("any", "content", "554 Too many recipients", ""))
    assert told.cause == "content rejected"
    assert told.quote == "554 Too many recipients"
    assert told.alternatives[0].cause == "Too many recipients in one message"
    assert told.alternatives_label.startswith("The error alone does not tell")
    assert "> 554 Too many recipients" in str(told)
    assert '<blockquote class="mailtutor-quote">554' in told._repr_html_()


@pytest.mark.parametrize(
    ("step", "reply", "cause"),
    [
        (
            "login",
            "535 5.7.0 Not accepted; use an app password if 2FA is on",
            "login rejected",
        ),
        ("recipient", "550 Mail is rejected unless the user is unknown", "recipient rejected"),
    ],
)
def test_a_condition_asserts_nothing(step: str, reply: str, cause: str) -> None:
    assert explained(Row("any", step, reply, "")).cause == cause


@pytest.mark.parametrize(
    "reply",
    [
        "550 5.7.1 Your mailbox has been disabled; contact your administrator",
        "554 5.7.1 Mail from inactive user rejected",
        "550 Mailbox quota for sender exceeded",
    ],
)
def test_a_reply_about_your_own_account_is_not_told_of_the_recipients(reply: str) -> None:
    assert explained(Row("any", "recipient", reply, "")).cause == "recipient rejected"


def test_words_in_an_address_say_nothing() -> None:
    told = explained(Row("any", "recipient", "550 <user-unknown@spamhaus.example> no", ""))
    assert told.cause == "recipient rejected"
    assert [other.cause for other in told.alternatives] == [
        "There is no such mailbox",
        "A rule of the recipient's server",
    ]


@pytest.mark.parametrize(
    "reply",
    [
        "535 Authentication failed: your account is not allowed to use this service",
        "535 5.7.8 Authentication failed. Contact support with reference 1234",
        "535 5.7.1 Not from your country",
    ],
)
def test_a_rejected_login_with_another_reason_is_not_told_as_a_wrong_password(reply: str) -> None:
    told = explained(Row("any", "login", reply, ""))
    assert told.cause == "login rejected"
    assert told.quote == reply


def test_starttls_on_offer_does_not_make_a_wrong_password_a_lack_of_encryption() -> None:
    class Client(smtplib.SMTP):
        def login(self, *_: object, **__: object) -> NoReturn:
            raise smtplib.SMTPAuthenticationError(535, b"5.7.8 Invalid credentials")

    with LocalServer(tls="starttls") as server, Client("localhost", server.port) as client:
        client.ehlo()
        with pytest.raises(smtplib.SMTPAuthenticationError) as caught:
            client.login("ada@example.com", "wrong")
    told = explain(caught.value)
    assert told is not None
    assert told.cause == "user name or password refused"


def test_an_error_in_the_servers_own_handler_is_named() -> None:
    told = explained(Row("aiosmtpd", "content", "500 Error: (KeyError) 'ada'", ""))
    assert told.headline == "The server's own code raised a `KeyError`: look there, not here"


def test_the_large_providers_have_their_sources() -> None:
    for server in ("Gmail", "Microsoft 365", "Yahoo", "iCloud", "Postfix", "Exim", "Proofpoint"):
        assert sum(row.server == server for row in ROWS) >= 2
        assert SOURCES[server].startswith("https://")


@pytest.mark.parametrize("code", sorted({code for row in SUBJECTS for code in row.codes}))
def test_a_code_of_the_table_is_one_that_is_defined(code: str) -> None:
    # A provider's own details begin at 50; those below are defined by RFCs and registered.
    detail = int(code.partition(".")[2])
    assert detail >= 50 or code in _DETAILS
