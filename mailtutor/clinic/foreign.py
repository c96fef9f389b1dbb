"""Errors of `aiosmtplib`, which has smtplib's exceptions under the same names."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_LIBRARY = "aiosmtplib"


def library_of(error: BaseException) -> str:
    """Return the library whose exception this is; empty if it isn't one that we know."""
    return _LIBRARY if _kind(error) else ""


def kinds_of(error: BaseException) -> set[str]:
    """Return the names of the library's own classes that an exception belongs to."""
    return {kind.__name__ for kind in type(error).__mro__ if _is_of_library(kind)}


def as_smtplib(error: BaseException) -> BaseException:
    """Return the exception that `smtplib` raises for the same reply, with the same traceback.

    An exception that has no reply, or that is from another library, is returned as it is.
    """
    make = _MAKERS.get(_kind(error))
    if make is None:
        return error
    try:
        made = make(error)
    except (AttributeError, TypeError, ValueError):
        return error  # another version of the library
    made.__cause__, made.__context__ = error.__cause__, error.__context__
    made.__suppress_context__ = error.__suppress_context__
    return made.with_traceback(error.__traceback__)


def _is_of_library(kind: type) -> bool:
    return kind.__module__.partition(".")[0] == _LIBRARY


def _kind(error: BaseException) -> str:
    return next((kind.__name__ for kind in type(error).__mro__ if _is_of_library(kind)), "")


def _words(error: Any) -> bytes:
    return str(error.message).encode("utf-8", "replace")


def _made(name: str) -> Callable[[Any], BaseException]:
    kind = getattr(smtplib, name)
    return lambda error: kind(int(error.code), _words(error))


def _recipients(error: Any) -> BaseException:
    each_one = getattr(error, "recipients", None) or [error]
    return smtplib.SMTPRecipientsRefused(
        {str(one.recipient): (int(one.code), _words(one)) for one in each_one}
    )


_MAKERS: dict[str, Callable[[Any], BaseException]] = {
    **{
        name: _made(name)
        for name in (
            "SMTPResponseException",
            "SMTPHeloError",
            "SMTPDataError",
            "SMTPAuthenticationError",
        )
    },
    "SMTPConnectResponseError": _made("SMTPConnectError"),
    "SMTPSenderRefused": lambda error: smtplib.SMTPSenderRefused(
        int(error.code), _words(error), str(error.sender)
    ),
    "SMTPRecipientRefused": _recipients,
    "SMTPRecipientsRefused": _recipients,
}
