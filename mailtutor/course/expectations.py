"""What checks are made of: small looks at what a learner made, each with its sentence."""

from __future__ import annotations

import inspect
import re
import time
from contextlib import contextmanager
from contextvars import ContextVar
from email import message_from_bytes, policy
from email.errors import InvalidHeaderDefect
from email.message import EmailMessage, Message, MIMEPart
from typing import TYPE_CHECKING, Any

from mailtutor.record import Journal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mailtutor.record import Delivery, Session

    from .cell import Cell

CHANGED = "The line with `check(...)` was changed: put it back."
_LONG = 60
_KNOWN = re.compile(
    r"(?i)from|to|cc|bcc|subject|date|sender|reply-to|message-id|in-reply-to|references"
    r"|mime-.*|content-.*|x-.*|list-.*|auto-.*"
)
_MOMENT = 0.01  # seconds
_PATIENCE = 50  # moments
_since = ContextVar("since", default=0.0)
_cell: ContextVar[Cell | None] = ContextVar("cell", default=None)


class NotYet(Exception):  # noqa: N818 - it is no error of the program
    """The answer is not right yet; the text says why, to the learner."""


class NotTried(Exception):  # noqa: N818 - it is no error of the program
    """There is nothing to look at so far."""


@contextmanager
def counting_since(began: float, cell: Cell | None = None) -> Iterator[None]:
    """Count only sessions that began, and messages that arrived, after the learner's cell did.

    Args:
        began: when it began, in seconds since 1970; 0 counts them all.
        cell: the cell itself, where it is known.
    """
    tokens = _since.set(began), _cell.set(cell)
    try:
        yield
    finally:
        _since.reset(tokens[0])
        _cell.reset(tokens[1])


def began() -> float:
    """Return when the learner's cell began, in seconds since 1970; 0 if that is not known."""
    return _since.get()


def uses(*names: str) -> bool:
    """Return whether the learner's code names one of these; True if the code is not known."""
    cell = _cell.get()
    return cell is None or any(cell.names(name) for name in names)


def must_not_be_printed() -> None:
    """See that the learner's code doesn't print the answer, which is a secret.

    Raises:
        NotYet: it does; what is printed is saved in the notebook.
    """
    cell = _cell.get()
    if cell is not None and cell.prints_answer:
        raise NotYet(
            f"It's right, but `print({cell.answer})` puts it into the notebook, for everyone who "
            "gets the file. Take that line out, and run the cell again."
        )


def phrase(thing: Any) -> str:
    """Name a thing in a sentence: its type, and its value where that is short.

    >>> phrase("Hello")
    "a str, 'Hello'"
    >>> phrase(EmailMessage)
    'the class EmailMessage itself'
    >>> phrase(print)
    'a builtin_function_or_method'
    """
    if isinstance(thing, type):
        return f"the class {thing.__name__} itself"
    name = type(thing).__name__
    # By its sound: "an SMTP", "an int", "a str".
    sounds = "AEFHILMNORSX" if name[:2].isupper() else "AEIOUaeiou"
    article = "an" if name[:1] in sounds and not name.startswith("MIME") else "a"
    if not isinstance(thing, (str, bytes, int, float, list, tuple, dict)):
        return f"{article} {name}"
    try:
        value = repr(thing)
    except Exception:  # noqa: BLE001 - a list may hold anything
        return f"{article} {name}"
    return f"{article} {name}, {value if len(value) <= _LONG else value[:_LONG] + '…'}"


def a_message(thing: Any) -> EmailMessage:
    """Take a message, also one of Python's older classes, or one with such parts in it.

    Raises:
        NotYet: it is something else.
    """
    if isinstance(thing, Message):
        return _with_readable_headers(_as_read(thing))
    if thing is EmailMessage:
        raise NotYet(
            "This is the class EmailMessage itself. Make one: `EmailMessage()`, with `()`."
        )
    text = " Headers and a body are set on a message, which writes such text for you."
    raise NotYet(
        f"Expected an EmailMessage, but got {phrase(thing)}."
        f"{text if isinstance(thing, (str, bytes)) else ''}"
    )


