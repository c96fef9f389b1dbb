"""A class on a hub: the hub says who's who, and nobody needs a code."""

from __future__ import annotations

import json
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest

import mailtutor
from mailtutor.classroom import hub, joining
from mailtutor.cli import hub_class, main
from tests.classroom.real_hub import ADMIN, TEACHER, VISITOR, Browser, RealHub
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser as PlaywrightBrowser

WALL = "/services/class/wall"
LEARNERS = [f"learner{number:02}" for number in range(20)]
TOKEN = "the token of ada's server"
CODE = """
import mailtutor
mailtutor.join({arguments})
print(mailtutor.check("01.1", "my secret answer"))
"""
SEND = """
import contextlib, io, re, smtplib

import mailtutor

printed = io.StringIO()
with contextlib.redirect_stdout(printed):
    mailtutor.join()
lines = re.findall("client.*", printed.getvalue())
{change}
try:
    exec("\\n".join(lines))
    client.sendmail("{sender}", ["class@example.com"], "From: {sender}\\nSubject: Hi\\n\\nHello")
    print(lines, client.quit())
except smtplib.SMTPAuthenticationError as error:
    print(error)
"""
REQUESTS = """
import json, os, urllib.error, urllib.request

def status(path, token=os.environ["JUPYTERHUB_API_TOKEN"], body=None):
    headers = {"Authorization": f"token {token}"}
    request = urllib.request.Request(f"{os.environ['MAILTUTOR_CLASS']}/{path}", body, headers)
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as error:
        return error.code

forged = b'{"code": "not a token", "name": "Ada", "key": "1", "stream": "1", "events": []}'
answers = [status(path) for path in ("wall", "teacher", "catalog", "changes")]
print(json.dumps([*answers, status("tell", body=forged)]))
"""


# -- the learner's side, without a hub


class FakeClass:
    """Stands in for the class of a hub, with a reply to all that it's told."""

    def __init__(self, status: int) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.reply: dict[str, Any] = {"room": "1"}
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                fake.told.append((self.path, json.loads(body)))
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(fake.reply).encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.01])
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def on_hub(monkeypatch: pytest.MonkeyPatch, learner_folder: Path) -> pytest.MonkeyPatch:
    assert learner_folder.is_dir()
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", TOKEN)
    monkeypatch.delenv(hub.CLASS, raising=False)
    return monkeypatch


@pytest.fixture(params=[200])
def fake(request: pytest.FixtureRequest, on_hub: pytest.MonkeyPatch) -> Iterator[FakeClass]:
    made = FakeClass(request.param)
    on_hub.setenv(hub.CLASS, f"http://127.0.0.1:{made.server.server_port}/services/class/")
    yield made
    for each in joining.joined():
        each.teller.stop(leaving=False)
        each.teller.wait_until_stopped(10)
    made.close()


def test_on_a_hub_join_needs_no_address_code_or_name(
    fake: FakeClass, capsys: pytest.CaptureFixture[str]
) -> None:
    mailtutor.join()

    said = capsys.readouterr().out
    assert "You joined the class on this hub as ada." in said
    assert "It never sends your code" in said
    assert "Wi-Fi" not in said
    path, told = fake.told[0]
    assert path == "/services/class/tell"
    assert told["code"] == TOKEN
    assert told["name"] == "ada"


def test_the_token_of_a_learner_is_never_printed(
    fake: FakeClass, capsys: pytest.CaptureFixture[str]
) -> None:
    mailtutor.join()
    mailtutor.leave()

    assert fake.told
    assert TOKEN not in capsys.readouterr().out


