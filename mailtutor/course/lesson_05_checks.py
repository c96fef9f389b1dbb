"""Lesson 05, log in: the checks of its exercises. No sentence may repeat a password."""

from __future__ import annotations

import base64
import re
import smtplib
import ssl
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from .clients import is_encrypted, require_verified_certificate
from .expectations import (
    Mistake,
    code_uses,
    forbid_printing_answer,
    require_function,
    require_journal,
    require_session,
)
from .run_function import with_closed_client
from .wording import describe_type, times

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailtutor.record import Line, Session

_LONG_PASSWORD = 6
_PIECE = 6  # letters of base64, about four bytes of a login
_TIMEOUT = 5.0
_LOGIN_ACCEPTED = 235  # RFC 4954, section 6
_LOGIN_CONTINUES = 334  # RFC 4954, section 4


def log_in(server: Any) -> str:
    """Check 05.1: a login over TLS."""
    session = require_session(server)
    _require_encrypted(session)
    mechanism, _, reply = _require_login(session)
    if not reply.startswith("235"):
        raise Mistake(
            f"The server rejected the login ({mechanism}): {reply}. Check the user name and the "
            "password."
        )
    require_verified_certificate(session, "post.ca_file")
    if session.ending != "quit":
        raise Mistake("You logged in, but didn't end the session. Call `quit()`, or use `with`.")
    return "You encrypted first, then logged in, so nobody on the way could read the password."


def _require_encrypted(session: Session) -> None:
    if not is_encrypted(session):
        raise Mistake(
            "The last session wasn't encrypted, because there was no `starttls`. Without it, this "
            "server offers no login."
        )


def _require_login(session: Session) -> tuple[str, Line, str]:
    """Return the mechanism of the last login, its line, and the server's reply."""
    lines = list(session.transcript)
    logins = [place for place, line in enumerate(lines) if line.verb == "AUTH"]
    if not logins:
        raise Mistake("The connection was encrypted, but your client never tried to log in.")
    after = lines[logins[-1] + 1 :]
    replies = [
        line.text for line in after if line.kind == "reply" and line.code != _LOGIN_CONTINUES
    ]
    line = lines[logins[-1]]
    words = line.unmasked.split()
    return words[1].upper() if words[1:] else "", line, replies[0] if replies else "no reply"


def may_enter(function: Any, server: Any) -> str:
    """Check 05.2: a function that returns whether a login succeeds."""
    function = require_function(function, "may_enter(client, user, password)")
    require_journal(server)
    name, password = next(iter(server.users.items()))
    right = _try_login(function, server, name, password)
    if not isinstance(right, Exception) and not _tries_to_log_in(server):
        raise Mistake(
            f"`may_enter` {_describe_result(right)}, but never logged in. Call "
            "`client.login(...)` in it."
        )
    accepted = any(line.code == _LOGIN_ACCEPTED for line in server.journal.sessions[-1].transcript)
    wrong = _try_login(function, server, name, password + "x")
    if (logins := _logins(server)) > 1:
        raise Mistake(
            f"`may_enter` tried the wrong password {times(logins)}. Try only once, because "
            "providers lock accounts."
        )
    if right is False and wrong is True:
        raise Mistake("True and False are swapped: True means that the login succeeded.")
    if right is False and accepted:
        raise Mistake(
            "With the right password, the server replied 235, which means success. Return True."
        )
    _compare(right, True, "With the right password")  # noqa: FBT003
    _compare(wrong, False, "With a wrong password")  # noqa: FBT003
    found = _try_login(function, server, "bob@example.com", password)
    _compare(found, False, "With another user")  # noqa: FBT003
    found = _try_login(function, server, name, password, encrypted=False)
    # `auth` asks the server even without encryption, and gets an authentication error.
    if not isinstance(found, smtplib.SMTPNotSupportedError) and not _tries_to_log_in(server):
        raise Mistake(
            "Without encryption no login is possible, so Python raises SMTPNotSupportedError. "
            f"`may_enter` {_describe_result(found)}. Which errors does your `except` catch?"
        )
    found = _try_login(with_closed_client(function), server, name, password)
    if not isinstance(found, smtplib.SMTPServerDisconnected):
        raise Mistake(
            "If the client has lost its connection, Python raises SMTPServerDisconnected. "
            f"`may_enter` {_describe_result(found)}. Which errors does your `except` catch?"
        )
    return "It returns True or False, and lets all other errors through."


def _logins(server: Any) -> int:
    """Count the logins of the last session; smtplib's `login` tries each mechanism once."""
    lines = [line for line in server.journal.sessions[-1].transcript if line.verb == "AUTH"]
    mechanisms = Counter(line.unmasked.upper().split()[1] for line in lines)
    return max(mechanisms.values(), default=0)


def _tries_to_log_in(server: Any) -> bool:
    return any(line.verb == "AUTH" for line in server.journal.sessions[-1].transcript)


def _try_login(
    function: Callable[..., Any], server: Any, name: str, password: str, *, encrypted: bool = True
) -> Any:
    """Return what the learner's function returned, or the exception that it raised."""
    client = smtplib.SMTP("localhost", server.port, "localhost", timeout=_TIMEOUT)
    try:
        if encrypted:
            client.starttls(context=ssl.create_default_context(cafile=server.ca_file))
        return function(client, name, password)
    except Exception as error:  # noqa: BLE001 - the learner's function may raise anything
        return error
    finally:
        client.close()


