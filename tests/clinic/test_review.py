"""The review finds the silent mistakes, each made for real, and is quiet on good mail."""

from __future__ import annotations

import collections
import contextlib
import io
import json
import smtplib
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailtutor import LocalServer, review
from mailtutor.clinic.address_list import first_fault
from mailtutor.clinic.review_rules import RULES
from mailtutor.mime import read
from tests.clinic import good_messages, messages, silent_mistakes
from tests.clinic.sandbox import ME, YOU, Room
from tests.mime.strategies import any_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mailtutor import Delivery

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
PDF = b"%PDF-1.7\n" + bytes(20)


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    room = Room(tmp_path, monkeypatch)
    yield room
    room.leave()


def good(**headers: str) -> EmailMessage:
    message = EmailMessage()
    usual = {"From": ME, "To": YOU, "Subject": "Hi", "Date": formatdate(localtime=True)}
    for name, value in {**usual, **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content("Hello\n")
    return message


def names(what: Any) -> list[str]:
    return [finding.name for finding in review(what)]


def delivered(room: Room, send: Callable[[smtplib.SMTP], object]) -> Delivery:
    server = room.serve()
    with smtplib.SMTP("localhost", server.port, timeout=10) as client:
        send(client)
    return server.mailbox[0]


# -- the mistakes of a message


def without(name: str) -> EmailMessage:
    message = good()
    del message[name]
    return message


def attached(data: Any, **options: Any) -> EmailMessage:
    message = good()
    message.add_attachment(data, **options)
    return message


@pytest.mark.parametrize(
    "mistake", silent_mistakes.MISTAKES, ids=lambda each: f"{each.rule}: {each.what}"
)
def test_each_silent_mistake_is_found_once_and_nothing_else(
    mistake: silent_mistakes.Mistake,
) -> None:
    assert names(mistake.make()) == [mistake.rule]


def test_a_comma_that_python_unquotes_is_found_in_the_bytes_too() -> None:
    message = messages.modern(To="=?utf-8?q?Smith=2C_J=C3=B6rg?= <j@example.org>")
    found = names(message)
    assert found == (["comma unquoted by Python"] if b"To: Smith, " in message.as_bytes() else [])
    assert names(message.as_bytes()) == (["comma in name"] if found else [])


def test_a_date_that_python_cannot_read_is_shown_as_it_was_written() -> None:
    (found,) = review(good(Date="2026-01-01 10:00"))
    assert "2026-01-01 10:00" in found.headline
    assert "sends an empty Date" in found.why


def test_body_text_that_is_parsed_as_a_header_is_shown() -> None:
    (found,) = review("http://example.com is down\n")
    assert "a header named http" in found.why


# -- the mistakes of an envelope


def test_swapped_sender_and_recipient_are_found(room: Room) -> None:
    mail = delivered(room, lambda client: client.sendmail(YOU, ME, good().as_string()))
    assert names(mail) == ["envelope swapped"]


def test_recipients_in_one_text_are_found_to_be_left_out(room: Room) -> None:
    both = "a@example.org, b@example.org"
    text = good(To=both).as_string()
    # What `sendmail(ME, both, text)` does on Pythons that read addresses less strictly.
    mail = delivered(room, lambda client: client.sendmail(ME, ["a@example.org"], text))
    findings = list(review(mail))
    assert [each.name for each in findings] == ["recipients left out"]
    assert "b@example.org" in findings[0].headline


def test_semicolons_reach_the_first_only_and_are_found_on_arrival(room: Room) -> None:
    message = good(To="a@example.org; b@example.org")
    mail = delivered(room, lambda client: client.send_message(message))
    assert names(mail) == ["semicolons"]


def test_a_leaked_bcc_is_found_on_arrival_and_a_kept_one_is_not(room: Room) -> None:
    message = good(Bcc="c@example.org")
    assert names(message) == []
    assert names(delivered(room, lambda client: client.send_message(message))) == []
    leaked = delivered(room, lambda client: client.sendmail(ME, [YOU], message.as_string()))
    assert names(leaked) == ["Bcc leaked"]


def test_a_message_without_from_is_found_on_arrival(room: Room) -> None:
    message = without("From")
    mail = delivered(room, lambda client: client.send_message(message, from_addr=ME))
    assert names(mail) == ["no From"]


def test_an_address_without_angle_brackets_is_found_on_arrival(room: Room) -> None:
    def send(client: smtplib.SMTP) -> None:
        client.ehlo()
        client.docmd(f"MAIL FROM:{ME}")
        client.rcpt(YOU)
        client.data(good().as_bytes())

    assert names(delivered(room, send)) == ["no angle brackets"]


def test_rejected_recipients_are_not_a_mistake_in_the_message(room: Room) -> None:
    server = room.serve(refuse={"no@example.org": "550 5.1.1 No"})
    message = good(To="yes@example.org, no@example.org")
    with smtplib.SMTP("localhost", server.port, timeout=10) as client:
        client.send_message(message)
    assert names(server.mailbox[0]) == []


# -- a password in what was printed


def debug_output(room: Room, **options: Any) -> str:
    server = room.serve(users={"ada": "correct horse"}, **options)
    printed = io.StringIO()
    with contextlib.redirect_stderr(printed):
        client = room.client(server)
        client.set_debuglevel(1)
        client.login("ada", "correct horse")
    return printed.getvalue()


@pytest.mark.parametrize("mechanisms", [["PLAIN"], ["LOGIN"]])
def test_debug_output_with_a_login_is_found_in_text_notebook_and_message(
    room: Room, mechanisms: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def login(client: smtplib.SMTP, *_: Any, **__: Any) -> Any:
        client.ehlo()
        client.user, client.password = "ada", "correct horse"
        how = {"PLAIN": client.auth_plain, "LOGIN": client.auth_login}[mechanisms[0]]
        return client.auth(mechanisms[0], how)

    monkeypatch.setattr(smtplib.SMTP, "login", login)
    text = debug_output(room)
    assert names(text) == ["password printed"]
    output = {"output_type": "stream", "name": "stderr", "text": text.splitlines(keepends=True)}
    notebook = room.folder / "lesson.ipynb"
    notebook.write_text(json.dumps({"cells": [{"cell_type": "code", "outputs": [output]}]}))
    assert names(notebook) == ["password printed"]
    message = good()
    message.set_content(text)
    assert names(message) == ["password printed"]
    assert "correct horse" not in str(review(text))


def test_debug_output_without_a_login_is_no_mistake(room: Room) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stderr(printed):
        client = room.client(room.serve())
        client.set_debuglevel(1)
        client.send_message(good())
    assert names(printed.getvalue()) == []


def test_a_lesson_about_logging_in_is_no_mistake() -> None:
    message = good()
    message.set_content("Use AUTH PLAIN or AUTH LOGIN after STARTTLS. C: AUTH PLAIN ********\n")
    assert names(message) == []


# -- good mail


@pytest.mark.parametrize("make", good_messages.GOOD.values(), ids=good_messages.GOOD)
def test_good_messages_of_all_makes_are_left_alone(make: Callable[[], Any]) -> None:
    assert names(make()) == []


# Their bytes lack the UTF-8 that `send_message` adds, or show the Bcc that it removes.
ONLY_AS_OBJECTS = {"an IDN address", "SMTPUTF8", "only Bcc"}


@pytest.mark.parametrize("name", sorted(good_messages.GOOD.keys() - ONLY_AS_OBJECTS))
def test_the_bytes_of_good_messages_are_left_alone(name: str) -> None:
    made = good_messages.GOOD[name]()
    if isinstance(made, Message):
        assert names(made.as_bytes()) == []
        assert names(made.as_bytes(policy=policy.SMTP)) == []
        assert names(message_from_bytes(made.as_bytes())) == []


ENVELOPES: dict[str, tuple[str, list[str]]] = {
    "as the headers say": (ME, [YOU]),
    "a list": ("list-bounces@example.org", ["one@example.net", "two@example.net"]),
    "bcc alone": (ME, ["hidden@example.org"]),
    "a copy to oneself": (ME, [YOU, ME]),
    "to oneself": (ME, [ME]),
    "a bounce": ("<>", [YOU]),
    "other capitals": ("Me@Example.com", ["You@EXAMPLE.com"]),
}


@pytest.mark.parametrize(("sender", "to"), ENVELOPES.values(), ids=ENVELOPES)
def test_good_envelopes_are_left_alone(room: Room, sender: str, to: list[str]) -> None:
    text = good().as_string()
    mail = delivered(room, lambda client: client.sendmail(sender.strip("<>"), to, text))
    assert names(mail) == []


# What is wrong with some of CPython's messages, on purpose or because they are so old.
REALLY_WRONG = {
    "msg_05.txt": {"no address"},
    "msg_14.txt": {"broken type"},
    "msg_15.txt": {"no address", "HTML beside text"},
    "msg_19.txt": {"no headers"},
    "msg_20.txt": {"header twice"},
    "msg_25.txt": {"header twice"},
    "msg_35.txt": {"no blank line"},
    "msg_47.txt": {"HTML beside text"},
}


@pytest.mark.skipif(
    not good_messages.cpythons_messages(), reason="this Python came without its own tests"
)
def test_of_cpythons_own_messages_only_those_with_a_mistake_are_named() -> None:
    for file in good_messages.cpythons_messages():
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
        wrong = {f"no {name}" for name in ("From", "Date") if not message.get(name)}
        wrong |= REALLY_WRONG.get(file.name, set())
        for form in (message, file.read_bytes(), message_from_bytes(file.read_bytes()), file):
            assert set(names(form)) <= wrong, file.name


# -- what it shows


def test_it_reads_well_in_a_terminal_and_in_a_notebook() -> None:
    found = review(good(To="a@example.org; b@example.org"))
    text = str(found)
    assert text.startswith("Review: 1 thing to check.")
    assert max(map(len, text.splitlines())) <= 80
    assert "Semicolons" in found._repr_html_()
    found_nothing = "Review: nothing found that goes wrong silently."
    assert str(review(good())).splitlines()[0] == found_nothing


def test_text_from_the_message_is_escaped() -> None:
    message = attached(PNG, maintype="text", subtype="x", filename="a<script>alert.png")
    html = review(message)._repr_html_()
    assert "&lt;script&gt;" in html
    assert "<script" not in html


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_shows_python_that_compiles(rule: Any) -> None:
    compile(rule.code.format_map(collections.defaultdict(lambda: "To")), rule.name, "exec")


def test_every_rule_has_its_mistake() -> None:
    always = {"comma unquoted by Python"}  # depends on the Python
    covered = {mistake.rule for mistake in silent_mistakes.MISTAKES} | always
    assert {rule.name for rule in RULES} == covered


@pytest.mark.parametrize(
    "mistake",
    [each for each in silent_mistakes.MISTAKES if each.rule == "wrong type"],
    ids=lambda each: each.what,
)
def test_anatomy_says_the_same_about_a_wrong_type(mistake: silent_mistakes.Mistake) -> None:
    from mailtutor.views.message.explain_part import explain_part

    message = mistake.make()
    part = next(part for part in read(message.as_bytes()).walk() if part.is_file)
    (found,) = review(message)
    assert f"declared as {part.type}" in str(explain_part(part, 1))
    assert f"sent as {part.type}" in found.headline


@pytest.mark.parametrize("what", [None, 5, ["a"], LocalServer])
def test_argument_that_is_not_a_message_is_named(what: Any) -> None:
    with pytest.raises(TypeError, match="review takes a message"):
        review(what)


BROKEN = [
    b"",
    b"\0",
    b"\xff\xfe",
    b": \n: \n\n",
    b"From: <\nTo: (((\n\n",
    b"Content-Type: multipart/mixed\n\nx",
    b"To: " + b"a;@" * 9999,
]


@pytest.mark.parametrize("raw", BROKEN)
def test_broken_message_raises_no_error(raw: bytes) -> None:
    review(raw)
    review(message_from_bytes(raw))
    review(message_from_bytes(raw, policy=policy.default))


@given(any_bytes)
@settings(max_examples=200)
def test_any_bytes_are_reviewed_without_an_error(raw: bytes) -> None:
    assert len(str(review(raw))) > 0


@given(st.text(alphabet=" ,;:<>()[]@\"\\.=?qax'"))
@settings(max_examples=300)
def test_any_header_of_addresses_is_reviewed_without_an_error(value: str) -> None:
    assert first_fault(value) is None or first_fault(value).rule  # type: ignore[union-attr]