def test_join_prints_the_lines_that_send_to_the_class_inbox(
    fake: FakeClass, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.reply |= {"inbox": ["", 10102], "password": "K7QM3XRP"}
    mailtutor.join()

    said = capsys.readouterr().out
    assert '    client = smtplib.SMTP("127.0.0.1", 10102)\n' in said
    assert '    client.login("ada", "K7QM3XRP")\n' in said


def test_the_printed_login_is_ascii_as_smtplib_needs_it(
    fake: FakeClass, on_hub: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_hub.setenv("JUPYTERHUB_USER", "zoë")
    fake.reply |= {"inbox": ["", 10102], "password": "K7QM3XRP"}
    mailtutor.join()

    assert 'client.login("zo%C3%AB", "K7QM3XRP")' in capsys.readouterr().out


@pytest.mark.parametrize("older", [{}, {"inbox": None}, {"inbox": ["", 0]}])
def test_join_says_nothing_of_an_inbox_that_an_older_class_lacks(
    fake: FakeClass, capsys: pytest.CaptureFixture[str], older: dict[str, Any]
) -> None:
    fake.reply |= older
    mailtutor.join()

    said = capsys.readouterr().out
    assert "You joined the class" in said
    assert "smtplib" not in said


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("127.0.0.1:10101/services/class", "127.0.0.1"),
        ("mailtutor-class:10101/services/class", "mailtutor-class"),
        ("[::1]:10101/services/class", "::1"),
    ],
)
def test_the_inbox_is_at_the_host_of_the_class(address: str, host: str) -> None:
    assert hub.Learner("ada", TOKEN, address).host == host


@pytest.mark.parametrize("fake", [403], indirect=True)
def test_a_server_that_the_hub_does_not_know_is_told_to_restart(
    fake: FakeClass, capsys: pytest.CaptureFixture[str]
) -> None:
    mailtutor.join()

    assert fake.told
    assert "Stop it and start it again" in capsys.readouterr().out
    assert not joining.joined()


@pytest.mark.parametrize("fake", [500], indirect=True)
def test_a_hub_in_trouble_is_tried_again(
    fake: FakeClass, capsys: pytest.CaptureFixture[str]
) -> None:
    mailtutor.join()

    assert fake.told
    assert "it answered 500" in capsys.readouterr().out
    assert joining.joined()


@pytest.mark.usefixtures("on_hub")
def test_a_hub_without_a_class_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    mailtutor.join()

    assert "This hub has no class to join" in capsys.readouterr().out
    assert not joining.joined()


def test_an_address_on_a_hub_that_is_not_http_is_named(on_hub: pytest.MonkeyPatch) -> None:
    on_hub.setenv(hub.CLASS, "proxy-public/services/class")

    with pytest.raises(ValueError, match="begins with http://"):
        mailtutor.join()


@pytest.mark.usefixtures("learner_folder")
def test_without_a_hub_join_still_asks_for_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)

    with pytest.raises(ValueError, match="address of a class"):
        mailtutor.join()


# -- the command


