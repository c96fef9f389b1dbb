"""Finds passwords in the variables of a traceback, and masks them in texts."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_MASK = "********"
_SECRET_NAME = re.compile(r"(?i)pass|pwd|secret|token|credential|api_?key|^pw$|_pw$")
_SHORT = 4
_LONGEST = 4096
_LARGEST_SETTINGS = 100


def secrets_in(namespaces: Iterable[dict[str, Any]], names: Iterable[str] = ()) -> set[str]:
    """Return the values that must not be shown, by the names of their variables.

    This covers the variables of the namespaces, dicts of settings among them, and the attributes
    that `smtplib` keeps after a login. Each is returned as it is and in base64, as in `AUTH`.

    Args:
        namespaces: the variables of each frame.
        names: variables that hold a secret although their name doesn't say so.
    """
    asked_for = set(names)
    plain: set[str] = set()
    users: set[str] = set()
    for namespace in namespaces:
        for name, value in list(namespace.items()):
            if isinstance(name, str) and (name in asked_for or _SECRET_NAME.search(name)):
                plain |= _texts(value)
            if type(value) is dict and len(value) <= _LARGEST_SETTINGS:
                plain |= _texts_named_so(value)
            if name in {"user", "username", "login"}:
                users |= _texts(value)
        known = getattr(namespace.get("self"), "__dict__", None)
        if isinstance(known, dict):
            plain |= _texts(known.get("password"))
            users |= _texts(known.get("user"))
    encoded = {_base64(text) for text in plain}
    encoded |= {_base64(f"\0{user}\0{text}") for user in users for text in plain}
    stripped = {text.strip() for text in plain}
    # As in a reply, where a question mark replaces each character beyond ASCII.
    asked = {"".join(each if each.isascii() else "?" for each in text) for text in stripped}
    return {text for text in plain | stripped | encoded | asked if text.strip("? ")}


def _texts(value: Any) -> set[str]:
    # Compared by its exact class: a subclass may run any code when it is compared.
    if type(value) is bytes:
        value = value.decode("utf-8", "replace")
    return {value} if type(value) is str and 0 < len(value) <= _LONGEST else set()


def _texts_named_so(settings: dict[Any, Any]) -> set[str]:
    """Find the passwords in a dict of settings, as ``{"user": ..., "password": ...}``."""
    return {
        text
        for key, value in list(settings.items())
        if type(key) is str and _SECRET_NAME.search(key)
        for text in _texts(value)
    }


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")


def hidden(text: str, secrets: Iterable[str]) -> str:
    """Return the text with each of the secrets replaced by stars.

    Example:
        >>> hidden("no user with password hunter2", {"hunter2"})
        'no user with password ********'
        >>> hidden("a map of a", {"a"})
        '******** map of ********'
    """
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) < _SHORT:
            # In the middle of a word, one or two letters are most likely a coincidence.
            text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", _MASK, text)
        else:
            text = text.replace(secret, _MASK)
    return text
