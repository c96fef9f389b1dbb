"""Render an executed notebook as slides, in a single HTML file."""

from __future__ import annotations

import base64
import re
import warnings
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_PICTURE = re.compile(r"!\[([^\]]*)\]\((images/[\w-]+\.svg)\)")
_LINK_TO_LESSON = re.compile(r"\[([^\]]+)\]\([^)]+\.ipynb\)")
# Where a lesson asks for a password, make one up: it's for an account that the lesson creates.
_ANSWER_PROMPTS = """\
import secrets
get_ipython().kernel.getpass = lambda *_, word=secrets.token_hex(8), **__: word
"""
_WIDGET = "application/vnd.jupyter.widget-view+json"
_QUESTION = re.compile(r"quiz\([^)]*\)\s*")


@dataclass
class _Slide:
    pieces: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def execute(text: str, folder: Path) -> Any:
    """Run a notebook in a folder, and return it with its outputs.

    Args:
        text: the contents of the notebook file.
        folder: the working folder.

    Raises:
        ValueError: it isn't a notebook, or a cell fails that shouldn't.
    """
    import nbformat
    from nbconvert import preprocessors
    from traitlets.config import Config

    from mailtutor.cli.lab import transport_encryption

    config = Config()
    config.KernelManager.transport_encryption = transport_encryption()
    reader: Any = nbformat  # both are only partly typed
    player: Any = preprocessors
    notebook = reader.reads(text, as_version=4)
    notebook.cells.insert(0, reader.v4.new_code_cell(_ANSWER_PROMPTS))
    try:
        player.ExecutePreprocessor(timeout=120, config=config).preprocess(
            notebook, {"metadata": {"path": str(folder)}}
        )
    except preprocessors.CellExecutionError as error:
        raise ValueError(f"a cell fails that shouldn't: {error.ename}: {error.evalue}") from error
    del notebook.cells[0]
    return notebook


def render_slides(notebook: Any, folder: Path) -> str:
    """Render the slides of a notebook, with its outputs.

    A cell's metadata decides its role: "slide" begins a slide, "fragment" appears with the
    next key, "skip" is omitted, and "notes" are for the speaker. Without any, the cell is on
    the slide from the start. The output of a code cell appears with its own key, so that
    people can guess first. A widget is shown as text.

    Args:
        notebook: a notebook, as `nbformat` reads it.
        folder: the folder that its pictures are in.

    Returns:
        A complete HTML page that loads nothing.
    """
    renderer = _CellRenderer(notebook.metadata, folder)
    slides: list[_Slide] = []
    for cell in notebook.cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type", "-")
        if kind in {"slide", "subslide"} or not slides:
            slides.append(_Slide())
        if kind == "notes":
            slides[-1].notes.append(renderer.source(cell))
        elif kind != "skip":
            slides[-1].pieces += _pieces(renderer, cell, fragment=kind == "fragment")
    heading = re.search(r"(?m)^# (.+)$", notebook.cells[0].source)
    return _page(heading[1] if heading else "Slides", slides)


def _pieces(renderer: _CellRenderer, cell: Any, *, fragment: bool) -> list[str]:
    """Render a cell, its source and its output, as pieces of a slide."""
    if cell.cell_type != "code":
        return [_piece(renderer.source(cell), fragment=fragment)]
    pieces = []
    if not _QUESTION.fullmatch(cell.source):  # for a quiz, show the question but not the call
        pieces.append(_piece(renderer.source(cell), fragment=fragment))
    if cell.outputs:
        pieces.append(_piece(renderer.outputs(cell), fragment=True))
    return pieces


def _piece(html: str, *, fragment: bool) -> str:
    return f'<div class="piece{" fragment" if fragment else ""}">{html}</div>'


class _CellRenderer:
    """Render cells with nbconvert, one by one."""

    def __init__(self, metadata: Any, folder: Path) -> None:
        from nbconvert import exporters

        untyped: Any = exporters
        # Without widget state, which has megabytes and makes the page load code from the network.
        self._metadata = {key: metadata[key] for key in metadata if key != "widgets"}
        common: dict[str, Any] = {"template_name": "basic", "exclude_anchor_links": True}
        prompts = {"exclude_input_prompt": True, "exclude_output_prompt": True}
        self._folder = folder
        self._source = untyped.HTMLExporter(exclude_output=True, **common, **prompts)
        self._outputs = untyped.HTMLExporter(exclude_input=True, **common, **prompts)

    def source(self, cell: Any) -> str:
        """Render the source of a cell, with pictures embedded and links to lessons as text."""
        if cell.cell_type == "markdown":
            text = _PICTURE.sub(self._embedded, cell.source)
            cell = cell | {"source": _LINK_TO_LESSON.sub(r"\1", text)}
        return self._render(self._source, cell)

    def outputs(self, cell: Any) -> str:
        """Render a cell's output: the last line of an error, the text of a widget."""
        outputs = []
        for output in cell.outputs:
            if output.output_type == "error":
                output = output | {"traceback": output.traceback[-1:]}  # noqa: PLW2901
            elif _WIDGET in output.get("data", {}):
                text = {"text/plain": output.data.get("text/plain", "")}
                output = output | {"data": text}  # noqa: PLW2901
            outputs.append(output)
        return self._render(self._outputs, cell | {"outputs": outputs})

    def _embedded(self, picture: re.Match[str]) -> str:
        """Replace the path of a picture with its contents, as a data URL."""
        alt, name = picture.groups()
        content = base64.b64encode((self._folder / name).read_bytes()).decode()
        return f"![{alt}](data:image/svg+xml;base64,{content})"

    def _render(self, exporter: Any, cell: Any) -> str:
        from nbformat import from_dict

        about = {"metadata": self._metadata, "nbformat": 4, "nbformat_minor": 5}
        alone = from_dict({"cells": [cell], **about})
        with warnings.catch_warnings():
            # nbconvert warns about missing alt text; our tests check that.
            warnings.simplefilter("ignore")
            html, _ = exporter.from_notebook_node(alone)
        return str(html).strip()


def _page(title: str, slides: list[_Slide]) -> str:
    from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]

    colors = HtmlFormatter(style="default").get_style_defs(".highlight")
    style = f"{(_HERE / 'page.css').read_text('utf-8')}\n{colors}"
    script = (_HERE / "page.js").read_text("utf-8")
    sections = "\n".join(
        f'<section aria-label="Slide {number} of {len(slides)}">\n'
        + "\n".join(slide.pieces)
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
<span id="position" role="status"></span>
<button type="button" id="next">Next</button>
</nav>
<script>
{script}
</script>
</body>
</html>
"""
