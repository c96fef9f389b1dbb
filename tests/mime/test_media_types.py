"""Media types from the name of a file: offline, and the same on every computer."""

from __future__ import annotations

import mimetypes

import pytest

from mailtutor.mime.media_types import (
    OCTET_STREAM,
    endings,
    guess,
    is_media_type,
    is_registered,
    search,
)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("example.png", "image/png"),
        ("table.csv", "text/csv"),
        ("C:\\photos\\me.jpeg", "image/jpeg"),
        ("slides/talk.PDF", "application/pdf"),
        ("film.mp4", "video/mp4"),
        ("data.xml", "application/xml"),
        ("picture.webp", "image/webp"),
    ],
)
def test_known_extension_gives_its_type(name: str, media_type: str) -> None:
    assert guess(name) == media_type


@pytest.mark.parametrize("name", ["x.tar.gz", "drawing.svgz", "log.bz2", "data.xz"])
def test_compressed_file_does_not_get_the_type_of_its_content(name: str) -> None:
    assert guess(name) == OCTET_STREAM


@pytest.mark.parametrize("name", ["", "README", ".png", "..png", "what.is-this", "dot."])
def test_unknown_extension_gives_octet_stream(name: str) -> None:
    assert guess(name) == OCTET_STREAM


def test_system_type_tables_make_no_difference() -> None:
    mimetypes.add_type("application/vnd.ms-excel", ".csv")
    try:
        assert mimetypes.guess_type("table.csv")[0] == "application/vnd.ms-excel"
        assert guess("table.csv") == "text/csv"
    finally:
        mimetypes.init()


def test_guessed_type_is_registered_and_has_that_extension() -> None:
    for media_type in search("", limit=10_000):
        for ending in endings(media_type):
            guessed = guess(f"file.{ending}")
            assert is_registered(guessed)
            assert ending in endings(guessed) or guessed == OCTET_STREAM


def test_a_type_that_is_often_written_wrong_is_not_registered() -> None:
    assert not is_registered("image/jpg")
    assert not is_registered("media_type")


@pytest.mark.parametrize("text", ["", "png", "image/", "/png", "image/png; a=b", "a/b/c"])
def test_invalid_media_types_are_recognized(text: str) -> None:
    assert not is_media_type(text)


def test_search_finds_by_extension_and_words_up_to_the_limit() -> None:
    assert search("xlsx")[0].endswith("spreadsheetml.sheet")
    assert search("image svg") == ["image/svg+xml"]
    assert len(search("vnd", limit=5)) == 5
    assert search("no such type") == []
