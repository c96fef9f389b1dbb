"""What lesson 05 looks at: logins, and texts without them. No sentence repeats a password."""

from __future__ import annotations

import base64
import re
import smtplib
import ssl
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from .clients import must_have_checked
from .expectations import (
    NotYet,
    a_function,
    a_journal,
    last_session,
    must_not_be_printed,
    phrase,
    uses,
)
from .run_function import disconnected

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor.record import Line, Session

_PLAIN_IS_LONG = 6
_PIECE = 6  # letters of base64, four bytes or so of a login
_SECONDS = 5.0
_YES = 235  # RFC 4954, section 6


def log_in(server: Any) -> str:
    """Look at a login over TLS (exercise 05.1)."""
    session = last_session(server)
    _encrypted(session)
    mechanism, _, reply = _login(session)
    if not reply.startswith("235"):
        raise NotYet(
            f"The server rejected the login ({mechanism}): {reply}. Compare name and password."
        )
    must_have_checked(session, "post.ca_file")
    if session.ending != "quit":
        raise NotYet("You logged in, but didn't end the session: call `quit()`, or use `with`.")
    return "First encrypted, then logged in: nobody on the way could read the password."


def _encrypted(session: Session) -> None:
    if not any(line.kind == "event" and b"encrypted" in line.raw for line in session.transcript):
        raise NotYet(
            "The last session wasn't encrypted: there was no `starttls`. So this server offers no "
            "login."
        )


def _login(session: Session) -> tuple[str, Line, str]:
    """Return the mechanism of the last login, its line, and the reply to it."""
    lines = list(session.transcript)
    logins = [place for place, line in enumerate(lines) if line.verb == "AUTH"]
    if not logins:
        raise NotYet("The connection was encrypted, but nobody tried to log in after that.")
    after = lines[logins[-1] + 1 :]
    replies = [line.text for line in after if line.kind == "reply" and line.code != 334]  # noqa: PLR2004
    line = lines[logins[-1]]
    words = line.unmasked.split()
    return words[1].upper() if words[1:] else "", line, replies[0] if replies else "no reply"


def may_enter(function: Any, server: Any) -> str:
    """Look at a function that tells whether a login succeeds (exercise 05.2)."""
    a_function(function, "client", "user", "password")
    a_journal(server)
    name, password = next(iter(server.users.items()))
    right = _tried(function, server, name, password)
    if not isinstance(right, Exception) and not _tries_to_log_in(server):
        raise NotYet(f"It never logged in, and {_came(right)}. Call `client.login(...)` in it.")
    accepted = any(line.code == _YES for line in server.journal.sessions[-1].transcript)
    wrong = _tried(function, server, name, password + "x")
    if (times := _logins(server)) > 1:
        raise NotYet(
            f"It logged in {times} times with the wrong password. Once is enough: providers lock "
            "accounts."
        )
    if right is False and wrong is True:
        raise NotYet("True and False are swapped: True means that the login succeeded.")
    if right is False and accepted:
        raise NotYet("With the right password the server said 235, which means yes. Return True.")
    _compare(right, True, "With the right password")  # noqa: FBT003
    _compare(wrong, False, "With a wrong password")  # noqa: FBT003
    _compare(_tried(function, server, "bob@example.com", password), False, "With another user")  # noqa: FBT003
    found = _tried(function, server, name, password, encrypted=False)
    # `auth` asks the server even without encryption, and its no is an error of authentication.
    if not isinstance(found, smtplib.SMTPNotSupportedError) and not _tries_to_log_in(server):
        raise NotYet(
            "On a connection without encryption no login is possible, and Python raises "
            f"SMTPNotSupportedError. Yours {_came(found)}. Which errors does your `except` catch?"
        )
    found = _tried(disconnected(function), server, name, password)
    if not isinstance(found, smtplib.SMTPServerDisconnected):
        raise NotYet(
            "With a client that has no connection any more, Python raises SMTPServerDisconnected. "
            f"Yours {_came(found)}. Which errors does your `except` catch?"
        )
    return "True, False, and what is another matter comes through."


def _logins(server: Any) -> int:
    """Count the logins of the last session; one of smtplib's tries each mechanism once."""
    lines = [line for line in server.journal.sessions[-1].transcript if line.verb == "AUTH"]
    mechanisms = Counter(line.unmasked.upper().split()[1] for line in lines)
    return max(mechanisms.values(), default=0)


def _tries_to_log_in(server: Any) -> bool:
    return any(line.verb == "AUTH" for line in server.journal.sessions[-1].transcript)


def _tried(
    function: Callable[..., Any], server: Any, name: str, password: str, *, encrypted: bool = True
) -> Any:
    """Return what a function made of a login, or the exception that it raised."""
    client = smtplib.SMTP("localhost", server.port, "localhost", timeout=_SECONDS)
    try:
        if encrypted:
            client.starttls(context=ssl.create_default_context(cafile=server.ca_file))
        return function(client, name, password)
    except Exception as error:  # noqa: BLE001 - the learner's function may raise anything
        return error
    finally:
        client.close()


def _compare(found: Any, wanted: bool, when: str) -> None:  # noqa: FBT001
    if found is wanted:
        return
    hint = ""
    if found is None:
        hint = " Is there a `return`?"
    elif isinstance(found, smtplib.SMTPAuthenticationError):
        hint = " Catch it, and return False."
    elif isinstance(found, smtplib.SMTPNotSupportedError):
        hint = " The client is encrypted already: only log in."
    elif isinstance(found, tuple):
        hint = " That is what `login` returns."
    raise NotYet(f"{when} it should return {wanted}. Yours {_came(found)}.{hint}")


