"""The `SMTPHandler` of `logging`, which sends a log record as a message."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .traceback_frames import Traceback

_PAIRS = ("credentials", "mailhost")
_ARGUMENTS = {"fromaddr", "mailhost", "toaddrs"}


class LogHandler:
    """The arguments of an `SMTPHandler`, as far as the error came from it.

    Args:
        traceback: the frames of the error.
    """

    def __init__(self, traceback: Traceback) -> None:
        self.traceback = traceback

    @cached_property
    def _handler(self) -> Any:
        handler = self.traceback.variables("logging.handlers", "emit").get("self")
        names = {kind.__name__ for kind in type(handler).__mro__}
        return handler if "SMTPHandler" in names else None

    @cached_property
    def logs_in_unencrypted(self) -> bool:
        """Return whether the handler logs in without TLS because it has no ``secure=``."""
        has = vars(self._handler) if self._handler is not None else {}
        return bool(has.get("username")) and has.get("secure") is None

    @cached_property
    def config_fault(self) -> str:
        """The reason why `logging.config` can't create a handler for email; or empty."""
        running = self.traceback.variables("logging.config", "configure")
        handlers = getattr(running.get("self"), "config", {}).get("handlers", {})
        # It has taken the class out of these settings; the arguments are left.
        settings = handlers.get(running.get("name"), {})
        beneath = self.traceback.error.__cause__
        return str(beneath) if beneath is not None and _ARGUMENTS & set(settings) else ""

    @cached_property
    def config_class(self) -> str:
        """The class that the settings of that handler name, if there's none of that name."""
        found = re.match(r"Cannot resolve '([\w.]+)'", self.config_fault)
        return found[1] if found else ""

    @cached_property
    def secure_kind(self) -> str:
        """The type of ``secure=``, if it's none that the handler can use; or empty."""
        secure = vars(self._handler).get("secure") if self._handler is not None else None
        if secure is None or isinstance(secure, tuple | list):
            return ""
        return type(secure).__name__

    @cached_property
    def is_secure_used(self) -> bool:
        """Return whether the error is about ``secure=``: raised while the handler reads it."""
        from_emit = self.traceback.raised_in("logging.handlers", "emit")
        return bool(self.secure_kind) and (
            from_emit or self.traceback.within("smtplib", "starttls")
        )

    @cached_property
    def pair(self) -> str:
        """The argument that isn't a pair, as the constructor needs it; or empty."""
        if not self.traceback.raised_in("logging.handlers", "__init__"):
            return ""
        given = self.traceback.variables("logging.handlers", "__init__")
        for name in _PAIRS:
            value = given.get(name)
            if isinstance(value, tuple | list) and len(value) != 2:  # noqa: PLR2004 - a pair
                return name
        return ""

    @cached_property
    def pair_length(self) -> str:
        """How many values that argument has."""
        value = self.traceback.variables("logging.handlers", "__init__").get(self.pair, ())
        return f"{len(value)} value{'' if len(value) == 1 else 's'}"

    @cached_property
    def recipients_kind(self) -> str:
        """The type of ``toaddrs=``, if it's no list; or empty."""
        if self._handler is None or not self.traceback.raised_in("logging.handlers", "emit"):
            return ""
        recipients = vars(self._handler).get("toaddrs")
        if isinstance(recipients, tuple | list) and all(type(each) is str for each in recipients):
            return ""
        return type(recipients).__name__

    @cached_property
    def ignores_credentials(self) -> bool:
        """Return whether the handler didn't log in although the code gives it ``credentials=``."""
        if self._handler is None or vars(self._handler).get("username") is not None:
            return False
        given = re.findall(r"\bcredentials\s*=\s*(\w*)", self.traceback.source)
        return any(each != "None" for each in given)
