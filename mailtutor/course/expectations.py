"""Building blocks for checks: each returns what it found, or raises `Mistake`."""

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

CHECK_LINE_CHANGED = "The line with `check(...)` was changed. Restore the original line."
_LONG = 60
_KNOWN_HEADERS = re.compile(
    r"(?i)from|to|cc|bcc|subject|date|sender|reply-to|message-id|in-reply-to|references"
    r"|mime-.*|content-.*|x-.*|list-.*|auto-.*"
)
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


def describe(thing: Any) -> str:
    """Return a value's type with its article, and the value itself if it's short.

    >>> describe("Hello")
    "a str, 'Hello'"
    >>> describe(b"Hello")
    "bytes, b'Hello'"
    >>> describe(None)
    'None'
    >>> describe(EmailMessage)
    'the class EmailMessage itself'
    >>> describe(print)
    'a builtin_function_or_method'
    """
    if isinstance(thing, type):
        return f"the class {thing.__name__} itself"
    if thing is None or isinstance(thing, bool):
        return str(thing)
    name = type(thing).__name__
    # By its sound: "an SMTP", "an int", "a str".
    sounds = "AEFHILMNORSX" if name[:2].isupper() else "AEIOUaeiou"
    article = "an " if name[:1] in sounds and not name.startswith("MIME") else "a "
    named = name if name == "bytes" else f"{article}{name}"
    if not isinstance(thing, (str, bytes, int, float, list, tuple, dict)):
        return named
    try:
        value = repr(thing)
    except Exception:  # noqa: BLE001 - a list may contain anything
        return named
    return f"{named}, {value if len(value) <= _LONG else value[:_LONG] + '…'}"


def describe_type(thing: Any) -> str:
    """Return a value's type with its article, without the value, which may be secret.

    >>> describe_type("secret")
    'a str'
    """
    return describe(thing).partition(",")[0]


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> count(1, "line"), count(2, "line")
    ('1 line', '2 lines')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def times(number: int) -> str:
    """Return how often something happened.

    >>> times(1), times(2), times(3)
    ('once', 'twice', '3 times')
    """
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def require_message(thing: Any) -> EmailMessage:
    """Return the answer as an `EmailMessage`, even if it uses Python's older classes.

    Raises:
        Mistake: it isn't a message.
    """
    if isinstance(thing, Message):
        return _with_readable_headers(_with_modern_classes(thing))
    if thing is EmailMessage:
        raise Mistake(
            "That's the class EmailMessage itself. Create a message by calling it: "
            "`EmailMessage()`, with `()`."
        )
    text = " Create one, then set its headers and body: it writes such text for you."
    raise Mistake(
        f"Expected an EmailMessage, but got {describe(thing)}."
        f"{text if isinstance(thing, (str, bytes)) else ''}"
    )


def require_email_message(thing: Any) -> EmailMessage:
    """Return the answer if it's an `EmailMessage`, the class that the course teaches.

    Raises:
        Mistake: it isn't, or it uses one of Python's older classes.
    """
    if isinstance(thing, Message) and not isinstance(thing, EmailMessage):
        raise Mistake(
            f"Expected an EmailMessage, but got {describe(thing)}, one of Python's older classes. "
            "Create it with `EmailMessage()`. If you parse text or bytes, pass "
            "`policy=policy.default`."
        )
    return require_message(thing)


def _with_modern_classes(message: Message) -> EmailMessage:
    """Return the message with every header and part in the classes of `email.policy.default`."""
    if (
        isinstance(message, EmailMessage)
        and isinstance(message.policy, policy.EmailPolicy)
        and all(isinstance(part, EmailMessage) for part in message.walk())
    ):
        return message
    try:
        return message_from_bytes(message.as_bytes(), policy=policy.default)
    except Exception as error:  # noqa: BLE001 - a payload may be anything
        raise Mistake(
            f"Python can't write this message as bytes: {type(error).__name__}: {error}."
        ) from None


def _with_readable_headers(message: EmailMessage) -> EmailMessage:
    name = ""
    try:
        for name in message:
            message[name]
    except Exception:  # noqa: BLE001 - Python's parser may raise anything
        raise Mistake(f"Python can't read the `{name}` header. Is it cut off?") from None
    return message


