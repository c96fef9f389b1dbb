"""`python3 -m mailtutor doctor`: a working setup, and each problem it can report."""

from __future__ import annotations

import json
import socket
import sys
import webbrowser
from importlib import metadata
from typing import TYPE_CHECKING, Any

import pytest

from mailtutor import cli
from mailtutor.cli import browser, doctor, environment, lab, requirements

if TYPE_CHECKING:
    from pathlib import Path


def wrong(finding: doctor.Finding) -> doctor.Finding:
    assert finding.state == "WRONG", finding
    return finding


def noted(finding: doctor.Finding) -> str:
    assert finding.state == "note", finding
    return finding.what


def test_everything_looks_good_on_a_working_computer(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["doctor"])

    printed = capsys.readouterr().out
    assert code == 0, printed
    assert printed.splitlines()[-1] == "Everything looks good."
    for about in ("python", "packages", "ports", "browser", "kernel"):
        assert f" {about} " in printed
    assert "WRONG" not in printed


def test_a_problem_is_printed_with_its_fix_and_the_exit_code_is_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "missing_packages", lambda **_: ["jupyterlab"])

    assert doctor.run() == 1

    lines = capsys.readouterr().out.splitlines()
    at = lines.index("WRONG  packages  missing: jupyterlab")
    assert lines[at + 1].split(":  ")[1] == "python3 -m mailtutor lab"
    assert lines[-1].endswith("to fix.")


def test_a_check_that_fails_itself_is_reported_as_wrong() -> None:
    def broken_check() -> doctor.Finding:
        return doctor.Finding("ok", str(1 // len(sys.argv[:0])))

    assert "ZeroDivisionError" in wrong(doctor.guarded(broken_check)).what


def test_a_checkout_without_an_environment_gets_the_command_that_creates_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(environment, "missing_packages", lambda **_: ["trustme"])
    monkeypatch.setattr(environment, "in_venv", lambda: False)

    assert wrong(doctor.python()).fix == "python3 -m mailtutor lab"


def test_a_package_in_another_version_than_the_locked_one_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = metadata.version
    monkeypatch.setattr(
        metadata, "version", lambda name: "0.1" if name == "trustme" else real(name)
    )
    monkeypatch.setattr(environment, "in_venv", lambda: True)
    locked = {
        pin.name: pin.version for pin in requirements.pins(requirements.LOCK.read_text("utf-8"))
    }

    finding = wrong(doctor.packages())

    assert finding.what == f"trustme is 0.1 instead of {locked['trustme']}"
    assert "python3 -m mailtutor lab" in finding.fix


def test_another_version_in_the_users_own_environment_is_only_noted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "99" if name == "trustme" else real(name))
    monkeypatch.setattr(environment, "in_venv", lambda: False)

    assert noted(doctor.packages()).startswith("trustme is 99")


def test_a_package_for_another_system_is_not_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", absent)
    entries = requirements.pins("a==1 ; sys_platform == 'win32'\nb==2 \\\n    --hash=sha256:00\n")

    assert doctor.differences(entries) == ["b 2 is missing"]


def test_a_blocked_loopback_connection_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def blocked(*_: Any, **__: Any) -> socket.socket:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "create_connection", blocked)

    finding = wrong(doctor.ipv4())
    assert finding.what.startswith("127.0.0.1 doesn't work")
    assert "firewall" in finding.fix


@pytest.mark.parametrize(
    ("addresses", "sentence"),
    [(["10.0.0.7"], "localhost is 10.0.0.7"), ([], "localhost can't be resolved")],
)
def test_a_localhost_that_is_not_this_computer_is_wrong(
    addresses: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve(*_: Any, **__: Any) -> list[Any]:
        if not addresses:
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 0)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    finding = wrong(doctor.localhost())
    assert finding.what.startswith(sentence)
    assert "hosts file" in finding.fix


def test_a_missing_browser_for_jupyterlab_is_only_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "get", none)

    assert "prints the address" in noted(doctor.screen_browser())


def test_a_broken_mailtutor_browser_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MAILTUTOR_BROWSER", "/no/such/browser")

    finding = wrong(doctor.test_browser())

    assert "/no/such/browser" in finding.what
    assert "MAILTUTOR_BROWSER" in finding.fix


def test_a_missing_browser_for_the_tests_is_only_noted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MAILTUTOR_BROWSER", raising=False)
    monkeypatch.setattr(browser, "search", lambda: browser.Search(None, ("none",)))

    assert "python3 -m mailtutor test" in noted(doctor.test_browser())


def set_kernel(folder: Path, monkeypatch: pytest.MonkeyPatch, *before: str) -> None:
    """Install a kernel that runs these statements before it starts."""
    start = "runpy.run_module('ipykernel_launcher', run_name='__main__')"
    code = "; ".join(["import runpy, sys", *before, start])
    argv = [sys.executable, "-c", code, "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "Python 3", "language": "python"}
    path = folder / "kernels" / "python3" / "kernel.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(folder))


def test_a_kernel_of_another_python_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_kernel(tmp_path, monkeypatch, "sys.executable = '/another/python'")

    finding = wrong(doctor.kernel())

    assert finding.what == "belongs to another Python: /another/python"
    assert "ipykernel install" in finding.fix


def test_a_kernel_that_dies_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_kernel(tmp_path, monkeypatch, "sys.exit(1)")

    assert wrong(doctor.kernel()).what.startswith("doesn't start")


def test_a_kernel_that_cannot_import_mailtutor_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mailtutor.py").write_text("raise ImportError('half a copy')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(lab, "in_checkout", lambda: False)

    assert wrong(doctor.kernel()).what == "unexpected answer: ImportError: half a copy"
