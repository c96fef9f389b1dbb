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
from .reply_words import REPLY_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from .cause import Cause
    from .evidence import Evidence

_CLOSING = 421  # RFC 5321, section 3.8
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


def _password_hint(evidence: Evidence) -> str:
    if evidence.exchange.password_is == "surrounded by spaces":  # noqa: S105 - words about it
        return " The password that was given begins or ends with a space or line end."
    return ""


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
    # what to do about a reply
    "code_later": _code_later,
    "code_in_order": lambda evidence: (
        'from getpass import getpass\n\nclient.login("me@example.com", getpass("Password: "))'
        if evidence.exchange.may_need_login
        else "client.rset()  # forget the unfinished message\nclient.send_message(message)"
    ),
    "password_hint": _password_hint,
    **REPLY_WORDS,
    **PYTHON_WORDS,
}
