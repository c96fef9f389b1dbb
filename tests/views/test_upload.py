"""Files come to a form piece by piece, whole or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from mailtutor.views.forms.upload import MOST, Upload

CONTENT = bytes(range(256)) * 10


class Page:
    """Stands for the page: sends pieces and keeps what it is answered."""

    def __init__(self) -> None:
        self.files: list[tuple[str, bytes]] = []
        self.upload = Upload(
            "Attach files", lambda name, content: self.files.append((name, content))
        )
        self.answers: list[dict[str, Any]] = []
        self.upload.send = lambda content, _buffers=None: self.answers.append(content)

    def send(self, at: int, piece: bytes, *, number: str = "1", **other: Any) -> dict[str, Any]:
        told = {"id": number, "at": at, "name": "a.bin", "size": len(CONTENT), **other}
        self.upload._handle_custom_msg(told, [memoryview(piece)])
        return self.answers[-1]


@pytest.fixture
def page() -> Page:
    return Page()


def test_a_file_of_several_pieces_comes_whole(page: Page) -> None:
    assert page.send(0, CONTENT[:1000]) == {"id": "1", "have": 1000}
    assert page.send(1000, CONTENT[1000:2000]) == {"id": "1", "have": 2000}
    assert page.files == []
    assert page.send(2000, CONTENT[2000:]) == {"id": "1", "words": ""}
    assert page.files == [("a.bin", CONTENT)]


def test_a_piece_that_comes_twice_or_out_of_turn_is_taken_once(page: Page) -> None:
    page.send(0, CONTENT[:1000])
    page.send(1000, CONTENT[1000:2000])
    assert page.send(1000, CONTENT[1000:2000])["have"] == 2000
    assert page.send(2500, CONTENT[2500:])["have"] == 2000
    page.send(2000, CONTENT[2000:])
    assert page.files == [("a.bin", CONTENT)]


def test_an_empty_file_comes_too(page: Page) -> None:
    page.send(0, b"", size=0)
    assert page.files == [("a.bin", b"")]


def test_a_file_that_is_too_large_is_refused_in_words_and_not_kept(page: Page) -> None:
    answer = page.send(0, b"x", size=MOST + 1)
    assert "a.bin has 50,000,001 bytes" in answer["words"]
    assert page.upload._coming == {}


def test_what_was_begun_before_a_restart_is_said_to_be_lost(page: Page) -> None:
    assert "Attach it again" in page.send(1000, CONTENT[1000:])["words"]
    assert page.files == []


def test_a_file_that_is_begun_and_left_takes_no_room(page: Page) -> None:
    page.send(0, CONTENT[:1000])
    page.send(0, CONTENT[:1000], number="2")
    assert list(page.upload._coming) == ["2"]


def test_nothing_of_a_file_is_in_the_saved_state(page: Page) -> None:
    page.send(0, CONTENT)
    assert "a.bin" not in repr(page.upload.get_state())
