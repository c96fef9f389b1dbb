"""Turn the outputs of a cell into the pieces that slides show: text, cards, views, pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import Any

from . import text

RECORDING = "application/vnd.mailtutor.recording+json"
ROWS = 17
"""The most rows of text that one slide shows below each other, in type for the last row."""
_COLUMNS = 76
_FRAME = 1  # a frame is about as high as a row
_RUNGS = 10  # a row of the transcript view is higher
_PICTURE_ROWS = 12
_STYLE = re.compile(r"(?s)<style>(.*?)</style>")
_DETAILS = re.compile(r"(?s)<details.*?</details>")
_STEP = re.compile(r"(?s)<li.*?</li>")  # several in a row
_TAG = re.compile(r"<[^>]+>")


@dataclass
class Shown:
    """Something that a cell displayed.

    Attributes:
        html: the HTML of it.
        rows: about how many rows of text it needs.
        view: the id of the view that it shows; empty for anything else.
        again: whether the view was shown before, and has changed since.
    """

    html: str
    rows: int
    view: str = ""
    again: bool = False


@dataclass
class Shared:
    """The styles, scripts and recordings of a page's views, each once.

    Attributes:
        styles: the stylesheets.
        scripts: the scripts of the views.
        recordings: what the views answer; a view on a slide has its index here.
    """

    styles: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    recordings: list[dict[str, Any]] = field(default_factory=list)

    def style(self, style: str) -> None:
        """Add a stylesheet, unless it's here."""
        _index(self.styles, style)

    def record(self, recording: dict[str, Any]) -> int:
        """Add a recording, and return its index."""
        self.style(recording["style"])
        kept: dict[str, Any] = {"script": _index(self.scripts, recording["script"])}
        kept |= {key: recording[key] for key in ("answers", "before") if key in recording}
        self.recordings.append(kept)
        return len(self.recordings) - 1


def _index(things: list[str], thing: str) -> int:
    if thing not in things:
        things.append(thing)
    return things.index(thing)


def shown_by(outputs: list[Any], shared: Shared, press: str = "") -> list[Shown]:
    """Return what a cell displayed, in order; long text and transcripts in several pieces.

    Args:
        outputs: the outputs of the cell.
        shared: where the views put what they have in common.
        press: the button to press in its views.
    """
    shown: list[Shown] = []
    for output in _with_joined_streams(outputs):
        kind = output["output_type"]
        data = output.get("data", {})
        if kind == "stream":
            shown += _text(output["text"])
        elif kind == "error":
            last = "\n".join(output["traceback"][-1:])
            line = text.printed(last.splitlines()[-1:])
            shown.append(Shown(f'<div class="error">{line}</div>', 2))
        elif RECORDING in data:
            if "before" not in data[RECORDING] or _has_news(data[RECORDING]):
                shown += _view(data, shared, press)
        elif "text/html" in data:
            shown.append(_html(data["text/html"], shared))
        elif "image/png" in data:
            source = "".join(data["image/png"].split())
            picture = f'<img alt="" class="image" src="data:image/png;base64,{source}">'
            shown.append(Shown(picture, _PICTURE_ROWS))
        else:
            shown += _text(data.get("text/plain", ""))
    return shown


def _with_joined_streams(outputs: list[Any]) -> list[dict[str, Any]]:
    joined: list[dict[str, Any]] = []
    for output in outputs:
        if output["output_type"] == "stream" and joined and "text" in joined[-1]:
            joined[-1]["text"] += output["text"]
        else:
            joined.append(dict(output))
    return joined


def _text(printed: str) -> list[Shown]:
    """Return printed text, in pieces that fit on a slide; a transcript as a dialogue."""
    lines = printed.rstrip().splitlines()
    shown = []
    for part in text.split_dialogues(lines):
        draw = text.dialogue if text.is_dialogue(part) else text.printed
        shown += [Shown(draw(piece), _rows(piece) + _FRAME) for piece in _pieces(part)]
    return shown


