"""Calls with arguments that a function of `email` or `smtplib` doesn't accept."""

from __future__ import annotations

import re
import sys
from functools import cached_property
from types import FunctionType
from typing import TYPE_CHECKING, Any

from .frames import is_of_mail

if TYPE_CHECKING:
    from .names import Names
    from .traceback_frames import Traceback

_OWNERS = {
    "SMTP": "smtplib.SMTP",
    "SMTP_SSL": "smtplib.SMTP_SSL",
    "EmailMessage": "email.message.EmailMessage",
    "MIMEPart": "email.message.EmailMessage",
    "Message": "email.message.Message",
    "MIMEText": "email.mime.text.MIMEText",
    "MIMEMultipart": "email.mime.multipart.MIMEMultipart",
    "MIMEBase": "email.mime.base.MIMEBase",
    "MIMEApplication": "email.mime.application.MIMEApplication",
    "MIMEImage": "email.mime.image.MIMEImage",
    "MIMEAudio": "email.mime.audio.MIMEAudio",
    "SMTPHandler": "logging.handlers.SMTPHandler",
}
# The wording differs between Python versions; the name and the parentheses don't.
_ARGUMENTS = re.compile(
    r"^(?:(?:[\w<>]+\.)*(?P<owner>\w+)\.)?(?P<name>\w+)\(\) "
    r"(?:got (?:an unexpected|some|multiple)|missing|takes|expected)"
)
_UNPACKED = re.compile(
    r"^(?P<function>(?:smtplib|email)\.[\w.]+)\(\) argument after (?P<stars>\*\*?) must be "
    r"an? \w+, not (?P<kind>\w+)"
)
_KEYWORD = re.compile(r"keyword argument '(\w+)'")


