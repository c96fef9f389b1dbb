"""Views without a front end: which one, its text, its answers, and what it keeps alive."""

from __future__ import annotations

import gc
import json
import weakref
from typing import Any

import pytest

from mailtutor.record import Journal, Session
from mailtutor.views import InboxView, MessageView, TranscriptView, view
from mailtutor.views.inbox.entries import session_entry
from mailtutor.views.message.message_details import (
    PART_LIMIT,
    SOURCE_LIMIT,
    message_details,
    source_ranges,
)
from mailtutor.views.transcript import line_feed
from tests.views.fake_frontend import FrontEnd, add_mail, add_session


@pytest.fixture
def journal() -> Journal:
    return Journal("localhost:2525")


class Server:
    """Anything with a journal."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal


def test_each_object_has_its_view(journal: Journal) -> None:
    delivery = add_mail(journal)
    assert isinstance(view(journal), InboxView)
    assert isinstance(view(Server(journal)), InboxView)
    assert isinstance(view(delivery), MessageView)
    assert isinstance(delivery.view(), MessageView)
    assert isinstance(view(delivery.session), TranscriptView)


def test_what_has_no_view_is_named_in_the_error() -> None:
    with pytest.raises(TypeError, match="there is no view of int: give a server"):
        view(25)


def test_a_view_keeps_no_server_alive(journal: Journal) -> None:
    server = Server(journal)
    inbox = view(server)
    gone = weakref.ref(server)
    del server
    gc.collect()
    assert gone() is None
    assert isinstance(inbox, InboxView)


def test_saved_state_of_a_view_contains_nothing_from_a_message(journal: Journal) -> None:
    delivery = add_mail(journal, "Secret plans")
    for shown in (view(journal), view(delivery), view(delivery.session)):
        FrontEnd(shown).ask("open", key="m1", after=0)
        state: dict[str, Any] = shown.get_state()
        held = {key: value for key, value in state.items() if key not in ("_esm", "_css")}
        assert "Secret" not in repr(held)
        assert "example.com" not in repr(held)


def test_a_view_is_text_in_a_terminal_and_for_nbconvert(journal: Journal) -> None:
    journal.listening = True
    for number in range(12):
        delivery = add_mail(journal, f"Mail {number}")
    add_session(journal, ("reply", b"220 ready"))
    text = view(journal)._repr_mimebundle_()[0]["text/plain"]
    assert text.splitlines()[0] == (
        "Inbox: listening on localhost:2525; 12 messages, 1 session without a message."
    )
    assert "(2 earlier messages aren't listed)" in text
    assert "Ada  Mail 11" in text
    assert "Mail 1\n" not in text
    assert "Subject: Mail 11" in repr(view(delivery))
    transcript = repr(view(delivery.session))
    assert "C: MAIL FROM:<ada@example.com>" in transcript
    assert transcript.splitlines()[0].endswith("the client sent QUIT.")


def test_passwords_are_masked_in_the_text_and_on_the_page(journal: Journal) -> None:
    session = add_session(
        journal,
        ("command", b"AUTH LOGIN"),
        ("reply", b"334 VXNlcm5hbWU6"),
        ("credentials", b"YWRh"),
        ("reply", b"334 UGFzc3dvcmQ6"),
        ("credentials", b"c2VjcmV0"),
        ("reply", b"535 no"),
        ("command", b"auth plain AGFkYQBzZWNyZXQ="),
        ("reply", b"235 yes"),
        ("command", b"NOOP YWRh"),
    )
    shown = view(session)
    screen = FrontEnd(shown)
    screen.ask("lines", after=0)
    for text in (shown.text(), json.dumps(screen.messages)):
        for secret in ("c2VjcmV0", "AGFkYQBzZWNyZXQ"):
            assert secret not in text
        assert "AUTH LOGIN" in text
        assert "auth plain" in text
        assert text.count("YWRh") == 1
        assert "NOOP YWRh" in text


def test_inbox_sends_its_heading_and_opens_a_message(journal: Journal) -> None:
    add_mail(journal, "Before")
    screen = FrontEnd(view(journal))
    screen.ask("subscribe")
    head = screen.messages[0]["head"]
    assert (head["messages"], head["listening"], head["port"]) == (1, False, "2525")
    journal.listening = True
    delivery = add_mail(journal, "After", refused=True)
    entries = {entry["key"]: entry for entry in screen.wait_until("m2")["entries"]}
    entry = entries["m2"]
    assert (entry["sender"], entry["subject"], entry["refused"]) == ("Ada", "After", 1)
    screen.ask("open", key="m2")
    opened = screen.messages[-1]
    assert opened["to"] == "me"
    assert screen.buffers[-1] == [delivery.raw]
    assert opened["envelope"]["refused"] == [
        {"address": "nobody@example.com", "reply": "550 No such user", "named": []}
    ]
    assert [each["named"] for each in opened["envelope"]["accepted"]] == [["To"], []]
    assert opened["transcript"]["own"] == [2, 5]
    assert len(opened["transcript"]["lines"]) == 5
    json.dumps(screen.messages)


def test_session_has_a_row_only_until_it_delivers_a_message(journal: Journal) -> None:
    screen = FrontEnd(view(journal))
    session = add_session(journal, ("reply", b"220 ready"), ending="")
    entry = screen.wait_until("s1")["entries"][0]
    assert entry["open"]
    assert entry["words"] == "connected; still connected"
    session.message_numbers.append(1)
    journal.sessions.changed(session)
    screen.ask("subscribe")
    screen.ask("backfill", low=0, high=screen.messages[-1]["high"])
    assert screen.messages[-1]["entries"][0].get("gone")
    assert screen.messages[-1]["head"]["sessions"] == 0


def test_what_is_no_longer_kept_is_said(journal: Journal) -> None:
    shown = view(journal)
    screen = FrontEnd(shown)
    journal.mailbox.max_count = 3
    for number in range(5):
        add_mail(journal, f"Mail {number}")
    screen.ask("subscribe")
    assert screen.messages[-1]["head"]["dropped"] == 2
    screen.ask("backfill", low=0, high=screen.messages[-1]["high"])
    messages = {e["key"] for e in screen.messages[-1]["entries"] if e.get("kind") == "mail"}
    assert messages == {"m3", "m4", "m5"}
    screen.ask("open", key="m1")
    assert screen.messages[-1]["gone"]
    assert "(2 older messages were dropped)" in shown.text()


def test_a_question_that_fails_is_answered_with_the_error(journal: Journal) -> None:
    screen = FrontEnd(view(journal))
    screen.ask("open", key="nonsense")
    assert screen.messages[-1]["kind"] == "failed"
    assert screen.messages[-1]["to"] == "me"


def test_an_open_transcript_is_followed_until_it_ends(journal: Journal) -> None:
    session = add_session(journal, ("reply", b"220 ready"), ending="")
    screen = FrontEnd(view(session))
    screen.ask("lines", after=0)
    session.record_line("command", b"EHLO ada")
    more = screen.wait_for(2)[1]
    assert (more["after"], [line["text"] for line in more["lines"]]) == (1, ["EHLO ada"])
    session.end("quit")
    last = screen.wait_for(3)[2]
    assert last["ended"] is True


def test_a_silent_session_costs_its_followers_nothing(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[float] = []
    monkeypatch.setattr(line_feed, "later", lambda seconds, _function: calls.append(seconds))
    session = add_session(journal, ("reply", b"220 ready"), ending="")
    screen = FrontEnd(view(session))
    screen.ask("lines", after=0)
    assert calls == []
    session.record_line("command", b"EHLO ada")
    session.record_line("reply", b"250 hello")
    assert calls == [line_feed.PAUSE]  # one batch for both lines


def test_a_closed_view_follows_no_session(journal: Journal) -> None:
    session = add_session(journal, ("reply", b"220 ready"), ending="")
    shown = view(session)
    FrontEnd(shown).ask("lines", after=0)
    shown.close()
    assert not session._listeners


def test_a_conversation_is_followed_as_long_as_one_front_end_shows_it(journal: Journal) -> None:
    session = add_session(journal, ("reply", b"220 ready"), ending="")
    shown = view(session)
    one, two = FrontEnd(shown, "one"), FrontEnd(shown, "two")
    one.ask("lines", after=0)
    two.ask("lines", after=0)
    one.ask("unsubscribe")
    assert shown._following
    two.ask("unsubscribe")
    assert not shown._following
    session.end("quit")


@pytest.mark.parametrize(
    ("lines", "ending", "words", "code"),
    [
        ([], "client left", "connected; the client disconnected without QUIT", None),
        (
            [("command", b"ehlo x"), ("reply", b"250 OK")],
            "quit",
            "sent EHLO; the client sent QUIT",
            None,
        ),
        (
            [("command", b"AUTH LOGIN"), ("credentials", b"x"), ("reply", b"535 no")],
            "client left",
            "login rejected; the client disconnected without QUIT",
            535,
        ),
        (
            [
                ("command", b"DATA"),
                ("reply", b"354 go"),
                ("data", b"9 bytes"),
                ("reply", b"552 no"),
            ],
            "quit",
            "content rejected; the client sent QUIT",
            552,
        ),
        (
            [("command", b"\xff\x00"), ("reply", b"500 no")],
            "",
            "command rejected; still connected",
            500,
        ),
        (
            [("command", b"DATA"), ("reply", b"354 go")],
            "timed out",
            "began to send a message; the client was silent for too long",
            None,
        ),
    ],
)
def test_how_far_a_session_got_is_said_in_words(
    journal: Journal, lines: list[tuple[str, bytes]], ending: str, words: str, code: int | None
) -> None:
    session: Session = add_session(journal, *lines, ending=ending)
    entry = session_entry(session)
    assert entry
    assert (entry["words"], entry["code"]) == (words, code)


def test_of_a_large_file_only_the_beginning_goes_to_the_page(journal: Journal) -> None:
    head = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n"
    files = b"".join(
        b"--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + b"iVBORw0KGgoAAAANSUhEUgAAASIAAABSCAYAAADw69nDAAAACXBIWXMAAAsTAAALEwEAmpwYAAAg\r\n" * 3300
        for _ in range(20)
    )
    raw = head + files + b"--b--\r\n"
    details, source = message_details(add_mail(journal, raw=raw))
    assert len(raw) > 5_000_000
    assert len(source) < 21 * PART_LIMIT
    ranges = details["ranges"]
    assert ranges[0][0] == 0
    assert ranges[-1][1] == len(raw)
    assert b"".join(raw[start:end] for start, end in ranges) == source
    assert all(raw[end - 1 : end] == b"\n" for _, end in ranges)
    assert sum(part["file"] for part in details["parts"]) == 20
    assert len(json.dumps(details)) < 100_000


def test_the_source_of_one_long_text_is_cut_at_the_limit(journal: Journal) -> None:
    raw = b"Subject: Long\r\n\r\n" + b"line\r\n" * 100_000
    details, source = message_details(add_mail(journal, raw=raw))
    assert source == raw[:SOURCE_LIMIT]
    assert details["plain"]["notes"] == ["only the first 200,000 characters are shown here"]
    assert source_ranges([], 0) == []
