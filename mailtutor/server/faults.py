"""What a server can do to a program: refuse, delay, fall silent, hang up. By name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_ANY_CODE = range(200, 600)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in the dialogue at which something can go wrong.

    Args:
        name: ``"greeting"``, a command's verb, ``"login"`` (the credentials are known),
            ``"content"`` (after 354, before the content has come) or ``"end of content"``.
        sender: the address in MAIL FROM, once it is known.
        recipient: the address in RCPT TO, when it is given.
        mechanism: how it logs in, as ``"PLAIN"``.
        content: the content of the mail, at its end.
    """

    name: str
    sender: str = ""
    recipient: str = ""
    mechanism: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Action:
    """What happens instead of the usual reply, or before it.

    Args:
        reply: the reply that is given; the command is not carried out.
        seconds: how long to wait first.
        silent: never to answer again.
        hang_up: to end the connection.
    """

    reply: str = ""
    seconds: float = 0.0
    silent: bool = False
    hang_up: bool = False


@dataclass(frozen=True)
class Fault:
    """Something that the server will do, on purpose and the same each time.

    Made by the functions of this module; its ``repr`` is the Python that makes it, its
    ``str`` says in words what it does.
    """

    code: str
    words: str
    act: Callable[[Moment], Action | None] = field(compare=False)
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
            f"a reply is a code from 200 to 599, a space and some words, as in "
            f"'550 5.1.1 No such user', not {text!r}"
        )
    if any(ord(character) < 32 for character in text):  # noqa: PLR2004 - control characters
        raise ValueError(f"a reply is one line, and {text!r} has a line end in it")
    return text


def _checked_verb(command: str) -> str:
    if not (isinstance(command, str) and command.isascii() and command.isalpha()):
        raise ValueError(f"a command is one word, as 'MAIL', 'RCPT' or 'DATA', not {command!r}")
    return command.upper()


def _matches(address: str, pattern: str) -> bool:
    """Whether an address is ``pattern``, or of its domain where it is ``"@domain"``."""
    address, pattern = address.lower(), pattern.lower()
    return address.endswith(pattern) if pattern.startswith("@") else address == pattern


def _times(count: int | None) -> str:
    if count is None:
        return ""
    return " once" if count == 1 else f" {count} times"


def reply(command: str, text: str, *, times: int | None = None) -> Fault:
    """Give your own reply to a command, which is then not carried out.

    Args:
        command: its verb, as ``"RCPT"``.
        text: the reply, as ``"451 4.3.0 Try again later"``.
        times: how often, over all sessions; None for always.

    Example:
        >>> print(reply("MAIL", "451 4.3.0 Try again later", times=1))
        replies '451 4.3.0 Try again later' to MAIL once
    """
    verb, text = _checked_verb(command), _checked_reply(text)
    given = Counter[str]()

    def act(moment: Moment) -> Action | None:
        if moment.name != verb or (times is not None and given[verb] >= times):
            return None
        given[verb] += 1
        return Action(reply=text)

    often = "" if times is None else f", times={times}"
    return Fault(
        f"reply({verb!r}, {text!r}{often})", f"replies {text!r} to {verb}{_times(times)}", act
    )


def refuse_recipient(address: str, text: str = "550 5.1.1 No such user") -> Fault:
    """Refuse a recipient, or with ``"@example.com"`` all of a domain."""
    text = _checked_reply(text)

    def act(moment: Moment) -> Action | None:
        refused = moment.name == "RCPT" and _matches(moment.recipient, address)
        return Action(reply=text) if refused else None

    return Fault(
        f"refuse_recipient({address!r}, {text!r})", f"refuses mail to {address} with {text!r}", act
    )


def refuse_sender(address: str, text: str = "550 5.7.1 Sender refused") -> Fault:
    """Refuse a sender, or with ``"@example.com"`` all of a domain."""
    text = _checked_reply(text)

    def act(moment: Moment) -> Action | None:
        refused = moment.name == "MAIL" and _matches(moment.sender, address)
        return Action(reply=text) if refused else None

    return Fault(
        f"refuse_sender({address!r}, {text!r})", f"refuses mail from {address} with {text!r}", act
    )


def no_relay(domain: str = "example.com") -> Fault:
    """Take mail for one domain only, as a server does that is not yours."""
    text = "550 5.7.1 Relaying denied"

    def act(moment: Moment) -> Action | None:
        foreign = moment.name == "RCPT" and not _matches(moment.recipient, f"@{domain}")
        return Action(reply=text) if foreign else None

    return Fault(f"no_relay({domain!r})", f"takes mail for {domain} only, refuses to relay", act)


def mailbox_full(address: str) -> Fault:
    """Have no room for a recipient's mail."""
    text = "452 4.2.2 Mailbox full"

    def act(moment: Moment) -> Action | None:
        full = moment.name == "RCPT" and _matches(moment.recipient, address)
        return Action(reply=text) if full else None

    return Fault(f"mailbox_full({address!r})", f"says that the mailbox of {address} is full", act)