class Misuse:
    """The function that was called with the wrong arguments, and what it accepts.

    Args:
        traceback: the frames of the error.
        names: the names in the error.
    """

    def __init__(self, traceback: Traceback, names: Names) -> None:
        self.traceback, self.names = traceback, names

    @cached_property
    def _misused(self) -> re.Match[str] | None:
        is_plain = type(self.traceback.error) is TypeError
        return _ARGUMENTS.match(self.traceback.text) if is_plain else None

    @cached_property
    def misused(self) -> str:
        """The function that was called with the wrong arguments, or empty."""
        return self._misused["name"] if self._misused else ""

    @cached_property
    def misused_keyword(self) -> str:
        """The keyword argument that it doesn't accept, or empty."""
        found = _KEYWORD.search(self._misused.string) if self._misused else None
        return found[1] if found else ""

    @cached_property
    def lacking_arguments(self) -> str:
        """The required arguments that were not given, as "`to_addrs` and `msg`"; or empty."""
        text = self._misused.string if self._misused else ""
        _, missing, names = text.partition(" missing ")
        return (
            " and ".join(f"`{name}`" for name in re.findall(r"'(\w+)'", names)) if missing else ""
        )

    @cached_property
    def misused_owner(self) -> str:
        """Return where in `smtplib` or `email` that function is, as ``"smtplib.SMTP"``; or empty.

        Python names the class alone, and anybody may have a class `Message`: so the
        class that the learner's code knows by that name must be from `smtplib` or `email`.
        """
        owner = self._misused["owner"] if self._misused else None
        if owner is None:
            return self._module_of_function
        known = self.traceback.variable(owner)
        if isinstance(known, type):
            full = f"{known.__module__}.{known.__name__}"
            is_for_email = is_of_mail(known.__module__) or full == _OWNERS.get(owner)
            return _OWNERS.get(owner, full) if is_for_email else ""
        return _OWNERS.get(owner, "")

    @cached_property
    def _module_of_function(self) -> str:
        """The module of a function that the learner's line calls by this name; or empty."""
        for called in re.findall(rf"((?:\w+\.)*\b{self.misused})\(", self.traceback.line):
            function = self.names.known(called) if self.misused else None
            if isinstance(function, FunctionType) and is_of_mail(function.__module__):
                return function.__module__
        return ""

    @cached_property
    def misused_full(self) -> str:
        """The function with its module and class; for a class that was called, the class."""
        return (
            self.misused_owner
            if self.misused == "__init__"
            else f"{self.misused_owner}.{self.misused}"
        )

    @cached_property
    def misused_module(self) -> str:
        """The module of that function."""
        owner = self.misused_owner
        return owner if owner in sys.modules else owner.rpartition(".")[0]

    @cached_property
    def signature(self) -> str:
        """Return the function's parameters as Python writes them; empty if it isn't for email."""
        import inspect

        if not self.misused_owner:  # every object has an `__init__`, so None has one as well
            return ""
        owner: Any = sys.modules.get(self.misused_module)
        kind = self.misused_owner.removeprefix(f"{self.misused_module}.")
        if kind != self.misused_owner:
            owner = getattr(owner, kind, None)
        function = getattr(owner, self.misused, None)
        if not callable(function):
            return ""
        taken = str(inspect.signature(function)).replace("(self, ", "(").replace("(self)", "()")
        name = kind if self.misused == "__init__" else self.misused
        return re.sub(r"=<object object at 0x[0-9a-f]+>", "=...", f"{name}{taken}")

    @cached_property
    def client_method(self) -> str:
        """The method of a client that was called with the wrong arguments; or empty.

        The class may be a subclass that the learner or a library has made: one method of it
        has fewer parameters than the method of that name in an older `smtplib`.
        """
        client = getattr(sys.modules.get("smtplib"), "SMTP", None)
        owner = self._misused["owner"] if self._misused else None
        if client is None or owner is None:
            return ""
        if self.misused_owner.startswith("smtplib."):
            return self.misused
        kinds = (
            value if isinstance(value, type) else type(value) for value in self._values_in_reach()
        )
        return (
            self.misused
            if any(
                kind.__name__ == owner
                and issubclass(kind, client)
                and hasattr(client, self.misused)
                for kind in kinds
            )
            else ""
        )

    def _values_in_reach(self) -> list[Any]:
        frame = self.traceback.learners
        if frame is None:
            return []
        own = getattr(frame.f_locals.get("self"), "__dict__", None)
        attributes = list(own.values()) if isinstance(own, dict) else []
        return [*frame.f_locals.values(), *frame.f_globals.values(), *attributes]

    @cached_property
    def _unpacked(self) -> re.Match[str] | None:
        return (
            _UNPACKED.match(self.traceback.text)
            if type(self.traceback.error) is TypeError
            else None
        )

    @cached_property
    def unpacked_for(self) -> str:
        """The function of `email` or `smtplib` whose arguments can't be unpacked; or empty."""
        return self._unpacked["function"] if self._unpacked else ""

    @cached_property
    def unpacked_kind(self) -> str:
        """The type of what can't be unpacked."""
        return self._unpacked["kind"] if self._unpacked else ""

    @cached_property
    def stars(self) -> str:
        """The one or two stars before it."""
        return self._unpacked["stars"] if self._unpacked else ""

    @cached_property
    def class_used(self) -> str:
        """The class that the line uses as if it were an object; or empty."""
        if self.misused_owner and self.misused != "__init__" and "missing" in self.traceback.text:
            pattern = rf"([A-Za-z_][\w.]*)\.{self.misused}\("
        elif (
            "context manager" in self.traceback.text or self.traceback.text == "__enter__"
        ):  # Python 3.10
            pattern = r"\bwith\s+([A-Za-z_][\w.]*)\s*(?:as\b|:)"
        else:
            return ""
        named = re.search(pattern, self.traceback.line)
        kind = self.names.known(named[1]) if named else None
        if isinstance(kind, type) and is_of_mail(kind.__module__):
            return f"{kind.__module__}.{kind.__name__}"
        return ""
