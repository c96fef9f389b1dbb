"""The weight and the speed of the browser edition, next to a bare JupyterLite.

Run from the folder of the project: ``python tests/benchmarks/browser_edition.py [ROUNDS]``. It
builds both sites, for which npm downloads Pyodide unless MAILTUTOR_PYODIDE names a folder that has
it, and it needs a Chromium, as the browser tests do. Each round opens them in turn, each in a new
browser, from a server on this computer. The bare one has JupyterLite and Pyodide in the same
versions, and no package that its kernel doesn't need; its notebook has the cell ``1 + 1``.
"""

# ruff: noqa: T201 - it prints what it measures

from __future__ import annotations

import functools
import gzip
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil  # type: ignore[import-untyped]

sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.sync_api import sync_playwright

from mailtutor.cli.site import build, build_site, serve
from tests.browser.lab import BROWSER_FLAGS, browser_path

if TYPE_CHECKING:
    from playwright.sync_api import Page, Playwright

SHOWN = "window.jupyterapp?.shell.currentWidget?.content?.widgets?.length"
RUN_FIRST_CELL = """async () => {
    const notebook = window.jupyterapp.shell.currentWidget;
    await notebook.context.ready;
    await notebook.sessionContext.ready;
    const cells = notebook.content.widgets;
    notebook.content.activeCellIndex = cells.findIndex((cell) => cell.model.type === "code");
    const cell = notebook.content.activeCell;
    const done = new Promise((resolve) => {
        cell.model.stateChanged.connect(() => cell.model.executionCount && resolve());
    });
    window.jupyterapp.commands.execute("notebook:run-cell");
    await done;
}"""
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
OWN = ("data:", "blob:", "about:")
NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": "one",
            "metadata": {},
            "outputs": [],
            "source": "1 + 1",
        }
    ],
    "metadata": {"kernelspec": {"name": "python", "display_name": "Python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}
BARE = (
    *("asttokens==3.0.2", "comm==0.2.3", "decorator==5.3.1", "executing==2.3.0"),
    *("ipython==9.18.1", "ipython-pygments-lexers==1.1.1", "jedi==0.20.1", "parso==0.8.7"),
    *("matplotlib-inline==0.2.2", "micropip==0.11.1", "packaging==26.3", "prompt-toolkit==3.0.53"),
    *("pure-eval==0.2.4", "pygments==2.21.0", "six==1.17.0", "stack-data==0.6.3"),
    *("traitlets==5.16.1", "typing-extensions==4.16.0", "wcwidth==0.9.4"),
)
ROWS = {
    "landing": "landing page shown (s)",
    "cold shown": "first visit: lesson shown (s)",
    "cold": "first visit: first result (s)",
    "warm shown": "second visit: lesson shown (s)",
    "warm": "second visit: first result (s)",
    "raw": "first visit: bytes, as they are (MB)",
    "gzip": "first visit: bytes, with gzip (MB)",
    "requests": "first visit: requests",
    "elsewhere": "requests to elsewhere",
    "memory": "memory of the pages and their Python, PSS (MB)",
    "site": "size of the site (MB)",
}


class Site:
    """A built site that is being served."""

    def __init__(self, folder: Path, notebook: str) -> None:
        self.folder = folder
        self.asked: list[str] = []
        site = self

        class Handler(serve.Handler):
            def log_request(self, *_: object) -> None:
                site.asked.append(self.path.partition("?")[0].lstrip("/"))

        handler = functools.partial(Handler, directory=str(folder))
        server = serve.Server(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.address = f"http://localhost:{server.server_address[1]}/"
        self.lesson = f"{self.address}notebooks/index.html?path={notebook}"

    def size(self) -> float:
        """Return its size on the disk."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return sum(path.stat().st_size for path in files) / 1e6

    def weigh(self) -> tuple[float, float]:
        """Return the megabytes that were asked for, as they are and as gzip sends them."""
        raw = compressed = 0
        for name in set(self.asked):
            path = self.folder / name
            path = path / "index.html" if path.is_dir() else path
            if path.is_file():
                content = path.read_bytes()
                raw += len(content)
                compressed += min(len(content), len(gzip.compress(content, 6)))
        return raw / 1e6, compressed / 1e6


def build_bare(folder: Path, builder: Path, pyodide: Path | None) -> Path:
    """Build JupyterLite with Pyodide and what its kernel needs, and nothing else."""
    source, target = folder / "source", folder / "bare"
    static = source / "static" / "pyodide"
    build.fetch_pyodide(static, pyodide)
    options = ["--only-binary=:all:", "--python-version=3.14", "--implementation=py", "--abi=none"]
    build.run_pip("download", "--no-deps", "--platform=any", *options, f"--dest={static}", *BARE)
    lock = json.loads((static / "pyodide-lock.json").read_text("utf-8"))
    lock["packages"] = dict(map(lock_entry, static.glob("*.whl")))
    (static / "pyodide-lock.json").write_text(json.dumps(lock), "utf-8")
    (source / "lessons").mkdir()
    (source / "lessons" / "bare.ipynb").write_text(json.dumps(NOTEBOOK), "utf-8")
    options_of_pyodide = {"packages": sorted(lock["packages"])}
    settings = {"disablePyPIFallback": True, "loadPyodideOptions": options_of_pyodide}
    config = {"exposeAppInBrowser": True, "litePluginSettings": {KERNEL: settings}}
    (source / "jupyter-lite.json").write_text(
        json.dumps({"jupyter-lite-schema-version": 0, "jupyter-config-data": config}), "utf-8"
    )
    extensions = builder / "share" / "jupyter" / "labextensions"
    options_of_build = {
        "contents": ["lessons"],
        "ignore_sys_prefix": ["federated_extensions"],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "output_dir": str(target),
    }
    both = {
        "LiteBuildConfig": options_of_build,
        "FederatedExtensionAddon": {"extra_labextensions_path": [str(extensions)]},
    }
    (source / "jupyter_lite_config.json").write_text(json.dumps(both), "utf-8")
    command = [sys.executable, "-m", "jupyterlite_core", "build"]
    environment = os.environ | {"PYTHONPATH": str(builder)}
    done = subprocess.run(command, cwd=source, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()[-3000:] + done.stderr.decode()[-3000:]
    return target


def lock_entry(wheel: Path) -> tuple[str, dict[str, Any]]:
    """Return what Pyodide's lock says about a wheel."""
    name, version = wheel.name.split("-")[:2]
    name = name.replace("_", "-")
    return name, {
        "name": name,
        "version": version,
        "file_name": wheel.name,
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "imports": [],
        "depends": [],
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
    }


def visit(page: Page, site: Site) -> tuple[float, float]:
    """Open a lesson and run its first cell; return when it was shown, and when it was done."""
    began = time.perf_counter()
    page.goto(site.lesson)
    page.wait_for_function(SHOWN)
    shown = time.perf_counter() - began
    page.evaluate(RUN_FIRST_CELL)
    return shown, time.perf_counter() - began


def memory_of_pages() -> float:
    """Return the memory of our browser's processes that show pages; shared parts are divided."""
    ours = psutil.Process().children(recursive=True)
    pages = [process for process in ours if "--type=renderer" in process.cmdline()]
    return float(sum(page.memory_full_info().pss for page in pages)) / 1e6


def measure(playwright: Playwright, site: Site) -> dict[str, float]:
    """Return the figures of one round."""
    flags = list(BROWSER_FLAGS)
    browser = playwright.chromium.launch(executable_path=browser_path(), args=flags)
    row = {"site": site.size()}
    with browser.new_context() as context:
        page = context.new_page()
        began = time.perf_counter()
        page.goto(site.address, wait_until="load")
        row["landing"] = time.perf_counter() - began
    with browser.new_context() as context:
        context.set_default_timeout(180_000)
        elsewhere: list[str] = []
        context.on("request", lambda request: elsewhere.append(request.url))
        site.asked.clear()
        page = context.new_page()
        row["cold shown"], row["cold"] = visit(page, site)
        row["memory"] = memory_of_pages()
        row["raw"], row["gzip"] = site.weigh()
        row["requests"] = len(site.asked)
        page.wait_for_load_state("networkidle")
        row["warm shown"], row["warm"] = visit(page, site)
        row["elsewhere"] = sum(not url.startswith((site.address, *OWN)) for url in elsewhere)
    browser.close()
    return row


def main() -> None:
    """Build, measure, and print a table of medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    named = os.environ.get("MAILTUTOR_PYODIDE")
    pyodide = Path(named).resolve() if named else None
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        build_site(folder / "ours", pyodide)
        build.install_builder(folder / "builder")
        sites = {
            "mailtutor": Site(folder / "ours", "03_connect_to_a_server.ipynb"),
            "bare": Site(build_bare(folder, folder / "builder", pyodide), "bare.ipynb"),
        }
        rows: dict[str, list[dict[str, float]]] = {name: [] for name in sites}
        for _ in range(rounds):
            for name, site in sites.items():
                rows[name].append(measure(playwright, site))
        print(f"{'median of ' + str(rounds):<48}", *(f"{name:>10}" for name in sites))
        for key, label in ROWS.items():
            medians = (statistics.median(row[key] for row in rows[name]) for name in sites)
            print(f"{label:<48}", *(f"{median:>10.2f}" for median in medians))


if __name__ == "__main__":
    main()