def greylist() -> Fault:
    """Refuse each pair of sender and recipient once, for now, and take it the next time."""
    seen: set[tuple[str, str]] = set()

    def act(moment: Moment) -> Action | None:
        pair = (moment.sender.lower(), moment.recipient.lower())
        if moment.name != "RCPT" or pair in seen:
            return None
        seen.add(pair)
        return Action(reply="451 4.7.1 Greylisted, please try again in a moment")

    return Fault("greylist()", "greylists: 451 the first time, then accepted", act)


def rate_limit(mails: int) -> Fault:
    """Take so many mails, and hang up with 421 on each that comes after."""
    if isinstance(mails, bool) or not isinstance(mails, int) or mails < 0:
        raise ValueError(f"rate_limit takes a number of mails, 0 or more, not {mails!r}")
    count = Counter[str]()

    def act(moment: Moment) -> Action | None:
        if moment.name == "end of content":
            count["mails"] += 1
        if moment.name != "MAIL" or count["mails"] < mails:
            return None
        return Action(reply="421 4.7.0 Too many messages, try again later", hang_up=True)

    return Fault(f"rate_limit({mails})", f"hangs up with 421 after {mails} mails", act)


def spam(word: str) -> Fault:
    """Refuse mail that has a word in it, after all its content has come."""
    wanted = word.lower().encode()

    def act(moment: Moment) -> Action | None:
        if moment.name != "end of content" or wanted not in moment.content.lower():
            return None
        return Action(reply="554 5.7.1 Message refused: it looks like spam")

    return Fault(f"spam({word!r})", f"takes mail with {word!r} in it for spam", act)


def slow(command: str, seconds: float) -> Fault:
    """Wait before the reply to a command (or ``"greeting"``)."""
    if not isinstance(seconds, int | float) or not 0 < seconds <= 3600:  # noqa: PLR2004 - an hour
        raise ValueError(f"seconds must be more than 0 and 3600 at most, not {seconds!r}")
    name = command if command == "greeting" else _checked_verb(command)

    def act(moment: Moment) -> Action | None:
        return Action(seconds=seconds) if moment.name == name else None

    return Fault(
        f"slow({name!r}, {seconds!r})", f"waits {seconds:g} seconds before it answers {name}", act
    )


def silent(command: str = "greeting") -> Fault:
    """Take the connection and never say a word, from the greeting or a command on."""
    name = command if command == "greeting" else _checked_verb(command)

    def act(moment: Moment) -> Action | None:
        return Action(silent=True) if moment.name == name else None

    return Fault(f"silent({name!r})", f"never answers {name}", act)


def hang_up(at: str) -> Fault:
    """End the connection at ``"greeting"``, at a command, or in the middle of ``"content"``."""
    name = at if at in {"greeting", "content"} else _checked_verb(at)

    def act(moment: Moment) -> Action | None:
        return Action(hang_up=True) if moment.name == name else None

    where = "in the middle of a mail" if name == "content" else f"at {name}"
    return Fault(f"hang_up({name!r})", f"hangs up {where}", act)


def greeting(text: str) -> Fault:
    """Greet with something else than 220: ``"554 No service"``, or what is no SMTP at all."""

    def act(moment: Moment) -> Action | None:
        return Action(reply=text) if moment.name == "greeting" else None

    return Fault(f"greeting({text!r})", f"greets with {text!r}", act)


def not_smtp() -> Fault:
    """Answer as a web server does that somebody took for a mail server."""

    def act(moment: Moment) -> Action | None:
        if moment.name != "greeting":
            return None
        return Action(reply="HTTP/1.1 400 Bad Request\r\nConnection: close\r\n", hang_up=True)

    return Fault("not_smtp()", "answers as a web server", act)


def without(*extensions: str) -> Fault:
    """Offer none of these extensions or ways to log in.

    The extensions are SIZE, 8BITMIME, SMTPUTF8, PIPELINING, ENHANCEDSTATUSCODES, STARTTLS
    and AUTH. Without PIPELINING or ENHANCEDSTATUSCODES the replies stay the same: the
    server just doesn't announce the extension. The ways are PLAIN, LOGIN, CRAM-MD5 and
    XOAUTH2. Large providers are without CRAM-MD5.
    """
    names = tuple(name.upper() for name in extensions)
    return Fault(
        f"without({', '.join(map(repr, names))})",
        f"does not offer {', '.join(names)}",
        lambda _: None,
        without=names,
    )


def app_password_needed() -> Fault:
    """Refuse the password of an account, as Gmail does: it wants an app password."""
    text = (
        "534 5.7.9 Application-specific password required. "
        "Make one in the settings of the account, and log in with that"
    )
    return _login_refusal("app_password_needed()", "wants an app password, as Gmail does", text)


def basic_authentication_off() -> Fault:
    """Refuse any password, as Outlook does: it takes OAuth2 only."""
    text = "535 5.7.139 Authentication unsuccessful, basic authentication is disabled"
    return _login_refusal(
        "basic_authentication_off()", "takes no passwords, only OAuth2, as Outlook does", text
    )


def _login_refusal(code: str, words: str, text: str) -> Fault:
    def act(moment: Moment) -> Action | None:
        by_password = moment.name == "login" and moment.mechanism != "XOAUTH2"
        return Action(reply=text) if by_password else None

    return Fault(code, words, act)
