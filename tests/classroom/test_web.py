"""The HTTP door: who gets in, and what is rejected."""

from __future__ import annotations

import json
import socket
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from mailtutor.classroom.limits import BODY_BYTES, EVENTS_A_MINUTE
from mailtutor.course.outcomes import Tried
from tests.classroom.running_class import CODE, RunningClass

if TYPE_CHECKING:
    from pathlib import Path

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("path", ["/wall", "/teacher", "/catalog", "/changes"])
def test_pages_are_for_the_teacher_alone(running: RunningClass, path: str) -> None:
    assert running.request("GET", path)[0] == 403
    assert running.request("GET", path, headers={"Cookie": "mailtutor-class=guess"})[0] == 403
    assert running.request("GET", path, headers=running.cookie())[0] == 200


def test_the_teachers_link_works_once(running: RunningClass) -> None:
    path = running.made.link().partition(running.address)[2]

    assert running.request("GET", path)[0] == 200
    assert running.request("GET", path)[0] == 403


def test_a_new_link_ends_the_previous_one(running: RunningClass) -> None:
    old = running.made.link().partition(running.address)[2]
    running.made.link()

    assert running.request("GET", old)[0] == 403


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(running: RunningClass) -> None:
    path = running.made.link().partition(running.address)[2]
    cookie = running.request("GET", path)[1]["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_every_answer_forbids_what_a_page_could_run_or_load(running: RunningClass) -> None:
    for path in ("/", "/teacher", "/files/wall.js", "/nothing"):
        headers = running.request("GET", path, headers=running.cookie())[1]
        assert headers["Content-Security-Policy"].startswith(
            "default-src 'none'; script-src 'self'"
        )
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_code_may_be_typed_with_a_hyphen_and_in_lower_case(running: RunningClass) -> None:
    assert running.tell("Ada", code="k7qm-3xrp") == 200


def test_a_wrong_code_is_rejected_and_tells_nothing(running: RunningClass) -> None:
    assert running.tell("Ada", Tried("01.1", "done"), code="AAAAAAAA") == 403
    assert running.tell("Ada", Tried("01.1", "done"), code="") == 403
    assert running.tell("Ada", Tried("01.1", "done"), code="\ud800") == 403
    assert not running.room.learners


def test_guessing_locks_nobody_out(running: RunningClass) -> None:
    for _ in range(30):
        assert running.tell("Mallory", code="AAAAAAAA") == 403

    assert running.tell("Ada") == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"[" * 50_000,
        json.dumps({"code": CODE}).encode(),
        json.dumps({"code": 1, "key": "a"}).encode(),
        json.dumps({"code": CODE, "key": "a", "name": 1}).encode(),
        json.dumps({"code": CODE, "key": "a" * 1000}).encode(),
        json.dumps({"code": CODE, "key": "a", "events": {}}).encode(),
        json.dumps({"code": CODE, "key": "a", "events": [1]}).encode(),
        json.dumps({"code": CODE, "key": "a", "events": [{"n": -1}]}).encode(),
        json.dumps({"code": CODE, "key": "a", "events": [{"n": 1, "outcome": []}]}).encode(),
        json.dumps({"code": CODE, "key": "a", "events": [{"n": 10**30, "quiz": "01.a"}]}).encode(),
        json.dumps({"code": CODE, "key": "a", "events": [{"n": True, "quiz": "01.a"}]}).encode(),
        json.dumps({"code": CODE, "key": "a", "events": [{"n": 1}] * 1000}).encode(),
    ],
)
def test_a_malformed_request_is_rejected(running: RunningClass, body: bytes) -> None:
    assert running.request("POST", "/tell", body)[0] == 400
    assert not running.room.learners
    assert running.tell("Ada") == 200


def test_a_body_that_is_too_large_is_not_read(running: RunningClass) -> None:
    try:
        status = running.request("POST", "/tell", b" " * (BODY_BYTES + 1))[0]
    except ConnectionError:  # closed while we were sending
        status = 400

    assert status == 400
    assert running.tell("Ada") == 200


