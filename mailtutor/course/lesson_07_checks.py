"""Lesson 07, use your own provider: the checks of its exercises."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mailtutor.record import Delivery, Envelope, Mailbox, Session, count

from .clients import require_verified_certificate
from .expectations import CHECK_LINE_CHANGED, Mistake, forbid_printing_answer, require_journal
from .message_expectations import require_addresses, require_header
from .wording import describe

if TYPE_CHECKING:
    from email.message import EmailMessage

_STARTTLS_PORT = 587  # RFC 6409
_IMPLICIT_TLS_PORT = 465  # RFC 8314, section 7.3
_OTHER_PORTS = {
    25: "is for mail servers to talk to each other, and often blocked for programs",
    110: "is for POP, which fetches mail",
    143: "is for IMAP, which fetches mail",
    993: "is for IMAP, which fetches mail",
    995: "is for POP, which fetches mail",
    80: "is for web pages",
    443: "is for web pages",
}
# As of 2026; see the form `connect()`.
_WITH_BOTH_PORTS = {"smtp.gmail.com", "mail.gmx.com", "mail.gmx.net", "smtp.zoho.com"}
_PORTS = {_STARTTLS_PORT, _IMPLICIT_TLS_PORT, 2525}  # 2525 isn't standard, but many offer it
_BRIDGE, _BRIDGE_PORT = "127.0.0.1", 1025  # Proton Mail Bridge runs on the learner's computer
_APP_PASSWORD_LENGTH = 16
# Services for programs, where the user name isn't an email address.
_USER_IS_A_WORD = ("sendgrid.net", "amazonaws.com", "postmarkapp.com", "sparkpostmail.com",
                   "resend.com", "mailjet.com", "smtp2go.com", "mailtrap.io")  # fmt: skip


def help_page(thing: Any) -> str:
    """Check 07.1: settings read from a help page."""
    host, port, user = _require_settings(thing)
    if host != "smtp.example.com":
        raise Mistake(f"The host is {host!r}. The page names another one for outgoing mail.")
    if port != _STARTTLS_PORT:
        raise Mistake(f"The port is {port}. The page gives another one for SMTP.")
    if user == "ada":
        raise Mistake("The user name is 'ada'. The page says that it's your whole address.")
    if user != "ada@example.com":
        raise Mistake(f"The user name is {user!r}. Ada's whole address is ada@example.com.")
    return "Host, port and user name match the page. The password belongs in no notebook."


def _require_settings(thing: Any) -> tuple[str, int, str]:
    """Return host, port and user name, each of the right type and for sending.

    Raises:
        Mistake: one is missing, of the wrong type, or not for sending.
    """
    if not isinstance(thing, (tuple, list)):
        raise Mistake(f"Expected a tuple of three values, but got {describe(thing)}.")
    if len(thing) != 3:  # noqa: PLR2004 - host, port, user name
        more = " Nothing else belongs here, least of all a password." if len(thing) > 3 else ""  # noqa: PLR2004
        raise Mistake(
            f"Expected host, port and user name, but got {count(len(thing), 'value')}.{more}"
        )
    host, port, user = thing
    if isinstance(host, int) and isinstance(port, str):
        raise Mistake("You put the port first. The order is: host, port, user name.")
    if isinstance(port, str) and port.strip().isdigit():
        raise Mistake(f"The port is a str, {port!r}. Remove the quotes to make it a number.")
    if not isinstance(port, int) or isinstance(port, bool):
        raise Mistake(f"The port is {describe(port)}. Expected a number, such as 587.")
    if not isinstance(host, str) or not isinstance(user, str):
        raise Mistake("The host and the user name are text, so they need quotes.")
    _check_host(host)
    if port in _OTHER_PORTS:
        raise Mistake(f"Port {port} {_OTHER_PORTS[port]}. Programs send through 587 or 465.")
    if port not in _PORTS and (host, port) != (_BRIDGE, _BRIDGE_PORT):
        raise Mistake(f"Port {port} isn't a port for sending. Providers use 587 or 465.")
    return host.lower(), port, user


def _require_whole_address(user: str, host: str) -> None:
    """Check that a user name is a whole address.

    Raises:
        Mistake: it's empty, part of an address, or has the server's name after the @.
    """
    name, _, domain = user.rpartition("@")
    if not name or "." not in domain or " " in user:
        raise Mistake(f"The user name is {user!r}. Here it's the whole address, with its @.")
    if domain.lower() == host and host.startswith(("smtp", "mail.")):
        raise Mistake(
            f"The user name is {user!r}, with the name of the server after the @. Use the address "
            "that people write to."
        )
    if domain.lower() == host:
        raise Mistake(
            f"{host} is the domain of the addresses. The provider's help page names a server for "
            f"outgoing mail, such as smtp.{host}."
        )


def _check_host(host: str) -> None:
    if "/" in host:
        raise Mistake(f"{host!r} is the address of a web page. A host is only a name.")
    if "@" in host:
        raise Mistake(f"{host!r} is an email address. The host is the name of the server.")
    if host != _BRIDGE and re.fullmatch(r"[\d.]+|.*:.*:.*", host):
        raise Mistake(
            f"{host!r} is an IP address. Providers change those, and certificates don't cover "
            "them, so use the server's name."
        )
    if host.startswith(("imap", "pop")):
        raise Mistake(f"{host!r} is for fetching mail. To send, you need the SMTP server.")
    if ":" in host:
        raise Mistake(f"{host!r} contains the port. Give the port separately, as a number.")
    if "." not in host or host != host.strip() or " " in host:
        raise Mistake(f"{host!r} isn't a server's full name, such as `smtp.example.com`.")
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", host):
        raise Mistake(
            f"{host!r} isn't a server's name, which has only letters, digits, hyphens and dots."
        )


def _require_delivery(thing: Any) -> Delivery:
    """Return the answer if it's a message that arrived at a `LocalServer`.

    Raises:
        Mistake: it's something else.
    """
    if isinstance(thing, Delivery):
        return thing
    if isinstance(thing, dict):
        raise Mistake(
            "That's a dict, such as `send_message` returns for rejected recipients. What arrived "
            "is `server.mailbox[-1]`."
        )
    if isinstance(thing, Mailbox):
        raise Mistake("That's the whole mailbox. Its newest message is `server.mailbox[-1]`.")
    if isinstance(thing, Session):
        raise Mistake("That's a session. The message it delivered is `server.mailbox[-1]`.")
    if isinstance(thing, Envelope):
        raise Mistake("That's only the envelope. The whole message is `server.mailbox[-1]`.")
    if hasattr(thing, "get_content_type"):
        raise Mistake("That's what you wrote. What arrived is `server.mailbox[-1]`.")
    raise Mistake(f"Expected what arrived, `server.mailbox[-1]`, but got {describe(thing)}.")


def _require_delivery_at(thing: Any, server: Any) -> Delivery:
    """Return the answer if it's a message that arrived at the lesson's provider.

    Raises:
        Mistake: it's something else, or arrived somewhere else.
    """
    delivery = _require_delivery(thing)
    journal = require_journal(server)
    if delivery not in list(journal.mailbox):
        raise Mistake(
            "This message arrived at another server. Send it to the provider, in "
            "`with server.answering(...)`."
        )
    return delivery


def over_implicit_tls(thing: Any, server: Any) -> str:
    """Check 07.2: a message sent through port 465."""
    session = _require_delivery_at(thing, server).session
    lines = list(session.transcript)
    if any(line.verb == "STARTTLS" for line in lines):
        raise Mistake(
            "This message came through port 587, because its session has a STARTTLS. Is it an "
            "older one? Send one through port 465, then take `server.mailbox[-1]`."
        )
    if not lines or lines[0].kind != "event" or not lines[0].text.startswith("encrypted"):
        raise Mistake("This message came without encryption.")
    require_verified_certificate(session, "server.ca_file")
    return "It was encrypted from the first byte, even the greeting, without `starttls`."


def without_gaps(thing: Any, pasted: Any) -> str:
    """Check 07.3: an app password without its spaces."""
    if not isinstance(pasted, str) or "\u00a0" not in pasted:
        raise Mistake(CHECK_LINE_CHANGED)
    # No sentence may show the password, because sentences are saved in the notebook.
    if isinstance(thing, (list, tuple)):
        parts = count(len(thing), "part")
        raise Mistake(f"That's a {type(thing).__name__} of {parts}. Join them.")
    if not isinstance(thing, str):
        raise Mistake(f"Expected a str, but got a value of type {type(thing).__name__}.")
    if "\u00a0" in thing:
        raise Mistake(
            r"Your answer still contains no-break spaces, `\xa0`, which only look like spaces."
        )
    if any(letter.isspace() for letter in thing):
        raise Mistake("Your answer still contains spaces.")
    whole = "".join(pasted.split())
    if len(thing) != _APP_PASSWORD_LENGTH:
        raise Mistake(
            f"Your answer has {count(len(thing), 'character')}, but `pasted` has 16 without its "
            "spaces."
        )
    if thing.lower() == whole.lower() and thing != whole:
        raise Mistake("Upper and lower case matter in a password. Keep the letters as they are.")
    if sorted(thing) == sorted(whole) and thing != whole:
        raise Mistake("Your answer has the same letters as `pasted`, but in another order.")
    if thing != whole:
        raise Mistake("Your answer has 16 characters, but they aren't those of `pasted`.")
    forbid_printing_answer()
    return "Sixteen characters without a space: `login` accepts them."


def answers_to_the_shop(thing: Any, server: Any) -> str:
    """Check 07.4: a message whose replies go to another address."""
    delivery = _require_delivery_at(thing, server)
    if not server.faults:
        raise Mistake("The server's `faults` are gone. Leave them: the task works with them.")
    message = delivery.message
    sender = require_addresses(message, "From")
    envelope = delivery.envelope.mail_from.lower()
    if "shop@example.org" in sender and envelope == "shop@example.org":
        raise Mistake(
            "The message is from the shop. With the original faults, the server rejects that."
        )
    if "shop@example.org" in sender:
        raise Mistake(
            f"The envelope's sender is {envelope}, but `From` is shop@example.org. Many providers "
            "check both, and DMARC checks `From`."
        )
    if envelope not in sender:
        raise Mistake(f"`From` is {', '.join(sender)}, but the envelope's sender is {envelope}.")
    _check_reply_to(message)
    return f"The message is from {envelope}, and replies go to the shop."


def _check_reply_to(message: EmailMessage) -> None:
    if message["Reply-To"] is None:
        near = next((name for name in message if name.lower().startswith(("reply", "answ"))), "")
        if near:
            raise Mistake(
                f"Your message has a header {near!r}, but mail clients know only `Reply-To`."
            )
    require_header(message, "Reply-To")
    to = require_addresses(message, "Reply-To")
    if to != ["shop@example.org"]:
        raise Mistake(f"Replies go to {', '.join(to)}. Expected shop@example.org.")


def own_provider(thing: Any) -> str:
    """Check 07.5: the settings of the learner's own provider."""
    host, port, user = _require_settings(thing)
    if f".{host}".endswith(".example.com"):
        raise Mistake(f"{host} exists only in this lesson. Look up a real provider.")
    if not host.endswith(_USER_IS_A_WORD):
        _require_whole_address(user, host)
    if port == _IMPLICIT_TLS_PORT and host in _WITH_BOTH_PORTS:
        raise Mistake(f"{host} also offers port 587. The task says to use that, with STARTTLS.")
    if port == _IMPLICIT_TLS_PORT:
        return (
            f"Settings for {user} at {host}. Port 465 needs `SMTP_SSL` in `deliver`, without "
            "`starttls`."
        )
    return f"Settings for {user} at {host}. The next cell rehearses with them."
