"""Calls a learner's function with a client and a message, and keeps what came of it."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from .looking import a_journal, phrase

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor.record import Session

_SECONDS = 5.0
_FAR_TOO_MANY = 30
SUBJECT = "To look at your function"


class EnoughError(BaseException):
    """Ends a loop that would never end, past any ``except Exception``."""


class _Client(smtplib.SMTP):
    """Python's own client, which stops a learner's endless loop."""

    asked = 0

    def rcpt(self, *args: Any, **kwargs: Any) -> Any:
        self.asked += 1
        if self.asked > _FAR_TOO_MANY:
            raise EnoughError
        return super().rcpt(*args, **kwargs)


@dataclass(frozen=True)
class Outcome:
    """What a learner's function returned or raised, and the session in which it did."""

    value: Any
    error: BaseException | None
    session: Session

    @property
    def words(self) -> str:
        """What it did, in words."""
        if self.error is not None:
            return f"raised {type(self.error).__name__}: {self.error}"
        return f"returned {phrase(self.value)}"


def tried(function: Callable[..., Any], server: Any, message: EmailMessage) -> Outcome:
    """Call a learner's function with a client of the server and a message."""
    journal = a_journal(server)
    client = _Client("localhost", server.port, "localhost", timeout=_SECONDS)
    session = journal.sessions[-1]
    value, error = None, None
    try:
        value = function(client, message)
    except (EnoughError, Exception) as raised:  # noqa: BLE001 - the learner's may raise anything
        error = raised
    finally:
        client.close()
    return Outcome(value, error, session)


def a_mail(*to: str, sender: str = "me@example.com", text: str = "Hello!") -> EmailMessage:
    """Make a message to try a function with."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = ", ".join(to)
    message["Subject"] = SUBJECT
    message.set_content(text)
    return message