def require_header(message: EmailMessage, name: str) -> str:
    """Return the value of a header.

    Raises:
        Mistake: the header is missing or empty.
    """
    value = message[name]
    if value is None:
        raise Mistake(f"Your message has no `{name}` header. {_why_no_header(message, name)}")
    if not str(value).strip():
        raise Mistake(f"The `{name}` header is empty.")
    return str(value)


def _why_no_header(message: EmailMessage, name: str) -> str:
    how = f'Set it like a key of a dict: `["{name}"] = ...`.'
    own = sorted(set(vars(message)) - set(vars(EmailMessage())))
    if type(message) is EmailMessage and own:
        one = next((each for each in own if each.lower() == name.lower()), own[0])
        return f"`.{one}` is an attribute of the Python object, which isn't sent. {how}"
    letters = name.replace("-", "").lower()
    if alike := [each for each in message if re.sub(r"[-_ ]", "", each).lower() == letters]:
        hyphen = ", with a hyphen" if "-" in name else ""
        return f"You set {alike[0]!r}, but the header's name is {name!r}{hyphen}."
    if other := [each for each in message if not _KNOWN_HEADERS.fullmatch(each)]:
        return f"You set {other[0]!r}, which is a different header. {how}"
    return how


def require_addresses(message: EmailMessage, name: str) -> list[str]:
    """Return the addresses in a header, in lower case.

    Raises:
        Mistake: the header is missing, or one of its addresses is malformed.
    """
    value = require_header(message, name)
    # The header is sent as text, however it was set: EmailMessage also accepts a list of
    # strings, which has no `addresses` attribute.
    try:
        parsed: Any = policy.default.header_factory(name, value)
        found = [each.addr_spec.lower() for each in parsed.addresses]
    except (AttributeError, IndexError, ValueError):  # Python's parser can't read everything
        found = []
    if not found or not all("@" in each.strip("<>@") for each in found):
        raise Mistake(f"`{name}` is {value!r}. An address needs a name, an @ and a domain.")
    if any(isinstance(each, InvalidHeaderDefect) for each in getattr(message[name], "defects", ())):
        written = str(message_from_bytes(message.as_bytes())[name])
        why = "has semicolons" if ";" in written else "has no comma"
        raise Mistake(
            f"`{name}` {why} between its addresses, so Python can read only {', '.join(found)}. "
            "Separate addresses with commas."
        )
    return found


def require_text(message: EmailMessage) -> str:
    """Return the text of the body.

    Raises:
        Mistake: there is no body, or it's empty.
    """
    body = message.get_body(("plain", "html"))
    text = text_content(body) if body is not None and body.get_payload() is not None else ""
    if text.strip():
        return text
    wrong = next((name for name in message if name.lower() in {"body", "text", "content"}), "")
    if wrong:
        raise Mistake(f"{wrong!r} became a header. To set the body, call `set_content(...)`.")
    if body is not None and body.get_payload() == "" and "Content-Type" not in message:
        raise Mistake(
            "Your message has headers, but no body. When you parse text as a message, an empty "
            "line must separate the headers from the body."
        )
    if body is not None and body.get_payload() is not None:
        raise Mistake("The body is empty. Pass your text to `set_content(...)`.")
    if "set_content" in vars(message):
        raise Mistake("`set_content = ...` replaced the method. Call it: `set_content(...)`.")
    but = ""
    if body is None and message.is_multipart():
        but = " An attachment isn't the body."
    raise Mistake(f"Your message has no body yet.{but} Set it with `set_content(...)`.")


def text_content(part: MIMEPart) -> str:
    """Return the text of a part, even if its headers are wrong about the encoding."""
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # an unknown charset, or a type with no reader
        return part_bytes(part).decode("utf-8", "replace")


def part_bytes(part: Message) -> bytes:
    """Return the decoded bytes of a part; empty if it's a container of other parts."""
    decoded = part.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else b""


def require_function(thing: Any, call: str) -> Callable[..., Any]:
    """Return the answer if it's a function that can be called like this.

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
    function: Callable[..., Any] = thing
    return function


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
