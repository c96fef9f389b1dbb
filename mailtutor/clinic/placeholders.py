"""Fills in the words in braces of a cause's texts, such as ``{host}``.

A word is an entry of `WORDS`, or else an attribute of the evidence's parts: ``{command}`` is
`Exchange.command`. Only the words that a text uses are looked up, and none of them holds a
password that the evidence knows.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from .exchange import IMPLICIT_TLS_PORT

if TYPE_CHECKING:
    from collections.abc import Callable

    from .cause import Cause
    from .evidence import Evidence

_MOST_RECIPIENTS = 5
_LONGEST = 400  # characters, once the passwords are out: a cut must not go through one


class Facts(dict[str, str]):
    """The values of the words in braces, for one cause and its evidence."""

    def __init__(self, cause: Cause, evidence: Evidence) -> None:
        self._cause = cause
        self._evidence = evidence
        super().__init__()

    def __missing__(self, word: str) -> str:
        if word == "numbers":
            text = ", ".join(f"{face.number} on {face.system}" for face in self._cause.faces)
        else:
            text = WORDS[word](self._evidence) if word in WORDS else self._attribute(word)
        # In code, too: a password that stands in a text could otherwise come back as code.
        text = self._evidence.without_secrets(text)
        self[word] = text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
        return self[word]

    def _attribute(self, word: str) -> str:
        """Return what the evidence has under this very name."""
        seen = self._evidence
        for part in (seen.endpoint, seen.exchange, seen.names, seen.call):
            if hasattr(type(part), word):
                return _plain(str(getattr(part, word)))
        raise KeyError(word)


def _at(seen: Evidence) -> str:
    if not seen.endpoint.host:
        return "The server" if seen.endpoint.port is None else f"Port {seen.endpoint.port}"
    return (
        seen.endpoint.host
        if seen.endpoint.port is None
        else f"{seen.endpoint.host} port {seen.endpoint.port}"
    )


def _plain(text: str) -> str:
    return "".join(each if each.isascii() and each.isprintable() else "?" for each in text)


def _a(kind: str) -> str:
    if kind in {"None", "NoneType"}:
        return "None"
    return f"{'an' if kind[:1].lower() in 'aeiou' else 'a'} `{kind}`" if kind else "something else"


def _host_hint(seen: Evidence) -> str:
    given = seen.endpoint.host_as_given
    if given != given.strip():
        return ": there is a space before or after it"
    if "@" in given:
        return ": it has an @ in it, as an address has, and a server's name has none"
    return ""


def _cafile(seen: Evidence) -> str:
    return (
        f"cafile={seen.endpoint.server_here}.ca_file" if seen.endpoint.server_here_has_tls else ""
    )


def _check_code(seen: Evidence) -> str:
    port = seen.endpoint.port or "port"
    # On another port than 465 the check would wait for a greeting that never comes.
    tls = ', tls="implicit"' if seen.exchange.implicit_tls and port != IMPLICIT_TLS_PORT else ""
    host = json.dumps(seen.endpoint.host) if seen.endpoint.host else "host"
    return f"check_connection({host}, {port}{tls})"


def _timeout_words(seen: Evidence) -> str:
    timeout = seen.exchange.client_timeout
    return f", within the {timeout:g} s of `timeout=`" if type(timeout) in {int, float} else ""


def _how_encrypted(seen: Evidence) -> str:
    if seen.exchange.implicit_tls:
        return "`SMTP_SSL` does it from the first byte"
    return "`starttls()` was called before"


def _refused(seen: Evidence) -> str:
    shown = [f"{address} (`{reply}`)" for address, reply in seen.exchange.refused.items()]
    more = len(shown) - _MOST_RECIPIENTS
    words = ", ".join(map(_plain, shown[:_MOST_RECIPIENTS]))
    return f"{words} and {more} more" if more > 0 else words or "the recipient"


def _address(seen: Evidence) -> str:
    first = next(
        (
            address
            for address, reply in seen.exchange.refused.items()
            if reply == seen.exchange.reply
        ),
        getattr(seen.error, "sender", ""),
    )
    return _plain(str(first))


def _sender(seen: Evidence) -> str:
    known = getattr(seen.error, "sender", "")
    known = known or seen.variables("smtplib", "sendmail").get("from_addr")
    return _plain(str(known or "see From"))


def _what(seen: Evidence) -> str:
    words = {
        "greeting": "the connection",
        "EHLO": "your EHLO",
        "STARTTLS": "STARTTLS",
        "login": "the login",
        "sender": "the sender",
        "recipient": "the recipient" if len(seen.exchange.refused) < 2 else "the recipients",  # noqa: PLR2004
        "content": "the message",
    }
    return words.get(seen.exchange.stage, seen.exchange.command)


def _at_step(seen: Evidence) -> str:
    words = {
        "greeting": "when you connected",
        "EHLO": "to EHLO",
        "STARTTLS": "to STARTTLS",
        "login": "to the login (AUTH)",
        "sender": "to the sender (MAIL FROM)",
        "recipient": "to the recipient (RCPT TO)",
        "content": "to DATA, before the content"
        if seen.exchange.before_content
        else "to the content",
    }
    return words.get(seen.exchange.stage, f"to {seen.exchange.command}")


def _lasting(seen: Evidence) -> str:
    if seen.exchange.reply.temporary:
        return "A code that begins with 4 is a temporary failure: the same may be accepted later."
    if seen.exchange.reply.code >= 500:  # noqa: PLR2004
        return (
            "A code that begins with 5 is a permanent failure: the same will be rejected again "
            "until something changes."
        )
    return ""


def _by_its_codes(seen: Evidence) -> str:
    """Return the definition of the enhanced code, if it has one."""
    detail = seen.exchange.reply.meaning.partition(": ")[2]
    if not detail:
        return ""
    return (
        f'The enhanced status code {seen.exchange.reply.enhanced} stands for "{detail}", though '
        "not every server uses it in that sense. "
    )


def _password_hint(seen: Evidence) -> str:
    if seen.exchange.password_is == "surrounded by spaces":  # noqa: S105 - words about it
        return " The password that was given begins or ends with a space or line end."
    return ""


def _size_limit(seen: Evidence) -> str:
    limit = seen.exchange.features.get("size", "")
    return f": {int(limit):,} bytes" if limit.isdecimal() else ""


def _handler_error(seen: Evidence) -> str:
    """Name the exception that aiosmtpd puts into its reply: `Error: (NameError) name ...`."""
    found = re.match(r"(?i)error: \((\w+)\)", seen.exchange.reply.text)
    return f"a `{found[1]}`" if found else "an exception"


def _called_help(seen: Evidence) -> str:
    if seen.within("smtplib", seen.called):
        return f"import smtplib\n\nhelp(smtplib.SMTP.{seen.called})"
    import email.message

    if hasattr(email.message.EmailMessage, seen.called):
        return f"from email.message import EmailMessage\n\nhelp(EmailMessage.{seen.called})"
    return "import email\n\nhelp(email)"


def _sent_kind(seen: Evidence) -> str:
    kind = seen.call.kind_of("send_message", "msg")
    # One that is called like a class of `email`, and isn't.
    return f"another module's `{kind}`" if seen.call.message_is_namesake else _a(kind)


WORDS: dict[str, Callable[[Evidence], str]] = {
    # where to
    "host": lambda seen: seen.endpoint.host or "the server",
    "host_shown": lambda seen: (
        f"`{_plain(seen.endpoint.host)}`" if seen.endpoint.host else "this name"
    ),
    "host_hint": _host_hint,
    "host_code": lambda seen: json.dumps(seen.endpoint.host) if seen.endpoint.host else "host",
    "port": lambda seen: str(seen.endpoint.port or "?"),
    "port_code": lambda seen: str(seen.endpoint.port or "port"),  # a name to fill in, never a guess
    "check_code": _check_code,
    "real_port": lambda seen: str(seen.endpoint.real_port or "?"),
    "at": _at,
    "asked": lambda seen: f"{seen.endpoint.host} port {seen.endpoint.port}",
    "asked_code": lambda seen: f"{json.dumps(seen.endpoint.host)}, {seen.endpoint.port}",
    "answered": lambda seen: " and ".join(
        f"{host} port {port}" for host, port in seen.endpoint.answered
    ),
    "timeout_words": _timeout_words,
    # servers of mailtutor: the variables that hold them
    "server": lambda seen: seen.endpoint.silent_server,
    "other_server": lambda seen: seen.endpoint.other_server or "server",
    "cafile": _cafile,
    # encryption
    "how_encrypted": _how_encrypted,
    "ssl_reason": lambda seen: _plain(seen.exchange.ssl_reason or type(seen.error).__name__),
    "verify_words": lambda seen: _plain(str(getattr(seen.error, "verify_message", "unnamed"))),
    # what the server said
    "reply": lambda seen: str(seen.exchange.reply) or "nothing",
    "what": _what,
    "at_step": _at_step,
    "lasting": _lasting,
    "by_its_codes": _by_its_codes,
    "code": lambda seen: str(seen.exchange.reply.code),
    "handler_error": _handler_error,
    "mechanisms": lambda seen: _plain(
        " ".join(seen.exchange.features.get("auth", "").split()) or "none"
    ),
    "size_limit": _size_limit,
    "refused": _refused,
    "address": _address,
    "address_shown": lambda seen: _address(seen) or "one of yours",
    "sender": _sender,
    "password_hint": _password_hint,
    # Python
    "error": lambda seen: f"`{type(seen.error).__name__}`",
    "host_kind": lambda seen: _a(seen.call.kind_of("connect", "host")),
    "meant_module": lambda seen: (
        "smtplib" if seen.names.meant.startswith("smtplib") else "email.message"
    ),
    "policy_kind": lambda seen: _a(seen.names.missing_of),
    "parsed_shown": lambda seen: _a(seen.call.parsed_kind),
    "header_kind": lambda seen: _a(seen.call.header_kind),
    "content_kind": lambda seen: _a(seen.call.content_kind),
    "text_kind": lambda seen: _a(seen.call.text_kind),
    "sendmail_kind": lambda seen: _a(seen.call.kind_of("sendmail", "msg")),
    "send_message_kind": _sent_kind,
    "called": lambda seen: seen.called or "mail",
    "called_help": _called_help,
    "credentials_kind": lambda seen: _a(seen.call.credentials_kind),
    "address_kind": lambda seen: _a(seen.call.address_kind),
    "lacking_owner": lambda seen: f"`{seen.names.lacking_owner}`",
    "lacking_owner_code": lambda seen: seen.names.lacking_owner,
    "lacking_module": lambda seen: (
        seen.names.lacking_owner
        if seen.names.lacking_owner in {"email", "smtplib"}
        else seen.names.lacking_owner.rpartition(".")[0]
    ),
    "lacking_shown": lambda seen: _a(seen.names.lacking_kind),
    "payload_kind": lambda seen: _a(seen.call.payload_kind),
    "python_3_name": lambda seen: seen.names.python_2_name.lower(),
    "misused_full": lambda seen: (
        seen.call.misused_owner
        if seen.call.misused == "__init__"
        else f"{seen.call.misused_owner}.{seen.call.misused}"
    ),
    "misused_module": lambda seen: seen.call.misused_owner.rpartition(".")[0],
    "file": lambda seen: _plain(repr(seen.call.file)),
    "file_code": lambda seen: json.dumps(seen.call.file),
    "variable": lambda seen: _plain(str(seen.error.args[0]) if seen.error.args else "asked for"),
}