@pytest.fixture
def as_service(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("JUPYTERHUB_SERVICE_NAME", "class")
    monkeypatch.setenv("JUPYTERHUB_SERVICE_URL", "http://127.0.0.1:10101")
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/school/services/class/")
    return monkeypatch


@pytest.mark.usefixtures("as_service")
def test_a_service_listens_where_the_hub_says() -> None:
    service = hub.Service("/school/services/class/", "127.0.0.1", 10101)

    assert hub.service() == service
    assert service.mail_port == 10102


def test_a_service_without_an_address_says_what_to_add(
    as_service: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    as_service.delenv("JUPYTERHUB_SERVICE_URL")

    assert main(["class"]) == 1
    assert '"url": "http://127.0.0.1:10101"' in capsys.readouterr().err


@pytest.mark.usefixtures("as_service")
@pytest.mark.parametrize("option", [("--code", "K7QM-3XRP"), ("--mail-port", "2525")])
def test_options_for_a_code_or_an_address_are_rejected_on_a_hub(
    capsys: pytest.CaptureFixture[str], option: tuple[str, str]
) -> None:
    assert main(["class", *option]) == 1
    assert "needs no --network, --code, --port or --mail-port" in capsys.readouterr().err


def test_a_port_for_the_inbox_that_is_taken_is_named(
    as_service: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    as_service.setattr(hub_class, "find_spec", lambda _: "jupyterhub")
    port = free_port(2)
    as_service.setenv("JUPYTERHUB_SERVICE_URL", f"http://127.0.0.1:{port}")
    with socket.create_server(("127.0.0.1", port + 1)):
        assert main(["class"]) == 1

    said = capsys.readouterr().err
    assert f"Port {port + 1} on 127.0.0.1 is already in use." in said
    assert "Choose another port in the service's url" in said
    with socket.create_server(("127.0.0.1", port)):  # the other one is free again
        pass


def test_a_service_on_the_last_port_has_none_for_its_inbox(
    as_service: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    as_service.setenv("JUPYTERHUB_SERVICE_URL", "http://127.0.0.1:65535")

    assert main(["class"]) == 1
    assert "there's none after 65535" in capsys.readouterr().err


def test_a_group_of_teachers_is_rejected_without_a_hub(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["class", "--teachers", "staff"]) == 1
    assert "only for a class that a JupyterHub runs" in capsys.readouterr().err


# -- a real hub


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHub]:
    with RealHub(tmp_path_factory.mktemp("hub")) as made:
        yield made


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub doesn't run on Windows")
def test_twenty_learners_of_a_real_hub_are_on_the_wall_of_their_teacher_only(real: RealHub) -> None:
    code = dict.fromkeys(LEARNERS, CODE.format(arguments=""))
    code[LEARNERS[0]] = CODE.format(arguments='name="Somebody Else"')
    printed = real.run_all(code)
    assert [name for name in LEARNERS if f"this hub as {name}." not in printed[name]] == []
    first = "home/learner00/mailtutor-lessons/00_start_here.ipynb"  # the start command copied it
    assert (real.folder / first).is_file()

    for teacher in (ADMIN, TEACHER):
        browser = Browser(real, teacher)
        status, page = browser.get("/services/class/")
        assert (status, "<title>The class</title>" in page) == (200, True)
        parts = parts_when_told(browser)
        names = {part["name"] for name, part in parts.items() if name.startswith("learner:")}
        assert names == set(LEARNERS)
        assert "secret" not in json.dumps(parts)
        assert browser.fetch("/services/class/files/wall.js")[0] == 200

    for name in (LEARNERS[1], VISITOR):
        learner = Browser(real, name)
        for path in ("", "wall", "teacher"):
            assert learner.get(f"/services/class/{path}")[0] == 403


def parts_when_told(browser: Browser) -> dict[str, Any]:
    """Return the teacher's parts when all learners have told of their check."""
    parts: dict[str, Any] = {}
    query = "since=0"
    while parts.get("exercise:01.1") != {"not yet": len(LEARNERS)}:
        status, body = browser.fetch(f"/services/class/changes?view=teacher&{query}")
        assert status == 200, body
        answer = json.loads(body)
        parts.update(answer["parts"])
        query = f"room={answer['room']}&since={answer['version']}"
    return parts


def join_managed_class(real: RealHub, name: str) -> str:
    """Join the class that the hub started itself, try an exercise, and return what is printed."""
    address = f"http://127.0.0.1:{real.port}/services/managed"
    code = f"import os\nos.environ['{hub.CLASS}'] = '{address}'\n{CODE.format(arguments='')}"
    return real.run_all({name: code})[name]


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub doesn't run on Windows")
def test_a_class_that_a_real_hub_starts_itself_works_through_its_proxy(real: RealHub) -> None:
    assert "You joined the class on this hub as zoe." in join_managed_class(real, "zoe")

    assert "<title>The class</title>" in Browser(real, ADMIN).get("/services/managed/")[1]
    assert Browser(real, TEACHER).get("/services/managed/")[0] == 200
    assert Browser(real, "zoe").get("/services/managed/")[0] == 403


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub doesn't run on Windows")
def test_the_wall_of_a_real_hub_obeys_its_own_pages_only(real: RealHub) -> None:
    browser = Browser(real, TEACHER)
    browser.get("/services/class/teacher")
    wish = {"do": "reveal", "quiz": "01.a", "on": True}

    assert browser.fetch("/services/class/do", wish)[0] == 200
    assert browser.fetch("/services/class/do", wish, with_token=False)[0] == 403
    assert browser.fetch("/services/class/changes", with_token=False)[0] == 403


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub doesn't run on Windows")
def test_a_kernel_of_a_real_hub_sends_to_the_wall_with_the_lines_that_join_prints(
    real: RealHub,
) -> None:
    teacher = Browser(real, TEACHER)
    teacher.get("/services/class/teacher")
    assert act(teacher, {"do": "inbox", "paused": False, "holding": True}) == 200
    forge = "lines[1] = lines[1].replace('mallory', 'zo%C3%AB')"
    printed = real.run_all(
        {
            "zoë": SEND.format(change="", sender="boss@example.com"),
            "mallory": SEND.format(change=forge, sender="zoe@example.com"),
        }
    )
    assert f'smtplib.SMTP("127.0.0.1", {real.class_port + 1})' in printed["zoë"]
    assert 'client.login("zo%C3%AB", "' in printed["zoë"]
    assert "535" in printed["mallory"]
    assert "run mailtutor.join() again" in printed["mallory"]

    (letter,) = messages(teacher, "teacher")
    assert (letter["login"], letter["claimed"]) == ("zoë", "boss@example.com")
    assert letter["forged"]
    assert messages(teacher, "wall") == []
    assert act(teacher, {"do": "show all"}) == 200
    assert [each["text"] for each in messages(teacher, "wall")] == ["Hello"]

    assert act(teacher, {"do": "inbox", "paused": True, "holding": False}) == 200
    printed = real.run_all({"bob": SEND.format(change="", sender="bob@example.com")})
    assert "The class inbox is paused" in printed["bob"]
    assert len(messages(teacher, "teacher")) == 1


def act(teacher: Browser, wish: dict[str, Any]) -> int:
    """Press a button of the teacher's page; return the status."""
    return teacher.fetch("/services/class/do", wish)[0]


def messages(teacher: Browser, view: str) -> list[dict[str, Any]]:
    """Return the messages that a page shows."""
    status, body = teacher.fetch(f"/services/class/changes?view={view}&since=0")
    assert status == 200, body
    parts = json.loads(body)["parts"]
    return [part for name, part in parts.items() if name.startswith("message:") and part]


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub doesn't run on Windows")
def test_a_learner_of_a_real_hub_sees_no_wall_with_their_token_either(real: RealHub) -> None:
    printed = real.run_all({VISITOR: REQUESTS})

    assert json.loads(printed[VISITOR]) == [403] * 5
    assert "To join the class run mailtutor.join()" in Browser(real, VISITOR).get(WALL)[1]


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub doesn't run on Windows")
def test_the_pages_work_in_a_real_browser_that_logs_in_on_a_real_hub(
    real: RealHub, browser: PlaywrightBrowser
) -> None:
    from playwright.sync_api import expect

    join_managed_class(real, "yui")
    page = browser.new_context().new_page()
    page.goto(f"http://127.0.0.1:{real.port}/services/managed/")
    page.get_by_label("Username").fill(TEACHER)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/services/managed/teacher")

    tabs = page.locator("#tabs").get_by_role("button")
    expect(tabs).to_have_text(["Learners", "Exercises", "Mistakes", "Votes", "Inbox"])
    expect(page.get_by_role("status")).to_contain_text("learner")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open the wall").click()
    expect(opened.value.locator("body")).to_contain_text("mailtutor.join()")
    tabs.last.click()
    expect(page.locator("#panel")).to_contain_text("mailtutor.join()")
    expect(page.locator("#panel")).to_contain_text("Send a message to the wall")
    page.get_by_role("button", name="Votes").click()
    with page.expect_response("**/services/managed/do") as response:
        page.get_by_role("button", name="Show the votes").click()
    assert response.value.status == 200
    page.context.close()
