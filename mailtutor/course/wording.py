"""Words for the sentences of checks: values, types and counts."""

from __future__ import annotations

from typing import Any

_LONG = 60


def describe(thing: Any) -> str:
    """Return a value's type with its article, and the value itself if it's short.

    >>> describe("Hello")
    "a str, 'Hello'"
    >>> describe(b"Hello")
    "bytes, b'Hello'"
    >>> describe(None)
    'None'
    >>> describe(dict)
    'the class dict itself'
    >>> describe(print)
    'a builtin_function_or_method'
    """
    if isinstance(thing, type):
        return f"the class {thing.__name__} itself"
    if thing is None or isinstance(thing, bool):
        return str(thing)
    name = type(thing).__name__
    # By its sound: "an SMTP", "an int", "a str".
    sounds = "AEFHILMNORSX" if name[:2].isupper() else "AEIOUaeiou"
    article = "an " if name[:1] in sounds and not name.startswith("MIME") else "a "
    named = name if name == "bytes" else f"{article}{name}"
    if not isinstance(thing, (str, bytes, int, float, list, tuple, dict)):
        return named
    try:
        value = repr(thing)
    except Exception:  # noqa: BLE001 - a list may contain anything
        return named
    return f"{named}, {value if len(value) <= _LONG else value[:_LONG] + '…'}"


def describe_type(thing: Any) -> str:
    """Return a value's type with its article, without the value, which may be secret.

    >>> describe_type("secret")
    'a str'
    """
    return describe(thing).partition(",")[0]


def times(number: int) -> str:
    """Return how often something happened.

    >>> times(1), times(2), times(3)
    ('once', 'twice', '3 times')
    """
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
