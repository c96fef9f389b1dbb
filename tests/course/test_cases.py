"""The record of each case proves its cause, and rules out the other answers."""

from __future__ import annotations

import base64
import smtplib
from typing import TYPE_CHECKING

import pytest

from mailtutor import review
from mailtutor.course import catalog
from mailtutor.course.cases import open_case
from mailtutor.course.lessons import LessonError
from tests.course.notebook_cells import asked_in, notebook, outcome_of
from tests.notebooks.claims import cells, told

if TYPE_CHECKING:
    from pathlib import Path

    from mailtutor.record import Session


def said(session: Session, speaker: str) -> list[str]:
    """Return the lines that one side said, in lower case."""
    return [line.text.lower() for line in session.transcript if line.speaker == speaker]


def verbs(session: Session) -> list[str]:
    return [line.verb for line in session.transcript if line.verb]


def codes(session: Session) -> set[int]:
    return {line.code for line in session.transcript if line.code}


def test_case_1_nobody_asked_the_server_to_deliver_to_bob() -> None:
    server = open_case(1)
    (delivery,), (session,) = server.mailbox, server.sessions
    assert delivery.message["Cc"] == "bob@example.com"
    assert delivery.envelope.rcpt_tos == ("ada@example.com",)
    assert not any("bob" in line for line in said(session, "client"))
    assert max(codes(session)) < 400


def test_case_2_every_byte_of_the_bcc_header_came_from_the_client() -> None:
    server = open_case(2)
    (delivery,), (session,) = server.mailbox, server.sessions
    assert b"\r\nBcc: ada@example.com, bob@example.com, cy@example.com\r\n" in delivery.raw
    assert f"mail from:<club@example.com> size={len(delivery.raw)}" in said(session, "client")


def test_case_3_two_messages_in_one_session_went_to_both(
    capsys: pytest.CaptureFixture[str],
) -> None:
    server = open_case(3)
    (session,) = server.sessions
    assert [len(each.envelope.rcpt_tos) for each in server.mailbox] == [2, 2]
    assert verbs(session).count("DATA") == 2
    assert max(codes(session)) < 400
    assert capsys.readouterr().out == "Sent to ada@example.com\nSent to bob@example.com\n"


def test_case_4_the_client_sent_quit_after_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    (session,) = open_case(4).sessions
    assert session.ending == "quit"
    assert verbs(session) == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]
    assert codes(session) == {220, 221, 250, 354}
    assert capsys.readouterr().out == "Sent: 1 of 40.\n"


def test_case_5_the_bytes_are_utf_8_and_the_header_says_latin_1() -> None:
    (delivery,) = open_case(5).mailbox
    assert b"charset=iso-8859-1" in delivery.raw
    assert b"Dear J\xc3\xbcrgen" in delivery.raw
    assert b"\xc3\x83\xc2\xbc" not in delivery.raw
    assert delivery.message.get_content().startswith("Dear JÃ¼rgen,")


def test_case_6_an_undamaged_pdf_says_that_it_is_text() -> None:
    (delivery,) = open_case(6).mailbox
    (part,) = delivery.message.iter_attachments()
    assert part.get_content_type() == "text/plain"
    assert part.get_filename() == "invoice-1107.pdf"
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content.startswith(b"%PDF-1.4")
    assert content.rstrip().endswith(b"%%EOF")


def test_case_7_the_html_asks_for_the_content_id_with_its_brackets() -> None:
    (delivery,) = open_case(7).mailbox
    html = delivery.message.get_body(("html",))
    (picture,) = [
        each for each in delivery.message.walk() if each.get_content_maintype() == "image"
    ]
    assert html is not None
    assert f'src="cid:{picture["Content-ID"]}"' in html.get_content()
    assert picture["Content-ID"].startswith("<")
    assert picture.get_content().startswith(b"\x89PNG")


def test_case_8_the_plain_text_has_the_order_and_the_html_has_nothing() -> None:
    server = open_case(8)
    (delivery,) = server.mailbox
    plain, html = delivery.message.iter_parts()
    assert plain.get_content().splitlines() == ["3 x tulips", "12 x roses", "1 x watering can"]
    assert html.get_content().strip() == "<ul></ul>"
    sizes = f"size={len(delivery.raw)}"
    assert any(line.endswith(sizes) for line in said(server.sessions[0], "client"))


def test_case_9_todays_message_is_over_the_limit_and_yesterdays_was_not() -> None:
    yesterday, today = open_case(9).sessions
    for session in (yesterday, today):
        assert "250-size 50000" in said(session, "server")
    sizes = [
        int(line.partition("size=")[2])
        for session in (yesterday, today)
        for line in said(session, "client")
        if "size=" in line
    ]
    assert sizes[0] < 2_000
    assert sizes[1] > 50_000
    assert "RCPT" not in verbs(today)
    assert today.refusal is not None
    assert today.refusal.code == 552


