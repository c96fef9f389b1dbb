"""Run pip or uv with a log, and find in it why an installation failed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from mailtutor.cli.errors import SetupError
from mailtutor.cli.requirements import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOG = ROOT / ".venv" / "mailtutor-setup.log"

_NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|Temporary failure in name resolution|"
    r"ConnectTimeout|ReadTimeout|Network is unreachable|ProxyError|dns error|"
    r"error sending request|\(from versions: none\)"
)
_NO_SPACE = re.compile(r"No space left on device|Errno 28\b|WinError 112\b")


def choose(python: Path) -> list[str]:
    """Choose an installer for a Python: its own pip, this Python's, or uv."""
    pip_for_venv = [sys.executable, "-m", "pip", "--python", str(python)]  # since pip 22.3
    for pip in ([str(python), "-m", "pip"], pip_for_venv):
        if run([*pip, "--version"]):
            return [*pip, "install", "--disable-pip-version-check"]
    if (uv := shutil.which("uv")) and run([uv, "--version"]):
        return [uv, "pip", "install", "--python", str(python)]
    raise SetupError(
        f"This Python has no pip, not even one for new environments.\n{how_to_get_venv()}"
    )


def how_to_get_venv() -> str:
    """Return what to do on a system whose Python can't create environments."""
    if shutil.which("apt-get"):
        package = f"python3.{sys.version_info.minor}-venv"
        return f"Run:  sudo apt-get install -y {package}\nThen run this again."
    return "Install Python from https://www.python.org/downloads/, then run this again with it."


def why_it_failed() -> str:
    """Return why the last installation failed, and what to do, from its log."""
    log = LOG.read_text("utf-8", "replace")
    if _NO_SPACE.search(log):
        return "The disk is full. Make about 1 GB of space, then run this again."
    if _NO_NETWORK.search(log):
        return (
            "The packages couldn't be downloaded: no connection to the package index.\n"
            "Check your connection (behind a proxy, set HTTPS_PROXY), then run this again.\n"
            f"The full log: {LOG}"
        )
    # pip ignores the packages of other systems, one line each.
    lines = [line for line in log.strip().splitlines() if not line.startswith("Ignoring ")]
    end = "\n".join(f"  {line}" for line in lines[-6:])
    return f"The packages couldn't be installed:\n{end}\nThe full log: {LOG}"


def run(command: list[str], show_progress: Callable[[str], None] | None = None) -> bool:
    """Run a command with its output in the log; return whether it succeeded."""
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n$ {command}\n")
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as process:
            for line in process.stdout or ():
                log.write(line)
                if show_progress:
                    show_progress(line)
    return process.returncode == 0
