"""The pytest plugin: a server and a mailbox for each test, and transcripts of what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mailtutor import LocalServer

pytest_plugins = ["pytester", "mailtutor.pytest_plugin"]

SEND = """
import smtplib
from email.message import EmailMessage

def send(port, to="bob@example.com"):
    message = EmailMessage()
    message["From"] = "ada@example.com"
    message["To"] = to
    message.set_content("Hi!")
    with smtplib.SMTP("localhost", port, timeout=10) as client:
        return client.send_message(message)
"""


@pytest.fixture
def run(pytester: pytest.Pytester) -> pytest.Pytester:
    """Return a folder with `send` in it, whose tests load the plugin."""
    pytester.makepyfile(mailer=SEND)
    return pytester


def outcome(run: pytest.Pytester, tests: str) -> pytest.RunResult:
    run.makepyfile(test_mailer="import pytest\nfrom mailer import send\n" + tests)
    return run.runpytest("-p", "mailtutor.pytest_plugin", "--strict-markers", "-q")


def test_a_test_reads_what_its_code_sent(run: pytest.Pytester) -> None:
    result = outcome(
        run,
        "def test_bob_gets_it(smtp_server, mailbox):\n"
        "    assert send(smtp_server.port) == {}\n"
        "    assert mailbox[0].envelope.rcpt_tos == ('bob@example.com',)\n"
        "    assert mailbox[0].message.get_content().strip() == 'Hi!'\n",
    )
    result.assert_outcomes(passed=1)


def test_every_test_has_its_own_empty_mailbox(run: pytest.Pytester) -> None:
    result = outcome(
        run,
        "@pytest.mark.parametrize('number', [1, 2])\n"
        "def test_one_message(number, smtp_server, mailbox):\n"
        "    send(smtp_server.port)\n"
        "    assert len(mailbox) == 1\n",
    )
    result.assert_outcomes(passed=2)


def test_the_marker_configures_the_server_and_the_nearest_one_wins(run: pytest.Pytester) -> None:
    result = outcome(
        run,
        "pytestmark = pytest.mark.smtp_server(refuse={'eve@example.com': '550 5.1.1 Nobody'})\n"
        "def test_eve(smtp_server):\n"
        "    assert send(smtp_server.port, 'bob@example.com, eve@example.com') == {\n"
        "        'eve@example.com': (550, b'5.1.1 Nobody')}\n"
        "@pytest.mark.smtp_server()\n"
        "def test_everyone(smtp_server):\n"
        "    assert send(smtp_server.port, 'eve@example.com') == {}\n",
    )
    result.assert_outcomes(passed=2)


def test_an_unknown_option_is_an_error_and_not_ignored(run: pytest.Pytester) -> None:
    result = outcome(
        run, "@pytest.mark.smtp_server(user='ada')\ndef test_login(smtp_server): pass\n"
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*unexpected keyword argument 'user'*"])


def test_an_argument_without_a_name_is_an_error_and_not_ignored(run: pytest.Pytester) -> None:
    result = outcome(
        run, "@pytest.mark.smtp_server({'ada': 'x'})\ndef test_login(smtp_server): pass\n"
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*port must be a whole number*"])


def test_a_failed_test_shows_its_transcript_and_the_explanation(run: pytest.Pytester) -> None:
    result = outcome(
        run,
        "@pytest.mark.smtp_server(refuse={'bob@example.com': '550 5.1.1 No such user'})\n"
        "def test_bob_gets_it(smtp_server):\n"
        "    send(smtp_server.port)\n",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*SMTP session 1*", "*rcpt TO:<bob@example.com>*", "*550 5.1.1 No such user*"]
    )
    result.stdout.fnmatch_lines(["*mailtutor explains*", "*bob@example.com*"])


def test_the_server_is_gone_after_its_test(run: pytest.Pytester) -> None:
    result = outcome(
        run,
        "ports = []\n"
        "def test_first(smtp_server): ports.append(smtp_server.port)\n"
        "def test_second():\n"
        "    with pytest.raises(ConnectionRefusedError):\n"
        "        send(ports[0])\n",
    )
    result.assert_outcomes(passed=2)


def test_the_fixtures_work_in_this_very_test(smtp_server: LocalServer) -> None:
    assert smtp_server.listening