def _compare(found: Any, expected: bool, when: str) -> None:  # noqa: FBT001
    if found is expected:
        return
    hint = ""
    if found is None:
        hint = " Is there a `return`?"
    elif isinstance(found, smtplib.SMTPAuthenticationError):
        hint = " Catch it and return False."
    elif isinstance(found, smtplib.SMTPNotSupportedError):
        hint = " The client is encrypted already, so just log in."
    elif isinstance(found, tuple):
        hint = " That's what `login` returns."
    raise Mistake(
        f"{when}, `may_enter` should return {expected}, but it {_describe_result(found)}.{hint}"
    )


def _describe_result(found: Any) -> str:
    """Return what a call returned or raised, without values: one could be the password."""
    if isinstance(found, Exception):
        return f"raised {type(found).__name__}"
    return f"returned {describe_type(found)}"


def stolen(thing: Any, server: Any) -> str:
    """Check 05.3: a password read from the raw bytes of a session."""
    require_journal(server)
    if not isinstance(thing, (str, bytes, bytearray)):
        raise Mistake(f"Expected the password, a str, but got {describe_type(thing)}.")
    text = thing if isinstance(thing, str) else bytes(thing).decode("utf-8", "replace")
    name, password = next(iter(server.users.items()))
    if text == password:
        if not code_uses("wire", "transcript", "sessions"):
            raise Mistake(
                "That's the password, but not from the raw bytes. An eavesdropper has only "
                "`cafe.sessions[-1].wire`, so find it there."
            )
        forbid_printing_answer()
        return "You needed no key and no trick, because the login wasn't encrypted."
    if text.strip() == password:
        raise Mistake("Almost: there's a space or a line end before or after the password.")
    if set(text.strip()) == {"*"}:
        raise Mistake("The transcript hides the password behind stars. `wire` doesn't.")
    if text.strip() == name:
        raise Mistake("That's the user name. The password comes after the second zero byte.")
    if password in text:
        raise Mistake(
            "Your answer contains the password and something else. Split it at the zero bytes, "
            r'`.split(b"\0")`, and take the last piece.'
        )
    if "AUTH" in text.upper():
        raise Mistake("That's the whole line. The login is its third word, in base64.")
    if any(password in each for each in _decoded(text)):
        raise Mistake("That's still base64. Decode it with `base64.b64decode`.")
    raise Mistake("That isn't the password. Look for the piece that begins with AUTH PLAIN.")


def _decoded(text: str) -> list[str]:
    """Decode every word that may be base64."""
    found = []
    for word in re.findall(r"[A-Za-z0-9+/]{4,}={0,2}", text):
        with suppress(ValueError):
            found.append(base64.b64decode(word, validate=True).decode("utf-8"))
    return found


def clean(text: Any, server: Any) -> str:
    """Check 05.4: a debug log without the password."""
    require_journal(server)
    if hasattr(text, "stderr"):
        raise Mistake("That's all of `heard`. Its text is `heard.stderr`.")
    if not isinstance(text, str):
        raise Mistake(f"Expected text, a str, but got {describe_type(text)}.")
    if not text.strip():
        raise Mistake("Nothing is left of the text. Remove only the login.")
    name, password = next(iter(server.users.items()))
    if any(f"\0{name}\0" in each for each in _decoded(text)):
        raise Mistake("The login is still there, in base64, after AUTH PLAIN.")
    login = base64.b64encode(f"\0{name}\0{password}".encode()).decode()
    pieces = (login[at : at + _PIECE] for at in range(len(login) - _PIECE + 1))
    if any(piece in text for piece in pieces):
        raise Mistake(
            "Part of the login is still there. Base64 can be decoded in pieces, and this one may "
            "contain the password, so hide all of it."
        )
    if len(password) >= _LONG_PASSWORD and re.search(rf"\b{re.escape(password)}\b", text):
        raise Mistake("Now the text contains the password itself.")
    if "235" not in text or "ehlo" not in text.lower():
        raise Mistake("The login is gone, but so is much of the rest. Keep everything else.")
    if "AUTH PLAIN" not in text.upper():
        raise Mistake("The whole line is gone. Keep `AUTH PLAIN`, which isn't secret.")
    if "*" not in text:
        raise Mistake(
            "The login is gone. Replace it with stars, so that a reader sees that something was "
            "there."
        )
    return "You can share this: it shows what happened, but not the password."


def token(server: Any) -> str:
    """Check 05.5: a login with a token."""
    session = require_session(server)
    _require_encrypted(session)
    mechanism, line, reply = _require_login(session)
    if mechanism != "XOAUTH2":
        raise Mistake(
            f"You logged in with {mechanism}, which sends a password. The server replied: {reply}."
        )
    if reply.startswith("235"):
        require_verified_certificate(session, "cloud.ca_file")
        return "You logged in without a password. A token expires, and works only for email."
    fields = "".join(_decoded(line.unmasked.partition("XOAUTH2")[2])).split("\1")
    if len(fields) == 1:
        raise Mistake(
            r"Between name and token there must be `\1`, one byte. In a raw string it's two "
            "characters."
        )
    if not fields[0].startswith("user="):
        raise Mistake("What you sent doesn't begin with `user=` and the name.")
    if not any(field.startswith("auth=Bearer ") for field in fields):
        raise Mistake("What you sent lacks `auth=Bearer `, with one space, before the token.")
    if reply.startswith("503"):
        raise Mistake(f"The server replied: {reply}. Call `client.ehlo()` after `starttls()`.")
    raise Mistake(
        f"The format is right, but the server replied: {reply}. Check the user name and the token."
    )
