"""The project notebook before the learner has changed anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.notebooks.played import Played


@pytest.fixture
def shown(play: Callable[[str], Played]) -> dict[str, str]:
    return play("09_project_mail_a_report").shown()


def test_the_review_finds_what_the_text_says(shown: dict[str, str]) -> None:
    assert "The message has no Date" in shown["review-it"]


def test_at_first_all_recipients_fail_temporarily_or_permanently(shown: dict[str, str]) -> None:
    said = shown["all-refused"]
    assert "{'ada@example.com': (451, " in said
    assert "'full@example.com': (452, " in said
    assert "'gone@example.com': (550, " in said


def test_there_is_something_to_attach(shown: dict[str, str]) -> None:
    assert shown["draw"].startswith(r"b'\x89PNG\r\n\x1a\n' b'%PDF-1.4'")
