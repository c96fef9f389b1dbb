"""Files are uploaded in pieces, completely or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from mailtutor.views.forms.upload import LARGEST, Upload

CONTENT = bytes(range(256)) * 10


class Page:
    """A page that uploads pieces and keeps the replies."""

    def __init__(self) -> None:
        self.files: list[tuple[str, bytes]] = []
        self.upload = Upload(
            "Attach files", lambda name, content: self.files.append((name, content))
        )
        self.replies: list[dict[str, Any]] = []
        self.upload.send = lambda content, _buffers=None: self.replies.append(content)

    def send(self, at: int, piece: bytes, *, number: str = "1", **other: Any) -> dict[str, Any]:
        piece_of = {"id": number, "at": at, "name": "a.bin", "size": len(CONTENT), **other}
        self.upload._handle_custom_msg(piece_of, [memoryview(piece)])
        return self.replies[-1]


@pytest.fixture
def page() -> Page:
    return Page()


def test_a_file_of_several_pieces_arrives_complete(page: Page) -> None:
    assert page.send(0, CONTENT[:1000]) == {"id": "1", "have": 1000}
    assert page.send(1000, CONTENT[1000:2000]) == {"id": "1", "have": 2000}
    assert page.files == []
    assert page.send(2000, CONTENT[2000:]) == {"id": "1", "words": ""}
    assert page.files == [("a.bin", CONTENT)]


def test_a_repeated_piece_or_one_out_of_order_is_ignored(page: Page) -> None:
    page.send(0, CONTENT[:1000])
    page.send(1000, CONTENT[1000:2000])
    assert page.send(1000, CONTENT[1000:2000])["have"] == 2000
    assert page.send(2500, CONTENT[2500:])["have"] == 2000
    page.send(2000, CONTENT[2000:])
    assert page.files == [("a.bin", CONTENT)]


def test_an_empty_file_is_uploaded_too(page: Page) -> None:
    page.send(0, b"", size=0)
    assert page.files == [("a.bin", b"")]


def test_a_file_that_is_too_large_is_rejected_with_a_sentence_and_not_kept(page: Page) -> None:
    reply = page.send(0, b"x", size=LARGEST + 1)
    assert "a.bin has 50,000,001 bytes" in reply["words"]
    assert page.upload._partial == {}


def test_an_upload_cut_off_by_a_restart_is_reported(page: Page) -> None:
    assert "Attach it again" in page.send(1000, CONTENT[1000:])["words"]
    assert page.files == []


def test_an_abandoned_upload_is_dropped(page: Page) -> None:
    page.send(0, CONTENT[:1000])
    page.send(0, CONTENT[:1000], number="2")
    assert list(page.upload._partial) == ["2"]


def test_no_file_is_in_the_saved_state(page: Page) -> None:
    page.send(0, CONTENT)
    assert "a.bin" not in repr(page.upload.get_state())
