"""A JupyterLab of the tests' own, and a notebook in it as a person would use it."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from tests.ports import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

REPOSITORY = Path(__file__).parents[2]
BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # A name that is neither localhost nor https, as in a school's network.
    "--host-resolver-rules=MAP school.test 127.0.0.1",
)
_SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
}
# Jupyter prints its address before it listens, so these print it once the loop runs.
_START = """
import sys
app = App.initialize_server(argv=sys.argv[1:])
app.io_loop.add_callback(print, "listening at", app.connection_url, file=sys.stderr)
app.start()
"""
_APPS = {
    "lab": "from jupyterlab.labapp import LabApp as App",
    "notebook": "from notebook.app import JupyterNotebookApp as App",
}
_ADDRESS = re.compile(r"listening at (http://127\.0\.0\.1:\d+)")
_TOKEN = "only-for-tests"
_OPEN = "async path => { await jupyterapp.commands.execute('docmanager:open', { path }); }"
_names = itertools.count(1)


def browser_path() -> str:
    """Find the browser that MAILTUTOR_BROWSER names, or the chromium on the PATH."""
    found = os.environ.get("MAILTUTOR_BROWSER") or shutil.which("chromium")
    if not found:
        raise FileNotFoundError(
            "no browser: set MAILTUTOR_BROWSER to the path of a Chromium or Chrome, "
            "or run `python3 -m mailtutor test`, which gets one"
        )
    return found


class LabServer:
    """JupyterLab on a free port, with folders of its own.

    Args:
        folder: where its notebooks, its home and its settings are.
        app: ``"lab"``, or ``"notebook"`` for Notebook 7.
    """

    def __init__(self, folder: Path, app: str = "lab") -> None:
        self.notebooks = folder / "notebooks"
        self.notebooks.mkdir()
        self._folder = folder
        self._app = app
        self._log: list[str] = []
        self._ready = threading.Event()
        self.address = ""

    def start(self) -> LabServer:
        """Start it and wait until it answers."""
        for name, settings in _SETTINGS.items():
            file = self._folder / "settings" / f"{name}.jupyterlab-settings"
            file.parent.mkdir(parents=True)
            file.write_text(json.dumps(settings), encoding="utf-8")
        command = [
            *(sys.executable, "-c", f"{_APPS[self._app]}{_START}"),
            "--no-browser",
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={free_port()}",
            f"--ServerApp.root_dir={self.notebooks}",
            f"--IdentityProvider.token={_TOKEN}",
            "--KernelManager.transport=ipc",
            "--LabApp.expose_app_in_browser=True",
            "--JupyterNotebookApp.expose_app_in_browser=True",
            "--LabApp.extension_manager=readonly",
            "--allow-root",
        ]
        self._process = subprocess.Popen(
            command,
            env=self._environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._ready.wait(60) or not self.address:
            self.stop()
            raise RuntimeError("JupyterLab did not start:\n" + "".join(self._log))
        return self

    def _environment(self) -> dict[str, str]:
        own = {
            name: str(self._folder / name.lower())
            for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
        }
        # A socket's path may be no longer than some hundred letters.
        runtime = self._folder / "r"
        for path in (*map(Path, own.values()), runtime):
            path.mkdir(exist_ok=True)
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")
        }
        return {
            **inherited,
            **own,
            "JUPYTER_RUNTIME_DIR": str(runtime),
            "JUPYTERLAB_SETTINGS_DIR": str(self._folder / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(self._folder / "workspaces"),
            "JUPYTER_PREFER_ENV_PATH": "1",
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONWARNINGS": "",
        }

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._log.append(line)
            found = _ADDRESS.search(line)
            if found and not self.address:
                self.address = found[1]
                self._ready.set()
        self._ready.set()

    def stop(self) -> None:
        """End it, and its kernels with it."""
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(5)
        assert self._process.stderr is not None
        self._process.stderr.close()

    def close_notebooks(self) -> None:
        """End all kernels."""
        for session in self._ask("GET", "api/sessions"):
            self._ask("DELETE", f"api/sessions/{session['id']}")

    def _ask(self, method: str, path: str) -> Any:
        request = urllib.request.Request(  # noqa: S310 - an http address of our own
            f"{self.address}/{path}",
            method=method,
            headers={"Authorization": f"token {_TOKEN}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            text = answer.read()
        return json.loads(text) if text else None

    def write(self, *cells: str, name: str = "") -> str:
        """Write a notebook of code cells; returns its name."""
        name = name or f"nb{next(_names)}.ipynb"
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
            metadata={
                "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
            },
        )
        nbformat.write(notebook, self.notebooks / name)
        return name

    def open(self, page: Page, *cells: str) -> Notebook:
        """Open a new notebook of these cells in a page; nothing is run yet."""
        return self.open_file(page, self.write(*cells))

    def open_file(self, page: Page, name: str) -> Notebook:
        """Open a notebook that is in the folder, and wait until its kernel listens."""
        way = "lab/tree" if self._app == "lab" else "notebooks"
        if page.url.startswith(f"{self.address}/lab"):  # JupyterLab is loaded, and empty
            page.evaluate(_OPEN, name)
        else:
            page.goto(f"{self.address}/{way}/{name}?token={_TOKEN}&reset")
        notebook = Notebook(page)
        notebook.wait_for_kernel()
        return notebook


class Notebook:
    """The notebook that a page shows."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def wait_for_kernel(self) -> None:
        """Wait until the kernel is connected and has said who it is.

        JupyterLab shows 'Idle' earlier, and drops without a word what is run then.
        """
        self.page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
        self.page.wait_for_function(
            """() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session
                ?.kernel?.connectionStatus === "connected" """,
            timeout=60_000,
        )
        self.page.evaluate(
            """async () => {
                const { sessionContext } = window.jupyterapp.shell.currentWidget;
                const late = new Promise((_, no) => setTimeout(no, 60_000, new Error("no kernel")));
                await Promise.race([sessionContext.ready, late]);
                await Promise.race([sessionContext.session.kernel.info, late]);
            }""",
        )

    def wait_until_idle(self) -> None:
        """Wait until no cell runs or waits to be run."""
        self.page.wait_for_function(
            """() => {
                const panel = window.jupyterapp.shell.currentWidget;
                const waits = [...document.querySelectorAll(".jp-InputPrompt")].some(
                    (prompt) => prompt.textContent.includes("*"));
                return !waits && panel.sessionContext.session?.kernel?.status === "idle";
            }""",
            timeout=60_000,
        )

    def restart_and_run_all(self, *, wait: bool = True) -> None:
        """Do what a person does: the toolbar's double arrow, and yes in the dialog."""
        self.page.click('.jp-NotebookPanel-toolbar [data-jp-item-name="restart-and-run"] jp-button')
        self.page.click(".jp-Dialog .jp-mod-accept")
        # The first prompt is emptied by the restart and filled by the run.
        self.page.wait_for_function(
            """() => /\\[(\\d+|\\*)\\]/.test(
                document.querySelector(".jp-CodeCell .jp-InputPrompt")?.textContent ?? "")""",
            timeout=60_000,
        )
        if wait:
            self.wait_until_idle()

    def run_next_cell(self) -> None:
        """Press Shift+Enter in the notebook."""
        self.page.keyboard.press("Shift+Enter")

    def choose_cell(self, index: int) -> None:
        """Click into the editor of a cell."""
        self.cell(index).locator(".cm-content").click()

    def cell(self, index: int) -> Locator:
        """Find the cell with this index."""
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth(index)

    def output(self, index: int) -> Locator:
        """Find what a cell put out."""
        return self.cell(index).locator(".jp-Cell-outputArea")

    def printed(self, index: int) -> str:
        """Read the text that a cell printed."""
        return self.output(index).locator(".jp-OutputArea-output pre").first.inner_text().strip()

    def view(self, index: int = 0) -> Locator:
        """Find one of the views on the page."""
        return self.page.locator(".mailtutor").nth(index)


