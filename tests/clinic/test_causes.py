"""Every entry of the table of causes happens for real and is explained correctly."""

from __future__ import annotations

import re
import smtplib
import ssl
from typing import TYPE_CHECKING

import pytest

import tests.clinic.client_mistakes
import tests.clinic.python_mistakes
import tests.clinic.reading_mistakes
import tests.clinic.result_mistakes
import tests.clinic.type_mistakes  # noqa: F401 - and these
from mailtutor import explain
from mailtutor.clinic.causes import CAUSES, UNKNOWN
from mailtutor.server import faults
from tests.clinic.cases import CASES
from tests.clinic.real_replies import ROWS
from tests.clinic.sandbox import ME, YOU, Room

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mailtutor import Explanation
    from tests.clinic.cases import Case

HERE = [each for each in CASES if each.here]


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.chdir(tmp_path)
    room = Room(tmp_path, monkeypatch)
    yield room
    monkeypatch.undo()
    room.leave()


@pytest.fixture
def told(room: Room, case: Case) -> Explanation:
    """Return the explanation of a case that failed as expected."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - the next line looks closer
        case.fail(room)
    assert type(caught.value).__name__ in case.error.split("|"), caught.value
    told = explain(caught.value)
    assert told is not None
    return told


# CPython leaves its socket open where `timeout=` is no number.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("case", HERE, ids=str)
def test_a_case_has_its_cause_headline_and_next_step(told: Explanation, case: Case) -> None:
    assert told.cause == case.cause
    assert case.says in told.headline
    assert case.code in told.code
    compile(told.code, "<next step>", "exec")
    shown = f"{told.headline} {told.steps} {told.why}"
    assert not re.search(r"[{}]|  |'None'", shown)
    assert not re.search(r"(?<!is )(?<!got )(?<!returned )(?<!returns )\bNone\b", told.headline)
    assert len(told.headline) <= 80
    text = str(told)
    assert text.isascii()
    assert max(len(line) for line in text.splitlines() if "https://" not in line) <= 80


def test_every_entry_has_a_case() -> None:
    met = {each.cause for each in CASES} | {row.cause for row in ROWS}
    assert met == {cause.name for cause in (*CAUSES, *UNKNOWN)}


def test_most_cases_can_happen_on_this_system() -> None:
    assert len(CASES) - len(HERE) <= 2


def steps(case: str, room: Room) -> list[tuple[str, str]]:
    fails = next(each for each in CASES if each.fail.__name__ == case)
    with pytest.raises(Exception) as caught:  # noqa: PT011 - the other test looks closer
        fails.fail(room)
    told = explain(caught.value)
    assert told is not None
    return [(step.name, step.outcome) for step in told.steps]


@pytest.mark.parametrize(
    ("case", "failed"),
    [
        ("hung_up_at_mail", "sender"),
        ("hung_up_in_the_content", "content"),
        ("silent_at_ehlo", "EHLO"),
        ("many", "recipient"),
        ("mail_before_login", "sender"),
        ("spam", "content"),
        ("wrong_password", "login"),
        ("starttls_to_plain", "STARTTLS"),
    ],
)
def test_the_failed_step_is_the_right_one(room: Room, case: str, failed: str) -> None:
    found = steps(case, room)
    assert [name for name, outcome in found if outcome == "failed"] == [failed]
    index = found.index((failed, "failed"))
    assert {outcome for _, outcome in found[:index]} == {"done"}
    assert {outcome for _, outcome in found[index + 1 :]} <= {"not reached"}


def test_the_end_of_the_transcript_is_shown_after_the_connection_is_closed(
    room: Room,
) -> None:
    server, other = room.serve(faults=[faults.hang_up("MAIL")]), room.serve()
    with pytest.raises(smtplib.SMTPServerDisconnected) as caught:
        room.client(server).sendmail(ME, YOU, b"")
    said = explain(caught.value)
    assert said is not None
    assert said.transcript[-1] == "-- the server closes the connection"
    assert str(server.port) in said.code
    assert other.sessions.total == 0


def test_a_server_is_known_by_its_session_among_several(room: Room) -> None:
    plain, secure = room.serve(), room.serve(tls="starttls")
    with pytest.raises(ssl.SSLError) as caught:
        room.client(secure).starttls(context=ssl.create_default_context())
    said = explain(caught.value)
    assert said is not None
    assert "cafile=secure.ca_file" in said.code
    assert plain.sessions.total == 0


def test_no_older_transcript_is_shown_for_the_same_line(room: Room) -> None:
    server = room.serve()
    found = []
    for _ in range(2):
        try:
            smtplib.SMTP("localhost", server.port, timeout=5).close()
        except OSError as error:
            found.append(explain(error))
        server.stop()
    assert len(found) == 1
    assert found[0] is not None
    assert found[0].transcript == ()
