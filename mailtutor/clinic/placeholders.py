"""Fills in the words in braces of a cause's texts, such as ``{host}``.

A word is an entry of `WORDS`, or else an attribute of the evidence's parts: ``{command}`` is
`Exchange.command`. Only the words that a text uses are looked up, and none of them holds a
password that the evidence knows.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from mailtutor.record import plain_ascii

from .exchange import IMPLICIT_TLS_PORT
from .python_words import PYTHON_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from .cause import Cause
    from .evidence import Evidence

_CLOSING = 421  # RFC 5321, section 3.8
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
            text = ", ".join(f"{each.number} on {each.system}" for each in self._cause.platforms)
        else:
            text = WORDS[word](self._evidence) if word in WORDS else self._attribute(word)
        # In code, too: otherwise a password in a text could appear in the code.
        text = self._evidence.without_secrets(text)
        self[word] = text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
        return self[word]

    def _attribute(self, word: str) -> str:
        """Return the evidence's attribute of this name."""
        evidence = self._evidence
        for part in evidence.parts:
            if hasattr(type(part), word):
                return plain_ascii(str(getattr(part, word)))
        raise KeyError(word)


def _at(evidence: Evidence) -> str:
    if not evidence.endpoint.host:
        return "The server" if evidence.endpoint.port is None else f"Port {evidence.endpoint.port}"
    return (
        evidence.endpoint.host
        if evidence.endpoint.port is None
        else f"{evidence.endpoint.host} port {evidence.endpoint.port}"
    )


def _host_hint(evidence: Evidence) -> str:
    given = evidence.endpoint.host_as_given
    if given != given.strip():
        return ": there is a space before or after it"
    if "@" in given:
        return ": it has an @ in it, as an address has, and a server's name has none"
    if re.fullmatch(r"[^:]+:\d+", given):
        return ": it has a port in it, which belongs into an argument of its own"
    return ""


def _cafile(evidence: Evidence) -> str:
    return (
        f"cafile={evidence.endpoint.server_here}.ca_file"
        if evidence.endpoint.server_here_has_tls
        else ""
    )


def _check_code(evidence: Evidence) -> str:
    port = evidence.endpoint.port or "port"
    # On a port other than 465, the check would wait in vain for a greeting.
    tls = ', tls="implicit"' if evidence.exchange.implicit_tls and port != IMPLICIT_TLS_PORT else ""
    host = json.dumps(evidence.endpoint.host.strip()) if evidence.endpoint.host else "host"
    return f"check_connection({host}, {port}{tls})"


def _check_code_by_words(evidence: Evidence) -> str:
    """Name the host and port that the error itself names, as aiosmtplib's do."""
    found = re.search(r"connecting to ([\w.:-]+) on port (\d+)", str(evidence.raised))
    return (
        f'check_connection("{found[1]}", {found[2]})' if found else "check_connection(host, port)"
    )


def _timeout_words(evidence: Evidence) -> str:
    timeout = evidence.exchange.client_timeout
    return f", within the {timeout:g} s of `timeout=`" if type(timeout) in {int, float} else ""


def _client_class(evidence: Evidence) -> str:
    return "SMTP_SSL" if evidence.exchange.implicit_tls else "SMTP"


def _how_encrypted(evidence: Evidence) -> str:
    if evidence.exchange.implicit_tls:
        return "`SMTP_SSL` does it from the first byte"
    return "`starttls()` was called before"


def _who_was_refused(evidence: Evidence) -> str:
    if not evidence.exchange.refused:
        return "The server accepted the recipient at first, and looked the address up only now."
    return (
        f"The server rejected {_refused(evidence)}. `smtplib` raises an error only if all "
        "recipients are rejected; if some are, `send_message` returns them."
    )


def _refused(evidence: Evidence) -> str:
    refused = evidence.exchange.refused.items()
    shown = [f"{plain_ascii(address)} (`{reply}`)" for address, reply in refused]
    more = len(shown) - _MOST_RECIPIENTS
    words = ", ".join(shown[:_MOST_RECIPIENTS])
    return f"{words} and {more} more" if more > 0 else words or "the recipient"


