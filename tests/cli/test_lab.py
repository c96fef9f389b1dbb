"""`python3 -m mailtutor lab`: JupyterLab on the learner's copy, with a token and no news."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

from mailtutor.cli import lab, requirements
from mailtutor.cli.errors import SetupError
from mailtutor.course import lessons
from tests.cli.checkout import clean_variables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Lab:
    """A running `python -m mailtutor lab --no-browser`."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self.process = process
        self.folder = folder
        self.printed = ""
        assert process.stdout
        for line in process.stdout:
            self.printed += line
            if "Ctrl-C" in line:
                break
        found = re.search(r"(http://localhost:\S+)\?token=(\S+)", self.printed)
        assert found, self.printed
        self.address, self.token = found.groups()

    def get(self, path: str, token: str = "") -> str:
        request = urllib.request.Request(self.address + path)  # noqa: S310
        if token:
            request.add_header("Authorization", f"token {token}")
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return f"{answer.url}\n{answer.read().decode()}"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Lab]:
    """Start the command in a folder with a space and an umlaut, with an empty HOME."""
    folder = tmp_path / "mein Kurs Ü"
    folder.mkdir()
    variables = clean_variables(tmp_path / "home") | {"PYTHONPATH": str(requirements.ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "mailtutor", "lab", "--no-browser"],
        cwd=folder,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as process:
        try:
            yield Lab(process, folder)
        finally:
            process.kill()


def test_lab_opens_the_learners_copy_and_stops_on_ctrl_c(running: Lab) -> None:
    page = running.get(f"?token={running.token}")
    listing = running.get("api/contents", running.token)
    page_as_lab = running.get("lab", running.token)

    assert page.splitlines()[0].split("?")[0].endswith("/lab/tree/00_start_here.ipynb")
    assert '"00_start_here.ipynb"' in listing
    assert (running.folder / lessons.FOLDER / "00_start_here.ipynb").is_file()
    assert "@jupyterlab/apputils-extension:announcements" in page_as_lab
    disabled = re.search(r'"disabledExtensions": \[([^]]*)\]', page_as_lab)
    assert disabled
    assert "apputils-extension:announcements" in disabled[1]

    with pytest.raises(urllib.error.HTTPError, match="403"):
        running.get("api/contents")

    running.process.send_signal(signal.SIGINT)
    rest, _ = running.process.communicate(timeout=60)
    assert running.process.returncode == 0
    assert "Traceback" not in rest


def test_a_port_in_use_is_rejected_before_anything_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SetupError, match=rf"Port {port} isn't available"):
            lab._require_free(port)


def test_a_free_port_is_accepted() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    lab._require_free(port)


def test_our_settings_precede_the_learners_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/mine")
    monkeypatch.setenv("PYTHONPATH", "/mine too")
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")

    lab.set_variables()

    ours, mine = os.environ["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert (mine, ours.endswith("jupyter")) == ("/mine", True)
    assert os.environ["PYTHONPATH"].split(os.pathsep) == [str(requirements.ROOT), "/mine too"]


def test_lab_skips_the_unused_url_validator() -> None:
    code = """
import sys
from mailtutor.cli import lab
lab.skip_unused_imports()
from jupyterlab.labapp import LabApp
import jsonschema
print(sys.modules["rfc3987_syntax"], "lark" in sys.modules)
"""
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(requirements.ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ended.stdout == "None False\n"
