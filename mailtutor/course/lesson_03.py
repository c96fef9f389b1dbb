"""Lesson 03, connect to a server: its exercises and quizzes."""

from __future__ import annotations

import inspect
import re
import smtplib
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mailtutor.record import Delivery, Journal, Mailbox, Session

from .exercise import Exercise, Lesson, Option, Quiz
from .looking import NotYet, last_session, phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CHANGED = "The line with `check(...)` was changed: put it back."
_LONGEST = 60  # seconds; whoever waits longer for a greeting has not thought of it
_BOTH = {"ada@example.com", "bob@example.com"}


def _caught(thing: Any) -> str:
    if isinstance(thing, smtplib.SMTP):
        raise NotYet("This is a client. Was it connected? Then take a port where nobody listens.")
    if isinstance(thing, (str, int)):
        raise NotYet(f"This is {phrase(thing)}. Wanted is the error itself, not a part of it.")
    if isinstance(thing, type):
        raise NotYet(f"This is {phrase(thing)}. Wanted is the one that was raised: `as error`.")
    if not isinstance(thing, BaseException):
        raise NotYet(f"Wanted is the error that was raised. This is {phrase(thing)}.")
    if isinstance(thing, socket.gaierror):
        raise NotYet("This is a gaierror: no computer has that name. The name is `localhost`.")
    if isinstance(thing, smtplib.SMTPException):
        raise NotYet(
            f"This is {phrase(thing)}: Python's mail module raised it. The refusal comes before "
            "any mail is spoken of."
        )
    if not isinstance(thing, OSError):
        raise NotYet(f"{type(thing).__name__}: {thing}. That is about your code; mend it first.")
    if not isinstance(thing, ConnectionRefusedError):
        raise NotYet(f"This is {phrase(thing)}: {thing}. Wanted is the ConnectionRefusedError.")
    return "`except OSError` and `except ConnectionRefusedError` catch it. SMTPException does not."


def _conversation(mine: Any, server: Any) -> str:
    journal = _journal_of(mine)
    if journal is _journal_of(server):
        raise NotYet("This is the server of the lesson. Make a new one: `mine = LocalServer()`.")
    if not journal.sessions:
        if not journal.listening:
            raise NotYet("Your server is made, and not started. Nobody can reach it.")
        raise NotYet(
            f"Your server listens at {journal.address}, and nobody has connected. Which port did "
            "your client take?"
        )
    session = journal.sessions[-1]
    verbs = [line.verb for line in session.transcript if line.verb]
    if "NOOP" not in verbs:
        said = f"It said: {', '.join(verbs)}." if verbs else "It said nothing."
        raise NotYet(f"Your client connected. {said} `noop()` asks for nothing.")
    if session.ending is None:
        raise NotYet("The connection is still open. Say goodbye: `quit()`.")
    if session.ending != "quit":
        raise NotYet(f"The connection ended without goodbye: {session.summary}. Use `quit()`.")
    if "QUIT" in verbs[: verbs.index("NOOP")]:
        raise NotYet("QUIT came before NOOP.")
    return "A greeting, a command, a goodbye: every session with a mail server is like this."


def _journal_of(server: Any) -> Journal:
    journal = getattr(server, "journal", None)
    if not isinstance(journal, Journal):
        hint = ""
        if isinstance(server, type):
            hint = " Make one, with `()`."
        elif isinstance(server, smtplib.SMTP):
            hint = " A client is the other end."
        raise NotYet(f"Wanted is a LocalServer. This is {phrase(server)}.{hint}")
    return journal


def _received(thing: Any) -> str:
    if isinstance(thing, Mailbox):
        raise NotYet("This is the whole mailbox. The last in it is `server.mailbox[-1]`.")
    if isinstance(thing, Session):
        raise NotYet("This is the session. The mail that it brought is in `server.mailbox`.")
    if not isinstance(thing, Delivery):
        raise NotYet(
            f"This is {phrase(thing)}. Wanted is what arrived at the server: look in its `mailbox`."
        )
    envelope = thing.envelope
    reached = {address.lower() for address in envelope.rcpt_tos}
    missed = _BOTH - reached
    if len(missed) == 1 and re.search(rb"(?im)^to:[^\r]*;", thing.raw):
        raise NotYet(
            f"A semicolon stands in To. Only {_listed(reached)} got the mail, and no error said so."
        )
    if missed:
        raise NotYet(f"It went {envelope}. The envelope lacks {_listed(missed)}.")
    return "One mail, two recipients: one MAIL FROM, and RCPT TO twice."