def _address(evidence: Evidence) -> str:
    first = next(
        (
            address
            for address, reply in evidence.exchange.refused.items()
            if reply == evidence.exchange.reply
        ),
        getattr(evidence.error, "sender", "") or _recipients(evidence),
    )
    return plain_ascii(str(first))


def _recipients(evidence: Evidence) -> str:
    given = evidence.variables("smtplib", "sendmail").get("to_addrs")
    if isinstance(given, list | tuple) and len(given) == 1:
        given = given[0]
    return given if isinstance(given, str) else "one of the recipients"


def _sender(evidence: Evidence) -> str:
    return plain_ascii(evidence.exchange.sender or "see From")


def _what(evidence: Evidence) -> str:
    words = {
        "greeting": "the connection",
        "EHLO": "your EHLO",
        "STARTTLS": "STARTTLS",
        "login": "the login",
        "sender": "the sender",
        "recipient": "the recipient" if len(evidence.exchange.refused) < 2 else "the recipients",  # noqa: PLR2004
        "content": "the message",
    }
    return words.get(evidence.exchange.stage, evidence.exchange.command)


def _at_step(evidence: Evidence) -> str:
    words = {
        "greeting": "when you connected",
        "EHLO": "to EHLO",
        "STARTTLS": "to STARTTLS",
        "login": "to the login (AUTH)",
        "sender": "to the sender (MAIL FROM)",
        "recipient": "to the recipient (RCPT TO)",
        "content": "to DATA, before the content"
        if evidence.exchange.before_content
        else "to the content",
    }
    return words.get(evidence.exchange.stage, f"to {evidence.exchange.command}")


def _code_later(evidence: Evidence) -> str:
    exchange = evidence.exchange
    # After 421 the connection is gone, and before MAIL there was no message.
    if exchange.reply.code != _CLOSING and exchange.stage in {"sender", "recipient", "content", ""}:
        return "# The same message again, in some minutes:\nclient.send_message(message)"
    host, port = WORDS["host_code"](evidence), WORDS["port_code"](evidence)
    return (
        "import smtplib\n"
        "\n"
        "# A new connection, in some minutes:\n"
        f"client = smtplib.{_client_class(evidence)}({host}, {port}, timeout=10)"
    )


def _lasting(evidence: Evidence) -> str:
    if evidence.exchange.reply.temporary:
        return "A code that begins with 4 is a temporary failure: the same may be accepted later."
    if evidence.exchange.reply.code >= 500:  # noqa: PLR2004
        return (
            "A code that begins with 5 is a permanent failure: the same will be rejected again "
            "until something changes."
        )
    return ""


def _lasting_anyway(evidence: Evidence) -> str:
    if evidence.exchange.reply.temporary:
        return (
            "A code that begins with 4 is a temporary failure, but here waiting alone seldom "
            "helps: something has to change."
        )
    return _lasting(evidence)


def _by_its_codes(evidence: Evidence) -> str:
    """Return the definition of the enhanced code, if it has one."""
    detail = evidence.exchange.reply.meaning.partition(": ")[2]
    if not detail:
        return ""
    code = evidence.exchange.reply.enhanced
    return (
        f'The enhanced status code {code} stands for "{detail}", though not every server uses it '
        "in that sense. "
    )


def _maybe_accepted(evidence: Evidence) -> str:
    if evidence.exchange.command not in {"the content", "your command"}:
        return ""
    return (
        " If a message was being sent, the server may have accepted it: check before you send it "
        "again."
    )


def _password_hint(evidence: Evidence) -> str:
    if evidence.exchange.password_is == "surrounded by spaces":  # noqa: S105 - words about it
        return " The password that was given begins or ends with a space or line end."
    return ""


def _size_limit(evidence: Evidence) -> str:
    limit = evidence.exchange.features.get("size", "")
    return f": {int(limit):,} bytes" if limit.isdecimal() else ""


def _handler_error(evidence: Evidence) -> str:
    """Name the exception that aiosmtpd puts into its reply: `Error: (NameError) name ...`."""
    found = re.match(r"(?i)error: \((\w+)\)", evidence.exchange.reply.text)
    return f"a `{found[1]}`" if found else "an exception"


