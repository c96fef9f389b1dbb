"""Turn the text, the code and the pictures of a notebook into HTML."""

from __future__ import annotations

import base64
import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_LINK_TO_LESSON = re.compile(r"\[([^\]]+)\]\([^)]+\.ipynb\)")
_PICTURE = re.compile(r"!\[([^\]]*)\]\((images/[\w-]+\.svg)\)")
_DIALOGUE = re.compile(r"(?:(C:|client ) |(S:|server ) |(--) | {8})(.*)", re.ASCII)
_WIDE = 2.5
_SHORTEST_DIALOGUE = 3  # lines


def markdown(text: str) -> str:
    """Return Markdown as HTML, with links to other lessons as plain text."""
    from nbconvert.filters import markdown2html_mistune

    untyped: Any = markdown2html_mistune
    return str(untyped(_LINK_TO_LESSON.sub(r"\1", text))).strip()


def heading(text: str) -> str:
    """Return the text of a heading as HTML; "1. Start" is no list here."""
    return re.sub(r"^<h1[^>]*>|(<a [^>]*>[^<]*</a>)?</h1>$", "", markdown(f"# {text}"))


def is_picture(text: str) -> bool:
    """Return whether a paragraph is one of the course's pictures."""
    return _PICTURE.fullmatch(text.strip()) is not None


def picture(text: str, folder: Path) -> tuple[str, bool]:
    """Return a picture, embedded as a data URL, and whether it's so wide that text fits below."""
    found = _PICTURE.fullmatch(text.strip())
    assert found is not None
    drawing = (folder / found[2]).read_bytes()
    size = re.search(rb'viewBox="0 0 (\d+) (\d+)"', drawing)
    wide = size is not None and int(size[1]) > _WIDE * int(size[2])
    content = base64.b64encode(drawing).decode()
    source = f"data:image/svg+xml;base64,{content}"
    return f'<img class="diagram" alt="{escape(found[1])}" src="{source}">', wide


def code(source: str) -> str:
    """Return Python code as HTML, with a class for each kind of token and each line's indent."""
    from pygments import highlight  # type: ignore[import-untyped]
    from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]

    html = highlight(source, _lexer(), HtmlFormatter(nowrap=True)).rstrip()
    lines = "".join(
        f'<span class="line" style="--indent: {len(line) - len(line.lstrip())}">{marked}\n</span>'
        for line, marked in zip(source.splitlines(), html.split("\n"), strict=False)
    )
    return f'<pre class="source"><code>{lines}</code></pre>'


@cache
def _lexer() -> Any:
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]

    return get_lexer_by_name("ipython3")  # it knows lines such as %load_ext


def printed(lines: list[str]) -> str:
    """Return printed lines as HTML, with the colors that a terminal would show."""
    from nbconvert.filters import ansi2html

    untyped: Any = ansi2html
    # pytest puts its percentage at the right edge of a terminal.
    narrow = re.sub(" {20,}", "    ", "\n".join(lines))
    return f'<pre class="printed">{untyped(narrow)}</pre>'


def is_dialogue(lines: list[str]) -> bool:
    """Return whether all of these lines are a transcript's, and not only a few."""
    return len(lines) >= _SHORTEST_DIALOGUE and all(map(_DIALOGUE.fullmatch, lines))


def split_dialogues(lines: list[str]) -> list[list[str]]:
    """Split printed lines where a transcript begins or ends."""
    parts: list[list[str]] = []
    for line in lines:
        inside = bool(parts) and bool(_DIALOGUE.fullmatch(parts[-1][0]))
        goes_on = line.startswith(" ") or inside == bool(_DIALOGUE.fullmatch(line))
        if parts and goes_on:
            parts[-1].append(line)
        else:
            parts.append([line])
    return _joined(parts)


def _joined(parts: list[list[str]]) -> list[list[str]]:
    """Join neighbors of which none is a transcript."""
    joined: list[list[str]] = []
    for part in parts:
        if joined and not is_dialogue(part) and not is_dialogue(joined[-1]):
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def dialogue(lines: list[str]) -> str:
    """Return the lines of a transcript as HTML: the client on the left, the server on the right."""
    rows = []
    side = "server"
    for line in lines:
        found = _DIALOGUE.fullmatch(line)
        assert found is not None
        client, server, event, words = found.groups()
        side = "client" if client else "server" if server else "event" if event else side
        code = re.match(r"[2-5]\d\d(?=[ -])", words) if side == "server" else None
        text = escape(words)
        if code:
            text = f'<b class="code-{code[0][0]}">{code[0]}</b>{text[3:]}'
        who = f'<span class="unseen">{side}: </span>' if side != "event" else ""
        rows.append(f'<li class="{side}">{who}<span>{text}</span></li>')
    heads = '<li class="heads" aria-hidden="true"><span>client</span><span>server</span></li>'
    return f'<ol class="dialogue">{heads}{"".join(rows)}</ol>'
