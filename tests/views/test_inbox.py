"""What is found in an inbox, and what the review says of a line in it."""

from __future__ import annotations

import gc
import json
import weakref

import pytest

from mailtutor.record import Journal
from mailtutor.views import InboxView
from mailtutor.views.inbox import review_notes, search
from mailtutor.views.inbox.search import find
from tests.views.fake_frontend import FrontEnd, add_mail, add_session


@pytest.fixture
def journal() -> Journal:
    journal = Journal("localhost:2525")
    add_mail(journal, "Report", raw=b"From: Ada <a@b.c>\r\nSubject: Report\r\n\r\nEngine runs\r\n")
    add_mail(
        journal,
        raw=b"From: =?utf-8?q?Zo=C3=AB?= <z@b.c>\r\nTo: d@e.f\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\nVGhlIHdlYXRoZXIgaXMgZmluZS4=\r\n",
        refused=True,
    )
    add_session(journal, ("command", b"AUTH PLAIN c2VjcmV0"), ("reply", b"535 no"))
    return journal


def keys(journal: Journal, words: str, only: str = "all") -> list[str]:
    return [key for found, _ in find(journal, words, only=only) for key in found]


def test_a_closed_inbox_is_released_by_its_journal(journal: Journal) -> None:
    view = InboxView(journal)
    released = weakref.ref(view)
    view.close()
    del view
    gc.collect()
    assert released() is None
    assert not journal.sessions.watched


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["m2", "m1", "s3"]),
        ("engine", ["m1"]),
        ("ENGINE report", ["m1"]),
        ("engine weather", []),
        ("zo\u00eb", ["m2"]),
        ("weather is", ["m2"]),
        ("d@e.f", ["m2"]),
        ("nobody@example.com", ["m2"]),
        ("boss@example.com", ["m2", "m1"]),
        ("login rejected", ["s3"]),
        ("535", ["s3"]),
        ("c2VjcmV0", []),
        ("content-transfer", []),
    ],
)
def test_all_words_are_looked_for_in_people_subject_text_and_talk(
    journal: Journal, words: str, found: list[str]
) -> None:
    assert keys(journal, words) == found


@pytest.mark.parametrize(
    ("only", "found"),
    [("all", ["m2", "m1", "s3"]), ("refused", ["m2", "s3"]), ("sessions", ["s3"])],
)
def test_one_kind_of_entry_is_shown_alone(journal: Journal, only: str, found: list[str]) -> None:
    assert keys(journal, "", only) == found


def test_what_was_found_is_told_in_slices_and_marked_at_the_end(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SLICE", 1)
    screen = FrontEnd(InboxView(journal))
    screen.ask("find", words="engine", only="all", serial=7)
    assert [(m["keys"], m["searched"]) for m in screen.messages] == [
        ([], 1),
        (["m1"], 2),
        ([], 3),
        ([], 3),
        ([], 3),
    ]
    assert [message.get("end", False) for message in screen.messages] == [False] * 4 + [True]
    assert {(m["serial"], m["of"], m["to"]) for m in screen.messages} == {(7, 3, "me")}
    json.dumps(screen.messages)


def test_only_later_entries_are_searched_again(journal: Journal) -> None:
    screen = FrontEnd(InboxView(journal))
    screen.ask("find", words="engine", only="all", serial=1, among=["m1", "m2", "m99", "s3"])
    assert screen.messages[0]["keys"] == ["m1"]
    assert all(message["among"] for message in screen.messages)


def test_search_copes_with_bytes_that_are_not_a_message(journal: Journal) -> None:
    add_mail(journal, raw=b"\x00\xff\r\n\r\n" + bytes(range(256)))
    assert keys(journal, "engine") == ["m1"]


def test_rows_that_ask_get_the_number_of_review_notes(journal: Journal) -> None:
    screen = FrontEnd(InboxView(journal))
    screen.ask("notes", keys=["m1", "m2", "m99"])
    found = screen.messages[-1]["notes"]
    assert found["m1"] == ["The message has no Date"]
    assert "m99" not in found


def test_message_is_reviewed_once_and_a_large_one_not_at_all(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewed: list[object] = []

    def failing(delivery: object) -> None:
        reviewed.append(delivery)
        raise ValueError

    monkeypatch.setattr(review_notes, "review", failing)
    delivery = journal.mailbox[0]
    assert review_notes.notes_on(delivery) == []
    assert review_notes.notes_on(delivery) == []
    large = add_mail(journal, raw=b"x" * (review_notes.LIMIT + 1))
    assert review_notes.notes_on(large) == []
    assert reviewed == [delivery]
