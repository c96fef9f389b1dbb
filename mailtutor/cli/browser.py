"""Finds a browser that the tests can drive, or installs one."""

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

# Nothing goes out to the network, and it runs as root and in a container's small /dev/shm.
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
    """A browser that was started and read from."""

    path: str
    version: str


@dataclass(frozen=True)
class Search:
    """What came of looking for a browser."""

    found: Browser | None
    tried: tuple[str, ...]  # a line for each one that did not do, with the reason


def search() -> Search:
    """Look for a browser, and prove each candidate by starting it and reading text back.

    The order: the one named by `MAILTUTOR_BROWSER`, Playwright's own, those on the PATH.
    One named by `MAILTUTOR_BROWSER` that does not work is not replaced by another.
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
        if path and "/snap/" not in os.path.realpath(path):  # a snap reads no files of ours
            yield path, path


def prove(path: str) -> Browser | str:
    """Start the browser at `path` (Playwright's own if empty); say why if it does not work."""
    if path and not os.access(path, os.X_OK):
        return "there is no program of that name"
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
        return "it did not answer within 90 seconds"
    lines = answer.stdout.splitlines()
    if answer.returncode == 0 and len(lines) == 3 and lines[0] == _SIGN:  # noqa: PLR2004
        return Browser(lines[2], lines[1])
    return _reason(answer.stderr)


def _reason(error: str) -> str:
    if "Connection closed while reading from the driver" in error:
        return "Playwright's own helper does not start; on Debian it needs: apt install libatomic1"
    if "Executable doesn't exist" in error:
        return "not installed"
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    for telling in ("error while loading", "Error:"):
        for line in lines:
            if telling in line:
                return line[:200]
    return lines[-1][:200] if lines else "it ended without a word"


def install() -> Search:
    """Fetch a browser: Playwright's Chromium, or, as root where there is apt, Debian's."""
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
                tried.append(f"{' '.join(command)}: ended with {code}")
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
