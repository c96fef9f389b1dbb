"""Build the browser edition: the whole course as a static site, with nothing to install."""

from __future__ import annotations

import tempfile
from pathlib import Path

from mailtutor.cli import slides
from mailtutor.cli.console import step
from mailtutor.cli.errors import SetupError

FOLDER = "mailtutor-site"


def run(folder: str | None, *, pyodide: str | None, open_browser: bool) -> int:
    """Build the site, and serve it if asked to.

    Args:
        folder: the folder to write; `mailtutor-site` in the current one if omitted.
        pyodide: a folder with Pyodide; omitted, npm downloads it.
        open_browser: whether to serve the site on this computer and open it.

    Raises:
        SetupError: something that it needs is missing, or the folder has other files.
    """
    from . import serve

    site = Path(folder or FOLDER).resolve()
    build_site(site, Path(pyodide).resolve() if pyodide else None)
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    print(f"{site}: {size / 1_000_000:.0f} MB")
    print("Put this folder on any static web server. It needs no other.")
    if open_browser:
        serve.serve(site)
    return 0


def build_site(site: Path, pyodide: Path | None) -> None:
    """Build the site.

    Args:
        site: the folder to write. What an earlier build left there is replaced.
        pyodide: a folder with Pyodide; None to download it with npm.

    Raises:
        SetupError: something that it needs is missing, or the folder has other files.
    """
    from . import build, landing

    if site.exists() and any(site.iterdir()) and not is_site(site):
        raise SetupError(
            f"{site} isn't empty, and mailtutor didn't make it.\n"
            "Name another folder: mailtutor site FOLDER"
        )
    with tempfile.TemporaryDirectory(prefix="mailtutor-site-") as temporary:
        work = Path(temporary)
        source = work / "source"
        with step("Getting Pyodide, which is Python for browsers"):
            build.fetch_pyodide(source / "static" / "pyodide", pyodide)
        with step("Getting JupyterLite, which is JupyterLab for browsers"):
            build.install_builder(work / "builder")
        with step("Getting the packages of the lessons"):
            build.fetch_wheels(source / "static" / "pyodide", work / "builder")
        with step("Compiling the packages"):
            build.pack(source / "static" / "pyodide")
        with step("Building the site"):
            built = work / "site"
            build.build_lite(work / "builder", source, built)
        with step("Running the lessons, for their slides"):
            for notebook in landing.lessons_in(source / "lessons"):
                slides.write_slides(notebook, built / landing.SLIDES)
        landing.write_landing(built, source / "lessons")
        build.replace(site, built)


def is_site(folder: Path) -> bool:
    """Return whether a folder has a site that `build_site` made."""
    return (folder / "ahead.json").is_file()
