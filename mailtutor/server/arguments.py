"""The arguments of `LocalServer`, checked: an error names the value, and what to pass instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args

from .fault import Fault

if TYPE_CHECKING:
    from .certificates import Flaw

TLS = Literal["starttls", "implicit"]
_NO_SUCH_USER = "550 5.1.1 No such user"


def checked_modes(tls: object) -> list[TLS | None]:
    """Return the kinds of encryption, one for each port.

    Raises:
        ValueError: there is none, one is unknown, or one is named twice.
    """
    several = isinstance(tls, Iterable) and not isinstance(tls, str)
    modes: list[Any] = list(tls) if several else [tls]  # type: ignore[call-overload]
    for mode in modes:
        if mode is not None and mode not in get_args(TLS):
            raise ValueError(f"tls must be 'starttls', 'implicit' or None, not {mode!r}")
    if not modes or len(set(modes)) < len(modes):
        raise ValueError(f"tls must name one kind of encryption for each port, not {tls!r}")
    return modes


def check_encrypted(modes: list[TLS | None], certificate: Flaw | None) -> None:
    """Check that a flaw in the certificate can be seen.

    Raises:
        ValueError: the server doesn't encrypt, so it shows no certificate.
    """
    if certificate is not None and not any(modes):
        raise ValueError(
            f"certificate={certificate!r} needs encryption: add tls='starttls' or tls='implicit'"
        )


def checked_users(users: object) -> dict[str, str]:
    """Return the users with their passwords.

    Raises:
        TypeError: they aren't a dict of text.
    """
    return _texts(users, "users", "{'ada@example.com': 'a password'}")


def checked_refuse(refuse: object) -> dict[str, str]:
    """Return the recipients to reject, with their replies.

    Raises:
        TypeError: they aren't a dict of text, or a list of addresses.
        ValueError: a reply accepts the recipient.
    """
    if isinstance(refuse, list | tuple | set | frozenset):
        refuse = dict.fromkeys(refuse, _NO_SUCH_USER)
    replies = _texts(refuse, "refuse", "{'bob@example.com': '550 5.1.1 No such user'}")
    for address, reply in replies.items():
        if reply[:1] in {"2", "3"}:
            raise ValueError(
                f"refuse must give {address!r} a reply that rejects it, with a code from 400 to "
                f"599, not {reply!r}"
            )
    return replies


def checked_faults(faults: object) -> list[Fault]:
    """Return the faults as a list.

    Raises:
        TypeError: something in it isn't a fault.
    """
    listed: list[Any] = list(faults) if isinstance(faults, Iterable) else [None]
    if all(isinstance(each, Fault) for each in listed):
        return listed
    raise TypeError(
        f"faults must be a list such as [faults.greylist(), faults.silent()], not {faults!r}"
    )


def check_max_size(max_size: object) -> None:
    """Check the largest content that a server accepts.

    Raises:
        ValueError: it isn't a number of bytes.
    """
    if isinstance(max_size, bool) or not isinstance(max_size, int) or max_size < 1:
        raise ValueError(f"max_size must be a number of bytes, at least 1, not {max_size!r}")


def check_idle(idle: object) -> None:
    """Check how long a client may be silent.

    Raises:
        ValueError: it isn't a number of seconds.
    """
    if isinstance(idle, bool) or not isinstance(idle, int | float) or not idle > 0:
        raise ValueError(f"idle must be a number of seconds, more than 0, not {idle!r}")


def _texts(things: object, name: str, example: str) -> dict[str, str]:
    if things is None:
        return {}
    if not isinstance(things, Mapping):
        raise TypeError(f"{name} must be a dict such as {example}, not {things!r}")
    for key, value in things.items():
        if not (isinstance(key, str) and isinstance(value, str)):
            raise TypeError(f"{name} must be a dict of text such as {example}, not {things!r}")
    return dict(things)
