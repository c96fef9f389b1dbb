"""`python3 -m mailtutor demo`: every step really happens, and it fails if one doesn't."""

from __future__ import annotations

import smtplib
import subprocess
import sys
from typing import Any

import pytest

import mailtutor
from mailtutor import LocalServer
from mailtutor.cli import demo, requirements


def tell(capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = demo.run()
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_the_demo_tells_the_whole_story_in_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = tell(capsys)

    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    for line in (
        '>>> client = smtplib.SMTP("localhost", server.port)',
        ">>> server.start()",
        "from ada@example.com to bob@example.com",
        "Subject: It works",
        "C: mail FROM:<ada@example.com> size=203",
        "S: 354 End data with <CR><LF>.<CR><LF>",
        "Every step above really happened on this computer, and was checked.",
    ):
        assert line in out.splitlines()
    assert out.index("ConnectionRefusedError") < out.index("server.start()")


def test_the_demo_runs_as_a_command() -> None:
    result = subprocess.run(
        [sys.executable, "-W", "error", "-m", "mailtutor", "demo"],
        cwd=requirements.ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    assert "\x1b" not in result.stdout


def test_colors_are_for_terminals_and_respect_no_color(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in tell(capsys)[1]

    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in tell(capsys)[1]


def answers_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    make = LocalServer.__init__

    def started(self: LocalServer, *args: Any, **kwargs: Any) -> None:
        make(self, *args, **kwargs)
        self.start()

    monkeypatch.setattr(LocalServer, "__init__", started)


def never_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LocalServer, "start", lambda self: self)


def never_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LocalServer, "stop", lambda _: None)


def explains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailtutor, "explain", lambda _: "")


def sends_another_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def send(client: smtplib.SMTP, message: object) -> dict[str, tuple[int, bytes]]:
        del message
        return client.sendmail("eve@example.com", "bob@example.com", "Subject: It works\r\n\r\nno")

    monkeypatch.setattr(smtplib.SMTP, "send_message", send)


@pytest.mark.parametrize(
    "sabotage",
    [answers_too_early, never_starts, never_stops, explains_nothing, sends_another_message],
)
def test_the_demo_fails_if_a_step_does_not_happen_as_told(
    sabotage: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        sabotage(patch)
        code, out, err = tell(capsys)

    assert code == 1
    assert "This didn't happen as told:" in err
    assert "Every step above really happened" not in out


def test_the_demo_fails_if_the_message_never_arrives(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(mailbox: object, count: int, timeout: float) -> None:
        del mailbox, count
        raise TimeoutError(f"waited {timeout:g} s")

    monkeypatch.setattr(smtplib.SMTP, "send_message", lambda *_: {})
    monkeypatch.setattr(mailtutor.Mailbox, "wait_for", never)

    code, _, err = tell(capsys)

    assert (code, "waited 5 s" in err) == (1, True)