WORDS: dict[str, Callable[[Evidence], str]] = {
    # the endpoint
    "host": lambda evidence: evidence.endpoint.host or "the server",
    "host_shown": lambda evidence: (
        f"`{plain_ascii(evidence.endpoint.host)}`" if evidence.endpoint.host else "this name"
    ),
    "host_hint": _host_hint,
    "host_code": lambda evidence: (
        json.dumps(evidence.endpoint.host) if evidence.endpoint.host else "host"
    ),
    "port": lambda evidence: str(evidence.endpoint.port or "?"),
    "port_code": lambda evidence: str(
        evidence.endpoint.port or "port"
    ),  # a name to fill in, never a guess
    "check_code": _check_code,
    "check_code_by_words": _check_code_by_words,
    "real_port": lambda evidence: str(evidence.endpoint.real_port or "?"),
    "at": _at,
    "asked": lambda evidence: f"{evidence.endpoint.host} port {evidence.endpoint.port}",
    "asked_code": lambda evidence: (
        f"{json.dumps(evidence.endpoint.host)}, {evidence.endpoint.port}"
    ),
    "answered": lambda evidence: " and ".join(
        f"{host} port {port}" for host, port in evidence.endpoint.answered
    ),
    "timeout_words": _timeout_words,
    # local servers, by the names of their variables
    "server": lambda evidence: evidence.endpoint.silent_server,
    "other_server": lambda evidence: evidence.endpoint.other_server or "server",
    "cafile": _cafile,
    # encryption
    "how_encrypted": _how_encrypted,
    "client_class": _client_class,
    "ssl_reason": lambda evidence: plain_ascii(
        evidence.exchange.ssl_reason or type(evidence.error).__name__
    ),
    "verify_words": lambda evidence: plain_ascii(
        str(getattr(evidence.error, "verify_message", "unnamed"))
    ),
    "encrypted_first": lambda evidence: (
        "from getpass import getpass\n\n"
        if evidence.exchange.encrypted
        else "import ssl\nfrom getpass import getpass\n\n"
        "client.starttls(context=ssl.create_default_context())\n"
    ),
    "setting_shown": lambda evidence: (
        f", and `{evidence.settings.text_taken_for_true}` is one"
        if evidence.settings.text_taken_for_true
        else ""
    ),
    "why_a_number": lambda evidence: (
        "The third argument of `SMTP` is that name, and a timeout needs its own: "
        f"`timeout={evidence.client_name.hello_number}`. "
        if evidence.client_name.hello_number
        else ""
    ),
    "hello_argument": lambda evidence: (
        f"timeout={evidence.client_name.hello_number}"
        if evidence.client_name.hello_number
        else 'local_hostname="pc.example.com", timeout=10'
    ),
    "hello_shown": lambda evidence: (
        f", which was sent as `{evidence.client_name.hello_name}`"
        if evidence.client_name.hello_name
        else ""
    ),
    # the server's reply
    "reply": lambda evidence: str(evidence.exchange.reply) or "nothing",
    "what": _what,
    "at_step": _at_step,
    "lasting": _lasting,
    "lasting_anyway": _lasting_anyway,
    "by_its_codes": _by_its_codes,
    "code": lambda evidence: str(evidence.exchange.reply.code),
    "handler_error": _handler_error,
    "code_later": _code_later,
    "code_in_order": lambda evidence: (
        'from getpass import getpass\n\nclient.login("me@example.com", getpass("Password: "))'
        if evidence.exchange.may_need_login
        else "client.rset()  # forget the unfinished message\nclient.send_message(message)"
    ),
    "mechanisms": lambda evidence: plain_ascii(
        " ".join(evidence.exchange.features.get("auth", "").split()) or "none"
    ),
    "size_limit": _size_limit,
    "refused": _refused,
    "who_was_refused": _who_was_refused,
    "address": _address,
    "address_shown": lambda evidence: _address(evidence) or "one of yours",
    "sender": _sender,
    "password_hint": _password_hint,
    "maybe_accepted": _maybe_accepted,
    **PYTHON_WORDS,
}
