"""Calls a learner's function with a client and a message, and keeps what came of it."""

from __future__ import annotations

import io
import smtplib
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .expectations import a_journal, phrase

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from mailtutor.record import Session

_SECONDS = 5.0
_FAR_TOO_MANY = 30
SUBJECT = "To look at your function"
_PYTHON = str(Path(smtplib.__file__).parent)  # where Python's own modules are


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


def disconnected(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function that closes its client's connection before it calls this one."""

    def call(client: smtplib.SMTP, *things: Any) -> Any:
        client.close()
        return function(client, *things)

    return call


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


@dataclass(frozen=True)
class Called:
    """What came of a call of a learner's function.

    Attributes:
        value: what it returned.
        error: what it raised, or None.
        printed: what it printed.
        hidden: the last exception that its own code met, and did not let out; or None.
    """

    value: Any
    error: BaseException | None
    printed: str
    hidden: BaseException | None

    @property
    def words(self) -> str:
        """What it did, in words."""
        if self.error is not None:
            return f"raised {type(self.error).__name__}: {self.error}"
        if self.value is None or isinstance(self.value, bool):
            shown = f"returned {self.value}"
        elif isinstance(self.value, str):
            shown = f"returned {phrase(self.value).partition(', ')[2]}"
        else:
            shown = f"returned {phrase(self.value)}"
        return f"printed {self.printed.strip()!r}, but {shown}" if self.printed.strip() else shown


def called(function: Callable[..., Any], *arguments: Any) -> Called:
    """Call a learner's function, and keep what it returned, raised, printed and caught."""
    met: list[BaseException] = []

    def watch(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "exception" and not frame.f_code.co_filename.startswith(_PYTHON):
            met.append(argument[1])
        return watch

    value, error, printed, before = None, None, io.StringIO(), sys.gettrace()
    try:
        with redirect_stdout(printed):
            sys.settrace(watch)
            value = function(*arguments)
    except (SystemExit, Exception) as raised:  # noqa: BLE001 - the learner's may raise anything
        error = raised
    finally:
        sys.settrace(before)
    caught = [
        each
        for each in met
        if isinstance(each, Exception)
        and not isinstance(each, StopIteration)  # how a loop ends
        and each is not error
    ]
    return Called(value, error, printed.getvalue(), caught[-1] if caught else None)


def a_mail(*to: str, sender: str = "me@example.com", text: str = "Hello!") -> EmailMessage:
    """Make a message to try a function with."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = ", ".join(to)
    message["Subject"] = SUBJECT
    message.set_content(text)
    return message
