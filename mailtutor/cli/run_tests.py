"""Run the tests, including those in a real browser."""

from __future__ import annotations

import os
import subprocess
import sys

from mailtutor.cli import browser
from mailtutor.cli.environment import ROOT
from mailtutor.cli.errors import SetupError

# One process per core. tests/conftest.py groups tests that must share a process.
_ON_ALL_CORES = ("-n", "logical", "--maxprocesses=4")
_INSTALL = f'"{sys.executable}" -m playwright install --with-deps chromium'


def run(pytest_arguments: list[str], *, slow: bool) -> int:
    """Find or install a browser, then run pytest in the checkout.

    Args:
        pytest_arguments: passed to pytest unchanged. If there are none, all cores are used; a
            few selected tests finish before a second process would even start.
        slow: run only the slow tests.

    Returns:
        pytest's exit code; 1 if a browser is required (CI=true) but there is none.
    """
    if not (ROOT / "tests").is_dir():
        raise SetupError("The tests come with the source of mailtutor, not with the package.")
    wanted = "slow" if slow else "not slow"
    found = _browser()
    if found:
        os.environ["MAILTUTOR_BROWSER"] = found.path
        print(f"Browser for the tests: {found.path} ({found.version})", flush=True)
    elif os.environ.get("CI", "").lower() in {"1", "true"}:
        return 1
    else:
        wanted += " and not browser"
        print("SKIPPING THE BROWSER TESTS. Running the others.\n", flush=True)
    # The tests start hundreds of Pythons, and each would compile all of mailtutor again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    arguments = pytest_arguments or _ON_ALL_CORES
    command = [sys.executable, "-m", "pytest", "-m", wanted, *arguments]
    return subprocess.call(command, cwd=ROOT)


def _browser() -> browser.Browser | None:
    search = browser.search()
    if search.found:
        return search.found
    if "MAILTUTOR_BROWSER" not in os.environ:
        print("Found no browser for the tests. Installing one:", file=sys.stderr)
        tried = search.tried
        search = browser.install()
        if search.found:
            return search.found
        search = browser.Search(None, tried + search.tried)
    print("\n" + "!" * 72, file=sys.stderr)
    print("NO BROWSER FOR THE TESTS. Tried:", file=sys.stderr)
    for line in search.tried:
        print(f"  {line}", file=sys.stderr)
    print(f"Install one:  {_INSTALL}", file=sys.stderr)
    print("or set:       MAILTUTOR_BROWSER=/path/to/chromium", file=sys.stderr)
    print("!" * 72 + "\n", file=sys.stderr, flush=True)
    return None
