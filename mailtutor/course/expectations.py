"""Building blocks for checks: each returns what it found, or raises `Mistake`."""

from __future__ import annotations

import inspect
import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from mailtutor.record import Journal

from .time_limit import limited
from .wording import describe, describe_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mailtutor.record import Delivery, Session

    from .cell import Cell

CHECK_LINE_CHANGED = "The line with `check(...)` was changed. Restore the original line."
_POLL_SECONDS = 0.01
_MOST_POLLS = 50
_cell: ContextVar[Cell | None] = ContextVar("cell", default=None)


class Mistake(Exception):  # noqa: N818 - the learner's mistake, not an error of the program
    """The answer is wrong; the text tells the learner why."""


class NotTried(Exception):  # noqa: N818 - not an error of the program
    """There is nothing to check yet."""


@contextmanager
def checking(cell: Cell | None) -> Iterator[None]:
    """Check the answer of a cell: what happened before it started doesn't count.

    Args:
        cell: the cell that is running; None if unknown, and then everything counts.
    """
    token = _cell.set(cell)
    try:
        yield
    finally:
        _cell.reset(token)


def cell_start() -> float:
    """Return when the learner's cell started, in seconds since 1970; 0 if unknown."""
    cell = _cell.get()
    return cell.began if cell else 0.0


def code_uses(*names: str) -> bool:
    """Return whether the learner's code uses one of these names; True if the code is unknown."""
    cell = _cell.get()
    return cell is None or any(cell.names(name) for name in names)


def require_own_code(todo: str) -> None:
    """Check that the learner has changed the cell.

    Args:
        todo: says what to change.

    Raises:
        NotTried: it still does exactly what the shipped one does.
    """
    cell = _cell.get()
    if cell is not None and cell.is_as_shipped:
        raise NotTried(todo)


def forbid_printing_answer() -> None:
    """Check that the learner's code doesn't print the answer, because it's a secret.

    Raises:
        Mistake: it does, so the secret is saved in the notebook.
    """
    cell = _cell.get()
    if cell is not None and cell.prints_answer:
        raise Mistake(
            f"That's right, but `print({cell.answer})` saves it in the notebook, where anyone who "
            "gets the file can read it. Delete that line and run the cell again."
        )


def require_function(thing: Any, call: str) -> Callable[..., Any]:
    """Return the answer if it's a function that can be called like this, with a time limit.

    Args:
        thing: the answer.
        call: an example of the call, such as "deliver(client, message)".

    Raises:
        Mistake: it isn't a function, or it takes other arguments.
    """
    if not callable(thing) or isinstance(thing, type):
        raise Mistake(
            f"Expected a function, `def {call}:`, but got {describe(thing)}. Pass its name, "
            "without `()`."
        )
    arguments = call.partition("(")[2].split(",")
    try:
        inspect.signature(thing).bind(*arguments)
    except (TypeError, ValueError):
        raise Mistake(f"Expected a function that can be called as `{call}`.") from None
    return limited(thing)


def require_journal(server: Any) -> Journal:
    """Return the journal of the `LocalServer` in the line with ``check(...)``.

    Raises:
        Mistake: that line passes something else.
    """
    journal = getattr(server, "journal", None)
    if not isinstance(journal, Journal):
        raise Mistake(CHECK_LINE_CHANGED)
    return journal


def require_session(server: Any) -> Session:
    """Return the last session of a `LocalServer` since the learner's cell started.

    Raises:
        NotTried: no client has connected since.
        Mistake: it isn't a server.
    """
    journal = getattr(server, "journal", None)
    if not isinstance(journal, Journal):
        # Without the value: it may be `server.users`, with passwords.
        raise Mistake(f"Expected a LocalServer, but got {describe_type(server)}.")
    if not journal.sessions:
        raise NotTried("No client has connected to your server yet.")
    session: Session = journal.sessions[-1]
    if session.started < cell_start():
        raise NotTried(
            "No client has connected to your server since this cell started. Connections from "
            "earlier cells don't count."
        )
    return session


def wait_for_ending(session: Session) -> str | None:
    """Return how a session ended; None if its client is still connected.

    The server notices a moment later that a client has closed the connection, so this waits
    up to half a second for that.
    """
    for _ in range(_MOST_POLLS):
        client = session.client.reference() if session.client else None
        sock = getattr(client, "sock", None)
        if session.ending is not None or (sock is not None and sock.fileno() >= 0):
            break
        time.sleep(_POLL_SECONDS)
    return session.ending


def require_delivery(server: Any) -> Delivery:
    """Return the last message that a `LocalServer` accepted since the learner's cell started.

    Raises:
        NotTried: no client has connected since.
        Mistake: it isn't a server, or the last session delivered no message.
    """
    journal = getattr(server, "journal", None)
    if isinstance(journal, Journal) and journal.mailbox:
        delivery: Delivery = journal.mailbox[-1]
        if delivery.received >= cell_start():
            return delivery
    session = require_session(server)
    refusal = session.refusal
    why = f"It replied: {refusal.text}" if refusal else f"The last session: {session.summary}."
    raise Mistake(f"No message has arrived at your server. {why}")