def leave_notebooks(page: Page) -> bool:
    """Close what is open in JupyterLab, unsaved; return whether the page is as it was at first."""
    return bool(
        page.evaluate(
            """async () => {
                const { commands, shell } = window.jupyterapp;
                document.querySelectorAll(".jp-Dialog .jp-mod-reject").forEach((no) => no.click());
                for (const widget of [...shell.widgets("main")]) {
                    await widget.sessionContext?.shutdown();
                    widget.dispose();
                }
                await commands.execute("apputils:change-theme", { theme: "JupyterLab Light" });
                return !document.querySelector(".jp-Dialog, .jp-NotebookPanel");
            }"""
        )
    )


SENDER = """
import sys, smtplib, json
from email.message import EmailMessage

port, mails = int(sys.argv[1]), json.loads(sys.argv[2])
with smtplib.SMTP("localhost", port) as client:
    for mail in mails:
        message = EmailMessage()
        message["From"] = mail.get("sender", "me@example.com")
        message["To"] = mail.get("to", "you@example.com")
        message["Subject"] = mail["subject"]
        message.set_content(mail.get("text", "Hello"))
        client.send_message(message)
"""


def send_from_outside(port: int, *mails: dict[str, Any] | str) -> None:
    """Send mails from another process; a text is the subject of one."""
    plain = [{"subject": mail} if isinstance(mail, str) else mail for mail in mails]
    subprocess.run(
        [sys.executable, "-c", SENDER, str(port), json.dumps(plain)],
        check=True,
        timeout=60,
    )
