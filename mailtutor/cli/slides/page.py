"""Put the slides of a lesson into a single HTML file, which loads nothing."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .outputs import Shared
from .screens import screens_of

if TYPE_CHECKING:
    from .screens import Screen

_HERE = Path(__file__).parent
_SCRIPTS = ("pictures.js", "fit.js", "page.js")
_STYLES = ("page.css", "screens.css", "colors.css")
_MODULE_LINE = re.compile(r'^import .* from "\./\w+\.js";\n|^export (?!default)', re.MULTILINE)
_ENVELOPE = """\
<svg class="envelope" viewBox="0 0 32 26" aria-hidden="true">
<rect x="1" y="1" width="30" height="24" rx="2.5"/><path d="M2 3.5l14 11 14-11"/></svg>"""


def render_slides(notebook: Any, folder: Path, number: str = "") -> str:
    """Render the slides of a notebook, with its outputs.

    A cell's metadata decides its role: "slide" begins a section with its heading, "notes" are
    for the speaker, and "skip" is omitted. Code, questions, exercises and pictures have slides
    of their own. The output of a code cell appears with its own key, so that people can guess
    first.

    Args:
        notebook: a notebook, as `execute` returns it.
        folder: the folder that its pictures are in.
        number: the number of the lesson, such as "03".

    Returns:
        A complete HTML page that loads nothing.
    """
    shared = Shared()
    screens = screens_of(notebook, folder, shared)
    found = re.search(r"(?m)^# (.+)$", notebook.cells[0].source)
    title = found[1] if found else "Slides"
    name = f"{number} {title}" if number.isdigit() else title
    sections = "\n".join(
        _section(screen, name, f"Slide {place} of {len(screens)}")
        for place, screen in enumerate(screens, 1)
    )
    return _page(title, sections, shared)


def _section(screen: Screen, name: str, place: str) -> str:
    roles = [" fragment" if fragment else "" for _, fragment in screen.pieces]
    if screen.kind == "code":  # the source is the last piece that's there from the start
        source = roles.count("") - 1
        roles[: source + 1] = [*[" above"] * source, " main"]
    pieces = "\n".join(
        f'<div class="piece{role}">{html}</div>'
        for role, (html, _) in zip(roles, screen.pieces, strict=True)
    )
    notes = "".join(screen.notes)
    if screen.kind == "title":
        number = name.partition(" ")[0]
        lesson = f"Lesson {number}" if number.isdigit() else "mailtutor"
        heading = f'<p class="kicker">{lesson}</p>\n<h1>{screen.heading}</h1>'
        end = _ENVELOPE
    else:
        heading = f'<p class="kicker">{escape(name)}</p>\n<h2>{screen.heading or escape(name)}</h2>'
        end = ""
    return (
        f'<section class="{screen.kind}" aria-label="{place}" tabindex="-1">\n'
        f'<header>{heading}</header>\n<div class="body">\n{pieces}\n</div>\n{end}'
        + (f'<aside class="notes" aria-label="Notes">{notes}</aside>\n' if notes else "")
        + "</section>"
    )


def _script(shared: Shared) -> str:
    """Return the script of the page: those of the views, each in its own scope, then ours."""
    views = ",\n".join(
        f"() => {{\n{script.replace('export default', 'return')}\n}}" for script in shared.scripts
    )
    # In a script, text that looks like the end of the script would be.
    recordings = json.dumps(shared.recordings).replace("<", "\\u003c")
    ours = "".join(_MODULE_LINE.sub("", _read(name)) for name in _SCRIPTS)
    return f"const VIEW_SCRIPTS = [{views}];\nconst RECORDINGS = {recordings};\n{ours}"


def _read(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def _page(title: str, sections: str, shared: Shared) -> str:
    styles = "\n".join([*shared.styles, *map(_read, _STYLES)])
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
{styles}
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
<div id="progress" aria-hidden="true"></div>
<dialog id="help" aria-label="Keys">
<h2>Keys</h2>
<dl>
<dt>Space, <kbd>→</kbd>, Page Down, click</dt><dd>next</dd>
<dt><kbd>←</kbd>, Page Up</dt><dd>back</dd>
<dt>Home, End</dt><dd>first and last slide</dd>
<dt><kbd>n</kbd></dt><dd>your notes, with answers</dd>
<dt><kbd>d</kbd></dt><dd>dark or light</dd>
<dt><kbd>b</kbd> or <kbd>.</kbd></dt><dd>black screen</dd>
<dt><kbd>f</kbd></dt><dd>full screen</dd>
<dt><kbd>?</kbd></dt><dd>these keys</dd>
</dl>
</dialog>
<script type="module">
{_script(shared)}
</script>
</body>
</html>
"""
