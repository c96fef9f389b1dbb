"""Finding a browser: each one proved by starting it, and a reason for each that will not do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mailtutor.cli import browser


@pytest.mark.browser
def test_the_browser_of_these_tests_can_be_read_from() -> None:
    found = browser.prove(os.environ["MAILTUTOR_BROWSER"])

    assert isinstance(found, browser.Browser)
    assert Path(found.path).exists()
    assert found.version[0].isdigit()


@pytest.fixture
def pretender(tmp_path: Path) -> Path:
    """Make a program that starts and is no browser."""
    path = tmp_path / "chromium"
    path.write_text("#!/bin/sh\necho 'error while loading shared libraries: libnss3.so' >&2\n")
    path.chmod(0o755)
    return path


@pytest.mark.skipif(os.name == "nt", reason="the pretender is a shell script")
def test_a_program_that_is_no_browser_is_not_taken_for_one(pretender: Path) -> None:
    assert "libnss3.so" in str(browser.prove(str(pretender)))


def test_a_name_without_a_program_is_told_so() -> None:
    assert browser.prove("/no/such/browser") == "no such program"


def test_a_named_browser_is_not_replaced_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILTUTOR_BROWSER", "/no/such/browser")

    search = browser.search()

    assert search.found is None
    assert search.tried == ("/no/such/browser (from MAILTUTOR_BROWSER): no such program",)


@pytest.mark.skipif(os.name == "nt", reason="snaps are of Linux")
def test_playwrights_own_comes_first_and_a_snap_is_passed_over(
    tmp_path: Path, pretender: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snap = tmp_path / "snap" / "bin" / "chromium"
    snap.parent.mkdir(parents=True)
    pretender.rename(snap)
    (tmp_path / "google-chrome").symlink_to("/bin/true")
    (tmp_path / "chromium").symlink_to(snap)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("MAILTUTOR_BROWSER", raising=False)

    paths = [path for _, path in browser._candidates()]

    assert paths == ["", str(tmp_path / "google-chrome")]


def test_the_missing_library_of_playwrights_helper_is_named() -> None:
    error = "Error: Connection closed while reading from the driver\n"

    assert "apt install libatomic1" in browser._reason(error)


def test_the_telling_line_of_an_error_is_picked() -> None:
    error = "Call log:\n - <launching>\nbrowserType.launch: Error: no display\n  at x.js\n"

    assert browser._reason(error) == "browserType.launch: Error: no display"


@pytest.mark.skipif(os.name == "nt", reason="apt is Debian's")
def test_only_an_administrator_with_apt_installs_debians(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "apt-get").symlink_to("/bin/true")
    monkeypatch.setenv("PATH", str(tmp_path))

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert [way[-1][0] for way in browser._ways_to_install()][1:] == ["apt-get"]
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert len(list(browser._ways_to_install())) == 1
