"""`check_connection` against real servers, layer by layer."""

from __future__ import annotations

import gc
import re
import smtplib
import ssl
from typing import TYPE_CHECKING, Any

import pytest

from mailtutor import LocalServer, check_connection
from mailtutor.server import faults
from tests.clinic.sandbox import Room

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mailtutor.clinic.report import Report

USERS = {"ada@example.com": "correct horse"}


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    room = Room(tmp_path, monkeypatch)
    yield room
    room.leave()


def check(server: LocalServer, **options: Any) -> Report:
    if any(server.ports) and "context" not in options:
        options["context"] = ssl.create_default_context(cafile=server.ca_file)
    return check_connection("localhost", server.port, **{"timeout": 5, **options})


def outcomes(report: Report) -> list[tuple[str, str]]:
    return [(each.name, each.outcome) for each in report.checks]


def test_a_plain_server_works_and_it_says_that_nothing_is_encrypted(room: Room) -> None:
    report = check(room.serve())
    assert report.ok
    assert outcomes(report) == [
        ("name", "done"),
        ("connect", "done"),
        ("greeting", "done"),
        ("EHLO", "done"),
        ("STARTTLS", "left out"),
    ]
    assert "send no password" in report.checks[-1].words


def test_starttls_certificate_and_login_are_layers(room: Room) -> None:
    server = room.serve(tls="starttls", users=USERS)
    report = check(server, user="ada@example.com", password="correct horse")
    assert report.ok
    names = [name for name, _ in outcomes(report)]
    assert names == ["name", "connect", "greeting", "EHLO", "STARTTLS", "certificate",
                     "EHLO again", "login"]  # fmt: skip
    words = {each.name: each.words for each in report.checks}
    assert words["STARTTLS"].startswith("TLSv1.")
    assert "smtp.example.com" in words["certificate"]
    assert "good until" in words["certificate"]
    assert "AUTH" in words["EHLO again"]


def test_implicit_tls_comes_before_the_greeting(room: Room) -> None:
    report = check(room.serve(tls="implicit"), tls="implicit")
    assert [name for name, _ in outcomes(report)] == [
        "name", "connect", "TLS", "certificate", "greeting", "EHLO"]  # fmt: skip
    assert report.ok


def test_port_465_means_implicit_tls(room: Room) -> None:
    server = room.serve(tls="implicit")
    context = ssl.create_default_context(cafile=server.ca_file)
    with server.answering("smtp.example.com", 465):
        report = check_connection("smtp.example.com", 465, context=context)
    assert report.ok
    assert "TLS" in [name for name, _ in outcomes(report)]


STOPS: list[tuple[dict[str, Any], dict[str, Any], str, str]] = [
    ({"faults": [faults.greeting("554 No")]}, {}, "greeting", "rejected the connection"),
    ({"faults": [faults.not_smtp()]}, {}, "greeting", "isn't a mail server"),
    ({"faults": [faults.hang_up("greeting")]}, {}, "greeting", "without a greeting"),
    ({"faults": [faults.silent("greeting")]}, {"timeout": 0.2}, "greeting", "never sent"),
    ({"faults": [faults.hang_up("EHLO")]}, {}, "EHLO", "closed the connection"),
    ({}, {"tls": "starttls"}, "STARTTLS", "doesn't offer STARTTLS"),
    ({}, {"tls": "implicit"}, "TLS", "doesn't start with TLS"),
    ({"tls": "implicit"}, {"timeout": 0.2}, "greeting", "never sent"),
    ({"tls": "starttls", "certificate": "expired"}, {}, "certificate", "has expired"),
    ({"tls": "starttls", "certificate": "other name"}, {}, "certificate", "another name"),
    ({"tls": "implicit", "certificate": "other name"}, {"tls": "implicit"}, "certificate",
     "somewhere-else.example.com"),
    ({"tls": "starttls"}, {"context": ssl.create_default_context()}, "certificate",
     "isn't trusted"),
    ({"users": USERS}, {"user": "ada@example.com", "password": "x"}, "login", "does not accept"),
    ({}, {"user": "ada@example.com", "password": "x"}, "login", "has no login"),
    ({"users": USERS}, {"user": "ada@example.com"}, "login", "is None"),
]  # fmt: skip


