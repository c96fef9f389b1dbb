"""What real servers say is explained by their words and enhanced codes, before any number."""

from __future__ import annotations

import re
import smtplib
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from mailtutor import LocalServer, explain, faults
from mailtutor.clinic.causes.replies import SUBJECTS
from mailtutor.server.faults import Action, Fault, Stage
from tests.clinic.real_replies import ROWS, SOURCES, Row

if TYPE_CHECKING:
    from mailtutor import Explanation

VERBS = {"EHLO": "EHLO", "login": "AUTH", "sender": "MAIL", "recipient": "RCPT"}


def server_that_says(row: Row) -> LocalServer:
    """Make a server that gives this reply at this step."""
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
    """Send a message to a server that says this, and explain what smtplib raises."""
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
    assert {subject.name for subject in SUBJECTS} <= {row.cause for row in ROWS}


def test_the_large_providers_have_their_sources() -> None:
    for server in ("Gmail", "Microsoft 365", "Yahoo", "iCloud", "Postfix", "Exim", "Proofpoint"):
        assert sum(row.server == server for row in ROWS) >= 2
        assert SOURCES[server].startswith("https://")
