"""What lesson 07 looks at: a provider's settings, and messages that arrived over its connection."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mailtutor.record import Delivery, Envelope, Journal, Mailbox, Session

from .clients import must_have_checked
from .expectations import NotYet, addresses, header, must_not_be_printed, phrase

if TYPE_CHECKING:
    from email.message import EmailMessage

_STARTTLS_PORT = 587  # RFC 6409
_IMPLICIT_TLS_PORT = 465  # RFC 8314, section 7.3
_OTHER_PORTS = {
    25: "is for servers among themselves, and often blocked for programs",
    110: "is for POP, which fetches mail",
    143: "is for IMAP, which fetches mail",
    993: "is for IMAP, which fetches mail",
    995: "is for POP, which fetches mail",
    80: "is for web pages",
    443: "is for web pages",
}
# As of 2026; see the form `connect()`.
_WITH_BOTH_PORTS = {"smtp.gmail.com", "mail.gmx.com", "mail.gmx.net", "smtp.zoho.com"}
_PORTS = {_STARTTLS_PORT, _IMPLICIT_TLS_PORT, 2525}  # 2525 is nobody's, but many offer it
_BRIDGE, _BRIDGES_PORT = "127.0.0.1", 1025  # Proton Mail Bridge runs on the learner's computer
_APP_PASSWORD_LENGTH = 16
# Services for programs, where the user name is a word and no address.
_USER_IS_A_WORD = ("sendgrid.net", "amazonaws.com", "postmarkapp.com", "sparkpostmail.com",
                   "resend.com", "mailjet.com", "smtp2go.com", "mailtrap.io")  # fmt: skip


def help_page(thing: Any) -> str:
    """Look at settings read from a help page (exercise 07.1)."""
    host, port, user = _settings(thing)
    if host != "smtp.example.com":
        raise NotYet(f"The host is {host!r}. The page names another for outgoing mail.")
    if port != _STARTTLS_PORT:
        raise NotYet(f"The port is {port}. Beside SMTP, the page has another.")
    if user == "ada":
        raise NotYet("The user name is 'ada'. The page says: your whole address.")
    if user != "ada@example.com":
        raise NotYet(f"The user name is {user!r}. Ada's whole address is ada@example.com.")
    return "Host, port and user name, as the page says. The password goes into no notebook."


def _settings(thing: Any) -> tuple[str, int, str]:
    """Take host, port and user name, each of the right kind and for sending.

    Raises:
        NotYet: one is missing, of the wrong kind, or for something else.
    """
    if not isinstance(thing, (tuple, list)):
        raise NotYet(f"Expected a tuple of three values, but got {phrase(thing)}.")
    if len(thing) != 3:  # noqa: PLR2004 - host, port, user name
        more = " Nothing else belongs here, least of all a password." if len(thing) > 3 else ""  # noqa: PLR2004
        raise NotYet(f"Expected host, port and user name, but got {len(thing)} values.{more}")
    host, port, user = thing
    if isinstance(host, int) and isinstance(port, str):
        raise NotYet("The port comes first here. The order is: host, port, user name.")
    if isinstance(port, str) and port.strip().isdigit():
        raise NotYet(f"The port is the text {port!r}. Without quotes it is a number.")
    if not isinstance(port, int) or isinstance(port, bool):
        raise NotYet(f"The port is {phrase(port)}. It is a number, as 587.")
    if not isinstance(host, str) or not isinstance(user, str):
        raise NotYet("The host and the user name are text, so they need quotes.")
    _check_host(host)
    if port in _OTHER_PORTS:
        raise NotYet(f"Port {port} {_OTHER_PORTS[port]}. Programs that send use 587 or 465.")
    if port not in _PORTS and (host, port) != (_BRIDGE, _BRIDGES_PORT):
        raise NotYet(f"Port {port} isn't one for sending. Providers name 587 or 465.")
    return host.lower(), port, user


def _whole_address(user: str, host: str) -> str:
    """Take a user name that's a whole address.

    Raises:
        NotYet: it's empty, a part of an address, or has the server's name behind the @.
    """
    name, _, domain = user.rpartition("@")
    if not name or "." not in domain or " " in user:
        raise NotYet(f"The user name is {user!r}. Here it's the whole address, with its @.")
    if domain.lower() == host and host.startswith(("smtp", "mail.")):
        raise NotYet(
            f"The user name is {user!r}: behind the @ is the name of the server. It's the "
            "address that people write to."
        )
    if domain.lower() == host:
        raise NotYet(
            f"{host} is the domain of the addresses. Its help page names a server for outgoing "
            f"mail, such as smtp.{host}."
        )
    return user


def _check_host(host: str) -> None:
    if "/" in host:
        raise NotYet(f"{host!r} is the address of a web page. A host is a name alone.")
    if "@" in host:
        raise NotYet(f"{host!r} is a mail address. The host is the name of the server.")
    if host != _BRIDGE and re.fullmatch(r"[\d.]+|.*:.*:.*", host):
        raise NotYet(
            f"{host!r} is a numeric address. A provider changes those, and no certificate is for "
            "them: use the server's name."
        )
    if host.startswith(("imap", "pop")):
        raise NotYet(f"{host!r} is for fetching mail. To send, you need the SMTP server.")
    if ":" in host:
        raise NotYet(f"{host!r} has the port in it. Give the port separately, as a number.")
    if "." not in host or host != host.strip() or " " in host:
        raise NotYet(f"{host!r} isn't a server's full name, such as `smtp.example.com`.")
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", host):
        raise NotYet(f"{host!r} isn't a server's name: only letters, digits, hyphens and dots.")


def _arrived(thing: Any) -> Delivery:
    """Take a message that arrived at a `LocalServer`.

    Raises:
        NotYet: it is something else; a near miss is told what to take.
    """
    if isinstance(thing, Delivery):
        return thing
    if isinstance(thing, dict):
        raise NotYet(
            "This is a dict, as `send_message` returns: who was refused. "
            "The message itself is `server.mailbox[-1]`."
        )
    if isinstance(thing, Mailbox):
        raise NotYet("This is the whole mailbox. Its newest message is `server.mailbox[-1]`.")
    if isinstance(thing, Session):
        raise NotYet("This is a session. The message that it brought is `server.mailbox[-1]`.")
    if isinstance(thing, Envelope):
        raise NotYet("This is the envelope alone. The whole message is `server.mailbox[-1]`.")
    if hasattr(thing, "get_content_type"):
        raise NotYet("This is what you wrote. What arrived is `server.mailbox[-1]`.")
    raise NotYet(f"Expected `server.mailbox[-1]`, what arrived, but got {phrase(thing)}.")


def _arrived_at(thing: Any, server: Any) -> Delivery:
    """Take a message that arrived at the provider of the lesson.

    Raises:
        NotYet: it's something else, or arrived somewhere else.
    """
    delivery = _arrived(thing)
    journal = getattr(server, "journal", None)
    if not isinstance(journal, Journal):
        raise NotYet("The line with `check(...)` was changed. It takes the answer, then `server`.")
    if delivery not in list(journal.mailbox):
        raise NotYet(
            "This arrived at another server. Send it to the provider, in "
            "`with server.answering(...)`."
        )
    return delivery


def over_implicit_tls(thing: Any, server: Any) -> str:
    """Look at a message over port 465 (exercise 07.2)."""
    session = _arrived_at(thing, server).session
    lines = list(session.transcript)
    if any(line.verb == "STARTTLS" for line in lines):
        raise NotYet(
            "This message came through port 587: its session has a STARTTLS. Is it an older one? "
            "Send one through port 465, then take `server.mailbox[-1]`."
        )
    if not lines or lines[0].kind != "event" or not lines[0].text.startswith("encrypted"):
        raise NotYet("This message came without encryption.")
    must_have_checked(session, "server.ca_file")
    return "Encrypted from the first byte: even the greeting. `starttls` was not needed."


def without_gaps(thing: Any, pasted: Any) -> str:
    """Look at an app password without its spaces (exercise 07.3)."""
    if not isinstance(pasted, str) or "\u00a0" not in pasted:
        raise NotYet("The line with `check(...)` was changed. It takes the answer, then `pasted`.")
    # None of these sentences shows the password: they stay in the saved notebook.
    if isinstance(thing, (list, tuple)):
        raise NotYet(f"This is a {type(thing).__name__} of {len(thing)} parts. Join them.")
    if not isinstance(thing, str):
        raise NotYet(f"Expected a str, but got one of the type {type(thing).__name__}.")
    if "\u00a0" in thing:
        raise NotYet(
            r"There are still no-break spaces in it. They look like spaces, and are `\xa0`."
        )
    if any(letter.isspace() for letter in thing):
        raise NotYet("There are still spaces in it.")
    whole = "".join(pasted.split())
    if len(thing) != _APP_PASSWORD_LENGTH:
        raise NotYet(f"It has {_characters(thing)}, but `pasted` has 16 without its gaps.")
    if thing.lower() == whole.lower() and thing != whole:
        raise NotYet("Upper and lower case matter in a password: keep the letters as they are.")
    if sorted(thing) == sorted(whole) and thing != whole:
        raise NotYet("It has the same letters as `pasted`, but in another order.")
    if thing != whole:
        raise NotYet("It has 16 characters, as it should, but not those of `pasted`.")
    must_not_be_printed()
    return "Sixteen characters without a gap: `login` takes them."


def _characters(text: str) -> str:
    return f"{len(text)} character{'' if len(text) == 1 else 's'}"


def answers_to_the_shop(thing: Any, server: Any) -> str:
    """Look at a message whose answers go elsewhere (exercise 07.4)."""
    delivery = _arrived_at(thing, server)
    if not server.faults:
        raise NotYet("The server's `faults` are gone. Leave them as they are: with them, it works.")
    message = delivery.message
    sender = addresses(message, "From")
    envelope = delivery.envelope.mail_from.lower()
    if "shop@example.org" in sender and envelope == "shop@example.org":
        raise NotYet(
            "The message is from the shop. With the faults as they were, the server rejects that."
        )
    if "shop@example.org" in sender:
        raise NotYet(
            f"The envelope says {envelope}, but `From` says shop@example.org. "
            "Many providers look at both, and DMARC goes by `From`."
        )
    if envelope not in sender:
        raise NotYet(f"It is from {', '.join(sender)}, but the envelope says {envelope}.")
    _check_reply_to(message)
    return f"It is from {envelope}, and answers go to the shop."


def _check_reply_to(message: EmailMessage) -> None:
    if message["Reply-To"] is None:
        near = next((name for name in message if name.lower().startswith(("reply", "answ"))), "")
        if near:
            raise NotYet(f"It has a header {near!r}. Mail programs know only `Reply-To`.")
    header(message, "Reply-To")
    to = addresses(message, "Reply-To")
    if to != ["shop@example.org"]:
        raise NotYet(f"Answers go to {', '.join(to)}. They should go to shop@example.org.")


def own_provider(thing: Any) -> str:
    """Look at the settings of the learner's own provider (exercise 07.5)."""
    host, port, user = _settings(thing)
    if f".{host}".endswith(".example.com"):
        raise NotYet(f"{host} is the one of this lesson. Search for a provider that there is.")
    if not host.endswith(_USER_IS_A_WORD):
        _whole_address(user, host)
    if port == _IMPLICIT_TLS_PORT and host in _WITH_BOTH_PORTS:
        raise NotYet(f"{host} has port 587 as well. The task says to take that, with STARTTLS.")
    if port == _IMPLICIT_TLS_PORT:
        return f"For {user} at {host}. Port 465 wants `SMTP_SSL` in `deliver`, without `starttls`."
    return f"For {user} at {host}. The next cell rehearses with them."