@pytest.mark.parametrize(("served", "asked", "layer", "words"), STOPS)
def test_it_explains_the_layer_that_fails(
    room: Room, served: dict[str, Any], asked: dict[str, Any], layer: str, words: str
) -> None:
    report = check(room.serve(**served), **asked)
    assert not report.ok
    failed = [each for each in report.checks if each.outcome == "failed"]
    assert [each.name for each in failed] == [layer]
    assert words in failed[0].words
    assert layer in report.headline
    assert report.explanation is not None
    assert "check_connection" not in report.explanation.code
    after = report.checks[report.checks.index(failed[0]) + 1 :]
    assert {each.outcome for each in after} <= {"not reached"}


def test_a_closed_port_fails_at_the_connect_layer() -> None:
    report = check_connection("localhost", LocalServer().port)
    assert outcomes(report)[:2] == [("name", "done"), ("connect", "failed")]


def test_a_server_in_memory_keeps_no_other_name_from_being_looked_up() -> None:
    server = LocalServer(transport="memory").start()
    report = check_connection("smtp..example.com", 25)
    server.stop()
    assert outcomes(report)[:2] == [("name", "failed"), ("connect", "not reached")]


def test_an_unknown_name_fails_at_the_name_layer() -> None:
    report = check_connection("smtp..example.com", 25)
    assert outcomes(report)[:2] == [("name", "failed"), ("connect", "not reached")]


def test_it_sends_no_message_and_quits(room: Room) -> None:
    server = room.serve(tls="starttls", users=USERS)
    check(server, user="ada@example.com", password="correct horse")
    said = {line.verb for line in server.sessions[0].transcript if line.verb}
    assert said == {"EHLO", "STARTTLS", "AUTH", "QUIT"}
    assert server.sessions[0].ending == "quit"


@pytest.mark.parametrize("password", ["correct horse", "wrong horse"])
def test_the_password_is_nowhere_in_the_report(room: Room, password: str) -> None:
    fault = faults.reply("AUTH", f"535 5.7.8 not {password}")
    for broken in ([], [fault]):
        server = room.serve(users=USERS, faults=broken)
        report = check(server, user="ada@example.com", password=password)
        assert password not in f"{report} {report._repr_html_()} {vars(report)}"


def test_each_layer_has_its_time(room: Room) -> None:
    report = check(room.serve(faults=[faults.slow("EHLO", 0.3)]))
    seconds = {each.name: each.seconds for each in report.checks}
    assert 0.25 < seconds["EHLO"] < 3
    assert seconds["greeting"] < 0.3


def test_the_report_fits_a_terminal_and_the_card_runs_nothing(room: Room) -> None:
    server = room.serve(faults=[faults.greeting("220 <script>alert(1)</script>")])
    report = check(server, tls="starttls")
    assert max(map(len, str(report).splitlines())) <= 80
    html = report._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert html.count('class="mailtutor-card') == 2
    for each in report.checks:
        assert re.search(rf"{each.name}</th>", html)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"port": 0}, "port must be"),
        ({"port": "25"}, "port must be"),
        ({"tls": "ssl"}, "tls must be"),
        ({"timeout": 0}, "timeout must be"),
    ],
)
def test_a_mistake_in_the_call_is_named(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        check_connection("localhost", **options)


def test_smtplib_is_left_as_it_was(room: Room) -> None:
    gc.collect()  # servers in memory keep their names until they are gone
    before = dict(vars(smtplib))
    check(room.serve())
    assert vars(smtplib) == before
