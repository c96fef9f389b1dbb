"""Write the landing page: the lessons as cards, and the list of files to fetch ahead."""

from __future__ import annotations

import json
import re
import shutil
from html import escape
from pathlib import Path

_FILES = Path(__file__).parent / "landing"
_MINUTES = re.compile(r"\*\*Time:\*\* (\d+) minutes")
SLIDES = "slides"
"""The folder of the slides, in the site's."""
_MARK = "<!-- lessons -->"


def write_landing(site: Path, lessons: Path) -> None:
    """Replace JupyterLite's start page by ours.

    Args:
        site: the folder of the site.
        lessons: the folder of the notebooks.
    """
    # Ours loads JupyterLite's, which keeps the name that its pages register.
    (site / "service-worker.js").rename(site / "jupyterlite-worker.js")
    for name in ("landing.css", "landing.js", "icon.svg", "service-worker.js", "early.js"):
        shutil.copy(_FILES / name, site)
    _start_early(site)
    page = (_FILES / "index.html").read_text("utf-8")
    cards = "\n".join(_card(notebook, site / SLIDES) for notebook in lessons_in(lessons))
    (site / "index.html").write_text(page.replace(_MARK, cards), "utf-8")
    folders = ("static/pyodide", "api/contents", "files")
    ahead = [
        path.relative_to(site).as_posix()
        for folder in folders
        for path in sorted((site / folder).rglob("*"))
        if path.is_file() and path.name != "licenses.txt"
    ]
    (site / "ahead.json").write_text(json.dumps(ahead), "utf-8")


def _start_early(site: Path) -> None:
    """Let the page of a lesson start Python before it starts JupyterLite."""
    (worker,) = site.glob("extensions/@jupyterlite/*/static/comlink.worker.*.js")
    programs = ("static/pyodide/pyodide.mjs", worker.relative_to(site).as_posix())
    imports = "".join(f"import './{program}';\n" for program in programs)
    (site / "early-worker.js").write_text(imports, "utf-8")
    page = site / "notebooks" / "index.html"
    html = page.read_text("utf-8")
    script = '<script src="../early.js"></script>'
    page.write_text(html.replace("<head>", f"<head>\n    {script}", 1), "utf-8")


def lessons_in(folder: Path) -> list[Path]:
    """Return the notebooks in the order of the course; the gallery is for developers."""
    return sorted(path for path in folder.glob("*.ipynb") if path.stem != "gallery")


def _card(notebook: Path, slides: Path) -> str:
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    text = "".join(cells[0]["source"])
    title = text.splitlines()[0].lstrip("# ")
    minutes = _MINUTES.search(text)
    time = f"{minutes[1]} minutes" if minutes else ""
    number = notebook.stem[:2] if notebook.stem[:2].isdigit() else "&middot;"
    page = slides / f"{notebook.stem}.html"
    link = ""
    if page.is_file():
        label = escape(f"Slides: {title}")
        link = f'<a class="slides" href="{SLIDES}/{page.name}" aria-label="{label}">Slides</a>'
    return (
        f'<li><a href="notebooks/index.html?path={notebook.name}">'
        f'<span class="number">{number}</span><span>{escape(title)}<small>{time}</small></span>'
        f"</a>{link}</li>"
    )
