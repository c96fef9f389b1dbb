"""The learner's side: what is told, what never is, and a teacher's computer that isn't there."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest

import mailtutor
from mailtutor.classroom import joining
from mailtutor.classroom.events import Told
from mailtutor.classroom.tell import Teller
from mailtutor.course import outcomes
from mailtutor.course.outcomes import Chose, Tried
from tests.classroom.running_class import CODE, RunningClass
from tests.ports import free_port

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("learner_folder")


def wait_for(running: RunningClass, part: str, expected: Any) -> None:
    """Wait until a part of the wall is as expected; the test's timeout ends it otherwise."""
    cookie = running.cookie()
    room, version = "", 0
    parts: dict[str, Any] = {}
    while parts.get(part) != expected:
        answer = running.changes(cookie, view="teacher", since=version, room=room)
        room, version = answer["room"], answer["version"]
        parts.update(answer["parts"])


def test_joining_says_what_will_be_told_and_what_never_is(
    running: RunningClass, capsys: pytest.CaptureFixture[str]
) -> None:
    mailtutor.join(running.address, CODE, name="Ada")

    said = capsys.readouterr().out
    assert "You joined the class" in said
    assert "It never sends your code" in said
    assert "isn't encrypted" in said
    assert "mailtutor.leave()" in said


def test_a_check_is_told_without_the_answer(running: RunningClass) -> None:
    mailtutor.join(running.address, CODE, name="Ada")
    mailtutor.check("01.1", "my secret answer")
    wait_for(running, "exercise:01.1", {"not yet": 1})

    assert "secret" not in repr(running.do(running.room.snapshot))
    (mistake,) = running.do(lambda: running.room.parts_since(0, for_teacher=False))["mistakes:01"]
    assert mistake["mistake"].startswith("require_message-")


def test_a_choice_in_a_quiz_is_told_by_its_number(running: RunningClass) -> None:
    mailtutor.join(running.address, CODE, name="Ada")
    mailtutor.quiz("01.a").choices.index = 2

    wait_for(
        running,
        "quiz:01.a",
        {"votes": 1, "revealed": False, "first": [0, 0, 1, 0], "last": [0, 0, 1, 0]},
    )


def test_nothing_is_told_before_joining_and_after_leaving(running: RunningClass) -> None:
    mailtutor.check("01.1", "wrong")
    assert not outcomes.listeners
    mailtutor.join(running.address, CODE, name="Ada")
    assert outcomes.listeners

    mailtutor.leave()

    assert not outcomes.listeners
    wait_for(running, "room", {"learners": 0, "paused": False, "holding": False, "waiting": 0})


def test_joining_twice_is_one_learner(running: RunningClass) -> None:
    mailtutor.join(running.address, CODE, name="Ada")
    first = joining.joined()[0].teller
    mailtutor.join(running.address, CODE, name="Ada")
    first.wait_until_stopped(20)

    assert len(running.room.learners) == 1


def test_a_wrong_code_is_explained_and_nothing_is_told(
    running: RunningClass, capsys: pytest.CaptureFixture[str]
) -> None:
    mailtutor.join(running.address, "AAAA-AAAA", name="Ada")

    assert "has another code" in capsys.readouterr().out
    assert not outcomes.listeners


@pytest.mark.parametrize("code", ["", "SHORT", "O0O0O0O0", "TOO-LONG-CODE"])
def test_what_cannot_be_a_code_is_named(code: str) -> None:
    with pytest.raises(ValueError, match="room code"):
        mailtutor.join("127.0.0.1:9", code, name="Ada")


@pytest.mark.parametrize("address", ["", "127.0.0.1", "http://", "host:port", ":80"])
def test_what_cannot_be_an_address_is_named(address: str) -> None:
    with pytest.raises(ValueError, match="address of a class"):
        mailtutor.join(address, CODE, name="Ada")


def test_without_a_name_nobody_joins(running: RunningClass) -> None:
    with pytest.raises(ValueError, match="Add your name"):
        mailtutor.join(running.address, CODE)

    assert not running.room.learners


def test_a_dead_teacher_is_explained_and_not_felt(capsys: pytest.CaptureFixture[str]) -> None:
    mailtutor.join(f"127.0.0.1:{free_port()}", CODE, name="Ada")

    said = capsys.readouterr().out
    assert "can't be reached" in said
    assert "hand in your folder" in said
    assert "not yet" in repr(mailtutor.check("01.1", "wrong"))


def test_a_teacher_who_never_answers_does_not_keep_a_check_waiting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        teller = Teller(f"127.0.0.1:{silent.getsockname()[1]}", CODE, "Ada", "key")
        teller.start()
        connected, _ = silent.accept()  # the thread waits for an answer now
        with connected:
            for number in range(10_000):
                teller.tell(Tried(f"{number}", "done"))
            assert len(teller.untold.pending()) == 200
            teller.stop(leaving=False)


def test_an_address_of_something_else_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:

        def answer() -> None:
            client, _ = other.accept()
            with client:
                client.sendall(b"220 mail.example.com ESMTP\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        mailtutor.join(f"127.0.0.1:{other.getsockname()[1]}", CODE, name="Ada")
        thread.join()

    assert "can't be reached" in capsys.readouterr().out


def test_learners_rejoin_a_restarted_class_by_themselves() -> None:
    with RunningClass() as before:
        port = before.made.port
        mailtutor.join(before.address, CODE, name="Ada")
        mailtutor.check("01.1", "wrong")
        wait_for(before, "exercise:01.1", {"not yet": 1})
    outcomes.listeners.notify(Chose("01.a", 0))  # while the teacher's computer is away
    with RunningClass(port=port) as after:
        wait_for(after, "exercise:01.1", {"not yet": 1})
        assert after.do(lambda: [each.name for each in after.room.learners.values()]) == ["Ada"]
        wait_for(
            after,
            "quiz:01.a",
            {"votes": 1, "revealed": False, "first": [1, 0, 0, 0], "last": [1, 0, 0, 0]},
        )


def test_only_these_fields_leave_the_computer() -> None:
    told = Told("CODE", "Ada", "key", "notebook", ((1, Tried("01.1", "not yet", "name", 2)),))

    assert told.to_json() == (
        b'{"code": "CODE", "name": "Ada", "key": "key", "stream": "notebook", "events": '
        b'[{"n": 1, "exercise": "01.1", "outcome": "not yet", "mistake": "name", "tries": 2}], '
        b'"leaving": false}'
    )


def test_the_key_is_the_same_in_every_notebook_of_a_learner_and_in_no_other_class(
    learner_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (learner_folder / ".mailtutor.json").write_text("{}")
    (learner_folder / "sub").mkdir()
    here = joining.learner_key("CODE1", "Ada")
    monkeypatch.chdir(learner_folder / "sub")

    assert joining.learner_key("CODE1", "Ada") == here
    assert joining.learner_key("CODE2", "Ada") != here
    assert joining.learner_key("CODE1", "Grace") != here