def an_email_message(thing: Any) -> EmailMessage:
    """Take a message of the class that the course teaches, and of no older one.

    Raises:
        NotYet: it is something else.
    """
    if isinstance(thing, Message) and not isinstance(thing, EmailMessage):
        raise NotYet(
            f"Expected an EmailMessage, but got {phrase(thing)}, one of Python's older classes. "
            "Make it with `EmailMessage()`; where you read one from text or bytes, give "
            "`policy=policy.default`."
        )
    return a_message(thing)


def _as_read(message: Message) -> EmailMessage:
    """Have every header and every part of a message in the classes that can be asked."""
    if (
        isinstance(message, EmailMessage)
        and isinstance(message.policy, policy.EmailPolicy)
        and all(isinstance(part, EmailMessage) for part in message.walk())
    ):
        return message
    try:
        return message_from_bytes(message.as_bytes(), policy=policy.default)
    except Exception as error:  # noqa: BLE001 - a payload may be anything
        raise NotYet(
            f"Python can't write this message as bytes: {type(error).__name__}: {error}."
        ) from None


def _with_readable_headers(message: EmailMessage) -> EmailMessage:
    name = ""
    try:
        for name in message:
            message[name]
    except Exception:  # noqa: BLE001 - Python's parser may raise anything
        raise NotYet(f"Python can't read its {name}: is it cut off?") from None
    return message


def header(message: EmailMessage, name: str) -> str:
    """Read a header that must be there, with a value.

    Raises:
        NotYet: it is missing, or empty.
    """
    value = message[name]
    if value is None:
        how = f'Set a header like a key of a dict: `["{name}"] = ...`.'
        own = sorted(set(vars(message)) - set(vars(EmailMessage())))
        if type(message) is EmailMessage and own:
            one = next((each for each in own if each.lower() == name.lower()), own[0])
            raise NotYet(
                f"It has no {name}. `.{one}` is an attribute of the Python object, which isn't "
                f"sent. {how}"
            )
        letters = name.replace("-", "").lower()
        if alike := [each for each in message if re.sub(r"[-_ ]", "", each).lower() == letters]:
            how = f"Its {alike[0]!r} is another header: the name is {name!r}, with a hyphen."
        elif other := [each for each in message if not _KNOWN.fullmatch(each)]:
            how = f"Its {other[0]!r} is another header. {how}"
        raise NotYet(f"It has no {name}. {how}")
    if not str(value).strip():
        raise NotYet(f"Its {name} is empty.")
    return str(value)


def addresses(message: EmailMessage, name: str) -> list[str]:
    """Read the addresses of a header that must be there, in small letters.

    Raises:
        NotYet: it is missing, or one of them is no address.
    """
    value = header(message, name)
    # What is sent is the text of the header, however it was set: a list of strings is
    # accepted by EmailMessage too, and has no addresses to ask for.
    try:
        parsed: Any = policy.default.header_factory(name, value)
        found = [each.addr_spec.lower() for each in parsed.addresses]
    except (AttributeError, IndexError, ValueError):  # Python's parser can't read everything
        found = []
    if not found or not all("@" in each.strip("<>@") for each in found):
        raise NotYet(f"{name} is {value!r}. An address has a name, an @, and a domain.")
    if any(isinstance(each, InvalidHeaderDefect) for each in getattr(message[name], "defects", ())):
        written = str(message_from_bytes(message.as_bytes())[name])
        why = "Semicolons stand" if ";" in written else "There's no comma"
        raise NotYet(
            f"{why} in {name}, so Python "
            f"can read only {', '.join(found)}. Write a comma between addresses."
        )
    return found


