"""Named faults: a server can reject, delay, fall silent or disconnect."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mailtutor.record import count

from .fault import Action, Fault, Stage

if TYPE_CHECKING:
    from collections.abc import Callable

_ANY_CODE = range(200, 600)


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


def _at(
    name: str, action: Action, condition: Callable[[Stage], bool] = lambda _: True
) -> Callable[[Stage], Action | None]:
    """Return a function that acts at one stage, under a condition."""
    return lambda stage: action if stage.name == name and condition(stage) else None


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
    return Fault(
        f"refuse_recipient({address!r}, {text!r})",
        f"rejects messages to {address} with {text!r}",
        _at(
            "RCPT",
            Action(reply=_checked_reply(text)),
            lambda stage: _matches(stage.recipient, address),
        ),
    )


def refuse_sender(address: str, text: str = "550 5.7.1 Sender refused") -> Fault:
    """Reject a sender, or with ``"@example.com"`` a whole domain."""
    return Fault(
        f"refuse_sender({address!r}, {text!r})",
        f"rejects messages from {address} with {text!r}",
        _at(
            "MAIL",
            Action(reply=_checked_reply(text)),
            lambda stage: _matches(stage.sender, address),
        ),
    )


def no_relay(domain: str = "example.com") -> Fault:
    """Accept messages for one domain only, like a server that isn't your provider's."""
    return Fault(
        f"no_relay({domain!r})",
        f"only accepts messages for {domain}, doesn't relay",
        _at(
            "RCPT",
            Action(reply="550 5.7.1 Relaying denied"),
            lambda stage: not _matches(stage.recipient, f"@{domain}"),
        ),
    )


def mailbox_full(address: str) -> Fault:
    """Reject a recipient because their mailbox is full."""
    return Fault(
        f"mailbox_full({address!r})",
        f"says that the mailbox of {address} is full",
        _at(
            "RCPT",
            Action(reply="452 4.2.2 Mailbox full"),
            lambda stage: _matches(stage.recipient, address),
        ),
    )


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
    return Fault(
        f"spam({word!r})",
        f"rejects messages that contain {word!r} as spam",
        _at(
            "end of content",
            Action(reply="554 5.7.1 Message refused: it looks like spam"),
            lambda stage: searched in stage.content.lower(),
        ),
    )


def slow(command: str, seconds: float) -> Fault:
    """Wait before the reply to a command (or ``"greeting"``)."""
    if not isinstance(seconds, int | float) or not 0 < seconds <= 3600:  # noqa: PLR2004 - an hour
        raise ValueError(f"seconds must be more than 0 and at most 3600, not {seconds!r}")
    name = command if command == "greeting" else _checked_verb(command)
    return Fault(
        f"slow({name!r}, {seconds!r})",
        f"waits {seconds:g} seconds before answering {name}",
        _at(name, Action(seconds=seconds)),
    )


def silent(command: str = "greeting") -> Fault:
    """Accept the connection but never answer, from the greeting or a command on."""
    name = command if command == "greeting" else _checked_verb(command)
    return Fault(f"silent({name!r})", f"never answers {name}", _at(name, Action(silent=True)))


def hang_up(at: str) -> Fault:
    """Close the connection at ``"greeting"``, at a command, or in the middle of ``"content"``."""
    name = at if at in {"greeting", "content"} else _checked_verb(at)
    where = "in the middle of a message" if name == "content" else f"at {name}"
    return Fault(
        f"hang_up({name!r})", f"closes the connection {where}", _at(name, Action(hang_up=True))
    )


def greeting(text: str) -> Fault:
    """Send a greeting other than 220: ``"554 No service"``, or something that isn't SMTP."""
    return Fault(
        f"greeting({text!r})", f"greets with {text!r}", _at("greeting", Action(reply=text))
    )


def not_smtp() -> Fault:
    """Answer like a web server."""
    page = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n"
    action = Action(reply=page, hang_up=True)
    return Fault("not_smtp()", "answers like a web server", _at("greeting", action))


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
    by_password = _at("login", Action(reply=text), lambda stage: stage.mechanism != "XOAUTH2")
    return Fault(code, words, by_password)
