"""The Dockerfile's commands, run in an environment in place of an image: Docker isn't needed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from mailtutor.cli.requirements import ROOT
from tests.tools import missing, new_environment

if TYPE_CHECKING:
    from pathlib import Path

DOCKERFILE = ROOT / "mailtutor" / "deploy" / "Dockerfile"
CHECK = """
import importlib.util
assert importlib.util.find_spec("rfc3987_syntax") is None
import jupyterlab.labapp, jupyter_server.serverapp, jupyterhub.singleuser, mailtutor
print(mailtutor.__file__)
"""


class Image:
    """A folder for each folder of an image that the Dockerfile names."""

    def __init__(self, folder: Path) -> None:
        self.places = {
            "/usr/local": folder / "local",
            "/build": folder / "build",
            "/home/jovyan": folder / "home",
        }
        self.arguments: dict[str, str] = {}
        self.folder = folder
        new_environment(self.places["/usr/local"])

    def here(self, text: str) -> str:
        """Return a text with the folders of this computer."""
        for place, folder in self.places.items():
            text = re.sub(rf"(?<![\w.]){place}\b", str(folder), text)
        return text

    def build(self) -> None:
        """Follow the Dockerfile."""
        text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text("utf-8"), flags=re.MULTILINE)
        for line in text.replace("\\\n", "").splitlines():
            word, _, rest = line.partition(" ")
            if word == "WORKDIR":
                self.folder = self.folder.__class__(self.here(rest))
                self.folder.mkdir(parents=True, exist_ok=True)
            elif word == "ARG":
                name, _, value = rest.partition("=")
                self.arguments[name] = value
            elif word == "COPY":
                self.copy(*rest.split())
            elif word == "RUN" and not rest.startswith("useradd"):
                self.run(self.here(rest))

    def copy(self, *names: str) -> None:
        """Copy files of the checkout, or the content of a folder, as COPY does."""
        *sources, target = names
        for source in sources:
            found = ROOT / source
            to = self.folder / self.here(target)
            if found.is_dir():
                shutil.copytree(
                    found, to, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
                )
            else:
                to.mkdir(parents=True, exist_ok=True)
                shutil.copy(found, to)

    def run(self, command: str) -> str:
        """Run a command as the image would."""
        path = f"{self.places['/usr/local'] / 'bin'}{os.pathsep}{os.environ['PATH']}"
        hidden = ("PYTHONPATH", "VIRTUAL_ENV")
        kept = {key: value for key, value in os.environ.items() if key not in hidden}
        result = subprocess.run(
            ["/bin/sh", "-c", command.replace("--no-cache-dir", "")],
            cwd=self.folder,
            env=kept | self.arguments | {"PATH": path},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if result.returncode and "pip install" in command:
            missing(f"{command}: {result.stderr.strip()[-600:]}")
        assert result.returncode == 0, (command, result.stderr)
        return result.stdout


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(os.name == "nt", reason="the Dockerfile's commands are for Linux")
def test_the_commands_of_the_dockerfile_make_a_server_with_lessons(tmp_path: Path) -> None:
    image = Image(tmp_path)
    image.build()

    assert str(image.places["/usr/local"]) in image.run(f"python -c '{CHECK}'")
    assert "5.5" in image.run("jupyterhub-singleuser --version")
    image.run("mailtutor lessons")
    assert (image.folder / "mailtutor-lessons" / "00_start_here.ipynb").is_file()
    installed = image.run("python -m pip list")
    assert not re.search("rfc3987-syntax|playwright|mypy", installed)
    settings = image.places["/usr/local"] / "etc" / "jupyter" / "labconfig" / "page_config.json"
    assert settings.is_file()
    assert not list(image.places["/build"].iterdir())
