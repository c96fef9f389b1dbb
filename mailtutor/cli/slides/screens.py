"""Arrange the cells of a lesson on slides: what belongs together, and fits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, TypeVar

from mailtutor.clinic.markup import marked_up
from mailtutor.course import catalog

from . import text
from .outputs import ROWS, Shared, Shown, shown_by

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")

_QUIZ = re.compile(r'(?m)^quiz\("([\w.]+)"\)\s*\Z')
_EXERCISE = re.compile(r"\*\*Exercise ([\w]+\.\d+)\.\*\*\s*")
_FOR_READERS = ("**Look into it.**", "**Change it.**")  # they work in the notebook meanwhile
_PREDICT = "**Predict.**"
_SHORT = 300  # characters that fit above a piece of code
_BELOW = 360  # characters that fit below a wide picture
_COLUMNS = 45  # characters in a line of an exercise
_EXERCISE_ROWS = 13
_LETTERS = "ABCDEFGH"


@dataclass
class Screen:
    """One slide.

    Attributes:
        kind: "title", "text", "picture", "drawing" (a wide picture, with text below), "code",
            "result", "quiz" or "exercise".
        heading: its heading, as HTML.
        pieces: the HTML of what it shows, and whether that comes with a key of its own.
        notes: what only the speaker sees, as HTML.
        left: how many rows of text still fit.
    """

    kind: str
    heading: str
    pieces: list[tuple[str, bool]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left: int = 0


def screens_of(notebook: Any, folder: Path, shared: Shared) -> list[Screen]:
    """Return the slides of a notebook that was run.

    Args:
        notebook: a notebook, as `nbformat` reads it.
        folder: the folder that its pictures are in.
        shared: where the views put what they have in common.
    """
    arranger = _Arranger(folder, shared)
    cells = notebook.cells
    for number, cell in enumerate(cells):
        kind = cell.metadata.get("slideshow", {}).get("slide_type", "-")
        if cell.cell_type == "code":
            if kind != "skip":
                arranger.add_code(cell)
        else:
            following = cells[number + 1].source if number + 1 < len(cells) else ""
            arranger.add_text(cell.source, kind, following)
            if say := cell.metadata.get("mailtutor", {}).get("say"):
                arranger.say(say)
    arranger.end_section()
    return arranger.screens


class _Arranger:
    """Fills slides with cells, one after the other."""

    def __init__(self, folder: Path, shared: Shared) -> None:
        self.screens: list[Screen] = []
        self._folder = folder
        self._shared = shared
        self._heading = ""
        self._is_due = False  # whether the heading isn't on a slide yet
        self._text: list[str] = []  # paragraphs that aren't on a slide yet
        self._notes: list[str] = []  # for the next slide
        self._views: set[str] = set()  # those of this section,
        self._earlier: set[str] = set()  # and of the one before
        self._begun = 0  # the number of slides before this section

    def add_text(self, source: str, kind: str, following: str) -> None:
        """Add a text cell; `following` is the source of the cell after it."""
        if kind == "skip" and "**Exercise" not in source:
            return
        if kind in {"slide", "subslide", "skip"}:
            self.end_section()
        blocks = _blocks(source)
        for number, block in enumerate(blocks):
            if heading := re.match(r"(#+) (.+)", block):
                self._begin(heading[2], title=heading[1] == "#")
            elif exercise := _EXERCISE.match(block):
                if kind != "skip":
                    self._flush()
                task = [*self._text, block[exercise.end() :], *blocks[number + 1 :]]
                self._text = []
                self._add_exercise(exercise[1], task, following)
                return
            elif text.is_picture(block):
                html, wide = text.picture(block, self._folder)
                self._add("drawing" if wide else "picture", html)
            elif block.startswith(_FOR_READERS) or (
                kind == "notes" or (block.startswith(_PREDICT) and _QUIZ.search(following))
            ):
                self._note(block)
            else:
                self._text.append(block)

    def _begin(self, heading: str, *, title: bool) -> None:
        self._heading = text.heading(heading)
        if title and not self.screens:
            self._add("title")
        else:
            self._is_due = True

    def end_section(self) -> None:
        """Put the text that is left on a slide, and the notes on the last one."""
        self._flush()
        if self._is_due:  # it has nothing but notes
            self._add("text")
        if self.screens:
            self.screens[-1].left = 0
        if self._notes and self.screens:
            self.screens[-1].notes += self._notes
            self._notes = []
        self._views, self._earlier = set(), self._views
        self._begun = len(self.screens)

    def _note(self, block: str) -> None:
        """Keep something for the speaker: on the last slide, or on the next of a new section."""
        if len(self.screens) > self._begun and not self._text:
            self.screens[-1].notes.append(text.markdown(block))
        else:
            self._notes.append(text.markdown(block))

    def say(self, sentence: str) -> None:
        """Give the speaker a sentence, on the next slide."""
        self._notes.append(f"<p><b>Say:</b> {marked_up(sentence)}</p>")

    def _add(self, kind: str, *pieces: str) -> Screen:
        screen = Screen(kind, self._heading, [(piece, False) for piece in pieces], self._notes)
        self._notes = []
        self._is_due = False
        self.screens.append(screen)
        return screen

    def _flush(self) -> None:
        if self._text:
            last = self.screens[-1] if self.screens else None
            if last and last.kind == "title" and not last.pieces:
                last.pieces.append((text.markdown(self._text.pop(0)), False))
            elif last and last.kind == "drawing" and len("".join(self._text)) < _BELOW:
                last.pieces.append((text.markdown("\n\n".join(self._text)), False))
                self._text = []
        if self._text:
            self._add("text", text.markdown("\n\n".join(self._text)))
            self._text = []

    def _add_exercise(self, key: str, blocks: list[str], following: str) -> None:
        task = "\n\n".join(filter(None, blocks))
        screen = self._add("exercise", text.markdown(task))
        screen.heading = f"Exercise {escape(key)}"
        exercise = _found(catalog.exercise, key)
        if exercise is not None:
            screen.heading += f": {escape(exercise.title)}"
        if f'check("{key}"' in following:
            if len(task) // _COLUMNS + len(following.splitlines()) > _EXERCISE_ROWS:
                screen = self._add("exercise")
                screen.heading = self.screens[-2].heading
            screen.pieces.append((text.code(following), False))
        if exercise is None:
            return
        screen.notes += [f"<p>{marked_up(hint)}</p>" for hint in exercise.hints]
        screen.notes.append(text.code(exercise.solution))

    def add_code(self, cell: Any) -> None:
        """Add a code cell: its source, then its output with the next key, then its question."""
        question = _QUIZ.search(cell.source)
        source = cell.source[: question.start()].rstrip() if question else cell.source
        press = cell.metadata.get("mailtutor", {}).get("press", "")
        shown = self._current(shown_by(cell.outputs, self._shared, press))
        if question:
            shown = [each for each in shown if not each.html.startswith('<div class="view"')]
        if source.strip():
            self._add_source(source, shown)
        if question:
            self._add_quiz(question[1])

    def _current(self, shown: list[Shown]) -> list[Shown]:
        """Leave out inboxes that have changed, but were shown long ago."""
        near = self._views | self._earlier
        kept = [each for each in shown if not each.again or each.view in near]
        self._views |= {each.view for each in kept if each.view}
        return sorted(kept, key=lambda each: not each.again)  # the news first

    def _add_source(self, source: str, shown: list[Shown]) -> None:
        rows = 1 + len(source.splitlines())
        last = self.screens[-1] if self.screens else None
        if last and not self._text and last.left >= rows + sum(each.rows for each in shown):
            screen = last
            screen.pieces.append((text.code(source), True))
        else:
            above = self._above()
            screen = self._add("code", *above, text.code(source))
            screen.left = ROWS - 4 * len(above)
        screen.left -= rows
        output = False  # whether the last piece is output: all of it comes with one key
        for each in shown:
            if each.rows > screen.left:
                screen = self._add("result", each.html)
                screen.left = ROWS
            elif output:
                html, fragment = screen.pieces[-1]
                screen.pieces[-1] = (f"{html}\n{each.html}", fragment)
            else:
                screen.pieces.append((each.html, True))
            output = True
            screen.left -= each.rows
        if screen.kind == "result":
            screen.left = 0

    def _above(self) -> list[str]:
        """Return the text to show above a piece of code; longer text gets its own slide."""
        if self.screens and self.screens[-1].kind == "title" and not self.screens[-1].pieces:
            self._flush()
        *before, last = self._text or [""]
        if len("\n".join(self._text)) > _SHORT:
            self._text = before
            if not last.startswith(_PREDICT):
                self._text = [*before, last] if before else [last]
                last = ""
            self._flush()
            self._text = [last] if last else []
        html = text.markdown("\n\n".join(self._text)) if self._text else ""
        self._text = []
        return [html] if html else []

    def _add_quiz(self, key: str) -> None:
        self._flush()
        quiz = _found(catalog.quiz, key)
        if quiz is None:
            return
        options = "".join(
            f'<li class="{"right" if option.right else "wrong"}">'
            f'<b class="letter" aria-hidden="true">{letter}</b><span>{marked_up(option.text)}'
            f"{_verdict(option.reason) if option.right else ''}</span></li>"
            for letter, option in zip(_LETTERS, quiz.options, strict=False)
        )
        question = f'<p class="question">{marked_up(quiz.question)}</p>'
        screen = self._add("quiz", question, f'<ol class="options">{options}</ol>')
        screen.heading = f"Question {escape(quiz.id)}"
        for letter, option in zip(_LETTERS, quiz.options, strict=False):
            verdict = "right" if option.right else "wrong"
            screen.notes.append(f"<p><b>{letter}, {verdict}.</b> {marked_up(option.reason)}</p>")


def _found(find: Callable[[str], T], key: str) -> T | None:
    """Find an exercise or a question; None if it's a teacher's own."""
    try:
        return find(key)
    except ValueError:
        return None


def _verdict(reason: str) -> str:
    return f'<span class="reason fragment"><b>Right.</b> {marked_up(reason)}</span>'


def _blocks(source: str) -> list[str]:
    """Split Markdown into paragraphs; a fenced block, with its empty lines, is one."""
    blocks: list[str] = []
    for block in re.split(r"\n{2,}", source.strip()):
        if blocks and blocks[-1].count("```") % 2:
            blocks[-1] += f"\n\n{block}"
        else:
            blocks.append(block)
    return blocks
