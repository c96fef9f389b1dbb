"""The server panel: faults and users take effect at once, and its Python makes such a server."""

from __future__ import annotations

import gc
import inspect
import smtplib
import threading
import weakref
from typing import TYPE_CHECKING, Any

import pytest
from ipywidgets import Widget

import mailtutor
from mailtutor import LocalServer, faults
from mailtutor.server.fault import Fault
from mailtutor.views.forms.fault_rows import FAULT_KINDS, FaultRow
from mailtutor.views.forms.server_panel import ServerPanel
from tests.views.button_clicks import press, run, saved_state, type_secret
from tests.views.fake_frontend import FrontEnd

if TYPE_CHECKING:
    from mailtutor.record import Session


def row(panel: ServerPanel, label: str) -> FaultRow:
    (found,) = (row for row in panel.rows if row.tick.description == label)
    return found


def send(server: LocalServer, to: str = "you@example.com") -> None:
    with smtplib.SMTP("localhost", server.port, timeout=10) as client:
        client.sendmail("me@example.com", to, "Subject: Hi\r\n\r\nHello")


def test_a_server_and_mailtutor_make_the_panel() -> None:
    server = LocalServer()
    assert isinstance(server.panel(), ServerPanel)
    assert isinstance(mailtutor.panel(server), ServerPanel)


def test_a_checkbox_changes_the_running_server_and_can_be_cleared() -> None:
    with LocalServer() as server:
        panel = ServerPanel(server)
        tick = row(panel, "Reject a recipient")
        tick.tick.value = True
        with pytest.raises(smtplib.SMTPRecipientsRefused, match="No such user"):
            send(server, "nobody@example.com")
        address, reply = tick.controls
        address.value = "@example.org"
        reply.value = "550 5.7.1 Not here"
        send(server, "nobody@example.com")
        with pytest.raises(smtplib.SMTPRecipientsRefused, match="Not here"):
            send(server, "ada@example.org")
        tick.tick.value = False
        send(server, "ada@example.org")
    assert server.faults == []


@pytest.mark.parametrize("kind", FAULT_KINDS, ids=lambda kind: kind.make.__name__)
def test_every_checkbox_makes_the_fault_in_the_code(kind: Any) -> None:
    server = LocalServer()
    panel = ServerPanel(server)
    row(panel, kind.label).tick.value = True
    (fault,) = server.faults
    assert fault == eval(f"faults.{fault!r}", {"faults": faults})  # noqa: S307 - our own code
    assert f"faults.{fault!r}," in panel._code.code


def test_every_fault_has_a_checkbox() -> None:
    made = {
        name
        for name, function in vars(faults).items()
        if inspect.isfunction(function)
        and not name.startswith("_")
        and function.__module__ == faults.__name__
    }
    assert {kind.make.__name__ for kind in FAULT_KINDS} == made


def test_an_invalid_argument_is_reported_and_the_fault_is_not_active() -> None:
    server = LocalServer()
    panel = ServerPanel(server)
    refuse = row(panel, "Reject a recipient")
    refuse.tick.value = True
    refuse.controls[1].value = "no code"
    assert "Not active: a reply must be a code" in refuse._field._status.value
    assert server.faults == []
    refuse.controls[1].value = "550 No"
    assert refuse._field._status.value == ""
    assert len(server.faults) == 1


def test_the_faults_a_server_was_created_with_can_be_turned_off_and_on() -> None:
    fault = faults.greylist()
    server = LocalServer(faults=[fault], refuse={"nobody@example.com": "550 No"})
    panel = ServerPanel(server)
    refused, greylisted = (part.children[0] for part in panel.children[1].children[0].children[1:3])
    assert greylisted.description.startswith("It greylists")
    greylisted.value = False
    assert server.faults == [faults.refuse_recipient("nobody@example.com", "550 No")]
    refused.value = False
    assert server.faults == []
    greylisted.value = True
    assert server.faults[0] is fault