def _listed(addresses: set[str]) -> str:
    return " and ".join(sorted(addresses))


def _listener(client: Any, server: Any) -> str:
    if isinstance(getattr(client, "journal", None), Journal):
        raise NotYet("This is the server. Wanted is a client: `smtplib.SMTP(...)`.")
    if not isinstance(client, smtplib.SMTP):
        raise NotYet(f"Wanted is a client, an `smtplib.SMTP`. This is {phrase(client)}.")
    _journal_of(server)
    if isinstance(client.timeout, bool) or not isinstance(client.timeout, (int, float)):
        raise NotYet("It has no timeout: it may wait for ever. `smtplib.SMTP(timeout=5)`.")
    if not 0 < client.timeout <= _LONGEST:
        raise NotYet(f"Its timeout is {client.timeout} seconds. Who waits that long? Take 5.")
    if not client.debuglevel:
        raise NotYet("It does not print what is said: `set_debuglevel(1)`.")
    # `_host` is set where the host is given to the constructor, which connects at once.
    if vars(client).get("_host") and not type(client).debuglevel:
        raise NotYet(
            "It connected when it was made, before it printed: the greeting is missing. Leave "
            "out the host there, and `connect` after `set_debuglevel`."
        )
    if "sock" not in vars(client):
        raise NotYet('It has not connected yet: `listener.connect("localhost", server.port)`.')
    if client.sock is not None:
        raise NotYet("It is connected still. Say goodbye: `quit()`.")
    session = last_session(server)
    if session.ending != "quit":
        raise NotYet(f"The last session with `server`: {session.summary}. Say goodbye: `quit()`.")
    return "You hear every word from the greeting on, and never wait for ever."


def _answers(function: Any, server: Any) -> str:
    if isinstance(function, bool):
        raise NotYet(f"This is {function}. Wanted is the function: hand it in without calling it.")
    if not callable(function) or isinstance(function, type):
        raise NotYet(f"Wanted is a function: `def answers(port):`. This is {phrase(function)}.")
    if not isinstance(getattr(server, "journal", None), Journal):
        raise NotYet(_CHANGED)
    try:
        inspect.signature(function).bind(1)
    except TypeError:
        raise NotYet("It does not take one value, the port.") from None
    with _listening(server):
        _compare(_tried(function, server.port), True, f"On port {server.port} a server listens")  # noqa: FBT003
        with _empty_port() as port:
            _compare(_tried(function, port), False, f"On port {port} nothing listens")  # noqa: FBT003
    return "True where a server listens, False where the system refuses."


@contextmanager
def _listening(server: Any) -> Iterator[None]:
    """Have the learner's server listen for a moment, and leave it as it was."""
    listened = server.listening
    server.start()
    try:
        yield
    finally:
        if not listened:
            server.stop()


@contextmanager
def _empty_port() -> Iterator[int]:
    """Hold a port at which nothing listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def _tried(function: Callable[..., Any], port: int) -> Any:
    """Return what the learner's function returns, or the exception that it raises."""
    try:
        return function(port)
    except Exception as error:  # noqa: BLE001 - it is the learner's function
        return error


def _compare(found: Any, wanted: bool, where: str) -> None:  # noqa: FBT001
    if found is wanted:
        return
    hint = ""
    if isinstance(found, ConnectionRefusedError):
        hint = " That is the refusal: catch it. It is an OSError, and no SMTPException."
    elif isinstance(found, bool):
        hint = " Does it use the port that it is given?"
    elif found is None:
        hint = " Is there a `return` for this case?"
    elif isinstance(found, smtplib.SMTP):
        found.close()
        hint = " That is the client. Return True."
    elif isinstance(found, tuple):
        hint = " That is the reply. Return True."
    came = (
        f"raised {type(found).__name__}"
        if isinstance(found, Exception)
        else f"returned {found if found is None or isinstance(found, bool) else phrase(found)}"
    )
    raise NotYet(f"{where}, so it should return {wanted}. Yours {came}.{hint}")


