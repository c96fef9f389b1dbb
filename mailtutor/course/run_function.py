"""Runs a learner's function and records what it returned, raised, printed and sent."""

from __future__ import annotations

import io
import smtplib
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .expectations import require_journal
from .wording import describe

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from mailtutor.record import Session

_TIMEOUT = 5.0
_MOST_RECIPIENTS = 30
SUBJECT = "A message to test your function"
_STANDARD_LIBRARY = str(Path(smtplib.__file__).parent)


class StopLoop(BaseException):
    """Stops an endless loop, even one that catches ``Exception``."""


class _Client(smtplib.SMTP):
    """An SMTP client that stops a learner's endless loop."""

    recipients = 0

    def rcpt(self, *args: Any, **kwargs: Any) -> Any:
        self.recipients += 1
        if self.recipients > _MOST_RECIPIENTS:
            raise StopLoop
        return super().rcpt(*args, **kwargs)


@dataclass(frozen=True)
class ClientCall:
    """The result of calling a learner's function with a client, and that client's session."""

    value: Any
    error: BaseException | None
    session: Session

    @property
    def description(self) -> str:
        """The result in words, such as "returned None"."""
        return _raised(self.error) or _returned(self.value)


def with_closed_client(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that closes the client's connection before it calls the learner's."""

    def call(client: smtplib.SMTP, *things: Any) -> Any:
        client.close()
        return function(client, *things)

    return call


def run_with_client(function: Callable[..., Any], server: Any, message: EmailMessage) -> ClientCall:
    """Call a learner's function with a client that's connected to the server and a message."""
    journal = require_journal(server)
    client = _Client("localhost", server.port, "localhost", timeout=_TIMEOUT)
    session = journal.sessions[-1]
    value, error = None, None
    try:
        value = function(client, message)
    except (StopLoop, Exception) as raised:  # noqa: BLE001 - the learner's function may raise anything
        error = raised
    finally:
        client.close()
    return ClientCall(value, error, session)


@dataclass(frozen=True)
class Call:
    """The result of calling a learner's function.

    Attributes:
        value: the value that it returned.
        error: the exception that it raised, or None.
        printed: the text that it printed.
        hidden: the last exception that its own code caught, or None.
    """

    value: Any
    error: BaseException | None
    printed: str
    hidden: BaseException | None

    @property
    def description(self) -> str:
        """The result in words, such as "printed '1' and returned None"."""
        if raised := _raised(self.error):
            return raised
        printed = f"printed {self.printed.strip()!r} and " if self.printed.strip() else ""
        return f"{printed}{_returned(self.value)}"


def run_student_function(function: Callable[..., Any], *arguments: Any) -> Call:
    """Call a learner's function and record what it returned, raised, printed and caught."""
    seen: list[BaseException] = []

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "exception" and not frame.f_code.co_filename.startswith(_STANDARD_LIBRARY):
            seen.append(argument[1])
        return trace

    value, error, printed, before = None, None, io.StringIO(), sys.gettrace()
    try:
        with redirect_stdout(printed):
            sys.settrace(trace)
            value = function(*arguments)
    except (SystemExit, Exception) as raised:  # noqa: BLE001 - the learner's function may raise anything
        error = raised
    finally:
        sys.settrace(before)
    caught = [
        each
        for each in seen
        if isinstance(each, Exception)
        and not isinstance(each, StopIteration)  # how a loop ends
        and each is not error
    ]
    return Call(value, error, printed.getvalue(), caught[-1] if caught else None)


def _raised(error: BaseException | None) -> str:
    return f"raised {type(error).__name__}: {error}" if error is not None else ""


def _returned(value: Any) -> str:
    shown = describe(value)
    return f"returned {shown.partition(', ')[2] if isinstance(value, str) else shown}"


def sample_message(*to: str, sender: str = "me@example.com", text: str = "Hello!") -> EmailMessage:
    """Return a message to call a function with."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = ", ".join(to)
    message["Subject"] = SUBJECT
    message.set_content(text)
    return message