def test_a_flood_gets_429_while_others_are_served(running: RunningClass) -> None:
    flood = [Tried("01.1", "not tried")] * 120
    statuses = [running.tell("Mallory", *flood, first=120 * each) for each in range(4)]

    assert statuses == [200, 200, 429, 429]
    assert EVENTS_A_MINUTE == 240
    assert running.tell("Ada", Tried("01.1", "done")) == 200


def test_names_in_any_script_arrive_as_they_are(running: RunningClass) -> None:
    names = ["明日香", "محمد", "அனிதா", "Nguyễn Thị Mai", "Łukasz", "👩‍💻", "<b>Bob</b>"]
    for name in names:
        running.tell(name)

    parts = running.changes(running.cookie(), view="teacher")["parts"]
    shown = [part["name"] for name, part in parts.items() if name.startswith("learner:")]
    assert sorted(shown) == sorted(names)


@pytest.mark.parametrize("name", ["", "\u202e\u202e", "\n\x07", "\u200b", "\ud800"])
def test_a_name_of_nothing_visible_is_someone(running: RunningClass, name: str) -> None:
    running.tell(name, key="a")

    assert [each.name for each in running.room.learners.values()] == ["someone"]


def test_a_name_of_any_length_is_cut(running: RunningClass) -> None:
    running.tell("a\u0301\u0301\u0301\u0301\u0301" * 1000, key="a")

    assert len(next(iter(running.room.learners.values())).name) == 40


def test_a_page_waits_until_something_changes(running: RunningClass) -> None:
    cookie = running.cookie()
    first = running.changes(cookie)
    answers: list[dict[str, object]] = []

    def wait() -> None:
        answers.append(running.changes(cookie, since=first["version"], room=first["room"]))

    waiting = threading.Thread(target=wait)
    waiting.start()
    running.tell("Ada", Tried("01.1", "done"))
    waiting.join(20)

    parts = answers[0]["parts"]
    assert isinstance(parts, dict)
    assert "room" in parts
    assert "about" not in answers[0]


def test_a_page_of_a_class_that_has_restarted_gets_everything(running: RunningClass) -> None:
    running.tell("Ada", Tried("01.1", "done"))

    answer = running.changes(running.cookie(), since=10_000, room="another")

    assert answer["parts"]["exercise:01.1"] == {"done": 1}
    assert answer["about"]["code"] == "K7QM-3XRP"


@pytest.mark.parametrize(
    "wish",
    [
        b"",
        b"[]",
        b'{"do": "explode"}',
        b'{"do": "show", "message": "x", "on": true}',
        b'{"do": "reveal"}',
        b'{"do": "show", "message": 1e999, "on": true}',
    ],
)
def test_a_malformed_wish_of_the_teacher_is_rejected(running: RunningClass, wish: bytes) -> None:
    assert running.request("POST", "/do", wish, {**running.cookie(), **JSON})[0] == 400


def test_a_form_on_another_site_cannot_press_the_teachers_buttons(running: RunningClass) -> None:
    wish = b'{"do": "clear"}'
    plain = {"Content-Type": "text/plain"}

    assert running.request("POST", "/do", wish, JSON)[0] == 403
    assert running.request("POST", "/do", wish, {**running.cookie(), **plain})[0] == 415
    assert running.request("POST", "/do", wish, {**running.cookie(), **JSON})[0] == 200


def test_no_file_but_its_own_is_served(running: RunningClass) -> None:
    for path in ("/files/web.py", "/files/..", "/files/../web.py", "/files/%2e%2e/keys.py"):
        assert running.request("GET", path)[0] == 404


@pytest.mark.skipif(sys.platform != "linux", reason="has one address for loopback")
def test_a_class_with_an_address_is_reached_there_and_on_loopback() -> None:
    with RunningClass(network="127.0.0.2") as running:  # stands in for one of a network
        assert running.address.startswith("127.0.0.2:")
        assert running.tell("Ada") == 200
        running.address = f"127.0.0.1:{running.made.port}"
        assert running.tell("Grace") == 200
        with socket.socket() as elsewhere, pytest.raises(ConnectionRefusedError):
            elsewhere.connect(("127.0.0.3", running.made.port))


def test_nothing_is_written_to_disk(learner_folder: Path, running: RunningClass) -> None:
    running.tell("Ada", Tried("01.1", "done"))

    assert list(learner_folder.iterdir()) == []