def _came(found: Any) -> str:
    """Say what came of a call; no values, for one could be the password."""
    if isinstance(found, Exception):
        return f"raised {type(found).__name__}"
    shown = found if found is None or isinstance(found, bool) else phrase_of_type(found)
    return f"returned {shown}"


def phrase_of_type(thing: Any) -> str:
    """Name a thing's type with its article.

    >>> phrase_of_type("secret")
    'a str'
    """
    return phrase(thing).partition(",")[0]


def stolen(thing: Any, server: Any) -> str:
    """Look at a password read from the transcript (exercise 05.3)."""
    a_journal(server)
    if not isinstance(thing, (str, bytes, bytearray)):
        raise NotYet(f"Expected the password, a str, but got {phrase_of_type(thing)}.")
    text = thing if isinstance(thing, str) else bytes(thing).decode("utf-8", "replace")
    name, password = next(iter(server.users.items()))
    if text == password:
        if not uses("wire", "transcript", "sessions"):
            raise NotYet(
                "That's it, but not from what crossed: a stranger has only "
                "`cafe.sessions[-1].wire`. Find it there."
            )
        must_not_be_printed()
        return "You needed no key and no trick. That is a login without encryption."
    if text.strip() == password:
        raise NotYet("Nearly: there is a space or a line end beside the password.")
    if set(text.strip()) == {"*"}:
        raise NotYet("The transcript hides it behind stars. `wire` does not.")
    if text.strip() == name:
        raise NotYet("This is her name. The password comes after the second zero byte.")
    if password in text:
        raise NotYet(
            "The password is in it, and something else too. Cut at the zero bytes: "
            r'`.split(b"\0")`, and take the last piece.'
        )
    if "AUTH" in text.upper():
        raise NotYet("This is the whole line. The login is its third word, in base64.")
    if any(password in each for each in _decoded(text)):
        raise NotYet("This is base64 still. `base64.b64decode` reads it.")
    raise NotYet("This is not what crossed. Look for the piece that begins with AUTH PLAIN.")


def _decoded(text: str) -> list[str]:
    """Decode each word that may be base64."""
    found = []
    for word in re.findall(r"[A-Za-z0-9+/]{4,}={0,2}", text):
        with suppress(ValueError):
            found.append(base64.b64decode(word, validate=True).decode("utf-8"))
    return found


def clean(text: Any, server: Any) -> str:
    """Look at a transcript without the password (exercise 05.4)."""
    a_journal(server)
    if hasattr(text, "stderr"):
        raise NotYet("This is all of `heard`. The text is its `.stderr`.")
    if not isinstance(text, str):
        raise NotYet(f"Expected text, a str, but got {phrase_of_type(text)}.")
    if not text.strip():
        raise NotYet("Nothing is left of it. Only the login is to go.")
    name, password = next(iter(server.users.items()))
    if any(f"\0{name}\0" in each for each in _decoded(text)):
        raise NotYet("The login is still in it, in base64, after AUTH PLAIN.")
    login = base64.b64encode(f"\0{name}\0{password}".encode()).decode()
    pieces = (login[at : at + _PIECE] for at in range(len(login) - _PIECE + 1))
    if any(piece in text for piece in pieces):
        raise NotYet(
            "A piece of the login is still in it. Base64 can be decoded in pieces, and this one "
            "may be the password's: hide all of it."
        )
    if len(password) >= _PLAIN_IS_LONG and re.search(rf"\b{re.escape(password)}\b", text):
        raise NotYet("Now the password itself is in it.")
    if "235" not in text or "ehlo" not in text.lower():
        raise NotYet("The login is gone, and much of the rest too. All but the login stays.")
    if "AUTH PLAIN" not in text.upper():
        raise NotYet("The whole line is gone. `AUTH PLAIN` may stay: it is no secret.")
    if "*" not in text:
        raise NotYet(
            "The login is gone. Put stars in its place: one sees that something was there."
        )
    return "This can be shared: it tells what happened, and not with which password."


def token(server: Any) -> str:
    """Look at a login with a token (exercise 05.5)."""
    session = last_session(server)
    _encrypted(session)
    mechanism, line, reply = _login(session)
    if mechanism != "XOAUTH2":
        raise NotYet(f"You logged in with {mechanism}, a password. The server says: {reply}.")
    if reply.startswith("235"):
        must_have_checked(session, "cloud.ca_file")
        return (
            "Logged in without a password. A token expires by itself, and is good for mail alone."
        )
    fields = "".join(_decoded(line.unmasked.partition("XOAUTH2")[2])).split("\1")
    if len(fields) == 1:
        raise NotYet(
            r"Between name and token there's `\1`, one byte. In a raw string it's two characters."
        )
    if not fields[0].startswith("user="):
        raise NotYet("What you sent does not begin with `user=` and the name.")
    if not any(field.startswith("auth=Bearer ") for field in fields):
        raise NotYet("The token comes after `auth=Bearer ` and one space. That isn't there.")
    if reply.startswith("503"):
        raise NotYet(f"The server says: {reply}. After `starttls()`, call `client.ehlo()`.")
    raise NotYet(f"The form is right. The server says: {reply}. Compare name and token.")
