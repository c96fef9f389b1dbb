"""Find a browser for the tests, or install one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")

# Make no background requests, and also run as root or with a container's small /dev/shm.
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    *(("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()),
)

_SIGN = "mailtutor can read this"
_TRY = f"""
import sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1] or None, args={FLAGS!r})
    page = browser.new_page()
    page.set_content("<p>{_SIGN}</p>")
    print(page.inner_text("p"))
    print(browser.version)
    print(sys.argv[1] or playwright.chromium.executable_path)
    browser.close()
"""


@dataclass(frozen=True)
class Browser:
    """A browser that was started successfully."""

    path: str
    version: str


@dataclass(frozen=True)
class Search:
    """The result of a browser search."""

    found: Browser | None
    tried: tuple[str, ...]  # one line for each browser that failed, with the reason


def search() -> Search:
    """Look for a browser, and test each candidate by starting it and reading text back.

    It tries Playwright's own browser, then those on the PATH. If `MAILTUTOR_BROWSER` names a
    browser, it tries only that one.
    """
    tried: list[str] = []
    for label, path in _candidates():
        browser = prove(path)
        if isinstance(browser, Browser):
            return Search(browser, tuple(tried))
        tried.append(f"{label}: {browser}")
    return Search(None, tuple(tried))


def _candidates() -> Iterator[tuple[str, str]]:
    if named := os.environ.get("MAILTUTOR_BROWSER"):
        yield f"{named} (from MAILTUTOR_BROWSER)", named
        return
    yield "Playwright's own", ""
    for name in NAMES:
        path = shutil.which(name)
        if path and "/snap/" not in os.path.realpath(path):  # a snap can't read our files
            yield path, path


def prove(path: str) -> Browser | str:
    """Start the browser at `path` (Playwright's own if empty); return the reason if that fails."""
    if path and not os.access(path, os.X_OK):
        return "no such program"
    try:
        answer = subprocess.run(
            [sys.executable, "-c", _TRY, path],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=90,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "it didn't respond within 90 seconds"
    lines = answer.stdout.splitlines()
    if answer.returncode == 0 and len(lines) == 3 and lines[0] == _SIGN:  # noqa: PLR2004
        return Browser(lines[2], lines[1])
    return _reason(answer.stderr)


def _reason(error: str) -> str:
    if "Connection closed while reading from the driver" in error:
        return "Playwright's driver doesn't start; on Debian, run: apt install libatomic1"
    if "Executable doesn't exist" in error:
        return "not installed"
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    for telling in ("error while loading", "Error:"):
        for line in lines:
            if telling in line:
                return line[:200]
    return lines[-1][:200] if lines else "it exited without output"


def install() -> Search:
    """Install Playwright's Chromium or, when running as root with apt, Debian's."""
    tried: list[str] = []
    for commands in _ways_to_install():
        for command in commands:
            print(f"  $ {' '.join(command)}", file=sys.stderr, flush=True)
            try:
                code = subprocess.call(
                    command, stdin=subprocess.DEVNULL, stdout=sys.stderr, timeout=900
                )
            except (OSError, subprocess.TimeoutExpired) as error:
                tried.append(f"{' '.join(command)}: {error}")
                break
            if code:
                tried.append(f"{' '.join(command)}: exited with code {code}")
                break
        else:
            result = search()
            if result.found:
                return result
            tried.extend(result.tried)
    return Search(None, tuple(tried))


def _ways_to_install() -> Iterator[list[list[str]]]:
    yield [[sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]]
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        packages = ["chromium", "libatomic1", "fonts-dejavu-core"]
        yield [
            ["apt-get", "update", "-q"],
            ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages],
        ]
