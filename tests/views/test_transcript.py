"""A transcript as the page gets it: phases, calls, meanings, and the raw bytes only on request."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import mailtutor.views
from mailtutor.record import Call, Journal, Line, Piece, Session
from mailtutor.views import InboxView, MessageView, TranscriptView
from mailtutor.views.transcript.phases import Placed, placed
from mailtutor.views.transcript.session_summary import headline
from mailtutor.views.transcript.smtp_words import explained
from mailtutor.views.transcript.transcript_lines import SHOWN, lines_after
from mailtutor.views.transcript.wire_lines import beside, wire_beside
from tests.views.fake_frontend import FrontEnd, add_mail, add_session

if TYPE_CHECKING:
    from typing import Any

SAID = (
    ("reply", b"220 localhost ready"),
    ("command", b"EHLO ada"),
    ("reply", b"250-localhost"),
    ("reply", b"250 STARTTLS"),
    ("command", b"STARTTLS"),
    ("reply", b"220 go on"),
    ("event", b"encrypted from here, TLSv1.3, X"),
    ("command", b"auth LOGIN"),
    ("reply", b"334 VXNlciBOYW1lAA=="),
    ("credentials", b"YWRh"),
    ("reply", b"235 yes"),
    ("command", b"MAIL FROM:<a@b.c> size=12 BODY=8BITMIME"),
    ("reply", b"250 OK"),
    ("command", b"RCPT TO:<d@e.f>"),
    ("reply", b"550 5.1.1 No such user"),
    ("command", b"NOOP"),
    ("reply", b"250 OK"),
    ("command", b"DATA"),
    ("reply", b"354 go on"),
    ("data", b"80 bytes of content, then a single dot"),
    ("reply", b"250 2.0.0 OK"),
    ("command", b"QUIT"),
    ("reply", b"221 Bye"),
)


@pytest.fixture
def journal() -> Journal:
    return Journal("localhost:2525")


def meanings(content: dict[str, Any]) -> list[list[str]]:
    return [[content["meanings"][each][0] for each in line["means"]] for line in content["lines"]]


def test_every_line_has_its_phase(journal: Journal) -> None:
    phases = [line["phase"] for line in lines_after(add_session(journal, *SAID), 0)["lines"]]
    assert phases == [
        *["connect"] + ["greet"] * 3 + ["encrypt"] * 3 + ["log in"] * 4 + ["envelope"] * 4,
        *["other"] * 2 + ["data"] * 4 + ["quit"] * 2,
    ]


def test_a_line_that_comes_later_has_the_same_phase_and_meaning(journal: Journal) -> None:
    session = add_session(journal, *SAID)
    whole = lines_after(session, 0)
    for number in range(len(SAID)):
        rest = lines_after(session, number)
        assert [line["phase"] for line in rest["lines"]] == [
            line["phase"] for line in whole["lines"][number:]
        ]
        assert meanings(rest) == meanings(whole)[number:]


def test_what_each_line_means_is_found_by_its_command_its_codes_and_its_extension(
    journal: Journal,
) -> None:
    found = meanings(lines_after(add_session(journal, *SAID), 0))
    assert found == [
        ["220"], ["EHLO"], ["250"], ["STARTTLS"], ["STARTTLS"], ["220"], ["encrypted from here"],
        ["AUTH LOGIN"], ["334", "VXNlciBOYW1lAA=="], ["credentials"], ["235"],
        ["MAIL", "SIZE=", "BODY=8BITMIME"], ["250"], ["RCPT"], ["550", "5.1.1"], ["NOOP"],
        ["250"], ["DATA"], ["354"], ["content"], ["250", "2.0.0"], ["QUIT"], ["221"],
    ]  # fmt: skip


def test_the_same_code_means_something_else_as_the_answer_to_another_command() -> None:
    line = Line(1, "reply", b"250 OK", 0.0)
    words = {explained(Placed(line, verb))[0][1] for verb in ("MAIL", "RCPT", "content", "NOOP")}
    assert len(words) == 4


def test_a_code_that_nobody_listed_is_explained_by_its_first_digit() -> None:
    [(title, words, _)] = explained(Placed(Line(1, "reply", b"599 what", 0.0), "MAIL"))
    assert (title, words) == ("599", "No: the same won't work later, either.")


def test_what_is_no_smtp_is_explained_as_that_or_not_at_all() -> None:
    odd = Line(1, "command", b"\xff\xfe", 0.0)
    assert explained(placed([odd])[0])[0][0] == "?"
    assert explained(Placed(Line(1, "reply", b"subscribe", 0.0), "")) == []
    assert explained(Placed(Line(1, "event", b"something new", 0.0), "")) == []


def test_every_entry_has_a_kind_a_sentence_and_a_source() -> None:
    text = (Path(mailtutor.views.__file__).parent / "transcript" / "smtp_words.tsv").read_text(
        "utf-8"
    )
    names = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        kind, name, words, source = line.split("\t")
        names.append((kind, name))
        assert kind in {"command", "parameter", "extension", "reply", "event"}, line
        assert words.endswith("."), line
        assert not source or re.match(r"RFC \d{4}(, sections? [\d.]+| |$)", source), line
    assert len(names) == len(set(names))


def test_line_is_shown_with_the_python_that_caused_it(journal: Journal) -> None:
    session = journal.sessions.add(lambda number: Session(number, "127.0.0.1:5000"))
    session.record_line("reply", b"220 ready")
    session.transcript.note_call(Call("client.quit()", "In[5]", 2))
    session.record_line("command", b"QUIT")
    first, second = lines_after(session, 0)["lines"]
    assert "call" not in first
    assert second["call"] == ["client.quit()", "In[5], line 2"]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('client.login("ada", "correct horse")', 'client.login("ada", "********")'),
        ("client.login(user, password='it\\'s')", "client.login(user, password='********')"),
        ("client.login(user, password)", "client.login(user, password)"),
        ('send(password = "x", to="you")', 'send(password = "********", to="you")'),
        ('client.mail("ada", "x")', 'client.mail("ada", "x")'),
    ],
)
def test_a_password_in_a_line_of_python_is_masked(journal: Journal, code: str, shown: str) -> None:
    session = journal.sessions.add(lambda number: Session(number, "127.0.0.1:5000"))
    session.transcript.note_call(Call(code, "In[5]", 2))
    session.record_line("command", b"NOOP")
    assert lines_after(session, 0)["lines"][0]["call"][0] == shown


@pytest.mark.parametrize(
    ("lines", "ending", "words"),
    [
        ([], "client left", "The client sent nothing. Then the client disconnected without QUIT."),
        ([("command", b"EHLO me")], "quit", "No message: the client sent EHLO."),
        (
            [("command", b"AUTH LOGIN"), ("credentials", b"x"), ("reply", b"535 5.7.8 no")],
            "",
            (
                "Login rejected with 535 5.7.8 no "
                "(permanent: user name and password are not accepted). Still connected."
            ),
        ),
        (
            [("command", b"STARTTLS"), ("reply", b"220 go"), ("event", b"TLS didn't begin: why")],
            "client left",
            "No message: TLS didn't begin, why. Then the client disconnected without QUIT.",
        ),
        (
            [("event", b"TLS didn't begin: [SSL: X] tlsv1 alert unknown ca (_ssl.c:1006)")],
            "server stopped",
            (
                "No message: TLS didn't begin, the client didn't trust the server's certificate. "
                "Then the server was stopped."
            ),
        ),
        ([("event", b"TLS didn't begin: ")], "quit", "No message: TLS didn't begin."),
        (
            [("command", b"NOOP"), ("reply", b"250 OK"), ("command", b"QUIT")],
            "quit",
            "No message: the client sent NOOP and QUIT.",
        ),
        ([("reply", b"421 busy")], "server closed",
         "Rejected with 421 busy (temporary). Then the server closed the connection."),
    ],
)  # fmt: skip
def test_session_without_a_message_is_summarized_in_a_sentence(
    journal: Journal, lines: list[tuple[str, bytes]], ending: str, words: str
) -> None:
    assert headline(add_session(journal, *lines, ending=ending)) == words


@pytest.mark.parametrize(
    ("ending", "words"),
    [("client left", "The client disconnected without QUIT"), ("quit", ""), ("", "")],
)
def test_page_gets_the_words_for_an_ending_that_the_lines_do_not_show(
    journal: Journal, ending: str, words: str
) -> None:
    content = lines_after(add_session(journal, ("command", b"NOOP"), ending=ending), 0)
    assert content["ending"] == words
    assert content["ended"] == bool(ending)


def test_interrupted_message_says_how_much_of_it_arrived(journal: Journal) -> None:
    session = add_session(journal, ("command", b"DATA"), ending="client left")
    session.unfinished = b"x" * 1234
    assert headline(session).startswith("The message broke off after 1,234 bytes.")


def test_message_with_a_rejected_recipient_says_so(journal: Journal) -> None:
    session = add_mail(journal).session
    assert headline(session) == "1 message accepted."
    session.record_line("command", b"RCPT TO:<x@y.z>")
    session.record_line("reply", b"550 5.1.1 No such user.")
    assert headline(session) == (
        "1 message accepted, 1 recipient rejected: 550 5.1.1 No such user "
        "(permanent: there is no such mailbox)."
    )


def overheard(journal: Journal) -> Session:
    session = journal.sessions.add(lambda number: Session(number, "127.0.0.1:5000"))
    session.record_bytes("client", b"AUTH PLAIN AGFkYQBzZWNyZXQ=\r\n")
    session.record_line("command", b"AUTH PLAIN AGFkYQBzZWNyZXQ=")
    session.record_line("reply", b"235 yes")
    session.record_bytes("server", b"235 yes\r\n")
    return session


def test_nothing_of_the_wire_is_sent_unless_somebody_asks(journal: Journal) -> None:
    shown = TranscriptView(overheard(journal))
    screen = FrontEnd(shown)
    screen.ask("lines", after=0)
    assert "AGFkYQBzZWNyZXQ" not in json.dumps(screen.messages)
    screen.ask("lines", after=2, wire=True)
    assert screen.messages[-1]["wire"]["pieces"] == [
        {"n": 1, "by": "client", "size": 29, "text": "AUTH PLAIN AGFkYQBzZWNyZXQ=", "cut": False,
         "secret": "ada, secret"},
        {"n": 2, "by": "server", "size": 9, "text": "235 yes", "cut": False},
    ]  # fmt: skip
    assert "AGFkYQBzZWNyZXQ" not in shown.text()
    assert "secret" not in repr({**shown.get_state(), "_css": "", "_esm": ""})


def test_raw_bytes_are_shown_next_to_the_line_they_carried() -> None:
    lines = [
        Line(1, "reply", b"220 ready", 0.1),
        Line(2, "command", b"STARTTLS", 0.3),
        Line(3, "reply", b"220 go", 0.3),
        Line(4, "event", b"encrypted from here", 0.7),
        Line(5, "command", b"EHLO me", 0.9),
        Line(6, "reply", b"250-me", 0.9),
        Line(7, "reply", b"250 HELP", 0.9),
    ]
    pieces = [
        Piece(1, "server", b"220 ready\r\n", 0.1, 11),
        Piece(2, "client", b"STARTTLS\r\n", 0.3, 10),
        Piece(3, "server", b"220 go\r\n", 0.3, 8),
        Piece(4, "client", b"\x16hello", 0.5, 6),
        Piece(5, "server", b"\x16hello", 0.6, 6),
        Piece(6, "client", b"\x17EHLO", 0.9, 5),
        Piece(7, "server", b"\x17250", 0.9, 5),
        Piece(8, "client", b"\x15bye", 1.0, 4),
    ]
    assert [number for number, _ in beside(lines, pieces)] == [1, 2, 3, 4, 4, 5, 6, 0]


def test_multiline_reply_in_one_packet_is_shown_line_by_line(
    journal: Journal,
) -> None:
    session = journal.sessions.add(lambda number: Session(number, "127.0.0.1:5000"))
    session.record_bytes("client", b"EHLO me\r\nNOOP\r\n")
    session.record_line("command", b"EHLO me")
    session.record_line("reply", b"250-me")
    session.record_line("reply", b"250 HELP")
    session.record_bytes("server", b"250-me\r\n250 HELP\r\n")
    pieces = wire_beside(session, list(session.transcript))["pieces"]
    assert [(each["n"], each["text"]) for each in pieces] == [
        (1, "EHLO me\nNOOP"),
        (2, "250-me"),
        (3, "250 HELP"),
    ]


def test_what_cannot_be_read_on_the_wire_is_numbers_and_what_can_is_text(journal: Journal) -> None:
    session = journal.sessions.add(lambda number: Session(number, "127.0.0.1:5000"))
    session.record_bytes("client", bytes.fromhex("170303001a") + bytes(range(120, 146)))
    session.record_bytes("client", "Olá\r\n".encode())
    session.record_bytes("client", "é".encode() * 100)  # cut in the middle of a letter or not
    noise, text, long = wire_beside(session, [])["pieces"]
    assert noise["hex"] == "17 03 03 00 1a 78 79 7a 7b 7c 7d 7e"
    assert noise["cut"]
    assert text["text"] == "Olá"
    assert set(long["text"]) == {"é"}
    assert long["cut"]
    assert {each["n"] for each in (noise, text, long)} == {0}


def test_raw_bytes_are_sent_only_to_a_view_that_asks(journal: Journal) -> None:
    delivery = add_mail(journal)
    session = delivery.session
    session.record_bytes("server", b"221 Bye\r\n")
    for shown in (MessageView(delivery), InboxView(journal), TranscriptView(session)):
        screen = FrontEnd(shown)
        screen.ask("lines", session=session.number, after=0)
        assert "wire" not in screen.messages[-1]
        screen.ask("lines", session=session.number, after=0, wire=True)
        [piece] = screen.messages[-1]["wire"]["pieces"]
        assert piece["text"] == "221 Bye"


def test_of_a_very_long_session_the_newest_lines_are_sent_and_the_rest_is_counted(
    journal: Journal,
) -> None:
    session = journal.sessions.add(lambda number: Session(number, "127.0.0.1:5000"))
    for number in range(SHOWN + 500):
        session.record_bytes("client", b"NOOP %d\r\n" % number)
        session.record_line("command", b"NOOP %d" % number)
    content = lines_after(session, 0, wire=True)
    assert len(content["lines"]) == SHOWN
    assert content["left_out"] == 500
    assert content["lines"][0]["text"] == "NOOP 500"
    assert len(content["meanings"]) == 1
    pieces = content["wire"]["pieces"]
    assert len(pieces) <= SHOWN
    assert (pieces[-1]["n"], pieces[-1]["text"]) == (SHOWN + 500, f"NOOP {SHOWN + 499}")
    assert all(f"NOOP {piece['n'] - 1}" == piece["text"] for piece in pieces if piece["n"])
