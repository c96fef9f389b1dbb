"""Runs the tests, a real browser included."""

from __future__ import annotations

import os
import subprocess
import sys

from mailtutor.cli import browser
from mailtutor.cli.environment import ROOT
from mailtutor.cli.errors import SetupError

# One process per core. tests/conftest.py says which tests run in the same one.
_ON_ALL_CORES = ("-n", "logical", "--maxprocesses=4")
_MEND = f'"{sys.executable}" -m playwright install --with-deps chromium'


def run(pytest_arguments: list[str], *, slow: bool) -> int:
    """Find or install a browser, then run pytest in the checkout.

    Args:
        pytest_arguments: passed on as they are. Without any, all cores are used; a few
            chosen tests are done before a second process has even started.
        slow: run the slow tests, and those only.

    Returns:
        pytest's exit code; 1 where a browser is a must (CI=true) and there is none.
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
        print("THE TESTS IN A BROWSER ARE LEFT OUT. The others go on.\n", flush=True)
    arguments = pytest_arguments or _ON_ALL_CORES
    command = [sys.executable, "-m", "pytest", "-m", wanted, *arguments]
    return subprocess.call(command, cwd=ROOT)


def _browser() -> browser.Browser | None:
    search = browser.search()
    if search.found:
        return search.found
    if "MAILTUTOR_BROWSER" not in os.environ:
        print("No browser that the tests can drive. Installing one:", file=sys.stderr)
        tried = search.tried
        search = browser.install()
        if search.found:
            return search.found
        search = browser.Search(None, tried + search.tried)
    print("\n" + "!" * 72, file=sys.stderr)
    print("NO BROWSER for the tests. Tried:", file=sys.stderr)
    for line in search.tried:
        print(f"  {line}", file=sys.stderr)
    print(f"Install one:  {_MEND}", file=sys.stderr)
    print("or name one:  MAILTUTOR_BROWSER=/path/to/chromium", file=sys.stderr)
    print("!" * 72 + "\n", file=sys.stderr, flush=True)
    return None
