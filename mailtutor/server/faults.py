"""Named faults: a server can reject, delay, fall silent or disconnect."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailtutor.record import count

if TYPE_CHECKING:
    from collections.abc import Callable

_ANY_CODE = range(200, 600)


@dataclass(frozen=True, slots=True)
class Stage:
    """A point in a session at which something can go wrong.

    Args:
        name: ``"greeting"``, a command's verb, ``"login"`` (the credentials are known),
            ``"content"`` (after 354, before the content arrives) or ``"end of content"``.
        sender: the address in MAIL FROM, once it's known.
        recipient: the address in RCPT TO.
        mechanism: the login mechanism, such as ``"PLAIN"``.
        content: the content of the message, at its end.
    """

    name: str
    sender: str = ""
    recipient: str = ""
    mechanism: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Action:
    """An action instead of the usual reply, or before it.

    Args:
        reply: the reply to send; the command isn't executed.
        seconds: how long to wait first.
        silent: never answer again.
        hang_up: close the connection.
    """

    reply: str = ""
    seconds: float = 0.0
    silent: bool = False
    hang_up: bool = False


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong on purpose, and the same way each time.

    The functions of this module create faults. The ``repr`` of a fault is the Python that
    creates it, and its ``str`` describes it.
    """

    code: str
    words: str
    act: Callable[[Stage], Action | None] = field(compare=False)
    without: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.words

    def __repr__(self) -> str:
        return self.code


def _checked_reply(text: str) -> str:
    if not (text[:3].isascii() and text[:3].isdigit() and int(text[:3]) in _ANY_CODE) or (
        text[3:4] not in {" ", ""}
    ):
        raise ValueError(
            f"a reply must be a code from 200 to 599, a space and some text, as in "
            f"'550 5.1.1 No such user', not {text!r}"
        )
    if any(ord(character) < 32 for character in text):  # noqa: PLR2004 - control characters
        raise ValueError(f"a reply must be a single line, but {text!r} contains a line end")
    return text


def _checked_verb(command: str) -> str:
    if not (isinstance(command, str) and command.isascii() and command.isalpha()):
        raise ValueError(f"a command must be one word, such as 'MAIL' or 'RCPT', not {command!r}")
    return command.upper()


def _matches(address: str, pattern: str) -> bool:
    """Return whether an address equals ``pattern``, or is in that ``"@domain"``."""
    address, pattern = address.lower(), pattern.lower()
    return address.endswith(pattern) if pattern.startswith("@") else address == pattern


def _times(count: int | None) -> str:
    if count is None:
        return ""
    return " once" if count == 1 else f" {count} times"


def reply(command: str, text: str, *, times: int | None = None) -> Fault:
    """Send your own reply to a command, which then isn't executed.

    Args:
        command: its verb, such as ``"RCPT"``.
        text: the reply, such as ``"451 4.3.0 Try again later"``.
        times: how many times, over all sessions; None for always.

    Example:
        >>> print(reply("MAIL", "451 4.3.0 Try again later", times=1))
        replies '451 4.3.0 Try again later' to MAIL once
    """
    verb, text = _checked_verb(command), _checked_reply(text)
    given = Counter[str]()

    def act(stage: Stage) -> Action | None:
        if stage.name != verb or (times is not None and given[verb] >= times):
            return None
        given[verb] += 1
        return Action(reply=text)

    often = "" if times is None else f", times={times}"
    return Fault(
        f"reply({verb!r}, {text!r}{often})", f"replies {text!r} to {verb}{_times(times)}", act
    )


def refuse_recipient(address: str, text: str = "550 5.1.1 No such user") -> Fault:
    """Reject a recipient, or with ``"@example.com"`` a whole domain."""
    text = _checked_reply(text)

    def act(stage: Stage) -> Action | None:
        refused = stage.name == "RCPT" and _matches(stage.recipient, address)
        return Action(reply=text) if refused else None

    return Fault(
        f"refuse_recipient({address!r}, {text!r})",
        f"rejects messages to {address} with {text!r}",
        act,
    )


def refuse_sender(address: str, text: str = "550 5.7.1 Sender refused") -> Fault:
    """Reject a sender, or with ``"@example.com"`` a whole domain."""
    text = _checked_reply(text)

    def act(stage: Stage) -> Action | None:
        refused = stage.name == "MAIL" and _matches(stage.sender, address)
        return Action(reply=text) if refused else None

    return Fault(
        f"refuse_sender({address!r}, {text!r})",
        f"rejects messages from {address} with {text!r}",
        act,
    )


def no_relay(domain: str = "example.com") -> Fault:
    """Accept messages for one domain only, like a server that isn't your provider's."""
    text = "550 5.7.1 Relaying denied"

    def act(stage: Stage) -> Action | None:
        foreign = stage.name == "RCPT" and not _matches(stage.recipient, f"@{domain}")
        return Action(reply=text) if foreign else None

    return Fault(f"no_relay({domain!r})", f"only accepts messages for {domain}, doesn't relay", act)


def mailbox_full(address: str) -> Fault:
    """Reject a recipient because their mailbox is full."""
    text = "452 4.2.2 Mailbox full"

    def act(stage: Stage) -> Action | None:
        full = stage.name == "RCPT" and _matches(stage.recipient, address)
        return Action(reply=text) if full else None

    return Fault(f"mailbox_full({address!r})", f"says that the mailbox of {address} is full", act)


