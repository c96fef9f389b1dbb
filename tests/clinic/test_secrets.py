"""The clinic never shows a password, wherever the password turns up."""

from __future__ import annotations

import base64
import smtplib
from typing import TYPE_CHECKING, Any

import pytest

from mailtutor import explain
from mailtutor.server import faults
from tests.clinic.sandbox import Room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PASSWORD = "hunter2 & <b>"
USER = "ada@example.com"


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    room = Room(tmp_path, monkeypatch)
    yield room
    room.leave()


def shown(fail: Callable[[], object]) -> str:
    """Return an error's explanation as text and as HTML."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - any
        fail()
    told = explain(caught.value)
    assert told is not None
    return f"{told}\n{told._repr_html_()}"


def hides(text: str, password: str = PASSWORD) -> bool:
    secrets = [
        password,
        password.replace("&", "&amp;").replace("<", "&lt;"),
        base64.b64encode(password.encode()).decode(),
        base64.b64encode(f"\0{USER}\0{password}".encode()).decode(),
    ]
    return not any(secret in text for secret in secrets)


ECHOES = [
    f"535 5.7.8 wrong password {PASSWORD}",
    f"535 5.7.8 {'x' * 4} {base64.b64encode(PASSWORD.encode()).decode()}",
    f"535 5.7.8 {base64.b64encode(f'{chr(0)}{USER}{chr(0)}{PASSWORD}'.encode()).decode()}",
    f"454 4.7.0 {'x' * 190} {PASSWORD}",
    f"534 5.7.9 {PASSWORD}",
    f"599 {PASSWORD}",
]


@pytest.mark.parametrize("reply", ECHOES)
def test_a_password_repeated_by_the_server_is_masked(room: Room, reply: str) -> None:
    server = room.serve(users={USER: "x"}, faults=[faults.reply("AUTH", reply)])
    assert hides(shown(lambda: room.client(server).login(USER, PASSWORD)))


@pytest.mark.parametrize("length", range(360, 402, 3))
def test_a_reply_cut_off_inside_a_password_shows_no_part_of_it(room: Room, length: int) -> None:
    server = room.serve(
        users={USER: "x"}, faults=[faults.reply("AUTH", f"535 {'x' * length} {PASSWORD}")]
    )
    assert "hunt" not in shown(lambda: room.client(server).login(USER, PASSWORD))


def test_the_password_of_an_earlier_login_is_hidden_in_a_later_refusal(room: Room) -> None:
    fault = faults.reply("MAIL", f"550 5.7.1 {USER} with {PASSWORD} may not")
    server = room.serve(users={USER: PASSWORD}, faults=[fault])
    client = room.client(server)
    client.login(USER, PASSWORD)
    assert hides(shown(lambda: client.sendmail(USER, USER, "")))


def test_the_password_is_masked_in_the_transcript(room: Room) -> None:
    server = room.serve(users={USER: PASSWORD}, faults=[faults.hang_up("MAIL")])
    client = room.client(server)
    client.login(USER, PASSWORD)
    text = shown(lambda: client.sendmail(USER, USER, ""))
    assert "C: AUTH" in text
    assert "********" in text
    assert hides(text)


def test_a_login_that_is_cut_off_in_the_middle_shows_no_command(room: Room) -> None:
    port = room.raw_server(b"220 hi\r\n", b"250-hi\r\n250 AUTH LOGIN\r\n", b"334 VXNlcg==\r\n",
                           b"334 UGFzcw==\r\n")  # fmt: skip
    client = smtplib.SMTP("localhost", port, timeout=10)
    room._open.callback(client.close)
    assert hides(shown(lambda: client.login(USER, PASSWORD)))


@pytest.mark.parametrize("password", ["pässwort", "abc\xa0def", "a", "  x  "])
def test_odd_passwords_are_hidden_as_well(room: Room, password: str) -> None:
    server = room.serve(users={USER: "x"}, faults=[faults.reply("AUTH", f"535 no {password} here")])

    def fail() -> object:
        return room.client(server).login(USER, password)

    text = shown(fail)
    assert f"no {password} here" not in text
    assert "sswort" not in text


def test_a_password_in_the_host_is_hidden(room: Room) -> None:
    assert hides(shown(lambda: smtplib.SMTP(f"{USER}:{PASSWORD}@localhost", room.serve().port)))


@pytest.mark.parametrize("name", ["password", "SMTP_PASS", "app_pw", "token", "secret_key"])
def test_what_a_variable_calls_secret_is_hidden_in_replies(room: Room, name: str) -> None:
    server = room.serve(faults=[faults.reply("MAIL", f"550 {PASSWORD}")])
    names: dict[str, Any] = {name: PASSWORD, "client": room.client(server)}
    assert hides(shown(lambda: exec("client.sendmail('a@b.c', 'd@e.f', '')", names)))  # noqa: S102


def test_an_exception_that_holds_the_password_is_not_quoted(room: Room) -> None:
    class Client(smtplib.SMTP):
        def noop(self) -> Any:
            raise smtplib.SMTPException(f"could not log in with {PASSWORD}")

    client: Any = Client("localhost", room.serve().port)
    room._open.callback(client.close)
    with pytest.raises(smtplib.SMTPException) as caught:
        client.noop()
    assert hides(str(explain(caught.value)))


def test_ordinary_words_are_not_masked(room: Room) -> None:
    server = room.serve(users={USER: "x"})
    text = shown(lambda: room.client(server).login(USER, "the"))
    assert "The server does not accept the user name" in text


def test_a_password_that_getpass_gave_is_masked_whatever_its_name_and_place(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Run as a script, for it is the source that tells what `getpass` gave.
    from tests.clinic.test_silence import fail

    monkeypatch.setattr("getpass.getpass", lambda _prompt="": PASSWORD)
    asked = "from getpass import getpass\nimport smtplib\nkennwort = getpass('Password: ')\n"
    connect = f"smtplib.SMTP('localhost', {room.serve().port})"
    for source in (
        "smtplib.SMTP(kennwort)",
        "import os\nos.environ[kennwort]\nsmtplib.SMTP()",
        f"with {connect} as client: client.sendmail('me@example.com', [kennwort], b'')",
    ):
        told = explain(fail(asked + source))
        assert told is not None
        assert hides(f"{told}{told._repr_html_()}")


def test_a_password_in_a_dict_of_settings_is_masked(room: Room) -> None:
    from tests.clinic.test_silence import fail

    server = room.serve(
        users={USER: "other"}, faults=[faults.reply("AUTH", f"535 5.7.8 wrong password {PASSWORD}")]
    )
    source = f"""
import smtplib
settings = {{"user": {USER!r}, "password": {PASSWORD!r}}}
with smtplib.SMTP("localhost", {server.port}) as client:
    client.ehlo()
    code, words = client.docmd("AUTH", "PLAIN =")
raise smtplib.SMTPAuthenticationError(code, words)
"""
    told = explain(fail(source))
    assert told is not None
    assert hides(f"{told}{told._repr_html_()}")