def test_a_fault_added_by_the_learner_stays() -> None:
    server = LocalServer()
    panel = ServerPanel(server)
    row(panel, "Greylist: reject the first attempt").tick.value = True
    own = faults.greylist()
    server.faults.append(own)
    row(panel, "Greylist: reject the first attempt").tick.value = False
    assert [each is own for each in server.faults] == [True]


def test_users_are_added_and_removed_and_passwords_never_appear() -> None:
    with LocalServer() as server:
        panel = ServerPanel(server)
        panel.name.control.value = "ada@example.com"
        press(panel, "Add user")
        assert "Type a password for ada@example.com" in panel.outcome.value
        type_secret(panel.password, "correct horse")
        press(panel, "Add user")
        assert server.users == {"ada@example.com": "correct horse"}
        with smtplib.SMTP("localhost", server.port, timeout=10) as client:
            client.login("ada@example.com", "correct horse")
        assert '"ada@example.com": getpass("Password of ada@example.com: "),' in panel.code
        assert "correct horse" not in saved_state() + panel.text() + panel._code.code
        assert panel.password.typed == ""
        press(panel, "Remove ada@example.com")
        assert server.users == {}
        assert "getpass" not in panel._code.code


def test_a_user_needs_a_name() -> None:
    panel = ServerPanel(LocalServer())
    press(panel, "Add user")
    assert "Type a user name" in panel.outcome.value


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"host": "127.0.0.1"},
        {"tls": "starttls", "certificate": "expired"},
        {"tls": (None, "implicit"), "max_size": 1000, "idle": 5.0},
        {"transport": "memory"},
        {"faults": [faults.reply("MAIL", "451 4.3.0 Later", times=2), faults.greylist()]},
        {"users": {"ada": "secret"}},
    ],
)
def test_the_code_makes_a_server_with_the_same_options(
    options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = LocalServer(**options)
    code = ServerPanel(server).code
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "secret")
    made = run(code)["server"]
    with made:
        assert made.listening
        assert made.port != server.port
        assert made.faults == server.faults
        assert made.users == server.users
        assert ServerPanel(made).code == code


def test_a_closed_panel_releases_its_server() -> None:
    server = LocalServer(transport="memory").start()
    released = weakref.ref(server)
    ServerPanel(server)
    del server
    Widget.close_all()
    gc.collect()
    assert released() is None


def test_start_and_stop_are_shown_on_the_page() -> None:
    server = LocalServer()
    state = ServerPanel(server).state
    page = FrontEnd(state)
    page.ask("start")
    assert server.listening
    page.ask("subscribe")
    assert page.messages[-1]["head"]["listening"] is True
    page.ask("stop")
    assert state.text() == f"Server: not listening on localhost port {server.port} (no encryption)."


def test_a_failed_start_is_shown_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    server = LocalServer()
    page = FrontEnd(ServerPanel(server).state)

    def fail() -> None:
        raise OSError("port 25 is already in use")

    monkeypatch.setattr(server, "start", fail)
    page.ask("start")
    (message,) = page.messages
    assert message["kind"] == "failed"
    assert "already in use" in message["text"]


def test_messages_and_sessions_are_counted_live() -> None:
    with LocalServer() as server:
        send(server)
        state = ServerPanel(server).state
        assert state.head()["messages"] == 1
        page = FrontEnd(state)
        page.ask("subscribe")
        server.faults.append(faults.refuse_recipient("nobody@example.com"))
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(server, "nobody@example.com")
        sent = threading.Event()

        def ended(session: Session) -> None:
            if session.ending:
                sent.set()

        server.sessions.subscribe(ended)
        send(server)
        assert sent.wait(10)
        head = state.head()
        assert (head["messages"], head["refused"], head["open"]) == (2, 1, 0)
        page.wait_for(2)


def test_the_panel_is_plain_text_without_widgets() -> None:
    panel = ServerPanel(LocalServer(faults=[faults.greylist()]))
    assert "not listening" in repr(panel)
    assert panel.code in repr(panel)
    assert isinstance(panel._server.faults[0], Fault)
