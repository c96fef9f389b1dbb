"""The room code that learners type, and the teacher's link and cookie."""

from __future__ import annotations

import asyncio
import hmac
import secrets

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without those that look alike: I L O 0 1
CODE_LENGTH = 8
_DELAY = 1.0  # seconds
_MOST_WAITING = 200


def new_code() -> str:
    """Return a random room code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


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
    """

    def __init__(self, code: str, seconds: float = _DELAY) -> None:
        self.code = code
        self.seconds = seconds
        self._waiting = 0
        self._link = ""
        self._cookie = secrets.token_urlsafe(32)

    def fits(self, code: object) -> bool:
        """Return whether this is the room code."""
        return _same(normal(code), self.code)

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
