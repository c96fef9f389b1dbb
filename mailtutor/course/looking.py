"""What checks are made of: small looks at what a learner made, each with its sentence."""

from __future__ import annotations

import inspect
from contextlib import contextmanager
from contextvars import ContextVar
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import TYPE_CHECKING, Any

from mailtutor.record import Journal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mailtutor.record import Delivery, Session

_LONG = 60
_since = ContextVar("since", default=0.0)


class NotYet(Exception):  # noqa: N818 - it is no error of the program
    """The answer is not right yet; the text says why, to the learner."""


class NotTried(Exception):  # noqa: N818 - it is no error of the program
    """There is nothing to look at so far."""


@contextmanager
def counting_since(began: float) -> Iterator[None]:
    """Count only sessions that began, and messages that arrived, after the learner's cell did.

    Args:
        began: when it began, in seconds since 1970; 0 counts them all.
    """
    token = _since.set(began)
    try:
        yield
    finally:
        _since.reset(token)


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
    article = "an" if name[:1] in sounds else "a"
    if not isinstance(thing, (str, bytes, int, float, list, tuple, dict)):
        return f"{article} {name}"
    try:
        value = repr(thing)
    except Exception:  # noqa: BLE001 - a list may hold anything
        return f"{article} {name}"
    return f"{article} {name}, {value if len(value) <= _LONG else value[:_LONG] + '…'}"


def a_message(thing: Any) -> EmailMessage:
    """Take a message, also one of Python's older classes.

    Raises:
        NotYet: it is something else.
    """
    if isinstance(thing, EmailMessage):
        return thing
    if isinstance(thing, Message):
        return message_from_bytes(thing.as_bytes(), policy=policy.default)
    if thing is EmailMessage:
        raise NotYet(
            "This is the class EmailMessage itself. Make one: `EmailMessage()`, with `()`."
        )
    if isinstance(thing, (str, bytes)):
        raise NotYet(
            f"This is {phrase(thing)}. Wanted is an EmailMessage, which writes such text for you."
        )
    raise NotYet(f"Wanted is an EmailMessage. This is {phrase(thing)}.")


def header(message: EmailMessage, name: str) -> str:
    """Read a header that must be there, with a value.

    Raises:
        NotYet: it is missing, or empty.
    """
    value = message[name]
    if value is None:
        raise NotYet(f"It has no {name}. A header is set like a key of a dict, with its name.")
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
    parsed: Any = policy.default.header_factory(name, value)
    found = [each.addr_spec.lower() for each in parsed.addresses]
    if not found or not all("@" in each.strip("<>@") for each in found):
        raise NotYet(f"{name} is {value!r}. An address has a name, an @, and a domain.")
    return found


def text_of(message: EmailMessage) -> str:
    """Read the text of the body, which must be there.

    Raises:
        NotYet: there is no body, or nothing in it.
    """
    body = message.get_body(("plain", "html"))
    text = "" if body is None or body.get_payload() is None else str(body.get_content())
    if not text.strip():
        wrong = next((name for name in message if name.lower() in {"body", "text", "content"}), "")
        if wrong:
            raise NotYet(f"{wrong!r} became a header. The body is set with `set_content(...)`.")
        raise NotYet("It has no text yet. `set_content(...)` sets the body.")
    return text


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
        raise NotYet("The line with `check(...)` was changed: put it back.")
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