def text_of(message: EmailMessage) -> str:
    """Read the text of the body, which must be there.

    Raises:
        NotYet: there is no body, or nothing in it.
    """
    body = message.get_body(("plain", "html"))
    text = content_of(body) if body is not None and body.get_payload() is not None else ""
    if text.strip():
        return text
    wrong = next((name for name in message if name.lower() in {"body", "text", "content"}), "")
    if wrong:
        raise NotYet(f"{wrong!r} became a header. The body is set with `set_content(...)`.")
    if body is not None and body.get_payload() == "" and "Content-Type" not in message:
        raise NotYet(
            "It has headers, but no text: in a text that you read as a message, an empty line "
            "ends the headers, and the body comes after it."
        )
    if body is not None and body.get_payload() is not None:
        raise NotYet("Its body is empty: give your text to `set_content(...)`.")
    if "set_content" in vars(message):
        raise NotYet("`set_content = ...` replaced the method. Call it: `set_content(...)`.")
    but = "" if body is not None or not message.is_multipart() else " An attachment isn't the body."
    raise NotYet(f"It has no text yet.{but} `set_content(...)` sets the body.")


def content_of(part: MIMEPart) -> str:
    """Read the text of a part, also where its own headers are wrong about it."""
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # a charset that doesn't exist, or a type with no reader
        content = part.get_payload(decode=True)
        return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def a_function(thing: Any, *names: str) -> Callable[..., Any]:
    """Take a function of the learner's that can be called with these arguments.

    Raises:
        NotYet: it is no function, or takes other arguments.
    """
    if not callable(thing) or isinstance(thing, type):
        raise NotYet(f"Wanted is a function, without brackets after its name: {phrase(thing)}.")
    try:
        inspect.signature(thing).bind(*names)
    except (TypeError, ValueError):
        few = {1: "this one argument", 2: "these two", 3: "these three"}[len(names)]
        raise NotYet(f"It does not take {few}: {', '.join(names)}.") from None
    function: Callable[..., Any] = thing
    return function


def a_journal(server: Any) -> Journal:
    """Take what a `LocalServer` in the line with ``check(...)`` wrote down.

    Raises:
        NotYet: there is something else in its place.
    """
    journal = getattr(server, "journal", None)
    if not isinstance(journal, Journal):
        raise NotYet(CHANGED)
    return journal


def last_session(server: Any) -> Session:
    """Take the last session with a `LocalServer` that began since the learner's cell did.

    Raises:
        NotTried: nobody has connected to it since.
        NotYet: it is no server.
    """
    journal = getattr(server, "journal", None)
    if not isinstance(journal, Journal):
        raise NotYet(f"Expected a LocalServer, but got {phrase(server)}.")
    if not journal.sessions:
        raise NotTried("Nobody has connected to your server yet.")
    session: Session = journal.sessions[-1]
    if session.started < _since.get():
        raise NotTried(
            "Nobody has connected to your server since this cell began to run; what an earlier "
            "cell did doesn't count."
        )
    return session


def ended(session: Session) -> str | None:
    """Return how a session ended; None if its client is still connected.

    Where the client is known to be closed, the server hears of it a moment later.
    """
    for _ in range(_PATIENCE):
        client = session.client.reference() if session.client else None
        sock = getattr(client, "sock", None)
        if session.ending is not None or (sock is not None and sock.fileno() >= 0):
            break
        time.sleep(_MOMENT)
    return session.ending


def last_mail(server: Any) -> Delivery:
    """Take the last message that a `LocalServer` accepted since the learner's cell began.

    Raises:
        NotTried: nobody has connected to it since.
        NotYet: it is no server, or no message came of the last session.
    """
    journal = getattr(server, "journal", None)
    if isinstance(journal, Journal) and journal.mailbox:
        mail: Delivery = journal.mailbox[-1]
        if mail.received >= _since.get():
            return mail
    session = last_session(server)
    refusal = session.refusal
    said = f"It said: {refusal.text}" if refusal else f"The last session: {session.summary}."
    raise NotYet(f"No message has arrived at your server. {said}")