def _rows(lines: list[str]) -> int:
    return sum(1 + len(line) // _COLUMNS for line in lines)


def _pieces(lines: list[str]) -> list[list[str]]:
    """Cut lines into as few pieces as fit on a slide each, of about the same length."""
    count = -(-_rows(lines) // (ROWS - _FRAME))
    goal = _rows(lines) / max(count, 1)
    pieces: list[list[str]] = [[]]
    for line in lines:
        if pieces[-1] and _rows([*pieces[-1], line]) > goal + 1:
            pieces.append([])
        pieces[-1].append(line)
    return [piece for piece in pieces if piece]


def _html(html: str, shared: Shared) -> Shown:
    """Return a card: what it says at once, without what it has folded up."""
    for style in _STYLE.findall(html):
        shared.style(style)
    left = _DETAILS.sub("", _STYLE.sub("", html))
    lines = [line for line in _TAG.sub("", _STEP.sub("", left)).splitlines() if line.strip()]
    return Shown(f'<div class="card">{left}</div>', _rows(lines) + 3)


def _has_news(recording: dict[str, Any]) -> bool:
    """Return whether a message has arrived in an inbox that was shown before."""
    before, now = (
        {entry["key"] for entry in _entries(recording[state]) if entry["kind"] == "mail"}
        for state in ("before", "answers")
    )
    return bool(now - before)


def _entries(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [entry for answer in answers for entry in answer["content"].get("entries", [])]
    return [entry for entry in found if not entry.get("gone")]


def _view(data: dict[str, Any], shared: Shared, press: str) -> list[Shown]:
    recording = data[RECORDING]
    described = escape(data.get("text/plain", ""))
    if "html" in recording:
        shared.style(recording["style"])
        return [_drawn(recording["html"], described, recording["id"])]
    shown = []
    for page in _pages(recording):
        rows = len(_entries(page["answers"]))
        index = shared.record(page)
        pressed = f' data-press="{escape(press)}"' if press else ""
        place = f'<div data-recording="{index}" style="--rows: {rows}"{pressed}></div>'
        shown.append(_drawn(place, described, recording["id"], _height(page)))
        described = ""
    shown[0].again = "before" in recording
    return shown


def _height(recording: dict[str, Any]) -> int:
    """Return about how many rows of text a view needs; an inbox has few."""
    if recording["answers"][0]["content"].get("start"):
        return 3 + 2 * len(_entries(recording["answers"]))
    return _PICTURE_ROWS


def _drawn(html: str, described: str, view: str, rows: int = _PICTURE_ROWS) -> Shown:
    # It's a picture: a click or a key on it goes to the next slide.
    seen = f'<div class="view" inert>{html}</div>'
    words = f'<pre class="unseen">{described}</pre>' if described else ""
    return Shown(seen + words, rows, view)


def _pages(recording: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a recording in parts: of a transcript, each has as many lines as fit on a slide."""
    (first, *others) = recording["answers"]
    lines = first["content"].get("lines", [])
    if len(lines) <= _RUNGS:
        return [recording]
    count = -(-len(lines) // _RUNGS)
    size = -(-len(lines) // count)
    pages = []
    for start in range(0, len(lines), size):
        part = lines[start : start + size]
        content = {**first["content"], "lines": part}
        numbers = {line["n"] for line in part}
        if start + size < len(lines):
            content["ending"] = ""
        else:
            numbers.add(0)  # what came after the last line
        raw = [_only(answer, numbers) for answer in others]
        pages.append({**recording, "answers": [{**first, "content": content}, *raw]})
    return pages


def _only(answer: dict[str, Any], numbers: set[int]) -> dict[str, Any]:
    """Return the raw bytes of these lines alone."""
    wire = answer["content"]["wire"]
    pieces = [piece for piece in wire["pieces"] if piece["n"] in numbers]
    return {**answer, "content": {**answer["content"], "wire": {**wire, "pieces": pieces}}}
