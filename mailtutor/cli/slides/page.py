"""Slides from a notebook: what its cells say about them, put into one HTML file."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_LINK_TO_LESSON = re.compile(r"\[([^\]]+)\]\([^)]+\.ipynb\)")
# Where a lesson asks for a password, somebody has to type one: of an account that it makes.
_TYPE = """\
import secrets
get_ipython().kernel.getpass = lambda *_, word=secrets.token_hex(8), **__: word
"""
_WIDGET = "application/vnd.jupyter.widget-view+json"
_QUESTION = re.compile(r"quiz\([^)]*\)\s*")


@dataclass
class _Slide:
    shown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def played(text: str, folder: Path) -> Any:
    """Run a notebook in a folder; return it with its outputs.

    Args:
        text: the notebook, as its file holds it.
        folder: where it runs.

    Raises:
        ValueError: it is no notebook.
    """
    import nbformat
    from nbconvert import preprocessors
    from traitlets.config import Config

    from mailtutor.cli.lab import transport_encryption

    config = Config()
    config.KernelManager.transport_encryption = transport_encryption()
    reader: Any = nbformat  # both have types in part only
    player: Any = preprocessors
    notebook = reader.reads(text, as_version=4)
    notebook.cells.insert(0, reader.v4.new_code_cell(_TYPE))
    try:
        player.ExecutePreprocessor(timeout=120, config=config).preprocess(
            notebook, {"metadata": {"path": str(folder)}}
        )
    except preprocessors.CellExecutionError as error:
        raise ValueError(
            f"a cell fails that is not meant to: {error.ename}: {error.evalue}"
        ) from error
    del notebook.cells[0]
    return notebook


def deck(notebook: Any) -> str:
    """Write the slides of a notebook, with the outputs that it holds.

    The metadata of a cell says what becomes of it: "slide" begins one, "fragment" comes
    with the next key, "skip" is left out, "notes" are for who speaks, and without any it
    stands on the slide from the beginning. What a code cell put out comes with a key of
    its own, so that a room can guess before it sees. A widget is shown as its text.

    Args:
        notebook: a notebook, as `nbformat` reads it.

    Returns:
        a whole page of HTML, which loads nothing.
    """
    draw = _Drawing(notebook.metadata)
    slides: list[_Slide] = []
    for cell in notebook.cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type", "-")
        if kind in {"slide", "subslide"} or not slides:
            slides.append(_Slide())
        if kind == "notes":
            slides[-1].notes.append(draw.source(cell))
        elif kind != "skip":
            slides[-1].shown += _pieces(draw, cell, later=kind == "fragment")
    heading = re.search(r"(?m)^# (.+)$", notebook.cells[0].source)
    return _page(heading[1] if heading else "Slides", slides)


def _pieces(draw: _Drawing, cell: Any, *, later: bool) -> list[str]:
    """Draw a cell: what is written in it, and what it put out, as pieces of a slide."""
    if cell.cell_type != "code":
        return [_piece(draw.source(cell), later=later)]
    # Of a question the room sees the question, not the line that asks it.
    source = [] if _QUESTION.fullmatch(cell.source) else [_piece(draw.source(cell), later=later)]
    outputs = [_piece(draw.outputs(cell), later=True)] if cell.outputs else []
    return source + outputs


def _piece(html: str, *, later: bool) -> str:
    return f'<div class="piece{" later" if later else ""}">{html}</div>'


class _Drawing:
    """Draws cells with nbconvert, each by itself."""

    def __init__(self, metadata: Any) -> None:
        from nbconvert import exporters

        untyped: Any = exporters
        # Without the state of the widgets: megabytes, and it asks the network for their code.
        self._metadata = {key: metadata[key] for key in metadata if key != "widgets"}
        common: dict[str, Any] = {"template_name": "basic", "exclude_anchor_links": True}
        prompts = {"exclude_input_prompt": True, "exclude_output_prompt": True}
        self._source = untyped.HTMLExporter(exclude_output=True, **common, **prompts)
        self._outputs = untyped.HTMLExporter(exclude_input=True, **common, **prompts)

    def source(self, cell: Any) -> str:
        """Draw what is written in a cell; links to other lessons become words."""
        if cell.cell_type == "markdown":
            cell = cell | {"source": _LINK_TO_LESSON.sub(r"\1", cell.source)}
        return self._drawn(self._source, cell)

    def outputs(self, cell: Any) -> str:
        """Draw what a cell put out: of an error the last line, of a widget its text."""
        outputs = []
        for output in cell.outputs:
            if output.output_type == "error":
                output = output | {"traceback": output.traceback[-1:]}  # noqa: PLW2901
            elif _WIDGET in output.get("data", {}):
                text = {"text/plain": output.data.get("text/plain", "")}
                output = output | {"data": text}  # noqa: PLW2901
            outputs.append(output)
        return self._drawn(self._outputs, cell | {"outputs": outputs})

    def _drawn(self, exporter: Any, cell: Any) -> str:
        from nbformat import from_dict

        about = {"metadata": self._metadata, "nbformat": 4, "nbformat_minor": 5}
        alone = from_dict({"cells": [cell], **about})
        with warnings.catch_warnings():
            # nbconvert asks for alternative texts; our tests do, too.
            warnings.simplefilter("ignore")
            html, _ = exporter.from_notebook_node(alone)
        return str(html).strip()


def _page(title: str, slides: list[_Slide]) -> str:
    from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]

    colours = HtmlFormatter(style="default").get_style_defs(".highlight")
    style = f"{(_HERE / 'page.css').read_text('utf-8')}\n{colours}"
    script = (_HERE / "page.js").read_text("utf-8")
    sections = "\n".join(
        f'<section aria-label="Slide {number} of {len(slides)}">\n'
        + "\n".join(slide.shown)
        + (f'\n<aside class="notes">{"".join(slide.notes)}</aside>' if slide.notes else "")
        + "\n</section>"
        for number, slide in enumerate(slides, 1)
    )
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>
{style}
</style>
</head>
<body>
<main>
{sections}
</main>
<nav aria-label="Slides">
<button type="button" id="back">Back</button>
<span id="place" role="status"></span>
<button type="button" id="on">On</button>
</nav>
<script>
{script}
</script>
</body>
</html>
"""
