"""What the doctor says of a sound computer, and of each thing that may be wrong."""

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
    from collections.abc import Iterator
    from pathlib import Path


def states(findings: Iterator[doctor.Finding]) -> list[tuple[str, str]]:
    return [(finding.state, finding.what) for finding in findings]


def only(findings: Iterator[doctor.Finding], state: str) -> doctor.Finding:
    (found,) = [finding for finding in findings if finding.state == state]
    return found


def test_a_sound_computer_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["doctor"])

    said = capsys.readouterr().out
    assert code == 0, said
    assert said.splitlines()[-1] == "Everything looks good."
    for about in ("python", "packages", "ports", "browser", "kernel"):
        assert f" {about} " in said
    assert "WRONG" not in said


def test_something_wrong_gives_its_mend_and_a_bad_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "missing_packages", lambda **_: ["jupyterlab"])

    assert doctor.run() == 1

    lines = capsys.readouterr().out.splitlines()
    at = lines.index("WRONG  packages  missing: jupyterlab")
    assert lines[at + 1].split(":  ")[1] == "python3 -m mailtutor lab"
    assert lines[-1].endswith("to fix.")


def test_a_check_that_breaks_is_a_finding_and_the_others_go_on() -> None:
    def broken_check() -> Iterator[doctor.Finding]:
        yield doctor.Finding("ok", "check", str(1 // len(sys.argv[:0])))

    assert states(doctor._guarded(broken_check)) == [
        (
            "WRONG",
            "the check itself failed: ZeroDivisionError('integer division or modulo by zero')",
        )
    ]


def test_a_checkout_without_an_environment_is_told_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(environment, "missing_packages", lambda **_: ["trustme"])
    monkeypatch.setattr(environment, "in_venv", lambda: False)

    assert only(doctor.python(), "WRONG").fix == "python3 -m mailtutor lab"


def test_another_version_than_the_locked_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = metadata.version
    monkeypatch.setattr(
        metadata, "version", lambda name: "0.1" if name == "trustme" else real(name)
    )
    monkeypatch.setattr(environment, "in_venv", lambda: True)
    locked = {
        pin.name: pin.version for pin in requirements.pins(requirements.LOCK.read_text("utf-8"))
    }

    finding = only(doctor.packages(), "WRONG")

    assert finding.what == f"trustme is 0.1; the locked version is {locked['trustme']}"
    assert "python3 -m mailtutor lab" in finding.fix


def test_in_an_environment_of_ones_own_another_version_is_only_noted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "99" if name == "trustme" else real(name))
    monkeypatch.setattr(environment, "in_venv", lambda: False)

    assert only(doctor.packages(), "note").what.startswith("trustme is 99")


def test_a_package_for_other_systems_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", absent)
    entries = requirements.pins("a==1 ; sys_platform == 'win32'\nb==2 \\\n    --hash=sha256:00\n")

    assert list(doctor._different(entries)) == ["b is missing; the locked version is 2"]


def test_a_computer_that_cannot_reach_itself_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def blocked(*_: Any, **__: Any) -> socket.socket:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "create_connection", blocked)

    finding = only(doctor.ports(), "WRONG")
    assert finding.what.startswith("127.0.0.1 doesn't work")
    assert "firewall" in finding.fix


@pytest.mark.parametrize(
    ("addresses", "sentence"),
    [(["10.0.0.7"], "localhost is 10.0.0.7"), ([], "localhost can't be resolved")],
)
def test_a_localhost_that_is_elsewhere_is_told(
    addresses: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve(*_: Any, **__: Any) -> list[Any]:
        if not addresses:
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 0)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    finding = only(doctor._localhost(), "WRONG")
    assert finding.what.startswith(sentence)
    assert "hosts file" in finding.fix


def test_no_browser_on_the_screen_is_only_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "get", none)

    assert "prints the address" in only(doctor.screen_browser(), "note").what


def test_a_browser_that_was_named_and_does_not_work_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MAILTUTOR_BROWSER", "/no/such/browser")

    finding = only(doctor.test_browser(), "WRONG")

    assert "/no/such/browser" in finding.what
    assert "MAILTUTOR_BROWSER" in finding.fix


def test_without_a_browser_for_the_tests_lessons_still_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MAILTUTOR_BROWSER", raising=False)
    monkeypatch.setattr(browser, "search", lambda: browser.Search(None, ("none",)))

    assert "python3 -m mailtutor test" in only(doctor.test_browser(), "note").what


def set_kernel(folder: Path, monkeypatch: pytest.MonkeyPatch, *before: str) -> None:
    """Put a kernel in the way that runs these statements before it starts."""
    start = "runpy.run_module('ipykernel_launcher', run_name='__main__')"
    code = "; ".join(["import runpy, sys", *before, start])
    argv = [sys.executable, "-c", code, "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "Python 3", "language": "python"}
    path = folder / "kernels" / "python3" / "kernel.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(folder))


def test_a_kernel_of_another_python_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_kernel(tmp_path, monkeypatch, "sys.executable = '/another/python'")

    finding = only(doctor.kernel(), "WRONG")

    assert finding.what == "belongs to another Python: /another/python"
    assert "ipykernel install" in finding.fix


def test_a_kernel_that_dies_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_kernel(tmp_path, monkeypatch, "sys.exit(1)")

    assert only(doctor.kernel(), "WRONG").what.startswith("doesn't start")


def test_a_kernel_that_cannot_import_mailtutor_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mailtutor.py").write_text("raise ImportError('half a copy')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(lab, "in_checkout", lambda: False)

    assert only(doctor.kernel(), "WRONG").what == "unexpected answer: ImportError: half a copy"
