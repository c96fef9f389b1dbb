"""Lesson 10, test code that sends email: the program that is tested."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

SENDER, BOSS = "reports@example.com", "boss@example.com"
SUBJECT = "Visitors last week"
_LONGEST_WAIT = 1.0  # seconds, for a version that would wait forever


class WaitsForever(BaseException):
    """Ends a version that would wait forever; `pytest.raises(Exception)` doesn't accept it."""


def deliver(client: smtplib.SMTP, report: EmailMessage) -> Any:
    """Send the report and return the rejected recipients, as the lesson does."""
    try:
        return client.send_message(report)
    except smtplib.SMTPRecipientsRefused as error:
        return error.recipients


@dataclass
class Mailer:
    """A version of the lesson's program. Without arguments, it's the right one.

    Args:
        bug: what it does wrong, after "even if `send_report`".
        advice: how a test can notice that.
        change: changes the report before it's sent.
        deliver: sends the report.

    Attributes:
        calls: how often its `send_report` was called.
        builds: how often a test called its `build_report`.
        rejections: how often it returned rejected recipients.
        mocked: how often a test had replaced `smtplib.SMTP` with a mock.
    """

    bug: str = ""
    advice: str = ""
    change: Callable[[EmailMessage], object] | None = None
    deliver: Callable[[smtplib.SMTP, EmailMessage], Any] = deliver
    calls: int = field(default=0, init=False)
    builds: int = field(default=0, init=False)
    rejections: int = field(default=0, init=False)
    mocked: int = field(default=0, init=False)

    @property
    def functions(self) -> dict[str, Callable[..., Any]]:
        """The functions of the notebook that it replaces, by name."""
        return {"build_report": self._build_for_test, "send_report": self.send_report}

    def _build_for_test(self, team: Iterable[str], visits: Mapping[str, int]) -> EmailMessage:
        self.builds += 1
        return self.build_report(team, visits)

    def build_report(self, team: Iterable[str], visits: Mapping[str, int]) -> EmailMessage:
        """Return the report."""
        report = EmailMessage()
        report["From"] = SENDER
        report["To"] = ", ".join(team)
        report["Bcc"] = BOSS
        report["Subject"] = SUBJECT
        report.set_content(f"We had {sum(visits.values())} visitors.")
        rows = "".join(f"{day},{count}\n" for day, count in visits.items())
        report.add_attachment(rows, subtype="csv", filename="visitors.csv")
        if self.change is not None:
            self.change(report)
        return report

    def send_report(
        self, port: int, team: Iterable[str], visits: Mapping[str, int], timeout: float = 10
    ) -> Any:
        """Send the report and return the rejected recipients."""
        self.calls += 1
        self.mocked += not isinstance(smtplib.SMTP, type)
        report = self.build_report(team, visits)
        with smtplib.SMTP("localhost", port, timeout=timeout) as client:
            refused = self.deliver(client, report)
        self.rejections += bool(refused)
        return refused


class Careless(Mailer):
    """A version that takes every failure of the network for success."""

    def send_report(self, *args: Any, **kwargs: Any) -> Any:
        """Send the report."""
        try:
            return super().send_report(*args, **kwargs)
        except OSError:
            return {}


class Endless(Mailer):
    """A version that waits for an answer without a limit."""

    def send_report(
        self, port: int, team: Iterable[str], visits: Mapping[str, int], timeout: float = 10
    ) -> Any:
        """Send the report; after some seconds, give up for it."""
        del timeout
        try:
            return super().send_report(port, team, visits, _LONGEST_WAIT)
        except smtplib.SMTPServerDisconnected as error:
            if "timed out" not in str(error):
                raise
            raise WaitsForever from None
