"""smtplib without sockets: a class carries its bytes to the class inbox, in web requests."""

from __future__ import annotations

import asyncio
import http.client
import smtplib
import socket
import sys
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from tornado.web import HTTPError

from mailtutor.classroom import carrier
from mailtutor.classroom.carried import CarriedInbox
from mailtutor.classroom.keys import Keys
from mailtutor.classroom.limits import MESSAGES_A_MINUTE
from mailtutor.classroom.mail import Post
from mailtutor.classroom.room import Room
from mailtutor.server import redirect
from tests.classroom.running_class import CODE, RunningClass, catalog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMED = ("inbox.class.test", 2525)  # no such host, so nothing else can answer
BYTES = {"Content-Type": carrier.BYTES}


@pytest.fixture
def open_class(tmp_path: Path) -> Iterator[RunningClass]:
    (tmp_path / "index.html").write_text("Learn how email works.")
    with RunningClass(site=tmp_path) as made:
        inbox = CarriedInbox(made.made.site_address.rstrip("/"), *NAMED)
        redirect.carry(*NAMED, inbox)
        yield made
        redirect.stop_carrying(inbox)


def message(text: str = "Hello") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Ada <ada@example.com>"
    made["To"] = "class@example.com"
    made["Subject"] = "From a browser"
    made.set_content(text)
    return made


def request(running: RunningClass, path: str, body: bytes = b"") -> tuple[int, bytes]:
    host = {"Host": f"localhost:{running.made.port}"}
    status, _, content = running.request("POST", path, body, {**host, **BYTES})
    return status, content


def test_the_line_for_laptops_sends_to_the_wall(open_class: RunningClass) -> None:
    with smtplib.SMTP(*NAMED) as client:
        client.login("ada", CODE)
        assert client.send_message(message()) == {}

    (shown,) = open_class.do(open_class.room.inbox.all)
    assert (shown["login"], shown["subject"]) == ("ada", "From a browser")


def test_a_wrong_code_is_rejected_by_the_inbox_itself(open_class: RunningClass) -> None:
    with (
        smtplib.SMTP(*NAMED) as client,
        pytest.raises(smtplib.SMTPAuthenticationError) as rejected,
    ):
        client.login("ada", "AAAAAAAA")
    assert rejected.value.smtp_code == 535
    assert open_class.do(open_class.room.inbox.all) == []


def test_a_long_message_goes_in_pieces(open_class: RunningClass) -> None:
    with smtplib.SMTP(*NAMED) as client:
        client.login("ada", CODE)
        client.send_message(message("a line of text\n" * 4000))

    (shown,) = open_class.do(open_class.room.inbox.all)
    assert shown["size"] > 50_000


@pytest.mark.usefixtures("open_class")
def test_the_limits_are_those_of_the_inbox() -> None:
    with smtplib.SMTP(*NAMED) as client:
        client.login("ada", CODE)
        for _ in range(MESSAGES_A_MINUTE):
            client.send_message(message())
        with pytest.raises(smtplib.SMTPDataError) as rejected:
            client.send_message(message())
    assert rejected.value.smtp_code == 451


@pytest.mark.skipif(sys.platform != "linux", reason="has one address for loopback")
def test_the_inbox_knows_which_browser_it_is(open_class: RunningClass) -> None:
    connection = http.client.HTTPConnection(
        f"localhost:{open_class.made.port}", source_address=("127.0.0.3", 0)
    )
    connection.request("POST", "/inbox", headers=BYTES)
    name = connection.getresponse().read().decode()
    connection.close()

    assert request(open_class, f"/inbox/{name}/receive?seconds=10")[1].startswith(b"220 ")
    post = open_class.made._post
    assert post is not None
    (session,) = open_class.do(lambda: [each._session for each in post.open])
    assert session.record.peer.startswith("127.0.0.3:")


def test_a_client_that_waits_too_long_gets_a_timeout(open_class: RunningClass) -> None:
    client = smtplib.SMTP(*NAMED, timeout=5)
    assert client.sock is not None
    client.sock.settimeout(0.01)
    with pytest.raises(TimeoutError):
        client.sock.recv(1)
    client.close()
    assert open_class.do(lambda: len(open_class.room.inbox)) == 0


@pytest.mark.usefixtures("open_class")
def test_a_connection_that_the_inbox_closed_ends_as_elsewhere() -> None:
    client = smtplib.SMTP(*NAMED)
    client.putcmd("quit")
    assert client.getreply()[0] == 221
    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.docmd("noop")


def test_a_connection_that_nobody_knows_is_gone(open_class: RunningClass) -> None:
    for action in ("send", "receive?seconds=1"):
        assert request(open_class, f"/inbox/unknown/{action}")[0] == 410
    assert request(open_class, "/inbox/unknown/close")[0] == 200


@pytest.mark.parametrize("seconds", ["-1", "nan", "1e9", "x", ""])
def test_a_time_that_makes_no_sense_is_rejected(open_class: RunningClass, seconds: str) -> None:
    name = request(open_class, "/inbox")[1].decode()
    assert request(open_class, f"/inbox/{name}/receive?seconds={seconds}")[0] == 400


@pytest.mark.usefixtures("open_class")
def test_there_is_a_limit_to_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrier, "_MOST_CONNECTIONS", 1)
    with smtplib.SMTP(*NAMED), pytest.raises(ConnectionRefusedError, match="503"):
        smtplib.SMTP(*NAMED)
    with smtplib.SMTP(*NAMED):  # the first one has left
        pass


def test_a_browser_is_forgotten_when_the_inbox_cannot_be_reached() -> None:
    async def open_one() -> dict[int, str]:
        post = Post(Room(catalog()), Keys(CODE), lambda: None)
        with socket.socket() as bound:  # nothing listens on it
            bound.bind(("127.0.0.1", 0))
            with pytest.raises(HTTPError) as raised:
                await carrier.Carrier(post, bound.getsockname()[1]).open("192.0.2.1")
        assert raised.value.status_code == 503
        return post.carried

    assert asyncio.run(open_one()) == {}


def test_a_class_that_ended_is_noticed(tmp_path: Path) -> None:
    with RunningClass(site=tmp_path) as made:
        inbox = CarriedInbox(made.made.site_address.rstrip("/"), *NAMED)
        client_end = inbox.connect(5)
    with pytest.raises(OSError):  # noqa: PT011 - each system has its own
        client_end.recv(1)
    client_end.close()


def test_afterwards_smtplib_has_its_own_sockets_again(open_class: RunningClass) -> None:
    inbox = CarriedInbox(open_class.made.site_address, *NAMED)
    redirect.carry(*NAMED, inbox)
    redirect.stop_carrying(inbox)

    assert vars(smtplib)["socket"] is socket
