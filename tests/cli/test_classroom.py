"""`python3 -m mailtutor class`: it says how to join, who can connect, and saves nothing unasked."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

import pytest

from mailtutor.classroom.events import Told
from mailtutor.cli import classroom, main, requirements
from mailtutor.cli.errors import SetupError
from mailtutor.course.outcomes import Tried

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CODE = "K7QM3XRP"
LAST_LINE = "To close the class, press Ctrl-C."


class OpenClass:
    """The command in a process, and what it printed so far."""

    def __init__(self, folder: Path, *options: str) -> None:
        command = [sys.executable, "-u", "-W", "error", "-m", "mailtutor", "class", "--no-browser"]
        self.process = subprocess.Popen(
            [*command, "--code", CODE, *options],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=os.environ | {"PYTHONPATH": str(requirements.ROOT)},
        )
        assert self.process.stdout
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if LAST_LINE in line:
                return
        pytest.fail(f"it ended: {self.process.communicate()}")

    @property
    def address(self) -> str:
        found = re.search(r'mailtutor\.join\("([\d.:]+)", "K7QM-3XRP"', self.said)
        assert found
        return found[1]

    def tell(self) -> None:
        told = Told(CODE, "Ada", "key", "notebook", ((1, Tried("01.1", "done")),))
        connection = http.client.HTTPConnection(self.address, timeout=30)
        connection.request("POST", "/tell", told.to_json())
        assert connection.getresponse().status == 200
        connection.close()

    def end(self) -> tuple[str, str]:
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=60)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenClass]:
    made = OpenClass(tmp_path)
    with made.process:
        yield made
        made.process.kill()


def test_it_says_how_to_join_and_that_only_this_computer_can_connect(opened: OpenClass) -> None:
    assert 'client.login("ada", "K7QM-3XRP")' in opened.said
    assert "Only this computer can connect." in opened.said
    assert f"class --code K7QM-3XRP --port {opened.address.partition(':')[2]}" in opened.said
    assert opened.address.startswith("127.0.0.1:")


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one process")
def test_ctrl_c_closes_the_class_and_nothing_is_saved(opened: OpenClass, tmp_path: Path) -> None:
    opened.tell()

    last, errors = opened.end()

    assert "The class is closed: 1 learner. Nothing was saved." in last
    assert errors == ""
    assert opened.process.returncode == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one process")
def test_save_keeps_names_and_outcomes_in_a_file(tmp_path: Path) -> None:
    made = OpenClass(tmp_path, "--save", "class.json")
    with made.process:
        made.tell()
        made.end()

    saved = json.loads((tmp_path / "class.json").read_text("utf-8"))
    assert saved["learners"][0]["name"] == "Ada"
    assert saved["learners"][0]["cells"]["01.1"][0] == "done"


def make_site(folder: Path) -> Path:
    """Make the files by which a site is known."""
    site = folder / "my site"
    site.mkdir()
    (site / "ahead.json").write_text("[]")
    (site / "index.html").write_text("Learn how email works.")
    return site


def test_site_serves_the_browser_edition_beside_the_wall(tmp_path: Path) -> None:
    make_site(tmp_path)
    made = OpenClass(tmp_path, "--site", "my site")
    with made.process:
        port = made.address.partition(":")[2]
        assert f"\n    http://localhost:{port}/\n" in made.said
        assert 'mailtutor.join("K7QM-3XRP", name="Ada")' in made.said
        assert made.said.count(' --site "my site"\n') == 2  # to open it again, or to others
        with urllib.request.urlopen(f"http://localhost:{port}/") as answer:
            assert answer.read() == b"Learn how email works."
        made.tell()
        made.process.kill()


def test_without_site_there_is_none(opened: OpenClass) -> None:
    assert "localhost" not in opened.said
    assert "--site" not in opened.said


def test_a_site_that_is_missing_is_built_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    built: list[Path] = []
    monkeypatch.setattr("mailtutor.cli.site.build_site", lambda site, _: built.append(site))

    assert classroom.ready(tmp_path / "new") == tmp_path / "new"
    assert built == [tmp_path / "new"]
    assert "There's no site in" in capsys.readouterr().out
    assert classroom.ready(make_site(tmp_path)) == tmp_path / "my site"
    assert len(built) == 1


def test_a_folder_with_other_files_is_not_replaced_by_a_site(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    assert main(["class", "--no-browser", "--site", str(tmp_path)]) == 1
    assert "mailtutor didn't make it" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_network_says_that_nothing_is_encrypted() -> None:
    assert "Nothing is encrypted" in classroom.reach("192.0.2.7")


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "127.0.0.1", "224.0.0.1", "localhost", ""])
def test_network_takes_one_address_of_this_computer(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["class", "--no-browser", "--network", address]) == 1
    assert "address" in capsys.readouterr().err


def test_an_address_of_another_computer_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["class", "--no-browser", "--network", "203.0.113.77"]) == 1
    assert "203.0.113.77 isn't an address of this computer." in capsys.readouterr().err


def test_a_port_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SetupError, match=f"Port {port} on 127.0.0.1 is already in use"):
            classroom.run(
                network=None, code=None, port=port, mail_port=0, save=None, open_browser=False
            )


def test_a_code_that_cannot_be_one_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["class", "--code", "O0"]) == 1
    assert "isn't a room code" in capsys.readouterr().err
