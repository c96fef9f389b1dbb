"""Slides in a real browser: by keyboard, one at a time, on paper all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from playwright.sync_api import expect

from mailtutor.cli.slides.page import render_slides

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

_PRINTED = {"output_type": "stream", "name": "stdout", "text": "220 ready\n"}


def cell(cell_type: str, source: str, kind: str, **more: Any) -> dict[str, Any]:
    metadata = {"slideshow": {"slide_type": kind}}
    return {"cell_type": cell_type, "source": source, "metadata": metadata, **more}


def test_keys_go_on_and_back_the_notes_come_with_n_and_paper_has_all(
    page: Page, tmp_path: Path
) -> None:
    cells = [
        cell("markdown", "# Title", "slide"),
        cell("markdown", "## Connect", "slide"),
        cell("markdown", "Ask them", "notes"),
        cell("code", "connect()", "fragment", outputs=[_PRINTED], execution_count=None),
    ]
    reader: Any = nbformat
    file = tmp_path / "slides.html"
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    file.write_text(render_slides(reader.from_dict(whole), tmp_path), "utf-8")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.goto(file.as_uri())
    title, code, output = (page.get_by_text(each) for each in ("Title", "connect()", "220 ready"))
    place, notes = page.get_by_role("status"), page.get_by_text("Ask them")

    expect(title).to_be_visible()
    expect(place).to_have_text("1 of 2")
    page.keyboard.press("ArrowRight")
    expect(title).to_be_hidden()
    expect(code).to_be_hidden()
    page.keyboard.press("Space")
    expect(code).to_be_visible()
    expect(output).to_be_hidden()
    page.get_by_role("button", name="Next").click()
    expect(output).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(output).to_be_hidden()
    expect(notes).to_be_hidden()
    page.keyboard.press("n")
    expect(notes).to_be_visible()
    page.reload()
    expect(place).to_have_text("2 of 2")
    page.emulate_media(media="print")
    for each in (title, code, output):
        expect(each).to_be_visible()
    assert {url.partition("#")[0] for url in asked} == {file.as_uri()}
    assert troubles == []
