"""The lesson on testing: what its cells print, and what it claims."""

from __future__ import annotations

import re
import smtplib
import socket
from typing import TYPE_CHECKING

import pytest
import yaml

from mailtutor import LocalServer, faults
from tests.notebooks.claims import cells, message, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.notebooks.played import Played


@pytest.fixture
def shown(play: Callable[[str], Played]) -> dict[str, str]:
    """Return what each cell shows, without colors."""
    texts = play("10_test_code_that_sends_email").shown()
    return {key: re.sub(r"\x1b\[[\d;]*m", "", text) for key, text in texts.items()}


def test_the_mock_notices_nothing_and_the_server_notices_bob(shown: dict[str, str]) -> None:
    told("10", "The line with `>` failed, and the lines with `E` say why: Bob is missing.")
    told("10", "where no `rcpt TO` names Bob")
    assert "1 passed" in shown["with-a-mock"]
    failed = shown["with-a-server"]
    assert re.search(r"(?m)^> +assert ", failed)
    assert re.search(r"(?m)^E +.*'bob@example.com'", failed)
    assert re.findall(r"rcpt TO:<(.*)>", failed) == ["ada@example.com", "boss@example.com"]
    assert "1 failed" in failed


def test_after_the_fix_all_tests_pass(shown: dict[str, str]) -> None:
    assert "2 passed" in shown["fix"]
    for cell in ("reject-bob", "give-up"):
        assert "1 passed" in shown[cell]


def test_the_bugs_that_the_text_counts_are_there() -> None:
    from mailtutor.course.lesson_10_bugs import ALL

    told("10", "The check has nine broken versions of `send_report`")
    assert len(ALL) == 9


@pytest.mark.parametrize("stage", ["greeting", "MAIL", "DATA"])
def test_a_missing_reply_raises_server_disconnected(stage: str) -> None:
    told("10", "When no reply comes in time, `smtplib` raises `SMTPServerDisconnected`")
    told("TEACHING", "turns a timeout into `SMTPServerDisconnected`, not `TimeoutError`.")
    with (
        LocalServer(faults=[faults.silent(stage)]) as server,
        pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"),
        smtplib.SMTP("localhost", server.port, timeout=0.1) as client,
    ):
        client.send_message(message())


def test_python_sets_no_timeout_by_itself() -> None:
    told("10?", "Python has no such limit: `socket.getdefaulttimeout()` returns None.")
    assert socket.getdefaulttimeout() is None


def test_text_that_arrived_has_crlf_at_its_ends() -> None:
    told("10", r"its lines arrived with `\r\n` at their ends.")
    with LocalServer() as server:
        with smtplib.SMTP("localhost", server.port, timeout=5) as client:
            client.send_message(message("Hello!"))
        assert server.mailbox[0].message.get_content() == "Hello!\r\n"


def test_the_workflow_is_valid_and_runs_pytest() -> None:
    (text,) = re.findall(r"(?s)```yaml\n(.*?)```", cells("10")["at-work"])
    steps = yaml.safe_load(text)["jobs"]["tests"]["steps"]
    assert [step.get("run") for step in steps][-1] == "pytest"
