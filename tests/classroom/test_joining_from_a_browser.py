"""Joining from the browser edition: no threads, and the page's own class without an address."""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

import mailtutor
from mailtutor import platform
from mailtutor.classroom import joining, tell, trouble
from mailtutor.classroom.tell import BrowserTeller
from mailtutor.course.outcomes import Tried
from tests.classroom.running_class import CODE, RunningClass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("learner_folder")


@pytest.fixture
def open_class(tmp_path: Path) -> Iterator[RunningClass]:
    (tmp_path / "index.html").write_text("Learn how email works.")
    with RunningClass(site=tmp_path) as made:
        yield made


@pytest.fixture
def come_from(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that makes this Python believe that it runs in a page."""

    def pretend(origin: str) -> None:
        for module in (joining, trouble):
            monkeypatch.setattr(module, "IN_BROWSER", True)
            monkeypatch.setattr(module, "page_origin", lambda: origin)

    return pretend


def teller_for(address: str) -> BrowserTeller:
    return BrowserTeller(address, CODE, "Ada", "key")


def test_what_was_told_between_two_cells_arrives(open_class: RunningClass) -> None:
    async def cells() -> None:
        teller = teller_for(open_class.address)
        teller.start()
        teller.tell(Tried("01.1", "not yet", "", 1))
        teller.tell(Tried("01.1", "done", "", 1))
        assert teller._task is not None
        await teller._task
        assert not teller.untold.pending()
        teller.tell(Tried("01.2", "done"))
        await teller._task
        parts = open_class.do(lambda: open_class.room.parts_since(0, for_teacher=True))
        assert parts["learner:1"]["cells"]["01.1"][0] == "done"
        assert parts["exercise:01.2"] == {"done": 1}
        teller.stop(leaving=True)
        await teller._task
        assert not open_class.room.learners

    asyncio.run(cells())


def test_telling_waits_for_nothing_and_keeps_200_at_most() -> None:
    async def cell() -> None:
        teller = teller_for("127.0.0.1:9")
        teller.start()
        began = time.perf_counter()
        for number in range(10_000):
            teller.tell(Tried(f"{number}", "done"))
        assert (time.perf_counter() - began) / 10_000 < 0.001
        assert len(teller.untold.pending()) == 200
        teller.stop(leaving=False)

    asyncio.run(cell())


def test_a_teacher_who_is_away_is_told_later(
    open_class: RunningClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tell, "_FIRST_PAUSE", 0.0)
    tries = 0
    real = platform.post_meanwhile

    async def post(*args: object) -> tuple[int, bytes]:
        nonlocal tries
        tries += 1
        if tries < 4:
            raise ConnectionError("the browser got no reply")
        return await real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(tell, "post_meanwhile", post)

    async def cell() -> None:
        teller = teller_for(open_class.address)
        teller.tell(Tried("01.1", "done"))
        assert teller._task is not None
        await teller._task

    asyncio.run(cell())
    assert tries == 4
    parts = open_class.do(lambda: open_class.room.parts_since(0, for_teacher=False))
    assert parts["exercise:01.1"] == {"done": 1}


@pytest.mark.parametrize("given", [{"code": "k7qm-3xrp"}, {"address": "K7QM-3XRP"}])
def test_a_page_of_the_class_needs_no_address(
    open_class: RunningClass,
    come_from: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
    given: dict[str, str],
) -> None:
    origin = open_class.made.site_address.rstrip("/")
    come_from(origin)

    async def cell() -> None:
        mailtutor.join(**given, name="Ada")
        mailtutor.leave()

    asyncio.run(cell())
    said = capsys.readouterr().out
    assert f"You joined the class at {origin.removeprefix('http://')} as Ada" in said
    assert f'SMTP("127.0.0.1", {open_class.made.mail_port}) reaches the class inbox' in said


def test_a_page_from_elsewhere_joins_but_reaches_no_inbox(
    open_class: RunningClass, come_from: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    come_from("http://school.example")

    async def cell() -> None:
        mailtutor.join(open_class.address, CODE, name="Ada")
        mailtutor.leave()

    asyncio.run(cell())
    said = capsys.readouterr().out
    assert "You joined the class" in said
    assert "can't reach the class inbox from here" in said


def test_a_page_that_is_no_class_asks_for_the_address(
    come_from: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    with RunningClass() as other:  # serves no site, so it has no such page
        come_from(f"http://127.0.0.1:{other.made.port}/nothing")
        mailtutor.join("K7QM-3XRP", name="Ada")

    said = capsys.readouterr().out
    assert "isn't a class. Add the address on the wall" in said
    assert '"K7QM-3XRP", name=...' in said


def test_a_page_over_https_says_that_browsers_forbid_it(
    come_from: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    come_from("https://school.example")
    mailtutor.join("127.0.0.2:9", CODE, name="Ada")

    said = capsys.readouterr().out
    assert "this page came over https" in said
    assert "mailtutor.hand_in()" in said
    assert not joining.joined()


def test_only_what_a_browser_forbids_is_called_forbidden(
    come_from: Callable[[str], None],
) -> None:
    come_from("https://school.example")
    assert trouble.is_forbidden("192.168.1.20:40123")
    assert trouble.is_forbidden("[fe80::1]:40123")
    assert not trouble.is_forbidden("localhost:40123")
    assert not trouble.is_forbidden("[::1]:40123")
    assert not trouble.is_forbidden("https://school.example")
    come_from("http://school.example")
    assert not trouble.is_forbidden("192.168.1.20:40123")


def test_an_unreachable_class_is_explained_in_a_browsers_words(
    come_from: Callable[[str], None],
) -> None:
    come_from("http://school.example")
    said = trouble.unreachable("192.168.1.20:40123", ConnectionError("x"))
    assert "a browser doesn't say why" in said
    assert "mailtutor.hand_in()" in said


def test_all_notebooks_of_a_browser_are_one_learner(
    open_class: RunningClass, come_from: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    origin = open_class.made.site_address.rstrip("/")
    come_from(origin)
    asked = []

    def post(url: str, _body: bytes, _timeout: float) -> tuple[int, bytes]:
        asked.append(url)
        return HTTPStatus.OK, b"the id in the cookie"

    monkeypatch.setattr(joining, "post", post)
    one, two = joining._browser_id(origin), joining._browser_id(origin)
    assert one == two == "the id in the cookie"
    assert asked == [f"{origin}/browser"] * 2
    assert joining.learner_key(CODE, "Ada", one) != joining.learner_key(CODE, "Grace", one)


def test_a_browser_elsewhere_keeps_its_id_in_the_lessons_folder(
    come_from: Callable[[str], None], learner_folder: Path
) -> None:
    come_from("http://school.example")
    one = joining._browser_id("192.168.1.20:40123")
    assert joining._browser_id("192.168.1.20:40123") == one
    assert len(list(learner_folder.iterdir())) == 1


def test_in_jupyterlab_a_code_alone_is_not_enough() -> None:
    with pytest.raises(ValueError, match="isn't the address of a class"):
        mailtutor.join("K7QM-3XRP", name="Ada")