def test_case_10_the_from_is_of_another_domain_than_the_envelope() -> None:
    (delivery,) = open_case(10).mailbox
    assert delivery.message["From"] == "vera@example.org"
    assert delivery.envelope.mail_from == "web@example.com"
    assert delivery.message["Date"]
    assert delivery.message["Message-ID"]


def test_case_11_the_password_was_sent_without_encryption_and_none_was_offered() -> None:
    server = open_case(11)
    (session,) = server.sessions
    (password,) = server.users.values()
    assert "250-starttls" not in said(session, "server")
    assert verbs(session)[:2] == ["EHLO", "AUTH"]
    assert password not in str(session)
    login = base64.b64encode(f"\0payroll@example.com\0{password}".encode())
    assert any(login in piece.raw for piece in session.wire)


def test_case_12_only_the_laptop_said_starttls(capsys: pytest.CaptureFixture[str]) -> None:
    laptop, server = open_case(12).sessions
    assert verbs(laptop)[:4] == ["EHLO", "STARTTLS", "EHLO", "AUTH"]
    assert verbs(server) == ["EHLO", "QUIT"]
    assert "250-starttls" in said(server, "server")
    assert max(codes(server)) < 400
    assert "On the server: SMTPNotSupportedError: SMTP AUTH" in capsys.readouterr().out


@pytest.fixture(scope="module")
def notes() -> dict[int, list[str]]:
    """Return what `review` finds in the messages of each case."""
    return {
        number: [found.headline for each in open_case(number).mailbox for found in review(each)]
        for number in range(1, 13)
    }


def test_review_finds_half_of_the_causes(notes: dict[int, list[str]]) -> None:
    told("case", "`review` finds the causes of cases 1, 2, 5, 6, 7 and 8, but no others.")
    assert {number for number, found in notes.items() if found} == {1, 2, 5, 6, 7, 8}


@pytest.mark.parametrize("number", range(1, 13))
def test_no_case_is_shown_in_a_view_that_says_what_review_finds(
    number: int, notes: dict[int, list[str]]
) -> None:
    shown = cells("case")[f"open-{number}"]
    if ".inbox()" in shown or "mailbox[-1].view()" in shown:
        assert notes[number] == []


def test_a_case_can_be_opened_with_a_fixed_program() -> None:
    def send_minutes(port: int) -> None:
        with smtplib.SMTP("localhost", port, timeout=5) as client:
            client.sendmail("me@example.com", ["you@example.com"], "Subject: Hi\n\n")

    assert open_case(1, send_minutes).mailbox[0].envelope.mail_from == "me@example.com"


@pytest.mark.parametrize(
    ("cell", "outcome"),
    [
        ("{program}\n\n{check}", "not tried"),
        ("# Hm. No idea yet.\n\n{program}\n\n\n{check}", "not tried"),
        ("{program}\nprint('Hello')\n{check}", "not yet"),
        ("{check}", "not yet"),  # the program is in a cell of its own
    ],
)
def test_a_program_counts_as_tried_unless_the_cell_is_as_shipped(cell: str, outcome: str) -> None:
    exercise = catalog.exercise("case.1")
    shipped = asked_in(notebook("case"))[0]["case.1"]
    program, found, check = shipped.partition("check(")
    source = cell.format(program=program, check=found + check)
    assert outcome_of(exercise, program, source).outcome == outcome


def test_an_error_in_a_program_names_its_line() -> None:
    exercise = catalog.exercise("case.1")
    program = "def send_minutes(port):\n    host = 1\n    return host / 0\n"
    result = outcome_of(exercise, "", f'{program}\ncheck("case.1", send_minutes)')
    assert result.sentence == (
        "`send_minutes` raised ZeroDivisionError in line 3: division by zero."
    )


def test_there_is_a_question_an_exercise_and_a_record_for_each_case() -> None:
    lesson = catalog.lesson("case")
    assert [each.id for each in lesson.exercises] == [f"case.{n}" for n in range(1, 13)]
    assert [each.id for each in lesson.quizzes] == [f"case.{letter}" for letter in "abcdefghijkl"]
    for number in (0, 13, "1", None):
        with pytest.raises(ValueError, match="there are cases 1 to 12"):
            open_case(number)  # type: ignore[arg-type]  # as learners may call it


def test_right_answers_are_not_always_in_the_same_place() -> None:
    places = [
        [option.right for option in quiz.options].index(True)
        for quiz in catalog.lesson("case").quizzes
    ]
    assert {places.count(place) for place in range(4)} <= {2, 3, 4}


def test_a_missing_notebook_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailtutor.course.cases.shipped_cell", lambda _key: "")
    with pytest.raises(LessonError, match="the case files is missing"):
        open_case(1)


def test_no_comment_in_a_program_gives_its_bug_away() -> None:
    path: Path = notebook("case")
    for source in asked_in(path)[0].values():
        assert source.count("#") == 1, source  # the first line
