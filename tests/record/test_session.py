"""A session says how far it got and how it ended."""

from __future__ import annotations

from mailtutor.record import Session
from mailtutor.record.session import Sessions


def session_of(*replies: bytes) -> Session:
    session = Session(1, "127.0.0.1:53412")
    for reply in replies:
        session.record_line("reply", reply)
    return session


def test_an_open_session_says_so_and_its_time_runs() -> None:
    session = session_of(b"220 hello")
    assert session.summary == "no message, still open"
    assert session.seconds <= session.seconds


def test_the_first_ending_counts() -> None:
    session = session_of(b"221 Bye")
    session.end("quit")
    session.end("client left")
    assert session.ending == "quit"
    assert session.seconds == session.seconds


def test_summary_names_the_last_rejection() -> None:
    session = session_of(b"220 hello", b"451 later", b"550 5.1.1 No such user", b"221 Bye")
    session.end("quit")
    assert session.refusal is not None
    assert session.refusal.code == 550
    assert session.summary == "no message, rejected with 550, the client sent QUIT"


def test_session_counts_its_messages() -> None:
    session = session_of(b"250 OK", b"550 no")
    session.message_numbers += [1, 2]
    session.end("quit")
    assert session.summary == "2 messages, the client sent QUIT"


def test_all_sessions_have_a_text_that_lists_them() -> None:
    sessions = Sessions(max_count=2)
    assert repr(sessions) == "Sessions: no connections yet."
    for _ in range(3):
        sessions.add(lambda number: Session(number, "127.0.0.1:53412"))
    assert "1 older ones were dropped" in repr(sessions)
    assert "<Session 3 from 127.0.0.1:53412: no message, still open>" in repr(sessions)
