"""Building blocks for the checks of the case files: run a program, and read the record."""

from __future__ import annotations

import re
from collections import Counter
from inspect import unwrap
from smtplib import SMTPDataError
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

from .expectations import Mistake, require_function, require_own_code
from .message_expectations import text_content
from .wording import times

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from email.message import EmailMessage, MIMEPart
    from typing import TypeAlias

    from mailtutor.record import Delivery
    from mailtutor.server import LocalServer

    Program: TypeAlias = Callable[..., Any]
    Scene: TypeAlias = Callable[[Program], LocalServer]

_AS_IT_WAS = "This is still the program as it was. Fix it, then run the cell again."


def local_server(**options: Any) -> LocalServer:
    """Return a `LocalServer`; it's imported late, so `progress` works without the environment."""
    from mailtutor.server import LocalServer

    return LocalServer(**options)


def called(program: Program, *things: Any) -> LocalServer:
    """Call a program with the port of a server; return that server."""
    with local_server() as server:
        program(server.port, *things)
    return server


def require_program(thing: Any, call: str) -> Program:
    """Return the learner's version of a program.

    Args:
        thing: the answer.
        call: an example of the program's call, such as "send_minutes(port)".

    Raises:
        NotTried: the program is still as shipped.
        Mistake: it isn't a function, or can't be called like this.
    """
    program = require_function(thing, call)
    require_own_code(_AS_IT_WAS)
    return program


def run(program: Program, scene: Scene) -> LocalServer:
    """Run the learner's version of a program in the scene of its case.

    Returns:
        The server that recorded it.

    Raises:
        Mistake: the program raised an exception.
    """
    try:
        return scene(program)
    except (SystemExit, Exception) as error:  # noqa: BLE001 - a learner's program may raise anything
        raise Mistake(f"{describe_error(program, error)}.") from None


def describe_error(program: Program, error: BaseException) -> str:
    """Say which error a program raised and in which of its lines, without the full stop."""
    program = unwrap(program)
    name = getattr(program, "__name__", "Your program")
    file = getattr(getattr(program, "__code__", None), "co_filename", None)
    frames = walk_tb(error.__traceback__)
    lines = [line for frame, line in frames if frame.f_code.co_filename == file]
    where = f" in line {lines[-1]}" if lines else ""
    said = f"`{name}` raised {type(error).__name__}{where}: {str(error).rstrip('.')}"
    if isinstance(error, SMTPDataError) and b"A line of the content" in error.smtp_error:
        said += (
            ". `sendmail` sends bytes as they are, and lines from `as_bytes()` end with `\\n` "
            "alone. SMTP needs `\\r\\n`: use `send_message`, or pass `as_string()`"
        )
    return said


def require_messages(server: LocalServer) -> list[Delivery]:
    """Return the messages that arrived.

    Raises:
        Mistake: there are none.
    """
    if server.mailbox:
        return list(server.mailbox)
    if not server.sessions:
        raise Mistake(
            "Your program didn't connect to the port that it was given, so no message has arrived."
        )
    session = server.sessions[-1]
    refusal = session.refusal
    why = f"The server replied: {refusal.text}" if refusal else f"The session: {session.summary}."
    raise Mistake(f"No message has arrived. {why}")


def require_one_copy_each(
    server: LocalServer, people: Collection[str], others: Collection[str] = ()
) -> list[Delivery]:
    """Return the messages, of which each of these people got exactly one.

    Args:
        server: the server that recorded them.
        people: who should get a copy.
        others: who may get one, too.

    Raises:
        Mistake: someone got none or several, or someone else got one.
    """
    messages = require_messages(server)
    copies = Counter(
        address.lower() for message in messages for address in message.envelope.rcpt_tos
    )
    for address in people:
        if not copies[address]:
            raise Mistake(
                f"{address} isn't in the envelope, which names {_listed(sorted(copies))}. The "
                "client has to give that address to the server."
            )
    for address, count in sorted(copies.items()):
        if address not in {*people, *others}:
            raise Mistake(f"The message also went to {address}. Send it only to those it's for.")
        if count > 1:
            raise Mistake(f"{address} got the message {times(count)}. Everyone should get it once.")
    return messages


def require_kept(
    message: EmailMessage, sender: str, subject: str, text: str = "", *, secret: bool = False
) -> None:
    """Require that a fixed program still sends the message that it's for.

    Args:
        message: what arrived.
        sender: the address in its `From`; empty if it was to change.
        subject: its subject, or a part of that.
        text: its text; empty if the words don't matter.
        secret: whether no header needs to say who it's for.

    Raises:
        Mistake: something is missing or different.
    """
    for name, expected in (("From", sender), ("Subject", subject)):
        value = str(message[name] or "")
        if not value.strip():
            raise Mistake(f"The message has lost its `{name}`, {expected!r}. Keep it.")
        if expected.lower() not in value.lower():
            raise Mistake(f"`{name}` is {value!r} now. It was {expected!r}: keep it.")
    if not secret and message["To"] is None and message["Cc"] is None:
        raise Mistake("The message has lost its `To`. Keep it: people see there who it's for.")
    body = message.get_body(("plain", "html"))
    require_words(body, "text", text)


def require_html(message: EmailMessage) -> MIMEPart:
    """Return the HTML of a message.

    Raises:
        Mistake: there is none.
    """
    html = message.get_body(("html",))
    if html is None:
        raise Mistake("The message arrived without a version in HTML. Keep it.")
    return html


def require_words(part: MIMEPart | None, what: str, text: str) -> None:
    """Require that a part still has every word of a text.

    Args:
        part: the part; None if it's gone.
        what: its name in the sentence, such as "text".
        text: what it said.

    Raises:
        Mistake: it's empty, or a word is missing.
    """
    found = _words(text_content(part)) if part is not None and part.get_payload() else []
    if not found:
        raise Mistake(f"The {what} of the message is gone{f': {text!r}' if text else ''}. Keep it.")
    if missing := [word for word in _words(text) if word not in found]:
        raise Mistake(f"The {what} of the message no longer has {missing[0]!r}. Keep all of it.")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _listed(addresses: list[str]) -> str:
    most = 3
    return f"{', '.join(addresses[:most])}{' and others' if addresses[most:] else ''}"
