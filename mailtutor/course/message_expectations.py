"""Expectations for messages; each function returns what it found or raises `Mistake`."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.errors import InvalidHeaderDefect
from email.message import EmailMessage, Message, MIMEPart
from typing import Any

from .expectations import Mistake
from .wording import describe

_KNOWN_HEADERS = re.compile(
    r"(?i)from|to|cc|bcc|subject|date|sender|reply-to|message-id|in-reply-to|references"
    r"|mime-.*|content-.*|x-.*|list-.*|auto-.*"
)


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