def greylist() -> Fault:
    """Reject each pair of sender and recipient once, temporarily, and accept it the next time."""
    seen: set[tuple[str, str]] = set()

    def act(stage: Stage) -> Action | None:
        pair = (stage.sender.lower(), stage.recipient.lower())
        if stage.name != "RCPT" or pair in seen:
            return None
        seen.add(pair)
        return Action(reply="451 4.7.1 Greylisted, please try again in a moment")

    return Fault("greylist()", "greylists: rejects with 451 the first time, then accepts", act)


def rate_limit(messages: int) -> Fault:
    """Accept so many messages, then disconnect with 421 at each further one."""
    if isinstance(messages, bool) or not isinstance(messages, int) or messages < 0:
        raise ValueError(f"rate_limit needs a number of messages, 0 or more, not {messages!r}")
    accepted = Counter[str]()

    def act(stage: Stage) -> Action | None:
        if stage.name == "end of content":
            accepted["messages"] += 1
        if stage.name != "MAIL" or accepted["messages"] < messages:
            return None
        return Action(reply="421 4.7.0 Too many messages, try again later", hang_up=True)

    return Fault(
        f"rate_limit({messages})", f"disconnects with 421 after {count(messages, 'message')}", act
    )


def spam(word: str) -> Fault:
    """Reject messages that contain a word, after all their content has arrived."""
    searched = word.lower().encode()

    def act(stage: Stage) -> Action | None:
        if stage.name != "end of content" or searched not in stage.content.lower():
            return None
        return Action(reply="554 5.7.1 Message refused: it looks like spam")

    return Fault(f"spam({word!r})", f"rejects messages that contain {word!r} as spam", act)


def slow(command: str, seconds: float) -> Fault:
    """Wait before the reply to a command (or ``"greeting"``)."""
    if not isinstance(seconds, int | float) or not 0 < seconds <= 3600:  # noqa: PLR2004 - an hour
        raise ValueError(f"seconds must be more than 0 and at most 3600, not {seconds!r}")
    name = command if command == "greeting" else _checked_verb(command)

    def act(stage: Stage) -> Action | None:
        return Action(seconds=seconds) if stage.name == name else None

    return Fault(
        f"slow({name!r}, {seconds!r})", f"waits {seconds:g} seconds before answering {name}", act
    )


def silent(command: str = "greeting") -> Fault:
    """Accept the connection but never answer, from the greeting or a command on."""
    name = command if command == "greeting" else _checked_verb(command)

    def act(stage: Stage) -> Action | None:
        return Action(silent=True) if stage.name == name else None

    return Fault(f"silent({name!r})", f"never answers {name}", act)


def hang_up(at: str) -> Fault:
    """Close the connection at ``"greeting"``, at a command, or in the middle of ``"content"``."""
    name = at if at in {"greeting", "content"} else _checked_verb(at)

    def act(stage: Stage) -> Action | None:
        return Action(hang_up=True) if stage.name == name else None

    where = "in the middle of a message" if name == "content" else f"at {name}"
    return Fault(f"hang_up({name!r})", f"closes the connection {where}", act)


def greeting(text: str) -> Fault:
    """Send a greeting other than 220: ``"554 No service"``, or something that isn't SMTP."""

    def act(stage: Stage) -> Action | None:
        return Action(reply=text) if stage.name == "greeting" else None

    return Fault(f"greeting({text!r})", f"greets with {text!r}", act)


def not_smtp() -> Fault:
    """Answer like a web server."""

    def act(stage: Stage) -> Action | None:
        if stage.name != "greeting":
            return None
        return Action(reply="HTTP/1.1 400 Bad Request\r\nConnection: close\r\n", hang_up=True)

    return Fault("not_smtp()", "answers like a web server", act)


def without(*extensions: str) -> Fault:
    """Leave out these extensions or login mechanisms.

    The extensions are SIZE, 8BITMIME, SMTPUTF8, PIPELINING, ENHANCEDSTATUSCODES, STARTTLS
    and AUTH. Without PIPELINING or ENHANCEDSTATUSCODES the replies stay the same: the
    server just doesn't announce the extension. The mechanisms are PLAIN, LOGIN, CRAM-MD5
    and XOAUTH2. Large providers don't offer CRAM-MD5.
    """
    names = tuple(name.upper() for name in extensions)
    return Fault(
        f"without({', '.join(map(repr, names))})",
        f"doesn't offer {', '.join(names)}",
        lambda _: None,
        without=names,
    )


def app_password_needed() -> Fault:
    """Reject the account's password and ask for an app password, like Gmail."""
    text = (
        "534 5.7.9 Application-specific password required. "
        "Make one in the settings of the account, and log in with that"
    )
    return _login_refusal("app_password_needed()", "requires an app password, like Gmail", text)


def basic_authentication_off() -> Fault:
    """Reject every password and only accept OAuth2, like Outlook."""
    text = "535 5.7.139 Authentication unsuccessful, basic authentication is disabled"
    return _login_refusal(
        "basic_authentication_off()", "accepts only OAuth2 and no passwords, like Outlook", text
    )


def _login_refusal(code: str, words: str, text: str) -> Fault:
    def act(stage: Stage) -> Action | None:
        by_password = stage.name == "login" and stage.mechanism != "XOAUTH2"
        return Action(reply=text) if by_password else None

    return Fault(code, words, act)
