"""Lesson 08, when things go wrong: its exercises and quizzes."""

from __future__ import annotations

import inspect
import smtplib
import socket
import ssl
from contextlib import contextmanager
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from mailtutor.record import Delivery, Journal

from .exercise import Exercise, Lesson, Option, Quiz
from .looking import NotYet, a_message, addresses, last_mail, last_session, phrase, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CHANGED = "The line with `check(...)` was changed: put it back."
_NOT_NOW = 451  # RFC 5321, section 4.2.2
_THREE = {"a@example.com", "b@example.com", "c@example.com"}
_REPLY = (550, b"5.1.1 No such user")

# One error of each layer, as they are raised; all of them are OSErrors.
_ERRORS: tuple[tuple[OSError, str], ...] = (
    (socket.gaierror(-2, "Name or service not known"), "name"),
    (ConnectionRefusedError(111, "Connection refused"), "connection"),
    (TimeoutError("timed out"), "connection"),
    (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"), "TLS"),
    (ssl.SSLCertVerificationError(1, "certificate verify failed"), "TLS"),
    (smtplib.SMTPServerDisconnected("Connection unexpectedly closed"), "SMTP"),
    (smtplib.SMTPRecipientsRefused({"you@example.com": _REPLY}), "SMTP"),
)


def _too_early(thing: Any) -> str:
    if isinstance(thing, smtplib.SMTP):
        raise NotYet("This is a client. Wanted is the error that its `login` raises.")
    if isinstance(thing, type) or not isinstance(thing, BaseException):
        raise NotYet(f"Wanted is the error itself, as it was raised. This is {phrase(thing)}.")
    if isinstance(thing, smtplib.SMTPAuthenticationError):
        raise NotYet(
            "This is an SMTPAuthenticationError: the server looked at the password, and said no. "
            "Leave `starttls` out, and it never gets so far."
        )
    if isinstance(thing, smtplib.SMTPNotSupportedError):
        if "AUTH" not in str(thing):
            raise NotYet(f"It says: {thing} Wanted is the one about AUTH, the login.")
        return "The server offered no login, so Python did not even send the password."
    if isinstance(thing, smtplib.SMTPSenderRefused):
        raise NotYet("This came of sending without a login. Wanted is what `login` raises.")
    if isinstance(thing, smtplib.SMTPServerDisconnected):
        raise NotYet(f"It says: {thing}. Connect anew, and log in as the first thing.")
    if isinstance(thing, ssl.SSLError):
        raise NotYet("This is an error of TLS. Connect with `SMTP`, and without `starttls`.")
    if isinstance(thing, ConnectionRefusedError):
        raise NotYet("Nobody listens there. Connect to `secure.port`.")
    raise NotYet(f"This is {phrase(thing)}: {thing} Wanted is what an early `login` raises.")


def _layer(function: Any) -> str:
    _function(function, "layer(error)", 1)
    for error, wanted in _ERRORS:
        name = type(error).__name__
        found = _tried(function, error)
        if isinstance(found, Exception):
            raise NotYet(f"Given a {name}, yours raised {type(found).__name__}: {found}")
        if found is None:
            raise NotYet(f"Given a {name}, yours returned None. Is there a `return`?")
        if not isinstance(found, str):
            raise NotYet(f"Given a {name}, yours returned {phrase(found)}. Wanted is a str.")
        if found.strip().lower() != wanted.lower():
            hint = ""
            if found.strip().lower() == "connection":
                hint = " It is an OSError, too: ask for OSError last."
            raise NotYet(f"Given a {name}, yours returned {found!r}, not {wanted!r}.{hint}")
    return "Each layer has its class. The narrow ones were asked for first."


def _function(thing: Any, form: str, count: int) -> None:
    """Make sure that it is a function of the learner's.

    Args:
        thing: what was handed in.
        form: how it is called, as "layer(error)".
        count: how many values it takes.
    """
    if not callable(thing) or isinstance(thing, type):
        raise NotYet(f"Wanted is a function: `def {form}:`. This is {phrase(thing)}.")
    try:
        inspect.signature(thing).bind(*range(count))
    except (TypeError, ValueError):
        raise NotYet(f"It should be called like this: `{form}`.") from None


def _tried(function: Callable[..., Any], *things: Any) -> Any:
    """Return what the learner's function returns, or the exception that it raises."""
    try:
        return function(*things)
    except Exception as error:  # noqa: BLE001 - it is the learner's function
        return error


def _sent(function: Any, server: Any) -> str:
    _function(function, "sent(port, message)", 2)
    journal = getattr(server, "journal", None)
    if not isinstance(journal, Journal):
        raise NotYet(_CHANGED)
    with _well(server):
        _compare(_tried(function, server.port, _mail("you@example.com")), True, "Here all is well")  # noqa: FBT003
        if not journal.mailbox or journal.mailbox[-1].message["Subject"] != _SUBJECT:
            raise NotYet("It returned True, and nothing arrived. Did it send the message?")
        found = _tried(function, server.port, _mail(""))
        _compare(found, False, "A message for nobody is refused")  # noqa: FBT003
        found = _tried(function, server.port, None)
        if not isinstance(found, Exception):
            raise NotYet(
                f"With None in the place of the message, yours {_came(found)}. That is a mistake "
                "in the program: it should come through. `except OSError` is wide enough."
            )
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        found = _tried(function, held.getsockname()[1], _mail("you@example.com"))
    _compare(found, False, "Nothing listens there")  # noqa: FBT003
    return "What the network and the server do is met. Your own mistakes still show."


_SUBJECT = "Sent by the check of exercise 08.3"


def _mail(to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "me@example.com"
    if to:
        message["To"] = to
    message["Subject"] = _SUBJECT
    message.set_content("Hello!")
    return message


@contextmanager
def _well(server: Any) -> Iterator[None]:
    """Have the learner's server listen without faults for a moment, and leave it as it was."""
    listened, faults = server.listening, list(server.faults)
    server.faults.clear()
    server.start()
    try:
        yield
    finally:
        server.faults.extend(faults)
        if not listened:
            server.stop()


def _compare(found: Any, wanted: bool, case: str) -> None:  # noqa: FBT001
    if found is wanted:
        return
    hint = ""
    if found is None:
        hint = " Is there a `return` for this case?"
    elif isinstance(found, smtplib.SMTPException):
        hint = " Catch it. Its family is SMTPException, which is an OSError."
    elif isinstance(found, OSError):
        hint = " Catch it: it is an OSError, and no SMTPException."
    elif isinstance(found, dict):
        hint = " That is what `send_message` returns."
    elif isinstance(found, bool) and wanted:
        hint = " Look at what was caught: `print(error)`."
    raise NotYet(f"{case}, so it should return {wanted}. Yours {_came(found)}.{hint}")


def _came(found: Any) -> str:
    if isinstance(found, Exception):
        return f"raised {type(found).__name__}"
    return f"returned {found if found is None or isinstance(found, bool) else phrase(found)}"


def _mended(thing: Any, review: Any) -> str:
    message = a_message(thing.message if isinstance(thing, Delivery) else thing)
    if not callable(review):
        raise NotYet(_CHANGED)
    addresses(message, "From")
    # The gravest comes first. A list of what is found is no more than that of a learner.
    findings = list(review(thing))
    if findings:
        more = f" And {len(findings) - 1} more." if findings[1:] else ""
        raise NotYet(f"`review` finds: {findings[0].headline}.{more}")
    named = {
        address
        for name in ("To", "Cc", "Bcc")
        if message[name] is not None
        for address in addresses(message, name)
    }
    if missed := _THREE - named:
        raise NotYet(f"Nothing is found, but it does not go to {' and '.join(sorted(missed))}.")
    text_of(message)
    return "Three recipients, and nothing that goes wrong in silence."


def _patient(server: Any) -> str:
    last_session(server)
    replies = [line for each in server.journal.sessions for line in each.transcript]
    if not any(line.code == _NOT_NOW for line in replies):
        raise NotYet("It never said 451. Leave the server's `faults` as they are.")
    last_mail(server)
    return "Refused for now, and taken the second time. Real programs wait some minutes between."


LESSON = Lesson(
    "08",
    "When things go wrong",
    exercises=(
        Exercise(
            "08.1",
            "Make an error on purpose",
            "the error that an early `login` raises",
            _too_early,
            (
                "First without `try`: connect with `SMTP` to `secure.port`, then `login`.",
                "Then put `try:` above it and `except smtplib.SMTPException as error:` below.",
                "In that block, keep the error under another name: `caught = error`.",
            ),
            """\
try:
    with smtplib.SMTP("localhost", secure.port, timeout=5) as client:
        client.login("ada@example.com", "a password")
except smtplib.SMTPException as error:
    caught = error""",
        ),
        Exercise(
            "08.2",
            "Tell the layer",
            "a function that takes an error",
            _layer,
            (
                "`isinstance(error, ssl.SSLError)` asks for a class. `import socket` for the name.",
                "The order matters: whoever asks for `OSError` first never gets to the others.",
                "Three times `if isinstance(...): return ...`, then the fourth answer.",
            ),
            """\
import socket

def layer(error):
    if isinstance(error, socket.gaierror):
        return "name"
    if isinstance(error, ssl.SSLError):
        return "TLS"
    if isinstance(error, smtplib.SMTPException):
        return "SMTP"
    return "connection\"""",
        ),
        Exercise(
            "08.3",
            "Catch what can go wrong",
            "a function that takes a port and a message",
            _sent,
            (
                "Connect and send in a `try`. `return True` is the last line there.",
                "Which class has both ConnectionRefusedError and SMTPException in its family?",
                "`except OSError:` catches both. `except Exception:` hides too much.",
            ),
            """\
def sent(port, message):
    try:
        with smtplib.SMTP("localhost", port, timeout=5) as client:
            client.send_message(message)
            return True
    except OSError:
        return False""",
        ),
        Exercise(
            "08.4",
            "Mend a mail",
            "an EmailMessage to three",
            _mended,
            (
                "Between addresses stand commas.",
                "`review(mended)` says what is left. A header is missing that each mail must have.",
                "`from email.utils import formatdate`, then `formatdate(localtime=True)`.",
            ),
            """\
from email.utils import formatdate

mended = EmailMessage()
mended["From"] = "me@example.com"
mended["To"] = "a@example.com, b@example.com, c@example.com"
mended["Date"] = formatdate(localtime=True)
mended.set_content("Hello!")""",
        ),
        Exercise(
            "08.5",
            "Come back later",
            "a mail at `busy`",
            _patient,
            (
                "Run it with one `send_message` first. Which error is it?",
                "Catch `smtplib.SMTPRecipientsRefused`, and send once more in the `except` block.",
                "`for attempt in range(2):` around it works too.",
            ),
            """\
with LocalServer(faults=[faults.greylist()]) as busy:
    with smtplib.SMTP("localhost", busy.port, timeout=5) as client:
        try:
            client.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            print("Not now:", error)
            client.send_message(message)""",
        ),
    ),
    quizzes=(
        Quiz(
            "08.a",
            "The server is made, and not started. Which step will fail?",
            (
                Option(
                    "The name: localhost is not found",
                    "`localhost` is this computer, and every computer knows it.",
                ),
                Option(
                    "The connection",
                    "The name is found, and nothing listens at the port. So the operating system "
                    "refuses.",
                    right=True,
                ),
                Option(
                    "The greeting: the server does not say 220",
                    "That would be the step after. There is no server yet that could be silent.",
                ),
            ),
        ),
        Quiz(
            "08.b",
            "Semicolons stand between three addresses. How many get the mail?",
            (
                Option(
                    "All three",
                    "Some mail programs write semicolons. In the header of a mail stand commas.",
                ),
                Option(
                    "One",
                    "Python reads up to the first semicolon, and the server never hears of the "
                    "other two.",
                    right=True,
                ),
                Option(
                    "None, there is an error",
                    "It would be better so. Neither Python nor the server says a word.",
                ),
            ),
        ),
    ),
)
