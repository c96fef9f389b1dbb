"""The wall of a class in a real browser: dots, votes, messages, and nothing that runs."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

import mailtutor
from mailtutor.course.outcomes import Chose, Tried
from tests.classroom.running_class import CODE, RunningClass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
HOSTILE = "<img src=x onerror=\"document.title='ran'\"><script>document.title='ran'</script>"


@pytest.fixture
def running() -> Iterator[RunningClass]:
    with RunningClass() as made:
        yield made


@pytest.fixture
def teacher(context: BrowserContext, running: RunningClass) -> Page:
    page = context.new_page()
    page.goto(running.made.link())
    page.wait_for_url("**/teacher")
    expect(page.get_by_role("status")).to_have_text("0 learners")
    return page


@pytest.fixture
def wall(teacher: Page, running: RunningClass) -> Page:
    page = teacher.context.new_page()
    page.goto(f"http://{running.address}/wall")
    expect(page.get_by_role("status")).to_have_text("0 learners")
    return page


def test_a_learner_joins_and_checks_and_the_wall_shows_a_dot(
    wall: Page, running: RunningClass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    expect(wall.get_by_role("heading", name="Join the class")).to_be_visible()
    greeting = EmailMessage()
    greeting["From"] = "me@example.com"
    greeting["To"] = "ada@example.com"
    greeting["Subject"] = "Lunch?"
    greeting.set_content("Hello Ada")

    mailtutor.join(running.address, CODE, name="Ada")
    try:
        expect(wall.get_by_role("status")).to_have_text("1 learner")
        mailtutor.check("01.1", greeting)
        expect(wall.locator(".exercise").first.locator("circle.done")).to_have_count(1)
    finally:
        mailtutor.leave()
    expect(wall.get_by_role("status")).to_have_text("0 learners")


def test_names_are_on_the_teachers_page_and_nowhere_on_the_wall(
    teacher: Page, wall: Page, running: RunningClass
) -> None:
    running.tell("明日香", Tried("01.1", "done"))

    expect(teacher.get_by_role("rowheader", name="明日香")).to_be_visible()
    expect(wall.locator("circle.done")).not_to_have_count(0)
    assert "明日香" not in wall.content()


def test_a_mistake_is_one_click_from_what_to_say_about_it(
    wall: Page, running: RunningClass
) -> None:
    running.tell("Ada", Tried("01.1", "not yet", "no-answer", 1))
    wall.keyboard.press("2")
    wall.get_by_role("button", name="01.1 The code ran").click()

    expect(wall.get_by_text("To say about it")).to_be_visible()


def test_votes_are_shown_once_they_are_revealed(wall: Page, running: RunningClass) -> None:
    running.tell("Ada", Chose("01.a", 0))
    running.tell("Grace", Chose("01.a", 3))
    wall.keyboard.press("3")
    expect(wall.get_by_text("2 of 2 voted")).to_be_visible()
    expect(wall.locator(".bar")).to_have_count(0)

    wall.get_by_role("button", name="Show the votes").click()

    expect(wall.locator(".bar.now").first).to_have_accessible_name("1 now")
    expect(wall.get_by_text("right", exact=True)).to_be_visible()


def test_a_forged_from_header_is_shown_beside_the_login(
    teacher: Page, wall: Page, running: RunningClass
) -> None:
    wall.keyboard.press("4")
    message = EmailMessage()
    message["From"] = "The Principal <principal@example.com>"
    message["Subject"] = HOSTILE
    message.set_content(HOSTILE)
    with smtplib.SMTP("127.0.0.1", running.made.mail_port) as client:
        client.login("mallory", CODE)
        client.send_message(message, to_addrs="class@example.com")

    expect(wall.locator(".who")).to_contain_text("mallory")
    expect(wall.locator(".forged")).to_contain_text("The Principal")
    expect(wall.locator(".text")).to_have_text(HOSTILE)
    assert wall.title() == "The class"
    teacher.keyboard.press("5")
    teacher.get_by_role("button", name="Hide", exact=True).click()
    expect(wall.locator(".who")).to_have_count(0)


def test_hostile_names_are_text(teacher: Page, running: RunningClass) -> None:
    requests: list[str] = []
    teacher.on("request", lambda request: requests.append(request.url))
    running.tell(HOSTILE[:40], Tried("01.1", "done"))

    expect(teacher.get_by_role("rowheader")).to_contain_text("<img src=x")
    assert teacher.locator("img, script:not([src])").count() == 0
    assert all("/changes" in url for url in requests)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_either_page(
    teacher: Page, wall: Page, running: RunningClass, scheme: Literal["light", "dark"]
) -> None:
    running.tell("Ada", Tried("01.1", "not yet", "no-answer", 3), Chose("01.a", 0))
    for page, views in ((teacher, "12345"), (wall, "1234")):
        expect(page.get_by_role("status")).to_have_text("1 learner")
        page.emulate_media(color_scheme=scheme)
        page.evaluate(AXE)
        for key in views:
            page.keyboard.press(key)
            found = page.evaluate("axe.run()")["violations"]
            assert not [(each["id"], each["nodes"][0]["html"]) for each in found]