LESSON = Lesson(
    "03",
    "Connect to a server",
    exercises=(
        Exercise(
            "03.1",
            "Catch the refusal",
            "the error that was raised",
            _caught,
            (
                "`try:`, then the line that connects; `except OSError as error:` below it.",
                "After the block the name behind `as` is gone. Give the error another name there.",
                "The line in the block is `caught = error`.",
            ),
            """\
try:
    smtplib.SMTP("localhost", server.port)
except OSError as error:
    caught = error""",
        ),
        Exercise(
            "03.2",
            "Hold a conversation",
            "a LocalServer of your own, started",
            _conversation,
            (
                "`mine = LocalServer()`, and then it must be started.",
                "The client connects to `mine.port`.",
                "Its last two calls are `noop()` and `quit()`.",
            ),
            """\
mine = LocalServer().start()
client = smtplib.SMTP("localhost", mine.port)
client.noop()
client.quit()""",
        ),
        Exercise(
            "03.3",
            "Send one mail to two",
            "the mail that arrived",
            _received,
            (
                "Make a new `EmailMessage`. A comma stands between the addresses in `To`.",
                "Send it to `server.port`, as in the cell above.",
                "`received = server.mailbox[-1]`, after it was sent.",
            ),
            """\
both = EmailMessage()
both["From"] = "me@example.com"
both["To"] = "ada@example.com, bob@example.com"
both["Subject"] = "To the two of you"
both.set_content("Hello!")
with smtplib.SMTP("localhost", server.port) as client:
    client.send_message(both)
received = server.mailbox[-1]""",
        ),
        Exercise(
            "03.4",
            "Listen in",
            "a client that prints what is said",
            _listener,
            (
                "`listener = smtplib.SMTP(timeout=5)` makes a client that is not connected yet.",
                "Then four calls: turn on the printing, connect, say goodbye.",
                '`listener.connect("localhost", server.port)` comes after `set_debuglevel(1)`.',
            ),
            """\
listener = smtplib.SMTP(timeout=5)
listener.set_debuglevel(1)
listener.connect("localhost", server.port)
listener.quit()""",
        ),
        Exercise(
            "03.5",
            "Ask whether a port answers",
            "a function that takes a port",
            _answers,
            (
                "Begin with `def answers(port):`. Connect in a `try`, to `port`.",
                "`return True` after it connected; `return False` in the `except`.",
                "Which error was it? Exercise 03.1 caught it.",
            ),
            """\
def answers(port):
    try:
        with smtplib.SMTP("localhost", port, timeout=5):
            return True
    except ConnectionRefusedError:
        return False""",
        ),
    ),
    quizzes=(
        Quiz(
            "03.a",
            "Nothing listens on your port. What will Python do?",
            (
                Option(
                    "Wait until a server comes",
                    "It waits where nobody answers at all, as behind some firewalls. Here the "
                    "operating system answers at once, and says no.",
                ),
                Option(
                    "Raise ConnectionRefusedError",
                    "The operating system answers for the empty port, and refuses.",
                    right=True,
                ),
                Option(
                    "Raise SMTPConnectError",
                    "That comes when a server answers, and its first word is another than 220.",
                ),
            ),
        ),
        Quiz(
            "03.b",
            "All goes well. What will send_message return?",
            (
                Option("True", "That could not tell which of many recipients was refused."),
                Option(
                    "{}, an empty dict",
                    "It is a dict of the recipients that were refused. Nobody was.",
                    right=True,
                ),
                Option(
                    "{'you@example.com': 250}",
                    "Whoever was accepted is not in it. Who was refused would be, with the reply.",
                ),
            ),
        ),
    ),
)
