"""Pytest fixtures for code that sends email: a local SMTP server for each test, and its mailbox.

pytest loads this plugin where mailtutor is installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from mailtutor import LocalServer, Mailbox

_MARKER = (
    "smtp_server(tls=, users=, refuse=, faults=, ...): the arguments of the test's `LocalServer`"
)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, so that `--strict-markers` accepts it."""
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture
def smtp_server(request: pytest.FixtureRequest) -> Iterator[LocalServer]:
    """Start a `LocalServer` on a free port of this computer; stop it after the test.

    The marker of the same name passes arguments on to `LocalServer`::

        @pytest.mark.smtp_server(refuse={"bob@example.com": "550 5.1.1 No such user"})
        def test_rejected_recipients_are_reported(smtp_server): ...
    """
    from mailtutor import LocalServer

    # The nearest marker wins, so a test can override what its class or module asks for.
    marker = request.node.get_closest_marker("smtp_server")
    arguments = (marker.args, marker.kwargs) if marker else ((), {})
    with LocalServer(*arguments[0], **arguments[1]) as server:
        yield server


@pytest.fixture
def mailbox(smtp_server: LocalServer) -> Mailbox:
    """Return the messages that `smtp_server` accepted during the test."""
    return smtp_server.mailbox


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the transcripts of a failed test, and explain its error if email caused it."""
    report = yield
    server = getattr(item, "funcargs", {}).get("smtp_server")
    if server is not None and report.failed and call.excinfo is not None:
        for session in server.sessions:
            report.sections.append((f"SMTP session {session.number}", str(session)))
        from mailtutor import explain

        if explanation := explain(call.excinfo.value):
            report.sections.append(("mailtutor explains", str(explanation)))
    return report
