"""Recordings of views: what a page without Python needs to show them."""

from __future__ import annotations

import base64
import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

import mailtutor
from mailtutor.record import Journal
from mailtutor.views import InboxView, TranscriptView, recording, view
from tests.views.fake_frontend import add_mail, add_session

if TYPE_CHECKING:
    from collections.abc import Iterator

WIRE = b"AUTH PLAIN AGFkYQBzZWNyZXQ="


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Lend a shell that records the views that it displays, and what it publishes by itself."""
    make: Any = InteractiveShell  # it has types in part only
    shell = make()
    published: list[Any] = []
    monkeypatch.setattr(recording, "display", lambda data, **_: published.append(data))
    recording.start(shell)
    shell.user_ns["published"] = published
    yield shell
    shell.history_manager.end_session()


def shown(shell: Any, thing: Any) -> dict[str, Any]:
    data: dict[str, Any] = shell.display_formatter.format(thing)[0]
    return data


def subjects(answers: list[dict[str, Any]]) -> list[str]:
    entries = [each for answer in answers for each in answer["content"].get("entries", [])]
    return [each["subject"] for each in entries if each.get("kind") == "mail"]


def test_a_displayed_view_brings_its_script_its_style_and_its_answers(
    shell: Any,
) -> None:
    data = shown(shell, view(b"Subject: Hi\r\n\r\nHello\r\n"))
    made = data[recording.RECORDING]
    assert "export default" in made["script"]
    assert ".mailtutor" in made["style"]
    (answer,) = made["answers"]
    assert answer["ask"] == "open"
    assert answer["content"]["kind"] == "opened"
    assert base64.b64decode(answer["buffers"][0]) == b"Subject: Hi\r\n\r\nHello\r\n"
    assert "to" not in answer["content"]
    assert json.dumps(made)
    assert "Subject: Hi" in data["text/plain"]


def test_an_inbox_is_shown_again_with_both_states_after_a_message_has_arrived(
    shell: Any,
) -> None:
    journal = Journal("localhost:2525")
    add_mail(journal, "First")
    first = shown(shell, InboxView(journal))[recording.RECORDING]
    after_cell = SimpleNamespace(result=None)
    shell.events.trigger("post_run_cell", after_cell)
    assert shell.user_ns["published"] == []

    add_mail(journal, "Second")
    shell.events.trigger("post_run_cell", after_cell)

    (data,) = shell.user_ns["published"]
    again = data[recording.RECORDING]
    assert again["id"] == first["id"]
    assert again["before"] == first["answers"]
    assert [subjects(again[state]) for state in ("before", "answers")] == [
        ["First"],
        ["Second", "First"],
    ]
    assert "Second" in data["text/plain"]
    shell.events.trigger("post_run_cell", after_cell)
    assert len(shell.user_ns["published"]) == 1


def test_a_recorded_view_leaves_nothing_behind() -> None:
    journal = Journal("localhost:2525")
    session = add_session(journal, ("reply", b"220 ready"), ending="quit")
    shown_session = TranscriptView(session)
    recording.recorded(shown_session)
    assert not shown_session._front_ends
    assert "send" not in vars(shown_session.comm)


def test_a_password_in_a_transcript_is_masked_in_its_recording() -> None:
    journal = Journal("localhost:2525")
    session = add_session(journal, ("command", WIRE), ("reply", b"235 ok"))
    text = json.dumps(recording.recorded(TranscriptView(session)))
    assert "AUTH PLAIN ********" in text
    assert "AGFkYQBzZWNyZXQ" not in text


def test_raw_bytes_are_recorded_unless_they_could_have_a_password() -> None:
    journal = Journal("localhost:2525")
    for command, kept in ((b"NOOP", True), (WIRE, False)):
        session = add_session(journal, ("command", command), ("reply", b"250 ok"))
        session.record_bytes("client", command)
        answers = recording.recorded(TranscriptView(session))["answers"]
        assert any("wire" in answer["content"] for answer in answers) is kept


def test_a_form_becomes_html_that_does_nothing() -> None:
    made = recording.recorded(mailtutor.connect())
    assert "Connect to a mail server" in made["html"]
    assert "<b>Host</b>" in made["html"]
    assert '<span class="mt-button">Check connection</span>' in made["html"]
    assert "<input" not in made["html"]
    assert "<button" not in made["html"]
