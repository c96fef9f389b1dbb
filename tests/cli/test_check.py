"""`python3 -m mailtutor check`, with a real server."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Any

import pytest

from mailtutor import LocalServer, cli

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer(tls="starttls", users={"ada": "correct horse"}) as server:
        yield server


def test_a_working_server_exits_with_0(
    server: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", f"localhost:{server.port}", "--cafile", server.ca_file]) == 0
    printed = capsys.readouterr().out
    assert f"localhost port {server.port} works. No message was sent." in printed
    assert "certificate" in printed


def test_a_broken_server_exits_with_1_and_an_explanation(
    server: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", f"localhost:{server.port}"]) == 1
    printed = capsys.readouterr().out
    assert "it fails at certificate" in printed
    assert "Never switch off the check" in printed


def test_the_password_is_prompted_for_and_not_printed(
    server: LocalServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda _: "correct horse")
    address = f"localhost:{server.port}"
    assert cli.main(["check", address, "--cafile", server.ca_file, "--user", "ada"]) == 0
    printed = capsys.readouterr()
    assert "ada is logged in" in printed.out
    assert "horse" not in printed.out + printed.err
    assert len(server.mailbox) == 0


@pytest.mark.parametrize(
    ("arguments", "sentence", "code"),
    [
        (["localhost:smtp"], "doesn't end in a port", 1),
        (
            ["localhost", "--cafile", "no-such.pem"],
            "Can't read certificates (PEM) from no-such.pem",
            1,
        ),
    ],
)
def test_a_bad_port_or_file_is_named(
    arguments: list[str], sentence: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", *arguments]) == code
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["localhost", "--timeout", "no"], ["localhost", "--tls", "x"]]
)
def test_a_bad_option_is_named(arguments: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["check", *arguments])
    assert arguments[-1] in capsys.readouterr().err
