"""The room code that learners type, their passwords on a hub, and the teacher's link and cookie."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from urllib.parse import quote, unquote

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without those that look alike: I L O 0 1
CODE_LENGTH = 8
_DELAY = 1.0  # seconds
_MOST_WAITING = 200


def new_code() -> str:
    """Return a random room code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def login_of(account: str) -> str:
    """Return the name with which a hub's account logs in: smtplib sends only ASCII.

    It's the name as the hub writes it in addresses.

    >>> login_of("ada"), login_of("zoë")
    ('ada', 'zo%C3%AB')
    """
    return quote(account, safe="@~")


def normal(code: object) -> str:
    """Return a code without spaces and hyphens, in upper case.

    >>> normal("k7qm-3xrp")
    'K7QM3XRP'
    """
    return "".join(str(code)[:64].split()).replace("-", "").upper()


def is_code(code: str) -> bool:
    """Return whether this can be a room code at all."""
    return len(code) == CODE_LENGTH and set(code) <= set(ALPHABET)


def readable(code: str) -> str:
    """Return a code in two halves.

    >>> readable("K7QM3XRP")
    'K7QM-3XRP'
    """
    return f"{code[:4]}-{code[4:]}"


def _same(one: str, other: str) -> bool:
    """Compare in constant time; JSON may contain half a character, which has no bytes."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


class Keys:
    """Compares secrets in constant time, and delays wrong guesses.

    Nobody is locked out by address: behind one router, a guesser would lock out the class.

    Args:
        code: the room code.
        seconds: how long a wrong guess takes.

    Attributes:
        wrong_login: what a client hears that can't log in to the class inbox.
    """

    wrong_login = "That isn't the room code; copy it from the wall"

    def __init__(self, code: str, seconds: float = _DELAY) -> None:
        self.code = code
        self.seconds = seconds
        self._waiting = 0
        self._link = ""
        self._cookie = secrets.token_urlsafe(32)

    def fits(self, code: object) -> bool:
        """Return whether this is the room code."""
        return _same(normal(code), self.code)

    def sender(self, login: str) -> str:
        """Return the name of the sender who logs in to the class inbox."""
        return login

    def password(self, sender: str) -> str:  # noqa: ARG002 - a hub needs it
        """Return a sender's password for the class inbox: the room code, whatever the name."""
        return self.code

    def fits_login(self, sender: str, password: str) -> bool:
        """Return whether this is a sender's password for the class inbox."""
        return _same(normal(password), self.password(sender))

    async def delay(self) -> None:
        """Wait after a wrong guess or a flood; not if hundreds wait, because they take memory."""
        if self._waiting >= _MOST_WAITING:
            return
        self._waiting += 1
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self._waiting -= 1

    def new_link(self) -> str:
        """Return a token for the teacher's link, which works once; the previous one ends."""
        self._link = secrets.token_urlsafe(24)
        return self._link

    def exchange(self, token: str) -> str | None:
        """Return the teacher's cookie for the token of the link; None if it isn't valid."""
        if not self._link or not _same(token, self._link):
            return None
        self._link = ""
        return self._cookie

    def is_teacher(self, cookie: str) -> bool:
        """Return whether this is the teacher's cookie."""
        return _same(cookie, self._cookie)


class HubKeys(Keys):
    """The keys of a class on a hub, where each account has a password of its own for the inbox.

    The hub says whose account it is before the password is told, so it proves who sends.

    Args:
        seconds: how long a wrong guess takes.
    """

    wrong_login = (
        "That isn't the password of this account; run mailtutor.join() again and copy the login "
        "line that it prints"
    )

    def __init__(self, seconds: float = _DELAY) -> None:
        super().__init__(new_code(), seconds)  # nobody is told the code
        self._secret = secrets.token_bytes(32)

    def sender(self, login: str) -> str:
        """Return the account that logs in; see `login_of`."""
        return unquote(login)

    def password(self, sender: str) -> str:
        """Return the password of an account, which tells nothing about any other."""
        name = sender.encode("utf-8", "surrogatepass")
        number = int.from_bytes(hmac.digest(self._secret, name, "sha256"), "big")
        password = ""
        for _ in range(CODE_LENGTH):
            number, index = divmod(number, len(ALPHABET))
            password += ALPHABET[index]
        return password
